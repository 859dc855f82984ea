"""The merge engine, counting and optimisation against the streaming engine and by hand."""

from __future__ import annotations

import itertools
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.engines.choice import STREAM_LIMIT, Engines, merging
from sim.engines.merging import counts as counting
from sim.engines.merging import critical as edge
from sim.engines.merging import engine, meet_in_the_middle, paths, score_counts
from sim.engines.merging import frontiers as fronts
from sim.engines.optimising.engine import Optimiser
from sim.engines.optimising.frontiers import SMALLEST, SolutionSearch
from sim.engines.optimising.minimal_sets import minimal_broken, minimal_marks
from sim.engines.protocol import Points
from sim.engines.streaming.engine import StreamingEngine
from sim.engines.terms import Terms
from sim.space import Space, TooManyAgreements, compile_space
from sim.space.count import Bounds
from sim.space.limits import BudgetSpent, Limits, TiedTogether
from sim.space.listing import acceptable, within_red_lines
from sim.zone.depths import depths
from sim.zone.frontier import Frontier
from sim.zone.solve import solve
from tests.examples import examples
from tests.generate import documents

RANDOM = examples(150)
FEW = examples(40)


def space_of(document: dict[str, Any]) -> Space:
    return compile_space(sim.Scenario.from_dict(document))


def listed(points: Points) -> list[list[tuple[int, ...]]]:
    return [
        [tuple(row) for block in points.agreements(p) for row in block.tolist()]
        for p in range(len(points.steps))
    ]


def same(found: Points, expected: Points) -> None:
    assert found.steps.tolist() == expected.steps.tolist()
    assert found.multiplicity == expected.multiplicity
    assert listed(found) == listed(expected)


@RANDOM
@given(documents())
def test_frontiers_are_those_of_the_streaming_engine(document: dict[str, Any]) -> None:
    space = space_of(document)
    expected, found = StreamingEngine(space).frontiers(), merging(space).frontiers()
    if space.bargaining:
        same(found.settlement, expected.settlement)
        same(found.zone, expected.zone)
    assert found.critical_reservation == expected.critical_reservation
    assert found.slack == expected.slack
    assert not found.unfinished
    assert not found.gaps


@RANDOM
@given(documents())
def test_r_star_and_slacks_can_be_searched_for(document: dict[str, Any]) -> None:
    space = space_of(document)
    expected = StreamingEngine(space).frontiers()
    critical = expected.critical_reservation
    assert fronts.critical_reservation(space, Limits(), -np.inf) == critical
    if space.consent.unanimous:
        for party in space.consenting:
            assert fronts.slack(space, party, Limits()) == expected.slack[party]


@FEW
@given(documents())
def test_optimisation_bounds_what_the_streaming_engine_finds(document: dict[str, Any]) -> None:
    space = space_of(document)
    stream = StreamingEngine(space)
    expected = stream.frontiers()
    found, gap = Optimiser().critical_reservation(space)
    critical = expected.critical_reservation
    assert (found is None) == (critical is None)
    if critical is not None and found is not None:
        assert found <= critical + 1e-12
        assert critical <= found + gap + 1e-6
    for party in space.consenting if space.consent.unanimous else ():
        found, gap = Optimiser().slack(space, party)
        most = expected.slack[party]
        assert (found is None) == (most is None)
        if found is not None and most is not None:
            assert found <= most + 1e-12
            assert most <= found + gap + 1e-6
    assert Optimiser().exists(space) == (stream.counts().acceptable != 0)


