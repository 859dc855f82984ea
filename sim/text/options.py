"""What is said of options that the zone never or always uses."""

from __future__ import annotations

from sim.text.names import Words
from sim.zone.options_used import OptionsUsed
from sim.zone.zone import Zone


def option_lines(found: OptionsUsed, zone: Zone, words: Words) -> list[str]:
    """Return which options are in no acceptable agreement, and which in all; none if none are."""
    if found.left_out:
        return [found.left_out]
    issues = list(zone.scenario.issues)

    def names(pairs: tuple[tuple[int, int], ...]) -> str:
        by_issue: dict[int, list[str]] = {}
        for issue, place in pairs:
            label = zone.scenario.issues[issues[issue]].option_label(place)
            by_issue.setdefault(issue, []).append(f"“{label}”")
        texts = [f"{words.issue(issues[i])}: {', '.join(own)}" for i, own in by_issue.items()]
        return "; ".join(texts)

    lines = [f"In no acceptable agreement: {names(found.never)}."] if found.never else []
    if found.always:
        lines.append(
            f"In every acceptable agreement, though not the only one on the table: "
            f"{names(found.always)}."
        )
    return lines
