"""What is printed of packages: where each stands among the agreements."""

from __future__ import annotations

from sim.space.budget import option
from sim.text.names import Words
from sim.text.numbers import count
from sim.zone.zone import Zone


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
            rules = [words.short_rule(path) for path in placed.judgement.not_met]
            said = "its best completion" if placed.open_issues else "it"
            text += f"{said} doesn't meet {', '.join(rules)}"
        if placed.reopening and placed.reopening[0]:
            sets = [", ".join(words.issue(i) for i in one) for one in placed.reopening]
            text += f"; reopened would have to be {' or '.join(sets[:3])}" + (
                f" or {len(sets) - 3} other sets of issues" if len(sets) > 3 else ""
            )
        lines.append(text + ".")
    return lines
