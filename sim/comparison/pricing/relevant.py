"""The few agreements that one input's price can hang on."""

from __future__ import annotations

import numpy as np

from sim.scenario.rules import OptionName
from sim.space.boxes import Bools
from sim.space.dominance import nondominated
from sim.space.draw import at_inputs
from sim.space.input_sources import OpenInput
from sim.space.listing import Listed
from sim.space.space import Indices
from sim.uncertainty.tipping import Points, Tipping

HAIRS = (0.0, 1e-12, 1e-11, 1e-10, 1e-9)
"""So far beside a jump a value is looked for that is on its open side, relative to its size."""


class Relevant:
    """Looks along inputs over as few agreements as they hang on.

    An input that bears on one party only changes all agreements with one option, or inside one
    box, alike: of those only the best to that party matters. One that bears on several parties'
    walk-away values only leaves the agreements that are not dominated in their utilities.

    Parameters
    ----------
    tried
        The agreements.
    """

    def __init__(self, tried: Listed) -> None:
        self.tried, self.space = tried, tried.space
        self._none = self._points(np.zeros(0, dtype=np.int64))
        self._of: dict[tuple[str, tuple[int, ...]], Points] = {}

    def _points(self, rows: Indices) -> Points:
        return Points(Listed(self.space, self.tried.digits[rows]))

    def at(self, one: OpenInput) -> tuple[Tipping, Points] | None:
        """Return the tipping values of an input, and what was looked at; None if it bears on none.

        Only parties that have a say count.
        """
        users = tuple(k for k in self._none.users(one.path) if k in self.space.consenting)
        if not users:
            return None
        points = self._looking(one, users)
        return points.at(one, nash=False), points

    def _looking(self, one: OpenInput, users: tuple[int, ...]) -> Points:
        made_of = one.kind in ("reservation", "odds", "cost", "outcome", "parameter")
        if len(users) == 1 and one.kind != "parameter":
            what = "best"
        elif made_of and not self._elsewhere(one):
            what = "front"
        else:
            what = "all"
        key = (what, users)
        if key not in self._of:
            found = {"best": self._best, "front": self._front, "all": self._all}[what](users)
            self._of[key] = self._points(found)
        return self._of[key]

    def _elsewhere(self, one: OpenInput) -> bool:
        """Say whether an input stands in anything but walk-away values."""
        return one.kind == "parameter" and any(
            other.kind in ("weight", "value", "worth")
            and f"parameters.{other.quantity.parameter}" == one.path
            for other in self.space.scenario.inputs.values()
        )

    def _best(self, users: tuple[int, ...]) -> Indices:
        """Return the best agreements to one party: of each option, inside and outside its boxes."""
        (party,) = users
        rows = self._all(users)
        gains, digits = self.tried.gains[party][rows], self.tried.digits[rows]
        order = np.argsort(-gains, kind="stable")
        chosen = {int(order[0])} if len(order) else set()
        for column in digits.T:
            # The first of each option, as they stand by what they give.
            _, first = np.unique(column[order], return_index=True)
            chosen.update(order[first].tolist())
        for x in self.space.interactions:
            if x.party == party:
                inside = self.space.inside(x.box, digits)[order]
                chosen.update(order[np.unique(inside, return_index=True)[1]].tolist())
        return np.sort(np.concatenate([rows[sorted(chosen)], self._anyway(users)]))

    def _front(self, users: tuple[int, ...]) -> Indices:
        """Return the agreements that no other dominates in these parties' utilities."""
        rows = self._all(users)
        gains = np.stack([self.tried.gains[k][rows] for k in users], axis=1)
        kept = rows[nondominated(gains)]
        _, first = np.unique(np.stack([self.tried.gains[k][kept] for k in users]), axis=1,
                             return_index=True)  # fmt: skip
        return np.sort(np.concatenate([kept[first], self._anyway(users)]))

    def _all(self, users: tuple[int, ...]) -> Indices:
        """Return the agreements that are acceptable but for these parties' walk-away values."""
        return np.flatnonzero(self.tried.passing(users))

    def _anyway(self, users: tuple[int, ...]) -> Indices:
        """Return an agreement that is acceptable even if these parties accept none, if any is."""
        return np.flatnonzero(self.tried.passing(against=users))[:1]

    def edge(
        self, points: Points, one: OpenInput, at: float, *, opening: bool
    ) -> tuple[float, bool]:
        """Return the value at which there is just a zone, where a tipping value is, and if so.

        At a jump, where a war comes to be about another agreement, that is a hair beside it.
        """
        toward = 1.0 if (at > one.point) == opening else -1.0
        for hair in HAIRS:
            found = at + toward * hair * (1.0 + abs(at))
            if self._acceptable(points, one.path, found).any():
                return found, True
        return at, False

    def opened(self, points: Points, path: str, at: float) -> dict[str, OptionName] | None:
        """Return the first agreement looked at that is acceptable with an input there."""
        first = np.flatnonzero(self._acceptable(points, path, at))
        return self.space.agreement(points.pool.digits[first[0]]) if len(first) else None

    def _acceptable(self, points: Points, path: str, at: float) -> Bools:
        drawn = at_inputs(self.space, {path: np.array([at])}, ordered=False)
        return np.asarray(drawn.acceptable(points.pool)[0][0])
