"""Rules and interactions that tie too many issues together, against enumeration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.engines import relaxation, terms
from sim.engines.choice import merging
from sim.engines.merging.engine import MergingEngine
from sim.engines.streaming.engine import StreamingEngine
from sim.engines.terms import Terms
from sim.space import TooManyAgreements, compile_space
from sim.space import elimination_plan as plan
from sim.space.best_by_search import best_by_search
from sim.space.count import at_least, at_most
from sim.space.elimination import _plan, best_score
from sim.space.limits import TiedTogether
from sim.zone.options_used import options_used
from tests.examples import examples
from tests.generate import documents

RANDOM = examples(60)
CASES = Path(__file__).parents[1] / "data" / "cases"


@contextmanager
def tied(states: int, relaxed: int) -> Iterator[None]:
    """Take it that few cases can be kept apart, so that small files are too much tied together."""
    caches = (_plan, terms._failures)
    for cache in caches:
        cache.cache_clear()
    with (
        mock.patch.object(plan, "MAX_STATES", states),
        mock.patch.object(relaxation, "STATES", relaxed),
    ):
        yield
    for cache in caches:
        cache.cache_clear()


def dense(data: Any) -> sim.Scenario:
    """Return a scenario in which most rules and interactions name several issues."""
    document = data.draw(documents())
    for party in document["parties"].values():
        if "weights" in party or "order" in party:
            party["interactions"] = {
                f"x{k}": {
                    "when": {
                        issue: data.draw(st.sampled_from(_options(spec)))
                        for issue, spec in document["issues"].items()
                    },
                    "worth": data.draw(st.sampled_from([-0.3, 0.1, 0.3])),
                }
                for k in range(data.draw(st.integers(0, 3)))
            }
    return sim.Scenario.from_dict(document)


def _options(issue: dict[str, Any]) -> list[Any]:
    from tests.generate import options_of

    options = options_of(issue)
    return [options[0], options, options[:-1] or options]


@RANDOM
@given(data=st.data())
def test_bounds_and_searches_agree_with_enumeration(data: Any) -> None:
    space = compile_space(dense(data))
    stream = StreamingEngine(space)
    counts, expected = stream.counts(), stream.frontiers()
    with tied(data.draw(st.integers(1, 2)), data.draw(st.sampled_from([1, 100, 14_400]))):
        engine = merging(space)
        found = engine.counts()
        for name in ("admissible", "within_red_lines", "acceptable"):
            exact, bounds = getattr(counts, name), getattr(found, name)
            upper = at_most(bounds)
            assert upper is not None
            assert at_least(bounds) <= exact <= upper
            if name != "admissible":
                assert (at_least(bounds) > 0) == (exact > 0)
        assert engine.exists() == (counts.acceptable > 0)
        for name in ("occurring", "used"):
            for one, other in zip(getattr(engine, name)(), getattr(stream, name)(), strict=True):
                assert one.tolist() == other.tolist()
        near = engine.frontiers()
        assert (near.critical_reservation is None) == (expected.critical_reservation is None)
        if near.critical_reservation is not None and expected.critical_reservation is not None:
            gap = near.gaps.get("critical_reservation", 0.0)
            assert near.critical_reservation <= expected.critical_reservation + 1e-12
            assert expected.critical_reservation <= near.critical_reservation + gap + 1e-6
        if space.consent.unanimous:
            for party, slack in expected.slack.items():
                assert (near.slack[party] is None) == (slack is None)
                if slack is not None and near.slack[party] is not None:
                    assert abs(near.slack[party] - slack) <= 1e-6


@examples(25)
@given(data=st.data())
def test_everything_is_answered(data: Any) -> None:
    scenario = dense(data)
    exact = sim.explore(scenario)
    with tied(1, 100):
        zone = sim.explore(scenario, engine="merge")
        assert zone.exists == exact.exists
        assert zone.to_dict()["counts"]["agreements"] == exact.counts.agreements
        used = options_used(zone)
    assert used == options_used(exact)


@RANDOM
@given(data=st.data())
def test_what_a_war_would_be_fought_for(data: Any) -> None:
    scenario = dense(data)
    exact = compile_space(scenario)
    with tied(1, 1):
        found = compile_space(scenario)
    for number in range(len(exact.parties)):
        same = (exact.parties[number].reservation, found.parties[number].reservation)
        assert np.isclose(*same, atol=1e-6, equal_nan=True)


@RANDOM
@given(data=st.data())
def test_the_best_by_search(data: Any) -> None:
    space = compile_space(dense(data))
    first, second = data.draw(st.permutations(space.weighing))[:2]
    sizes = [len(issue.names) for issue in space.scenario.issues.values()]
    tables = [
        (space.parties[first].contributions[i], space.parties[second].contributions[i])
        for i in range(len(sizes))
    ]
    tables = [(np.nan_to_num(a), np.nan_to_num(b)) for a, b in tables]
    bonuses = [
        (x.box, x.steps * (x.party == first), x.steps * (x.party == second))
        for x in space.interactions
    ]
    forbidden = [box for rule in space.rules for box in rule.boxes]
    exact = best_score(sizes, tables, bonuses, forbidden)
    assert best_by_search(sizes, tables, bonuses, forbidden) == pytest.approx(exact, rel=1e-6)


def test_interactions_are_named_where_they_are_the_reason() -> None:
    space = compile_space(sim.load(CASES / "dense_12_20_6.yaml"))
    with pytest.raises(TiedTogether, match=r"^the interactions \(20 of a, 20 of b\) tie too many"):
        _ = Terms(space).plan
    assert merging(space).counts().within_red_lines == 10**12


def test_rules_are_named_where_they_are_the_reason() -> None:
    document = sim.load("scenarios/teaching/two-issues.yaml").tree.data
    first, second = document["issues"]
    options = [next(iter(document["issues"][one]["options"])) for one in (first, second)]
    never = {first: options[0], second: options[1]}
    scenario = sim.Scenario.from_dict({**document, "linkages": {"l": {"never": never}}})
    with (
        tied(1, 1),
        pytest.raises(TiedTogether, match=r"^the rules \(1 linkages\) tie too many issues"),
    ):
        _ = Terms(compile_space(scenario)).plan


def test_a_dense_file_is_answered() -> None:
    scenario = sim.load(CASES / "dense_12_20_6.yaml")
    assert len(sim.check(scenario).assumptions) == 46
    zone = sim.explore(scenario)
    assert zone.engine == "optimise"
    assert "interactions" in zone.unfinished
    assert 0 < at_least(zone.counts.acceptable) < 10**12
    assert zone.critical_reservation == pytest.approx(0.744444, abs=1e-4)
    assert zone.solutions is not None


def test_checking_explores_nothing() -> None:
    scenario = sim.load(CASES / "dense_12_20_6.yaml")
    with mock.patch.object(MergingEngine, "__post_init__", side_effect=AssertionError, create=True):
        assert sim.check(scenario).exchanges is not None


def test_what_is_too_large_names_the_file() -> None:
    path = CASES / "dense_12_20_6.yaml"
    with pytest.raises(TooManyAgreements) as caught:
        sim.explore(sim.load(path), engine="stream")
    assert caught.value.__notes__ == [str(path)]
