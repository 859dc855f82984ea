"""What people read for a judgement, and under which heading it stands."""

from __future__ import annotations

from sim.reporting.words import Words
from sim.zone.assumptions import Assumption

SHARED, LATER, LINKED = "Shared", "After signature", "Linkages"


def judgement_owner(one: Assumption, words: Words) -> str:
    """Return whose judgement it is about, or what: the heading that it stands under."""
    parts = one.path.split(".")
    if parts[0] == "parties":
        return words.party(parts[1])
    heads = {"parameters": SHARED, "bargaining": SHARED, "linkages": LINKED}
    return heads.get(parts[0], LATER)


def judgement_label(one: Assumption, words: Words) -> str:
    """Return a judgement in words, without whose it is: "weight of Crimea"."""
    parts = one.path.split(".")
    if parts[0] == "bargaining":
        return "how talks are held"
    if parts[0] == "parameters":
        return f"shared parameter {parts[1]}"
    if parts[0] != "parties":
        return ": ".join(_plain(part, words) for part in _shown(parts))
    rest = parts[2:]
    if rest[0] == "positions" and len(rest) > 3:
        return f"value of “{_option(words, rest[1], '.'.join(rest[3:]))}” on {words.issue(rest[1])}"
    if rest[0] == "weights" and len(rest) > 1:
        return f"weight of {words.issue(rest[1])}"
    if rest[0] == "positions":
        return f"position on {words.issue(rest[1])}"
    if rest[0] == "reservation":
        return ": ".join(["no-agreement value", *(x.replace("_", " ") for x in rest[1:])])
    if rest[0] == "red_lines":
        text = f"red line “{rest[1].replace('_', ' ')}”"
        return ": ".join([text, *(x.replace("_", " ") for x in rest[2:])])
    if rest[0] == "order":
        return "order of importance"
    return ": ".join(_plain(part, words) for part in _shown(rest))


def judgement_written(one: Assumption, words: Words) -> str:
    """Return what the file says; of a position the option as people read it."""
    parts = one.path.split(".")
    if one.kind == "position" and len(parts) == 4:
        return _option(words, parts[3], one.written)
    return one.written


def _shown(parts: list[str]) -> list[str]:
    """Return the parts of a path that say something: not the middle ones of a fixed form."""
    rest = [part for part in parts[1:] if part not in ("guarantors", "groups")]
    return [parts[0].removesuffix("s"), *rest]


def _plain(part: str, words: Words) -> str:
    scenario = words.scenario
    if part in scenario.parties:
        return words.party(part)
    for named in (scenario.steps, scenario.issues):
        if part in named and named[part].label:
            return str(named[part].label)
    return part.replace("_", " ")


def _option(words: Words, issue: str, option: str) -> str:
    place = words.scenario.issues[issue].find(option)
    return option if place is None else words.scenario.issues[issue].option_label(place)
