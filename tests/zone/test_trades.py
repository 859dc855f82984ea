"""Trades, exchanges, what is near an agreement, and the rule matrix, by brute force."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import sim
from sim.space.listing import acceptable, within_red_lines
from sim.space.space import TOLERANCE, Space
from sim.zone.nearby import forbidden
from sim.zone.rule_matrix import rule_matrix
from sim.zone.trades import exchanges, trades
from sim.zone.ways_out import canonical
from tests.examples import examples
from tests.generate import documents

SLOW = examples(60)


def every(space: Space) -> np.ndarray:
    return space.digits(np.arange(space.agreements))


@SLOW
@given(documents(max_issues=3))
def test_trades_are_the_best_of_all_steps(document: dict[str, Any]) -> None:
    zone = sim.explore(sim.Scenario.from_dict(document))
    space = zone.space
    told = {(one.parties, one.given.issue, one.returned.issue): one for one in trades(zone)}
    out = {(one.issue, one.option) for one in zone.rules.options_ruled_out}
    for p, q in combinations(space.bargaining, 2):
        worth = {
            k: [table / space.parties[k].scale for table in space.parties[k].contributions]
            for k in (p, q)
        }
        for i, j in combinations(range(len(space.issues)), 2):
            best = 0.0
            for a, b in ((i, j), (j, i)):
                for x, xx in _steps(space, a, out):
                    given_p, given_q = (worth[k][a][xx] - worth[k][a][x] for k in (p, q))
                    for y, yy in _steps(space, b, out):
                        back_p, back_q = (worth[k][b][yy] - worth[k][b][y] for k in (p, q))
                        opposed = given_p < 0 < given_q and back_q < 0 < back_p
                        gains = (given_p + back_p, given_q + back_q)
                        if opposed and min(gains) > TOLERANCE:
                            best = max(best, gains[0] * gains[1])
            names = (space.parties[p].name, space.parties[q].name)
            pair = (space.issues[i], space.issues[j])
            found = [told[key] for key in ((names, *pair), (names, *pair[::-1])) if key in told]
            assert len(found) == (1 if best else 0)
            for one in found:
                product = float(np.prod(list(one.gains.values())))
                assert product == pytest.approx(best, rel=1e-9)
                assert all(gain > 0 for gain in one.gains.values())


def _steps(space: Space, issue: int, out: set[Any]) -> list[tuple[int, int]]:
    name = space.issues[issue]
    names = space.scenario.issues[name].names
    places = [k for k in space.options[issue].tolist() if (name, names[k]) not in out]
    return [(a, b) for a in places for b in places if a != b]


@SLOW
@given(documents(max_issues=3))
def test_exchanges_are_all_there_are(document: dict[str, Any]) -> None:
    space = sim.explore(sim.Scenario.from_dict(document)).space
    rows = every(space)
    parties = list(space.bargaining)
    for digits in rows[:: max(1, len(rows) // 5)]:
        told = {tuple(one.agreement.values()) for one in exchanges(space, digits)}
        here = space.utilities(digits[None, :])[parties, 0]
        before = space.broken(digits[None, :])[:, 0]
        keeps = bool(within_red_lines(space, digits[None, :])[0])
        expected = set()
        for row in rows:
            changed = np.flatnonzero(row != digits)
            if len(changed) != 2 or len(parties) < 2:
                continue
            gains = space.utilities(row[None, :])[parties, 0] - here
            if (gains < -TOLERANCE).any() or (gains > TOLERANCE).sum() < 2:
                continue
            broken = space.broken(row[None, :])[:, 0]
            if (broken & ~before).any() or (keeps and not within_red_lines(space, row[None, :])[0]):
                continue
            tables = [space.parties[k].contributions for k in parties]
            if all(any(t[i][row[i]] < t[i][digits[i]] for t in tables) for i in changed):
                expected.add(tuple(space.agreement(row).values()))
        assert told == expected


@SLOW
@given(documents(max_issues=3))
def test_what_is_near_an_agreement(document: dict[str, Any]) -> None:
    zone = sim.explore(sim.Scenario.from_dict(document))
    space = zone.space
    rows = every(space)
    fine = rows[acceptable(space, rows)]
    within = rows[within_red_lines(space, rows)]
    parties = list(space.bargaining)
    for digits in rows[:: max(1, len(rows) // 4)]:
        found = sim.explain(zone, space.agreement(digits))
        here = space.utilities(digits[None, :])[parties, 0]
        if found.nearest is not None:
            least = (fine != digits).sum(axis=1).min()
            assert len(found.nearest.changes) == least
            place = [space.scenario.issues[i].place(o) for i, o in found.nearest.agreement.items()]
            assert (fine == np.array(place)).all(axis=1).any()
        else:
            assert found.judgement.acceptable or not len(fine)
        gains = space.utilities(within)[parties].T - here
        better = (gains >= 0).all(axis=1) & (gains > TOLERANCE).any(axis=1)
        others = [k for k in space.consenting if k not in parties]
        mine = space.utilities(digits[None, :])[others]
        unhurt = (space.utilities(within)[others] >= mine - TOLERANCE).all(axis=0)
        if found.dominated_by is not None:
            assert better.any()
        # Candidates are the agreements that no bargaining party can better: where others consent
        # too, one that leaves them unhurt may lie below those.
        if not others:
            assert (found.dominated_by is not None) == bool(better.any() and parties)
        elif not (better & unhurt).any():
            assert found.dominated_by is None  # Somebody who consents would lose by each.
        for one in forbidden(zone, digits):
            row = np.array([space.scenario.issues[i].place(o) for i, o in one.agreement.items()])
            broken = space.broken(row[None, :])[:, 0]
            active = [
                rule.path
                for rule, b in zip(space.rules, broken, strict=True)
                if b and rule in space.active_rules
            ]
            assert one.rule in active
            assert within_red_lines(space.without([one.rule]), row[None, :])[0]
            assert all(one.gains[space.parties[k].name] >= 0 for k in parties)


@SLOW
@given(documents(max_issues=3))
def test_rule_matrix(document: dict[str, Any]) -> None:
    document.pop("consent", None)
    zone = sim.explore(sim.Scenario.from_dict(document))
    space = zone.space
    rows = every(space)
    definitions = {rule.path for rule in space.active_rules if rule.definition}
    unmet: dict[str, np.ndarray] = {}
    broken = dict(zip([r.path for r in space.rules], space.broken(rows), strict=True))
    needed = {k: np.ones(len(rows), dtype=bool) for k in space.consent.everyone}
    for k, box in space.consent.where.items():
        needed[k] = space.inside(box, rows)
    kept = np.ones(len(rows), dtype=bool)
    for path in definitions:
        kept &= ~broken[path]
    steps = space.steps(rows)
    for path in canonical(space):
        if path in definitions:
            continue
        if path in broken:
            owner = next(rule.owner for rule in space.rules if rule.path == path)
            unmet[path] = broken[path] & (needed[owner] if owner >= 0 else True)
        else:
            k = [x.name for x in space.parties].index(path.split(".")[1])
            unmet[path] = (steps[k] < space.threshold(k)) & needed[k]
    found = rule_matrix(zone)
    assert found.agreements == kept.sum()
    assert list(found.paths) == list(unmet)
    table = np.array([row & kept for row in unmet.values()]).reshape(len(unmet), len(rows))
    assert list(found.unmet) == table.sum(axis=1).tolist()
    alone = table & (table.sum(axis=0) == 1)
    assert list(found.only) == alone.sum(axis=1).tolist()
    assert found.both is not None
    both = table.astype(int) @ table.astype(int).T
    assert [list(row) for row in found.both] == both.tolist()
