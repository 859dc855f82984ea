"""What is printed of packages: where each stands among the agreements."""

from __future__ import annotations

from sim.space.budget import option
from sim.text.names import Words
from sim.text.numbers import count, listing
from sim.zone.zone import Zone

SETS = 3
"""Maximum number of sets of issues that are listed for a package."""


def package_lines(zone: Zone, words: Words) -> list[str]:
    """Return where each package stands."""
    lines = []
    for name, placed in zone.packages.items():
        text = f"{zone.scenario.labels.packages[name]}: "
        if placed.off_table:
            names = ", ".join(words.issue(issue) for issue in placed.off_table)
            text += f"what it says on {names} is off the table"
        elif placed.cut_short:
            text += f"not worked out ({option(zone.stopped_by)})"
        elif placed.acceptable_completions:
            fitting = count(
                placed.acceptable_completions,
                "acceptable agreement says",
                "acceptable agreements say",
            )
            text += f"{fitting} all that it says" if placed.open_issues else "acceptable as it is"
        elif placed.judgement is not None:
            rules = [words.rule(path, rests=False) for path in placed.judgement.not_met]
            said = "its best completion" if placed.open_issues else "it"
            text += f"not acceptable, as {said} does not meet {listing(rules)}"
        if placed.reopening and placed.reopening[0]:
            sets = [listing([words.issue(i) for i in one]) for one in placed.reopening]
            if len(sets) == 1:
                text += f"; to be acceptable it would have to be reopened on {sets[0]}"
            else:
                text += "; to be acceptable it would have to be reopened on one of these:"
                lines += [text, *(f"  {one}" for one in sets[:SETS])]
                rest = len(sets) - SETS
                lines += [f"  {count(rest, 'other set')} of issues"] if rest > 0 else []
                continue
        lines.append(text + ".")
    return lines
