"""What is printed of pivotal options."""

from __future__ import annotations

from collections.abc import Sequence

from sim.space.count import counted
from sim.text.names import Words
from sim.text.numbers import signed
from sim.zone.pivotal import PivotalOption

MOST = 3
"""So many options that the zone outlives are told of."""


def pivotal_lines(pivotal: Sequence[PivotalOption], words: Words) -> list[str]:
    """Return which options the zone hangs on, and which the Nash solution most."""
    closing = [one for one in pivotal if one.closes]
    texts = [f"{words.issue(one.issue)}: {words.option(one.issue, one.option)}" for one in closing]
    lines = [
        f"Without any one of these there is no zone: {'; '.join(texts)}."
        if texts
        else "No option's loss alone closes the zone."
    ]
    rest = [one for one in pivotal if not one.closes and one.largest > 5e-4][:MOST]
    for one in rest:
        best = ", ".join(f"{words.party(p)} {signed(x, 3)}" for p, x in one.best.items())
        nash = ", ".join(
            f"{words.party(p)} {signed(x, 3)}" for p, x in one.solutions["nash"].items()
        )
        lines.append(
            f"Without {words.issue(one.issue)}: {words.option(one.issue, one.option)}"
            f"{' (leaves it open or out)' if one.bypass else ''}: "
            f"{counted(one.acceptable)} acceptable; best {best}; Nash {nash}."
        )
    return lines