@FEW
@given(documents())
def test_optimised_solutions_are_within_their_gaps(document: dict[str, Any]) -> None:
    space = space_of(document)
    if not space.bargaining:
        return
    expected = solve(Frontier(space, StreamingEngine(space).frontiers().zone))
    found = SolutionSearch(space).found() if space.agreements else None
    assert (found is None) == (expected is None)
    if found is None or expected is None:
        return
    assert acceptable(space, found.digits).all()
    parties = list(space.bargaining)
    reservations = np.nan_to_num(space.reservations[parties])
    known = space.utilities(found.digits)[parties].T
    best = {n: np.array([s.utilities[space.parties[k].name] for k in parties])
            for n, s in expected.items()}  # fmt: skip
    total = known.sum(axis=1).max()
    assert total >= best["utilitarian"].sum() - found.gaps["utilitarian"] - 1e-6
    smallest = np.maximum(0, known - reservations).min(axis=1).max()
    wanted = np.maximum(0, best["egalitarian"] - reservations).min()
    assert smallest >= wanted - found.gaps["egalitarian"] - 1e-6
    stuck = [space.parties[k].name in expected["nash"].left_out for k in parties]
    counted = np.flatnonzero(~np.array(stuck))
    if len(counted):
        gains = np.maximum(0, known - reservations)[:, counted]
        wanted = np.maximum(0, best["nash"] - reservations)[counted]
        power = np.array([space.parties[k].power for k in parties])[counted]
        # Gains below the smallest that the search tells from none are left to the exact engines.
        if not ((wanted > 0) & (wanted < SMALLEST)).any():
            number = (gains >= SMALLEST).sum(axis=1)
            assert number.max() == (wanted >= SMALLEST).sum()
            top = _products(gains, power)[number == number.max()].max()
            assert top * (1 + found.gaps["nash"] + 1e-6) >= _products(wanted[None], power)[0]
        ideal = np.array([
            StreamingEngine(space).best((parties[k],)).steps[0, 0] / space.parties[parties[k]].scale
            - reservations[k] for k in counted
        ])  # fmt: skip
        shares = (gains / ideal).min(axis=1).max()
        wanted = (np.maximum(0, best["kalai_smorodinsky"] - reservations)[counted] / ideal).min()
        assert shares >= wanted - found.gaps["kalai_smorodinsky"] - 1e-6


def _products(gains: Any, power: Any) -> Any:
    """Return the product of what each party gains, of those that gain."""
    return np.prod(np.where(gains >= SMALLEST, gains, 1.0) ** power, axis=1)


def test_the_number_that_gain_is_the_exact_one() -> None:
    # In the best by number one party has exactly its reservation value, which the solver's
    # tolerance lets pass for a gain.
    document = sale(2, 4, reservation=0.0)
    document["parties"]["third"] = {
        "weights": {"i0": 1},
        "positions": {"i0": {"values": {"o0": 0, "o1": 0.4, "o2": 0, "o3": 1}}},
    }
    scenario = sim.Scenario.from_dict(document)
    exact, found = sim.explore(scenario), sim.explore(scenario, engine="optimise")
    assert exact.solutions is not None
    assert found.solutions is not None
    assert found.solutions["nash"].utilities == exact.solutions["nash"].utilities
    assert found.solutions["nash"].gap < 1e-3


def test_a_search_without_a_bound_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = sim.Scenario.from_dict(sale(4, reservation=0.3))
    monkeypatch.setattr(SolutionSearch, "_most_gaining", lambda *_: None)
    zone = sim.explore(scenario, engine="optimise")
    assert zone.solutions is not None
    assert zone.solutions["nash"].gap == np.inf
    assert zone.to_dict()["solutions"]["nash"]["gap"] is None
    json.dumps(zone.to_dict(), allow_nan=False)


def test_prices_that_may_not_be_all_are_told() -> None:
    document = sale(4, 4, reservation=0.95)
    document["parties"]["buyer"]["weights"] = {f"i{k}": 1 + k for k in range(4)}
    document["parties"]["third"] = document["parties"]["seller"] | {
        "positions": {f"i{k}": "o1" for k in range(4)}
    }
    scenario = sim.Scenario.from_dict(document)
    exact, found = sim.explore(scenario), sim.explore(scenario, engine="optimise")
    both = [way for way in exact.ways_out if len(way.rules) == 2]
    assert both
    assert all(way.price_complete for way in exact.ways_out)
    for way in found.ways_out:
        same = next(w for w in exact.ways_out if w.rules == way.rules)
        assert way.price_complete == (len(way.rules) == 1)
        assert len(way.price) <= len(same.price)


