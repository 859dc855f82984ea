"""Shares of draws: closed forms, every draw explored by hand, and what may never happen."""

from __future__ import annotations

import json
import math
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import sim
from sim.engines.streaming.engine import StreamingEngine
from sim.space.compile import compile_space
from sim.space.draw import draw_inputs
from sim.space.limits import TooManyAgreements
from sim.space.listing import acceptable, list_possible
from sim.uncertainty import robustness
from sim.uncertainty.information_ladder import on_rung
from sim.uncertainty.tally import Tally
from sim.zone.frontier import Frontier
from sim.zone.solve import solve
from tests.examples import examples
from tests.generate import documents
from tests.space.test_draws import without_ranges
from tests.uncertainty.ranged import ranged

FEW = examples(60)
DRAWS = 4_000


def sale(options: int = 3, **party: Any) -> sim.Scenario:
    """Two parties with opposed ideals on one issue."""
    return sim.Scenario.from_dict(
        {
            "title": "A sale",
            "issues": {"price": {"options": [f"o{k}" for k in range(options)]}},
            "parties": {
                "buyer": {"weights": {"price": 1}, "positions": {"price": "o0"}, **party},
                "seller": {
                    "weights": {"price": 1},
                    "positions": {"price": f"o{options - 1}"},
                    **party,
                },
            },
        }
    )


@FEW
@given(documents(max_issues=3))
def test_every_draw_is_what_exploring_it_says(document: dict[str, Any]) -> None:
    for party in document["parties"].values():
        for line in party.get("red_lines", {}).values():
            line["holds"] = 0.5
    space = compile_space(sim.Scenario.from_dict(document))
    pool = list_possible(space)
    drawn = draw_inputs(space, 4, np.random.default_rng(7))
    tally = Tally.empty(pool, {}, range(len(pool.digits)))
    tally.add(drawn, {})
    expected = np.zeros((3, len(pool.digits)))
    places = {tuple(row): place for place, row in enumerate(pool.digits.tolist())}
    every = space.digits(np.arange(space.agreements))
    for draw in range(4):
        one = drawn.space_of(draw)
        engine = StreamingEngine(one)
        for row in every[acceptable(one, every)].tolist():
            expected[0, places[tuple(row)]] += 1
        if not space.bargaining:
            continue
        frontier = Frontier(one, engine.frontiers().zone)
        for block in frontier.digits():
            for row in block.tolist():
                expected[1, places[tuple(row)]] += 1
        nash = (solve(frontier) or {}).get("nash")
        for point in nash.points if nash else ():
            for block in frontier.blocks(point):
                for row in block.tolist():
                    assert nash is not None
                    assert nash.tied is not None
                    expected[2, places[tuple(row)]] += 1 / nash.tied
    assert tally.acceptable.tolist() == expected[0].tolist()
    assert tally.frontier.tolist() == expected[1].tolist()
    assert tally.nash == pytest.approx(expected[2])


@FEW
@given(documents(max_issues=3))
def test_without_ranges_and_spread_shares_are_none_or_all(document: dict[str, Any]) -> None:
    scenario = sim.Scenario.from_dict(without_ranges(document))
    zone = sim.explore(scenario)
    found = robustness(scenario, draws=3, spread=0, zone=zone)
    assert found.zone.count == (3 if zone.exists else 0)
    for one in found.shares:
        if "nash" in one.names:
            assert one.acceptable.count == 3
            assert one.nash.count == pytest.approx(3 / zone.solutions["nash"].tied)  # type: ignore[index, operator]


def test_shares_that_can_be_integrated_by_hand() -> None:
    # The middle is acceptable to each with r at most a half, drawn from 0.3 to 0.7; the ends never.
    found = robustness(sale(reservation=[0.3, 0.7]), draws=DRAWS, spread=0)
    low, high = found.zone.interval
    assert low < 0.25 < high
    # Two issues and unknown weights: u = w v + (1 - w) v', w even on 0..1.
    document = {
        "title": "T",
        "issues": {"a": {"options": ["x", "y"]}, "b": {"options": ["x", "y"]}},
        "parties": {
            name: {
                "weights": "unknown",
                "positions": {"a": ideal, "b": other},
                "reservation": 0.7,
            }
            for name, ideal, other in (("p", "x", "y"), ("q", "y", "x"))
        },
    }
    # Agreement (x, x) gives p its weight on a and q its weight on b; (y, y) the other way round.
    found = robustness(sim.Scenario.from_dict(document), draws=DRAWS, spread=0)
    low, high = found.zone.interval
    assert low < 2 * 0.3**2 < high


