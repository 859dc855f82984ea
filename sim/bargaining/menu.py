"""What can be tabled: agreements that keep every linkage, and what each seat makes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.space.boxes import Bools
from sim.space.limits import MOST_LISTED, TooManyAgreements
from sim.space.listing import Listed, list_admissible
from sim.space.space import Indices, Space
from sim.space.values import Floats
from sim.zone.frontier import Frontier

POINTS = 2_000
"""From so many points of a frontier near neighbours are taken where agreements aren't listed."""


@dataclass(frozen=True, eq=False)
class Menu(Listed):
    """The agreements that parties talk about, in file order.

    Parameters
    ----------
    space, digits, many
        As for any list. Those that are :func:`improvable` are left out.
    listed
        True if they are taken from all that keep the linkages; False if from the frontiers and
        their near neighbours.
    """

    listed: bool = True

    @cached_property
    def seats(self) -> tuple[int, ...]:
        """Numbers of the parties at the table: those that bargain."""
        return self.space.bargaining

    @cached_property
    def absent(self) -> tuple[int, ...]:
        """Numbers of the parties that have a say without a seat."""
        return tuple(k for k in self.space.consent.everyone if k not in self.seats)


def make_menu(
    space: Space, frontiers: Callable[[], Sequence[Frontier]], *, most: int = MOST_LISTED
) -> Menu:
    """Return what can be tabled.

    Parameters
    ----------
    space
        The space.
    frontiers
        Returns its frontiers, which are what is talked about where agreements can't be listed.
    most
        How many agreements are listed at the most.
    """
    try:
        digits, listed = list_admissible(space, "talks are", most).digits, True
    except TooManyAgreements:
        digits, listed = _near(space, frontiers()), False
    return Menu(space, digits[~improvable(space, digits)], listed=listed)


def improvable(space: Space, digits: Indices) -> Bools:
    """Return where another option on one issue is better and costs nothing, shape (agreement,).

    Better means at least as good to every party that weighs the issue, and better to one of them,
    whatever is drawn for their values; it costs nothing if the text then breaks no rule that it
    kept, and is inside the same interactions, and the same agreements that need somebody's
    consent, as before.
    """
    found = np.zeros(len(digits), dtype=bool)
    for issue, places in enumerate(space.options):
        better = preferred(space, issue)
        for worse in places.tolist():
            for option in places[better[worse, places]].tolist():
                rows = np.flatnonzero(~found & (digits[:, issue] == worse))
                found[rows] = _costs_nothing(space, digits[rows], issue, option)
    return found


def preferred(space: Space, issue: int) -> Bools:
    """Return which options all who weigh an issue prefer to which, shape (option, option).

    True at (a, b) where b is at least as good as a to each of them in every draw of the values, and
    better to one of them at the points.
    """
    name = space.issues[issue]
    size = len(space.scenario.issues[name].names)
    least, better = np.ones((size, size), dtype=bool), np.zeros((size, size), dtype=bool)
    for k in space.weighing:
        party = space.parties[k]
        if party.weights[issue] > 0:
            gains = party.values[issue][None, :] - party.values[issue][:, None]
            least &= _kept(space, k, name, gains)
            better |= gains > 0
    return least & better


def _kept(space: Space, party: int, name: str, gains: Floats) -> Bools:
    """Return which gains of a party by one option instead of another no draw makes a loss.

    Draws keep the order of options, not that of options with the same point, and not that of levels
    between those that the file names.
    """
    issue = space.scenario.issues[name]
    position = space.scenario.parties[space.parties[party].name].positions[name]
    parameters = space.scenario.parameters
    loose = np.zeros(len(issue.names), dtype=bool)
    for option, value in (position.values or {}).items():
        given = value.resolved(parameters)
        open_ = given.is_range or given.mode not in (0, 1)
        if open_ and issue.numeric and position.ideal is None:
            return np.zeros_like(gains, dtype=bool)
        place = issue.place(option) if open_ else None
        if place is not None:
            loose[place] = True
    fixed = ~(loose[:, None] | loose[None, :])
    return np.asarray((gains > 0) | ((gains == 0) & fixed))


def _costs_nothing(space: Space, digits: Indices, issue: int, option: int) -> Bools:
    """Return where an option on one issue changes no rule, bonus or consent, shape (agreement,)."""
    moved = digits.copy()
    moved[:, issue] = option
    free = np.ones(len(digits), dtype=bool)
    for rule in space.active_rules:
        if any(issue in box for box in rule.boxes):
            before, after = (space.inside_any(rule.boxes, rows) for rows in (digits, moved))
            free &= before | ~after
    boxes = [one.box for one in space.interactions] + list(space.consent.where.values())
    for box in boxes:
        if issue in box:
            free &= space.inside(box, digits) == space.inside(box, moved)
    return free


def _near(space: Space, frontiers: Sequence[Frontier]) -> Indices:
    """Return the agreements of frontiers, and what differs from one of them on one issue.

    Of a long frontier ``POINTS`` points are taken, evenly spread in its order.
    """
    firsts: list[Indices] = []
    for frontier in frontiers:
        points = np.linspace(0, max(0, frontier.distinct - 1), min(POINTS, frontier.distinct))
        firsts += [frontier.first(point) for point in np.unique(points.astype(int)).tolist()]
    if not firsts:
        return np.zeros((0, len(space.issues)), dtype=np.int64)
    known = np.unique(np.array(firsts), axis=0)
    found = [known]
    for issue, places in enumerate(space.options):
        for place in places.tolist():
            moved = known.copy()
            moved[:, issue] = place
            found.append(moved)
    near = np.unique(np.concatenate(found), axis=0)
    return near[Listed(space, near).linked]
