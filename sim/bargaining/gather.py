"""From talks to what they say: counts, shares, moves and estimates."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

import numpy as np

from sim.bargaining.chunk import Chunk
from sim.bargaining.ended import ENDINGS, Ended
from sim.bargaining.menu import Menu
from sim.bargaining.result import Moved, Offer, PartyTalks, TalksEnd
from sim.scenario.rules import OptionName
from sim.space.listing import acceptable
from sim.space.proportion import Share
from sim.space.space import TOLERANCE, Indices, Space
from sim.space.values import Floats
from sim.zone.frontier import Frontier, outcomes
from sim.zone.solve import Solution

QUANTILES = (0.05, 0.5, 0.95)


def joined(parts: Sequence[Ended], name: str) -> Indices:
    """Return one array of all talks, in their order."""
    return np.concatenate([getattr(part, name) for part in parts])


def endings(chunk: Chunk) -> dict[str, int]:
    """Return how many talks ended how."""
    found = np.bincount(joined(chunk.ended, "ending"), minlength=len(ENDINGS))
    return dict(zip(ENDINGS, found.tolist(), strict=True))


def by_round(chunk: Chunk, rounds: int) -> dict[str, tuple[int, ...]]:
    """Return how many talks had ended how after each round."""
    found = {}
    for name in ENDINGS:
        total = np.zeros(rounds, dtype=np.int64)
        for part in chunk.ended:
            counts = part.series[name]
            total += np.array(counts + counts[-1:] * (rounds - len(counts)))
        found[name] = tuple(total.tolist())
    return found


def ends(
    chunk: Chunk, menus: Sequence[Menu], space: Space, frontier: Frontier
) -> tuple[TalksEnd, ...]:
    """Return the agreements that talks ended in, most frequent first, then in file order."""
    agreement, state = joined(chunk.ended, "agreement"), joined(chunk.ended, "state")
    counted: dict[tuple[int, ...], int] = {}
    for number, menu in enumerate(menus):
        places, counts = np.unique(
            agreement[(agreement >= 0) & (state == number)], return_counts=True
        )
        for row, count in zip(menu.digits[places].tolist(), counts.tolist(), strict=True):
            counted[tuple(row)] = counted.get(tuple(row), 0) + count
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return ()
    digits = np.array([row for row, _ in ranked])
    where = _on_frontier(space, frontier, digits)
    return tuple(
        TalksEnd(one.agreement, one.utilities, Share(count, len(agreement)), on)
        for one, (_, count), on in zip(outcomes(space, digits), ranked, where, strict=True)
    )


def first_agreement(chunk: Chunk, menus: Sequence[Menu]) -> dict[str, OptionName] | None:
    """Return the agreement of the first talk; None without one."""
    first = chunk.ended[0]
    menu, place = menus[int(first.state[0])], int(first.agreement[0])
    return menu.space.agreement(menu.digits[place]) if place >= 0 else None


def _on_frontier(space: Space, frontier: Frontier, digits: Indices) -> list[bool | None]:
    """Return which agreements are on the frontier in the zone."""
    if not frontier.complete:
        return [None] * len(digits)
    known = {tuple(row) for row in frontier.points.steps.tolist()}
    parties = list(frontier.points.parties)
    good = acceptable(space, digits)
    rows = space.steps(digits)[parties].T.tolist()
    return [bool(ok) and tuple(row) in known for ok, row in zip(good, rows, strict=True)]


def rounds_needed(chunk: Chunk) -> dict[float, float]:
    """Return quantiles of the rounds that it took to agree."""
    agreed = joined(chunk.ended, "agreement") >= 0
    if not agreed.any():
        return {}
    rounds = joined(chunk.ended, "round")[agreed] + 1
    found = np.quantile(rounds, QUANTILES, method="inverted_cdf")
    return dict(zip(QUANTILES, found.astype(float).tolist(), strict=True))


def party_talks(
    chunk: Chunk, names: Sequence[str], menu: Menu, nash: Solution | None
) -> tuple[dict[str, PartyTalks], float | None]:
    """Return what talks came to for each seat, and the mean distance from the Nash solution."""
    agreed = np.flatnonzero(joined(chunk.ended, "agreement") >= 0)
    if not len(agreed):
        return {}, None
    got, kept = chunk.utilities[:, agreed], chunk.kept[:, agreed]
    goal, distance = _nearest(chunk.nash[:, agreed], got, _ranges(menu), nash)
    found = {}
    for seat, name in enumerate(names):
        low, high = np.quantile(got[seat], (0.05, 0.95), method="inverted_cdf")
        away = None if goal is None else fsum((got[seat] - goal[seat]).tolist()) / len(agreed)
        found[name] = PartyTalks(
            fsum(got[seat].tolist()) / len(agreed),
            float(low),
            float(high),
            fsum(kept[seat].tolist()) / len(agreed),
            away,
        )
    return found, distance


def _nearest(
    drawn: Floats, got: Floats, ranges: Floats, nash: Solution | None
) -> tuple[Floats | None, float | None]:
    """Return the nearest Nash solution of each talk, shape (seat, talk), and the mean distance.

    Parameters
    ----------
    drawn
        The Nash solution of each talk's own inputs; NaN where they are not drawn.
    got
        What the agreement is worth, shape (seat, talk).
    ranges
        What differences are counted in, shape (seat, 1).
    nash
        The solution at the points.
    """
    if np.isfinite(drawn).all():
        goal = drawn
    elif nash is not None:
        points = nash.frontier.vectors[list(nash.points)].T
        apart = (((got[:, :, None] - points[:, None, :]) / ranges[:, :, None]) ** 2).sum(axis=0)
        goal = points[:, apart.argmin(axis=1)]
    else:
        return None, None
    apart = np.sqrt((((got - goal) / ranges) ** 2).mean(axis=0))
    return goal, fsum(apart.tolist()) / len(apart)


def _ranges(menu: Menu) -> Floats:
    """Return how far utilities lie apart over what can be tabled, shape (seat, 1)."""
    utilities = menu.utilities[list(menu.seats)]
    apart = utilities.max(axis=1) - utilities.min(axis=1)
    return np.where(apart > TOLERANCE, apart, 1.0)[:, None]


class Traced:
    """The offers of the first talks of a run.

    Parameters
    ----------
    ended
        How they ended; parts without offers are passed over.
    menus
        What could be tabled, by state.
    names
        Ids of the parties at the table; empty with a mediator's text.
    """

    def __init__(self, ended: Sequence[Ended], menus: Sequence[Menu], names: Sequence[str]) -> None:
        self.parts = [part for part in ended if len(part.offers)]
        self.menus, self.names = menus, names
        self.offers = np.concatenate([part.offers for part in self.parts])
        """Place on the menu, shape (talk, round, seat)."""
        rounds = self.offers.shape[1]
        self.state = np.arange(rounds) * len(menus) // rounds
        """State of the scenario in each round."""

    @property
    def talks(self) -> int:
        """How many talks there are."""
        return len(self.offers)

    def digits(self, seat: int) -> Indices:
        """Return what a seat offered, shape (talk, round, issue); -1 for nothing."""
        offers = self.offers[:, :, seat]
        found = np.full((*offers.shape, self.menus[0].digits.shape[1]), -1)
        for number, menu in enumerate(self.menus):
            columns = np.flatnonzero(self.state == number)
            there = offers[:, columns] >= 0
            part = found[:, columns]
            part[there] = menu.digits[offers[:, columns][there]]
            found[:, columns] = part
        return found

    def moves(self, space: Space) -> dict[str, dict[str, Moved]]:
        """Return party → issue → how its offers moved."""
        found: dict[str, dict[str, Moved]] = {}
        for seat, name in enumerate(self.names):
            digits = self.digits(seat)
            made = digits[:, :, 0] >= 0
            spoke = made.any(axis=1)
            first = digits[np.arange(len(digits)), made.argmax(axis=1)]
            other = (digits != first[:, None, :]) & made[:, :, None]
            found[name] = {}
            for column, issue in enumerate(space.issues):
                moved = other[:, :, column].any(axis=1) & spoke
                when = other[moved, :, column].argmax(axis=1) + 1
                found[name][issue] = Moved(
                    Share(int(moved.sum()), int(spoke.sum())),
                    float(np.median(when)) if len(when) else None,
                )
        return found

    def asked(self) -> dict[str, Floats]:
        """Return party → round, and 5, 50 and 95 % of the utility of its offers to itself."""
        found = {}
        for seat, name in enumerate(self.names):
            rows = []
            for number, offers in enumerate(self.offers[:, :, seat].T):
                menu = self.menus[self.state[number]]
                made = offers[offers >= 0]
                if len(made):
                    worth = menu.utilities[menu.seats[seat], made]
                    levels = np.quantile(worth, QUANTILES, method="inverted_cdf")
                    rows.append([number + 1.0, *levels.tolist()])
            found[name] = np.array(rows).reshape(len(rows), 4)
        return found

    def learnt(self, space: Space) -> dict[str, dict[str, tuple[float, float]]]:
        """Return party → issue → what its offers say of its weight, and the weight."""
        estimates = np.concatenate([part.learnt for part in self.parts], axis=1)
        found: dict[str, dict[str, tuple[float, float]]] = {}
        for seat, name in enumerate(self.names):
            heard = estimates[seat][estimates[seat].sum(axis=1) > 0]
            if len(heard):
                weights = space.parties[self.menus[0].seats[seat]].weights
                found[name] = {
                    issue: (fsum(heard[:, k].tolist()) / len(heard), float(weights[k]))
                    for k, issue in enumerate(space.issues)
                }
        return found

    def talk(self) -> tuple[Offer, ...]:
        """Return the offers of the first talk, in the order in which they were made."""
        found, seats = [], self.offers.shape[2]
        opener = int(self.parts[0].openers[0]) if self.names else 0
        order = [(opener + turn) % seats for turn in range(seats)]
        for state, menu in enumerate(self.menus):
            rounds = np.flatnonzero(self.state == state)
            offers = self.offers[0][rounds][:, order]
            number, turn = np.nonzero(offers >= 0)
            made = outcomes(menu.space, menu.digits[offers[number, turn]])
            for k, t, one in zip(rounds[number].tolist(), turn.tolist(), made, strict=True):
                name = self.names[order[t]] if self.names else None
                found.append(Offer(k + 1, name, one.agreement, one.utilities))
        return tuple(found)