@pytest.mark.long
def test_nash_shares_add_up_to_the_share_with_a_zone() -> None:
    scenario = sim.load("scenarios/istanbul-2022.yaml")
    pool = list_possible(compile_space(scenario))
    drawn = draw_inputs(pool.space, 60, np.random.default_rng(0))
    tally = Tally.empty(pool, {}, range(len(pool.digits)))
    tally.add(drawn, {})
    assert tally.nash.sum() == pytest.approx(tally.zone)
    assert (tally.nash <= tally.frontier + 1e-9).all()
    assert (tally.frontier <= tally.acceptable).all()


def test_lowering_a_reservation_value_lowers_no_share_of_acceptance_or_zone() -> None:
    shares = []
    for most in (0.8, 0.7, 0.6, 0.5):
        scenario = sale(5, reservation=[0.3, most])
        pool = list_possible(compile_space(scenario))
        drawn = draw_inputs(pool.space, 500, np.random.default_rng(2), spread=0)
        tally = Tally.empty(pool, {}, range(len(pool.digits)))
        tally.add(drawn, {})
        shares.append((tally.zone, *tally.acceptable.tolist(), *tally.frontier.tolist()))
    for before, after in pairwise(shares):
        assert all(a <= b for a, b in zip(before, after, strict=True))


@pytest.mark.long
def test_the_ladder_knows_less_and_less_of_the_weights() -> None:
    scenario = sim.load("scenarios/istanbul-2022.yaml")
    order = on_rung(scenario, "order").parties["ukraine"].order
    assert order is not None
    assert order[0] == ("guarantees", "crimea", "donbas", "ceasefire", "withdrawal")
    assert on_rung(scenario, "unknown").parties["ukraine"].weights == "unknown"
    assert on_rung(scenario, "inputs") is scenario
    zero = sale(3).with_changes({"parties.buyer.weights": {"price": 1}})
    assert on_rung(zero, "unknown").parties["buyer"].weights == "unknown"
    found = robustness(scenario, draws=50, seed=3)
    assert list(found.ladder) == ["unknown", "order", "inputs"]
    assert found.ladder["inputs"] == found.zone


def test_central_weights_and_confidence() -> None:
    document = {
        "title": "T",
        "issues": {"a": {"options": ["x", "y"]}, "b": {"options": ["x", "y"]}},
        "parties": {
            "p": {"weights": "unknown", "positions": {"a": "x", "b": "y"}, "reservation": 0.6},
            "q": {"weights": {"a": 1, "b": 1}, "positions": {"a": "x", "b": "x"}},
        },
    }
    found = robustness(
        sim.Scenario.from_dict(document | {"packages": {"both": {"a": "x", "b": "x"}}}),
        draws=DRAWS,
        spread=0,
    )
    one = next(o for o in found.shares if "package.both" in o.names)
    # p accepts where its weight on a is at least 0.6: its mean there is 0.8.
    assert one.accepted["p"].value == pytest.approx(0.4, abs=0.03)
    assert one.central_weights["p"]["a"] == pytest.approx(0.8, abs=0.01)
    assert one.confidence is not None
    assert one.confidence.value == 1.0


@pytest.mark.long
def test_the_same_seed_gives_the_same_bytes_and_what_was_picked_is_drawn_again() -> None:
    scenario = sim.load("scenarios/istanbul-2022.yaml")
    texts = {json.dumps(robustness(scenario, draws=80, seed=5).to_dict()) for _ in range(2)}
    assert len(texts) == 1
    found = json.loads(texts.pop())
    assert found["draws"] == 80
    assert len(found["patterns"]) >= 1
    for shares in (found["zone"], *found["packages"].values()):
        assert 0 <= shares["interval"][0] <= shares["share"] <= shares["interval"][1] <= 1
    for name, weights in found["weights"].items():
        medians = [quantiles[1] for quantiles in weights.values()]
        assert math.isclose(sum(medians), 1, abs_tol=0.05), name


def test_bad_input_is_told() -> None:
    with pytest.raises(ValueError, match="draws: got 0; expected at least 1"):
        robustness(sale(), draws=0)
    with pytest.raises(TypeError, match=r"draws: got 1\.5; expected a whole number"):
        robustness(sale(), draws=1.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=re.escape("spread: got 5; expected 0..3")):
        robustness(sale(), spread=5)


