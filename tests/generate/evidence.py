"""Sources and evidence: in the file's own list, and beside what it supports."""

from __future__ import annotations

from typing import Any

from tests.generate.choices import Choices


def add_evidence(make: Choices, document: dict[str, Any]) -> None:
    """Add two sources, evidence about paths of the file, and evidence beside judgements."""
    document["sources"] = {
        "gazette": {"title": "What the towns want", "publisher": "The Gazette", "date": "2031"},
        "letter": {"title": "A letter", "author": "A clerk", "url": "https://example.org/?a=1&b"},
    }
    for holder in _holders(document):
        if make.chance(1, 5):
            claims = [_claim(make) for _ in range(make.integer(1, 2))]
            holder["evidence"] = claims if len(claims) > 1 or make.chance(1, 2) else claims[0]
    for linkage in document.get("linkages", {}).values():
        if make.chance(1, 4):
            linkage["because"] = "the charter asks for it"
    paths = make.some(_paths(document), 1, 3)
    entries = [_claim(make) | {"about": path} for path in paths]
    if make.chance(1, 3):
        entries.append(_claim(make) | {"about": paths})
    document["evidence"] = entries


def _claim(make: Choices) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "source": make.one(["gazette", "letter"]),
        "claim": "It is said there",
    }
    further = {
        "where": "second column",
        "reported_by": "a clerk, as told to The Gazette",
        "quote": "“we want it”",
        "confidence": make.one(["low", "medium", "high"]),
    }
    for key in make.some(list(further), 0, 2):
        claim[key] = further[key]
    return claim


def _holders(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the mappings that may hold evidence of their own."""
    found = [*document.get("linkages", {}).values(), *document.get("rounds", [])]
    found += [*document.get("steps", {}).values(), *document.get("demands", {}).values()]
    for party in document["parties"].values():
        for key in ("red_lines", "interactions", "positions", "ratification"):
            found += list(party.get(key, {}).values())
        reservation = party.get("reservation")
        if isinstance(reservation, dict) and "mode" not in reservation:
            found.append(reservation)
    found += [p for p in document.get("packages", {}).values() if "agreement" in p]
    if "enforcement" in document:
        found += [document["enforcement"], *document["enforcement"]["guarantors"].values()]
    return [holder for holder in found if isinstance(holder, dict)]


def _paths(document: dict[str, Any]) -> list[str]:
    """Return paths that evidence may be about."""
    paths = [f"issues.{name}" for name in document["issues"]]
    for name, party in document["parties"].items():
        paths += [f"parties.{name}.positions.{issue}" for issue in party.get("positions", {})]
        paths += [f"parties.{name}.red_lines.{line}" for line in party.get("red_lines", {})]
        if "reservation" in party:
            paths.append(f"parties.{name}.reservation")
        if isinstance(party.get("weights"), dict):
            paths += [f"parties.{name}.weights.{issue}" for issue in party["weights"]]
    for key in ("linkages", "packages", "steps", "demands", "parameters", "status_quo"):
        paths += [f"{key}.{name}" for name in document.get(key) or {}]
    return paths