@pytest.mark.long
def test_memory_limits_counting() -> None:
    assert Limits(memory=50_000).most_counted == 50
    document = sale(12, 3, reservation=0.4)
    for place, name in enumerate(("buyer", "seller")):
        weights = {f"i{k}": 1 + k**0.5 / (7 + place) for k in range(12)}
        document["parties"][name]["weights"] = weights
    zone = sim.explore(
        sim.Scenario.from_dict(document), engine="merge", limits=Limits(memory=20_000)
    )
    assert isinstance(zone.counts.acceptable, Bounds)


@RANDOM
@given(documents())
def test_counts_are_those_of_the_streaming_engine(document: dict[str, Any]) -> None:
    space = space_of(document)
    assert merging(space).counts() == StreamingEngine(space).counts()


@RANDOM
@given(documents(), st.integers(1, 40))
def test_bounds_hold(document: dict[str, Any], most: int) -> None:
    space = space_of(document)
    expected = StreamingEngine(space).counts().acceptable
    found = counting.acceptable(Terms(space), most)
    if isinstance(found, Bounds):
        assert found.upper is not None
        assert found.lower <= expected <= found.upper
    else:
        assert found == expected


@RANDOM
@given(documents())
def test_counting_without_tables(document: dict[str, Any]) -> None:
    space = space_of(document)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meet_in_the_middle, "TABLE", 0)
        patch.setattr(score_counts, "DENSE", 0)
        found = counting.acceptable(Terms(space))
    assert found == StreamingEngine(space).counts().acceptable


@RANDOM
@given(documents())
def test_options_that_occur(document: dict[str, Any]) -> None:
    space = space_of(document)
    for ours, theirs in zip(
        merging(space).occurring(), StreamingEngine(space).occurring(), strict=True
    ):
        assert ours.tolist() == theirs.tolist()


@FEW
@given(documents())
def test_cells_and_used_options(document: dict[str, Any]) -> None:
    space = space_of(document)
    if not space.bargaining:
        return
    every = list(itertools.combinations(range(len(space.issues)), 2))
    found, expected = merging(space).cells(every), StreamingEngine(space).cells()
    for ours, theirs in zip(found.gains, expected.gains, strict=True):
        assert ours.tolist() == theirs.tolist()
    for pair in every:
        assert found.pairs[pair].tolist() == expected.pairs[pair].tolist()
    for ours, theirs in zip(merging(space).used(), StreamingEngine(space).used(), strict=True):
        assert ours.tolist() == theirs.tolist()


@FEW
@given(documents(), st.booleans(), st.booleans())
def test_minimal_sets(document: dict[str, Any], reservations: bool, definitions: bool) -> None:
    space = space_of(document)
    marks = depths(space).marks
    found = minimal_marks(space, marks, 1000)
    assert found.complete
    assert found.sets.tolist() == StreamingEngine(space).minimal_marks(marks).sets.tolist()
    for coalition in space.consent.coalitions():
        options = {"reservations": reservations, "definitions": definitions}
        ours = minimal_broken(space, coalition, 1000, **options)
        theirs = StreamingEngine(space).minimal_broken(coalition, **options)
        assert ours.complete
        assert ours.sets.tolist() == theirs.sets.tolist()


@FEW
@given(documents())
def test_a_cap_on_minimal_sets_is_told_and_keeps_the_smallest(document: dict[str, Any]) -> None:
    space = space_of(document)
    marks = depths(space).marks
    every = StreamingEngine(space).minimal_marks(marks)
    some = minimal_marks(space, marks, 1)
    assert some.complete == (len(every.sets) <= 1)
    if len(every.sets):
        assert some.sets[0].sum() == every.sets[0].sum()