@pytest.mark.parametrize("seed", range(6))
def test_draws_that_are_solved_one_by_one_say_the_same(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = ranged(seed + 40, war=False)
    document["packages"] = {"k": {"agreement": {"i0": "b"}}}
    document["variants"] = {
        "w": {"changes": {"parties": {"ann": {"reservation": 0.4}}}, "probability": 0.25}
    }
    scenario = sim.Scenario.from_dict(document)
    expected = robustness(scenario, draws=60)

    monkeypatch.setattr("sim.space.listing.list_keeping", lambda *rest: None)
    with pytest.raises(TooManyAgreements):
        list_possible(compile_space(scenario))
    found = robustness(scenario, draws=60)
    assert expected.listed
    assert not found.listed
    assert found.tipping == ()
    for key in ("zone", "ladder", "variants", "packages", "reactions", "mixed"):
        one, other = getattr(found, key), getattr(expected, key)
        assert plain(one) == plain(other), key
    shares = {tuple(one.agreement.values()): one for one in expected.shares}
    for one in found.shares:
        other = shares[tuple(one.agreement.values())]
        assert one.acceptable == other.acceptable
        assert one.frontier == other.frontier
        assert one.nash.count == pytest.approx(other.nash.count)
        assert one.bound == other.bound
        assert one.central_weights == other.central_weights


def plain(found: Any) -> Any:
    if isinstance(found, dict):
        return {key: plain(one) for key, one in found.items()}
    return found.to_dict() if hasattr(found, "to_dict") else found


def test_variants_side_by_side_and_mixed_where_probabilities_are_given() -> None:
    changes = {"parties": {"buyer": {"reservation": 2}}}
    document = {
        "title": "A sale",
        "issues": {"price": {"options": ["o0", "o1", "o2"]}},
        "parties": {
            "buyer": {"weights": {"price": 1}, "positions": {"price": "o0"}},
            "seller": {"weights": {"price": 1}, "positions": {"price": "o2"}},
        },
        "variants": {"shut": {"changes": changes, "probability": 0.3}, "same": {"changes": {}}},
    }
    scenario = sim.Scenario.from_dict(document)
    found = robustness(scenario, draws=200)
    assert [found.variants[name].value for name in (None, "shut", "same")] == [1, 0, 1]
    assert found.mixed is not None
    assert found.mixed[0] == pytest.approx(0.7)
    del document["variants"]["shut"]["probability"]  # type: ignore[attr-defined]
    assert robustness(sim.Scenario.from_dict(document), draws=20).mixed is None
    assert robustness(scenario, draws=20, variants=False).variants == {}
    assert robustness(scenario.as_variant("shut"), draws=20).variants == {}


@pytest.mark.parametrize("seed", range(8))
def test_what_is_not_met_draw_by_draw(seed: int) -> None:
    document = ranged(seed)
    document["parties"]["bob"]["red_lines"] = {"b": {"never": {"i0": "a"}, "holds": 0.4}}
    scenario = sim.Scenario.from_dict(document)
    found = robustness(scenario, draws=50, seed=2, variants=False, tipping=False)
    space = compile_space(scenario)
    rng = np.random.default_rng(np.random.SeedSequence(2, spawn_key=(0, 0)))
    drawn = draw_inputs(space, 50, rng)
    issues = list(scenario.issues.values())
    for one in found.shares:
        if "most_often_nash" in one.names:
            continue
        places = zip(issues, one.agreement.values(), strict=True)
        digits = np.array([[issue.place(option) for issue, option in places]])
        expected: dict[str, int] = {}
        for draw in range(50):
            own = drawn.space_of(draw)
            for party in own.weighing:
                path = f"parties.{own.parties[party].name}.reservation"
                short = own.steps(digits)[party, 0] < own.parties[party].threshold
                expected[path] = expected.get(path, 0) + int(short)
            for rule, broken in zip(own.rules, own.broken(digits)[:, 0], strict=True):
                if rule.owner >= 0:
                    unmet = int(broken and rule.path not in own.dropped)
                    expected[rule.path] = expected.get(rule.path, 0) + unmet
        told = {path: share.count for path, share in one.unmet.items()}
        assert told == {path: count for path, count in expected.items() if count}
