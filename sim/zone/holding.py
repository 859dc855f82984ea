"""Who holds what: whose position stands on an issue of an agreement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np

from sim.answer import Answer, AsText
from sim.space.boxes import Bools
from sim.space.space import Indices
from sim.zone.depths import Depths, same_position
from sim.zone.frontier import Frontier

Kind = Literal[
    "held", "shared", "common_ground", "alone", "alone_moves", "immaterial", "unweighed",
    "settled", "left_open", "unchanged",
]  # fmt: skip
TEXTS: Mapping[Kind, str] = {
    "held": "held by {}",
    "shared": "shared",
    "common_ground": "common ground",
    "alone": "only {} weighs it",
    "alone_moves": "only {} weighs it, and moves",
    "immaterial": "below the material depth",
    "unweighed": "nobody weighs it",
    "settled": "settled",
    "left_open": "left open",
    "unchanged": "as in the package",
}
"""How each is written; ``{}`` stands for the parties."""


@dataclass(frozen=True)
class Holding(AsText):
    """Whose position stands on an issue of an agreement.

    Parameters
    ----------
    kind
        ``held`` by the parties named; ``shared`` if all that weigh it move by a material depth;
        ``common_ground`` if all that weigh it have the same position and the text has it;
        ``alone`` and ``alone_moves`` if one party alone weighs it, which stays or moves;
        ``immaterial`` if nobody moves by a material depth; ``unweighed``; ``settled`` if one option
        is on the table; ``left_open`` or ``unchanged`` by the package that is the baseline.
    parties
        Ids, in file order.
    """

    kind: Kind
    parties: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the text of ``result.json``, with ids."""
        return TEXTS[self.kind].format(", ".join(self.parties))


@dataclass(frozen=True)
class Pattern(Answer):
    """Who holds what in some agreements of the frontier.

    Parameters
    ----------
    held
        Issue that is not settled → whose position stands there.
    agreements
        How many agreements of the frontier have the pattern.
    """

    held: Mapping[str, Holding]
    agreements: int


def holders(given: Depths) -> tuple[tuple[Holding, ...], ...]:
    """Return per issue and listed option whose position stands there."""
    return tuple(tuple(_on_issue(given, issue)) for issue in range(len(given.space.issues)))


def _on_issue(given: Depths, issue: int) -> Iterator[Holding]:
    space = given.space
    name = space.issues[issue]
    options = space.scenario.issues[name].names
    if issue in given.settled:
        yield from [Holding("settled")] * len(options)
        return
    if given.baseline is not None and name not in given.baseline:
        yield from [Holding("left_open")] * len(options)
        return
    weighing = [p for p, k in enumerate(given.parties) if space.parties[k].weights[issue] > 0]
    everyone = [k for k in space.weighing if space.parties[k].weights[issue] > 0]
    names = [space.parties[given.parties[place]].name for place in weighing]
    conceding = [given.conceded(place, issue) for place in weighing]
    same = same_position(space, everyone, issue)
    for place, option in enumerate(options):
        moves = [bool(concedes[place]) for concedes in conceding]
        staying = tuple(name for name, moved in zip(names, moves, strict=True) if not moved)
        if given.baseline is not None and given.baseline[name] == option:
            yield Holding("unchanged")
        elif not names:
            yield Holding("unweighed")
        elif len(names) == 1:
            yield Holding("alone_moves" if moves[0] else "alone", tuple(names))
        elif given.baseline is None and same[place]:
            yield Holding("common_ground")
        elif all(moves):
            yield Holding("shared")
        else:
            yield Holding("held", staying) if any(moves) else Holding("immaterial")


def patterns(frontier: Frontier, given: Depths) -> tuple[Pattern, ...]:
    """Group the frontier's agreements by who holds what on the issues that are not settled."""
    labels = holders(given)
    issues = [i for i in range(len(labels)) if i not in given.settled]
    # In the order of the options, so that names of parties decide nothing.
    kinds = {i: list(dict.fromkeys(labels[i])) for i in issues}
    codes = {i: np.array([kinds[i].index(label) for label in labels[i]]) for i in issues}
    counted: dict[tuple[int, ...], int] = {}
    for block in _batches(frontier):
        rows = np.zeros((len(block), len(issues)), dtype=np.int64)
        for column, i in enumerate(issues):
            rows[:, column] = codes[i][block[:, i]]
        unique, counts = np.unique(rows, axis=0, return_counts=True)
        for row, count in zip(unique.tolist(), counts.tolist(), strict=True):
            counted[tuple(row)] = counted.get(tuple(row), 0) + count
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        Pattern(
            {given.space.issues[i]: kinds[i][code] for i, code in zip(issues, row, strict=True)},
            count,
        )
        for row, count in ranked
    )


def _batches(frontier: Frontier) -> Iterator[Indices]:
    """Yield the frontier's agreements in large blocks."""
    blocks = frontier.digits()
    while batch := list(islice(blocks, 4096)):
        yield np.concatenate(batch)


__all__ = ["Bools", "Holding", "Pattern", "holders", "patterns"]