@RANDOM
@given(documents())
def test_acceptance_one_by_one(document: dict[str, Any]) -> None:
    space = space_of(document)
    digits = space.digits(np.arange(space.agreements))
    counts = StreamingEngine(space).counts()
    assert within_red_lines(space, digits).sum() == counts.within_red_lines
    assert acceptable(space, digits).sum() == counts.acceptable


def sale(issues: int = 3, options: int = 3, **party: Any) -> dict[str, Any]:
    """Two parties who want the opposite ends of every issue, all alike: many ties."""
    names = [f"o{k}" for k in range(options)]
    weights = {f"i{k}": 1 for k in range(issues)}
    return {
        "title": "A sale",
        "issues": {f"i{k}": {"options": names} for k in range(issues)},
        "parties": {
            "buyer": {"weights": weights, "positions": {f"i{k}": names[0] for k in range(issues)}}
            | party,
            "seller": {"weights": weights, "positions": {f"i{k}": names[-1] for k in range(issues)}}
            | party,
        },
    }


@pytest.mark.long
def test_ties_are_listed_lazily_in_file_order(monkeypatch: pytest.MonkeyPatch) -> None:
    # 60 issues of 3 alike options: 3^60 agreements, all on the frontier, in 121 points.
    zone = sim.explore(sim.Scenario.from_dict(sale(60)))
    assert zone.engine == "merge"
    assert zone.counts.frontier == 3**60 == zone.counts.acceptable
    assert zone.counts.frontier_distinct == 121
    assert zone.solutions is not None
    first = zone.solutions["nash"].agreement
    # The first in file order among those that split every utility in two.
    assert list(first.values()) == ["o0"] * 30 + ["o2"] * 30
    monkeypatch.setattr(paths, "BATCH", 7)
    space = space_of(sale(4))
    same(merging(space).frontiers().zone, StreamingEngine(space).frontiers().zone)


def test_counts_beyond_64_bits_are_exact() -> None:
    zone = sim.explore(sim.Scenario.from_dict(sale(40, 2, reservation=0.25)))
    # How many of 40 coins show between 10 and 30 heads.
    import math

    expected = sum(math.comb(40, k) for k in range(10, 31))
    assert zone.counts.acceptable == expected
    assert zone.to_dict()["counts_text"]["acceptable"] == str(expected)


def test_thirds_of_points_count_as_on_paper() -> None:
    # Four options lie a third apart; on the decimal grid their sums differ in the last digit.
    document = sale(30, 4, reservation=0.5)
    zone = sim.explore(sim.Scenario.from_dict(document))
    # Both get a half only where the thirds split evenly: the middle coefficient.
    ways = np.array([1], dtype=object)
    for _ in range(30):
        ways = np.convolve(ways, np.array([1, 1, 1, 1], dtype=object))
    assert zone.counts.acceptable == ways[45]


@pytest.mark.long
def test_hundreds_of_levels() -> None:
    document = sale(8)
    document["issues"]["price"] = {"range": {"from": 0, "to": 300, "step": 1}}
    document["issues"]["rent"] = {"range": {"from": 0, "to": 300, "step": 1}}
    for name, ends in (("buyer", (0, 300)), ("seller", (300, 0))):
        party = document["parties"][name]
        party["weights"] |= {"price": 3, "rent": 2}
        party["positions"] |= {"price": ends[0], "rent": ends[1]}
    document["linkages"] = {
        "cap": {"if": {"price": {"at_least": 150}}, "then": {"rent": {"at_most": 120}}},
        "floor": {"never": {"price": {"at_most": 30}, "i0": "o0"}},
    }
    zone = sim.explore(sim.Scenario.from_dict(document))
    assert zone.engine == "merge"
    assert zone.frontier.complete
    assert zone.rules.admissible == 3**8 * (301 * 301 - 151 * 180) - 3**7 * 31 * 301


