"""Trades: what parties gain by giving on one issue for another (logrolling)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sim.answer import Answer
from sim.scenario.arguments import expect
from sim.scenario.rules import OptionName
from sim.space.budget import answering
from sim.space.listing import within_red_lines
from sim.space.space import TOLERANCE, Indices, Space
from sim.space.values import Floats
from sim.table import Rows
from sim.zone.rules_alone import RulesAlone
from sim.zone.zone import Zone

LISTED = 100
"""How many exchanges from one agreement ``to_dict`` lists."""


@dataclass(frozen=True)
class Change(Answer):
    """A change of one issue, from one option to another."""

    issue: str
    before: OptionName
    after: OptionName


@dataclass(frozen=True, eq=False)
class Trade(Answer):
    """The best exchange of one issue for another between two parties, from whatever agreement.

    Parameters
    ----------
    parties
        Who gives first and who gives in return.
    given, returned
        The first party gives on the first issue, the other on the second.
    ratios
        Party → how many times as much the first issue's step is worth to it as the second's.
    gains
        Party → what both steps together bring it, in its own utility.
    """

    parties: tuple[str, str]
    given: Change
    returned: Change
    ratios: Mapping[str, float]
    gains: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Exchange(Answer):
    """Two changes of one agreement that no party that bargains finds worse and two find better.

    Parameters
    ----------
    changes
        The two.
    gains
        Party → what both bring it, in its own utility.
    agreement
        What comes of it; it keeps every rule that the agreement before keeps.
    """

    changes: tuple[Change, Change]
    gains: Mapping[str, float]
    agreement: Mapping[str, OptionName]


@answering
def trades(zone: Zone) -> Rows[Trade]:
    """Return the best exchange of each pair of issues between each two parties that bargain.

    Parties whose weights of two issues stand in different ratios both gain if each gives on what it
    weighs less (logrolling; Froman and Cohen 1970). Of all steps between options that occur within
    red lines, those are shown whose product of gains is largest, a measure that does not hang on
    the scales of utilities. Interactions are left out of account, and whether rules allow both
    steps at once hangs on the agreement: see :func:`exchanges`.

    Parameters
    ----------
    zone
        The answer of ``explore``.

    Returns
    -------
    Rows of Trade
        The largest product first; none for pairs of issues that nobody gains by.

    Examples
    --------
    >>> import sim
    >>> zone = sim.explore(sim.load("scenarios/teaching/two-issues.yaml"))
    >>> [(one.given.issue, one.returned.issue) for one in trades(zone)]
    [('grazing', 'water')]
    """
    expect(zone, Zone)
    space = zone.space
    found: list[tuple[float, Trade]] = []
    for pair in combinations(space.bargaining, 2):
        steps = [_steps(space, zone.rules, issue, pair) for issue in range(len(space.issues))]
        for first, second in combinations(range(len(space.issues)), 2):
            best = max(
                (
                    one
                    for a, b in ((first, second), (second, first))
                    if (one := _best(space, pair, a, b, steps[a][0], steps[b][1])) is not None
                ),
                key=lambda one: one[0],
                default=None,
            )
            if best is not None:
                found.append(best)
    found.sort(key=lambda one: -one[0])
    return Rows(trade for _, trade in found)


Steps = list[tuple[float, float, int, int]]
"""What a step loses the giver and brings the other, and its two options by place."""


def _steps(
    space: Space, rules: RulesAlone, issue: int, pair: tuple[int, int]
) -> tuple[Steps, Steps]:
    """Return the steps of an issue that the first party gives by, and that the second does.

    Only those that no other dominates: none that loses the giver less brings as much.
    """
    name = space.issues[issue]
    names = space.scenario.issues[name].names
    out = {one.option for one in rules.options_ruled_out if one.issue == name}
    places = [k for k in space.options[issue].tolist() if names[k] not in out]
    worth = [space.parties[k].contributions[issue] / space.parties[k].scale for k in pair]
    found: tuple[Steps, Steps] = ([], [])
    for giver, steps in enumerate(found):
        own, other = worth[giver], worth[1 - giver]
        every = [
            (float(own[a] - own[b]), float(other[b] - other[a]), a, b)
            for a in places
            for b in places
            if own[a] > own[b] and other[b] > other[a]
        ]
        every.sort(key=lambda one: (one[0], -one[1], one[2], one[3]))
        most = 0.0
        for one in every:
            if one[1] > most:
                steps.append(one)
                most = one[1]
    return found


def _best(
    space: Space, pair: tuple[int, int], first: int, second: int, given: Steps, returned: Steps
) -> tuple[float, Trade] | None:
    """Return the exchange with the largest product of gains, and that product."""
    if not given or not returned:
        return None
    a, b = np.array([one[:2] for one in given]), np.array([one[:2] for one in returned])
    # The first loses by what it gives and gains by what comes back.
    gains = np.stack([b[None, :, 1] - a[:, None, 0], a[:, None, 1] - b[None, :, 0]])
    fine = (gains > TOLERANCE).all(axis=0)
    if not fine.any():
        return None
    product = np.where(fine, gains[0] * gains[1], -np.inf)
    row, column = np.unravel_index(int(product.argmax()), product.shape)
    names = [space.parties[k].name for k in pair]
    give, back = given[int(row)], returned[int(column)]
    ratios = (give[0] / back[1], give[1] / back[0])
    return float(product.max()), Trade(
        (names[0], names[1]),
        _change(space, first, give[2], give[3]),
        _change(space, second, back[2], back[3]),
        dict(zip(names, ratios, strict=True)),
        dict(zip(names, (float(g) for g in gains[:, row, column]), strict=True)),
    )


def _change(space: Space, issue: int, before: int, after: int) -> Change:
    name = space.issues[issue]
    names = space.scenario.issues[name].names
    return Change(name, names[before], names[after])


def exchanges(space: Space, digits: Indices) -> tuple[Exchange, ...]:
    """Return the exchanges of two issues from an agreement, the largest product of gains first.

    Both changes keep every rule that the agreement keeps, no party that bargains finds them worse
    together, at least two find them better, and each change alone is worse for one of these.

    Parameters
    ----------
    digits
        Option places among the listed ones, shape (issue,).
    """
    parties = list(space.bargaining)
    made = [block for block in _exchanged(space, digits) if len(block)]
    if len(parties) < 2 or not made:
        return ()
    rows = np.concatenate(made)
    here = space.utilities(digits[None, :])[parties]
    gains = space.utilities(rows)[parties] - here
    kept = within_red_lines(space, rows) | ~within_red_lines(space, digits[None, :])[0]
    broken_before = space.broken(digits[None, :])
    kept &= ~(space.broken(rows) & ~broken_before).any(axis=0)
    better = kept & (gains >= -TOLERANCE).all(axis=0) & ((gains > TOLERANCE).sum(axis=0) >= 2)
    better &= _needs_both(space, digits, rows, parties)
    chosen = np.flatnonzero(better)
    product = np.prod(np.where(gains > TOLERANCE, gains, 1.0), axis=0)[chosen]
    order = chosen[np.argsort(-product, kind="stable")]
    return tuple(_exchange(space, digits, rows[k], gains[:, k]) for k in order)


def _exchanged(space: Space, digits: Indices) -> Iterator[Indices]:
    """Yield agreements that differ on two issues, (agreement, issue)."""
    for first, second in combinations(range(len(space.issues)), 2):
        others = [
            [place for place in space.options[issue].tolist() if place != digits[issue]]
            for issue in (first, second)
        ]
        rows = np.tile(digits, (len(others[0]) * len(others[1]), 1))
        rows[:, first] = np.repeat(others[0], len(others[1]))
        rows[:, second] = np.tile(others[1], len(others[0]))
        yield rows


def _needs_both(space: Space, digits: Indices, rows: Indices, parties: list[int]) -> Floats:
    """Return where each of the two changes alone is worse for some party, shape (agreement,)."""
    worse = np.ones(len(rows), dtype=bool)
    changed = rows != digits
    columns = np.argsort(~changed, axis=1, kind="stable")[:, :2]
    for which in range(2):
        issue = columns[:, which]
        lost = np.zeros(len(rows), dtype=bool)
        for party in parties:
            tables = space.parties[party].contributions
            for i in np.unique(issue).tolist():
                there = issue == i
                lost[there] |= tables[i][rows[there, i]] < tables[i][digits[i]]
        worse &= lost
    return worse


def _exchange(space: Space, digits: Indices, row: Indices, gains: Floats) -> Exchange:
    first, second = np.flatnonzero(row != digits).tolist()
    changes = (
        _change(space, first, int(digits[first]), int(row[first])),
        _change(space, second, int(digits[second]), int(row[second])),
    )
    names = [space.parties[k].name for k in space.bargaining]
    return Exchange(changes, dict(zip(names, gains.tolist(), strict=True)), space.agreement(row))
