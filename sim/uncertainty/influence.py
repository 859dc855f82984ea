"""Which inputs the answer reacts to: how they differ between draws with a zone and without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from sim.answer import Answer
from sim.space.boxes import Bools
from sim.space.values import Floats

CRITICAL = 1.358
"""Factor of the 5 % level of the two-sample Kolmogorov–Smirnov statistic (Smirnov 1948)."""
KINDS = {
    "weights": "weights",
    "positions": "values",
    "reservation": "walk-away value",
    "interactions": "worth of interactions",
    "red_lines": "red lines that may not be one",
}
"""Key under a party → the kind of input."""


@dataclass(frozen=True)
class Reaction(Answer):
    """How far an input's draws with a zone lie from those without.

    Parameters
    ----------
    path
        Where the input stands.
    party, kind
        Whose it is, None for a shared parameter; and what it is.
    distance
        The largest distance between the two distributions (Kolmogorov–Smirnov), 0 to 1.
    with_zone, without
        Means of the input in either.
    counterpart, counterpart_distance
        The same input of another party that bargains, where it is drawn too; and its distance.
    """

    path: str
    party: str | None
    kind: str
    distance: float
    with_zone: float
    without: float
    counterpart: str | None
    counterpart_distance: float | None


@dataclass(frozen=True)
class Reactions(Answer):
    """Inputs by how much the answer reacts to them, the most first.

    Parameters
    ----------
    ranked
        Every input that differs between draws; none where all draws have a zone or none has.
    noise
        Distances up to this occur by chance for one input in twenty that it doesn't react to.
    """

    _keys = "noise groups= ranked"

    ranked: tuple[Reaction, ...]
    noise: float

    @property
    def groups(self) -> dict[tuple[str | None, str], float]:
        """(party, kind) → the largest distance among its inputs, the largest first."""
        found: dict[tuple[str | None, str], float] = {}
        for one in self.ranked:
            found.setdefault((one.party, one.kind), one.distance)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        groups = [
            {"party": party, "kind": kind, "distance": distance}
            for (party, kind), distance in self.groups.items()
        ]
        return {**super().to_dict(), "groups": groups}


def reactions(inputs: Mapping[str, Floats], zone: Bools, parties: Sequence[str]) -> Reactions:
    """Return how much the answer reacts to each input.

    A given-data measure: it needs no draws of its own and no assumption on how inputs act; it sees
    each input by itself, not what only several do together. In the manner of Spear and Hornberger
    (1980), who compared inputs of runs that do and don't behave.

    Parameters
    ----------
    inputs
        Path → what was drawn, shape (draw,).
    zone
        Which draws have a zone, shape (draw,).
    parties
        Ids of the parties that bargain, whose inputs have counterparts.

    Examples
    --------
    >>> x = np.linspace(0, 1, 101)
    >>> found = reactions({"parameters.p": x, "parameters.q": x[::-1] * 0}, x < 0.5, [])
    >>> found.ranked[0].path, found.ranked[0].distance
    ('parameters.p', 1.0)
    """
    with_, without = int(zone.sum()), int((~zone).sum())
    if not with_ or not without:
        return Reactions((), 0.0)
    distances = {path: _distance(drawn, zone) for path, drawn in inputs.items()}
    found = []
    for path, drawn in inputs.items():
        party, kind = whose(path)
        other = _counterpart(path, party, parties, distances)
        found.append(
            Reaction(
                path,
                party,
                kind,
                distances[path],
                float(drawn[zone].mean()),
                float(drawn[~zone].mean()),
                other,
                None if other is None else distances[other],
            )
        )
    found.sort(key=lambda one: -one.distance)
    return Reactions(tuple(found), CRITICAL * sqrt((with_ + without) / (with_ * without)))


def _distance(drawn: Floats, zone: Bools) -> float:
    """Return the largest distance between the distributions of two parts of some draws."""
    order = np.argsort(drawn, kind="stable")
    values, inside = drawn[order], zone[order]
    gap = np.cumsum(inside) / inside.sum() - np.cumsum(~inside) / (~inside).sum()
    # Equal values count together: only the last of each is a step of both distributions.
    last = np.append(values[1:] != values[:-1], True)
    return float(np.abs(gap[last]).max())


def whose(path: str) -> tuple[str | None, str]:
    """Return whose an input is (None for what parties share), and of which kind."""
    parts = path.split(".")
    if parts[0] != "parties":
        return None, "shared parameters"
    return parts[1], KINDS[parts[2]]


def _counterpart(
    path: str, party: str | None, parties: Sequence[str], known: Mapping[str, float]
) -> str | None:
    """Return the same input of the first other party that has it, if any."""
    if party not in parties:
        return None
    tail = path.split(".", 2)[2]
    others = [f"parties.{name}.{tail}" for name in parties if name != party]
    return next((other for other in others if other in known), None)