def test_a_frontier_that_is_too_large_is_not_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = sim.Scenario.from_dict(sale(8, reservation=0.3))
    plain = sim.explore(scenario)
    capped = sim.explore(scenario, engine="merge", limits=Limits(points=5))
    assert not capped.frontier.complete
    assert "more than 5 different utilities after" in capped.unfinished
    assert capped.counts.frontier == Bounds(1, None)
    assert capped.solutions is not None
    assert plain.solutions is not None
    for solution in capped.solutions.values():
        assert solution.tied is None
        assert solution.gap < 1e-3
    data = capped.to_dict()
    assert data["counts"]["frontier"] == {"lower": 1, "upper": None}
    assert set(data["concessions"]["patterns"]) == {"not_computed", "command"}
    assert capped.counts.acceptable == plain.counts.acceptable
    assert capped.critical_reservation == pytest.approx(plain.critical_reservation, abs=1e-6)
    small = sim.explore(scenario, engine="merge", limits=Limits(memory=1000))
    assert "of memory allowed" in small.unfinished


def test_the_settlement_frontier_may_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = sim.Scenario.from_dict(sale(8, reservation=0.45))
    plain = sim.explore(scenario)
    monkeypatch.setattr(engine, "SETTLED", 4)
    monkeypatch.setattr(edge, "SEARCHED", 50_000)
    found = sim.explore(scenario, engine="merge")
    assert found.frontier.complete
    assert not found.settlement.complete
    assert found.unfinished == "the settlement frontier is too large to work out"
    same(found.frontier.points, plain.frontier.points)
    assert found.critical_reservation == plain.critical_reservation
    assert found.slack == plain.slack


def test_engines_are_chosen_and_forced() -> None:
    small, large = space_of(sale(3)), space_of(sale(30))
    assert Engines().choice(small)[0] == "stream"
    assert Engines().choice(large)[0] == "merge"
    assert large.agreements > STREAM_LIMIT
    assert Engines("optimise").choice(small) == ("optimise", "asked for")
    with pytest.raises(TooManyAgreements, match="takes up to 200,000,000"):
        Engines("stream").choice(large)
    with pytest.raises(ValueError, match="unknown engine 'magic'; known: stream, merge, optimise"):
        sim.explore(sim.Scenario.from_dict(sale()), engine="magic")


def test_a_gate_is_tested_on_what_is_known() -> None:
    zone = sim.explore(sim.Scenario.from_dict(sale(30)), where=lambda digits: digits[:, 29] == 2)
    assert zone.gate_test is not None
    assert zone.gate_test.tested >= 100_000
    assert 0 < zone.gate_test.frontier < zone.gate_test.tested
    assert zone.to_dict()["gate_test"]["solutions"]["nash"] is True
    clause = sim.explore(sim.Scenario.from_dict(sale(30)), where={"i0": "o0"})
    assert clause.gate_test is None
    assert clause.counts.acceptable == 3**29


@pytest.mark.long
def test_rules_that_tie_too_much_are_told() -> None:
    rng = np.random.default_rng(0)
    document = sale(40, 2)
    document["linkages"] = {
        f"l{k}": {"never": {f"i{i}": "o0" for i in rng.choice(40, 3, replace=False)}}
        for k in range(200)
    }
    space = space_of(document)
    with pytest.raises(TiedTogether, match=r"the rules \(200 linkages\) tie too many issues"):
        fronts.settlement(space, Limits())
    counts = merging(space).counts()
    assert isinstance(counts.admissible, Bounds)
    assert isinstance(counts.acceptable, Bounds)
    assert 0 < counts.acceptable.lower <= counts.admissible.lower
    assert counts.acceptable.upper <= counts.admissible.upper < 2**40


def test_the_optimiser_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    sim.explore(sim.Scenario.from_dict(sale(6)), engine="optimise")
    out, err = capfd.readouterr()
    assert out == err == ""


def test_budget_is_an_error_of_its_own() -> None:
    with pytest.raises(BudgetSpent, match="more than 3 different utilities after 2 of 8 issues"):
        fronts.settlement(space_of(sale(8)), Limits(points=3))
