"""Work is counted, not time: what is allowed is kept to, and what is cut says so."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from benchmarks.opposed import interacting, mixed
from sim.engines.choice import merging
from sim.engines.merging import counts
from sim.engines.streaming.engine import StreamingEngine
from sim.engines.terms import Terms
from sim.space import budget
from sim.space.count import Bounds, at_least, at_most
from sim.space.dominance import nondominated
from sim.space.limits import BudgetSpent, Limits, TooManyAgreements
from tests.examples import examples
from tests.generate import documents
from tests.space.test_merge import space_of

LARGE = mixed(6, 20, 5, 0.35, 6)
"""A file whose frontier can't be merged."""


def test_work_is_charged_to_every_budget_that_is_open() -> None:
    with budget.answer(Limits(effort=1.0)) as whole:
        with budget.part(0.25) as some:
            budget.spend(1_000)
            assert some.left == 0.25 * budget.EFFORT - 1_000
            with pytest.raises(BudgetSpent, match=r"\(sim.effort\)"):
                budget.spend(0.25 * budget.EFFORT)
        assert whole.spent == 0.25 * budget.EFFORT + 1_000
        assert whole.stopped_by == some.stopped_by == "work"
        assert budget.left() == 0.75 * budget.EFFORT - 1_000
    assert budget.left() == float("inf")


def test_without_a_budget_nothing_ends() -> None:
    budget.spend(1e15)
    with budget.part(0.1) as inside:
        budget.spend(1e15)
    assert inside.stopped_by == ""
    assert budget.left() == float("inf")


def test_what_is_found_can_be_put_together_when_nothing_is_left() -> None:
    with budget.answer(Limits(effort=1e-9)):
        assert nondominated(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])).all()
        with pytest.raises(BudgetSpent):
            trifles(10_000)


def trifles(number: int) -> None:
    """Spend a trifle so often that it is none."""
    for _ in range(number):
        budget.spend(1_000)


def test_time_stops_what_is_left_and_says_so() -> None:
    with budget.answer(Limits(seconds=0.001)) as opened:
        time.sleep(0.01)
        with pytest.raises(BudgetSpent, match="the time is up"):
            budget.spend(10_000)
    assert opened.stopped_by == "time"


def test_parts_that_may_be_worked_out_anywhere_have_their_own() -> None:
    with budget.answer(Limits(effort=1.0)) as outer:
        with budget.fresh(0.5) as inner:
            budget.spend(1_000)
        assert inner.spent == 1_000
        assert outer.spent == 0


@pytest.mark.parametrize(("amount", "seconds"), [(0.0, None), (float("nan"), None), (1.0, 0.0)])
def test_no_effort_is_refused(amount: float, seconds: float | None) -> None:
    with pytest.raises(ValueError, match="expected numbers above 0"), sim.effort(amount, seconds):
        pass


def explored(document: dict[str, Any], effort: float) -> sim.Zone | str:
    try:
        with sim.effort(effort):
            return sim.explore(sim.Scenario.from_dict(document))
    except TooManyAgreements as error:
        return str(error)


@pytest.mark.long
def test_more_effort_tells_no_less() -> None:
    found = [explored(LARGE, effort) for effort in (0.02, 0.15)]
    for zone in found:
        assert isinstance(zone, sim.Zone)
        assert zone.exists
        assert zone.stopped_by == "work"
        assert zone.unfinished
        reached = at_least(zone.counts.acceptable)
        assert 1 <= reached <= (at_most(zone.counts.acceptable) or reached)
    last = found[-1]
    assert isinstance(last, sim.Zone)
    # An answer: r* and slacks to 0.01, solutions to 1 %.
    assert max(last.gaps.values()) <= 0.01
    assert last.solutions is not None
    assert set(last.solutions) == {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"}


def test_hardly_any_effort_is_an_answer_or_a_message() -> None:
    for effort in (1e-4, 1e-3, 3e-3):
        zone = explored(LARGE, effort)
        if isinstance(zone, str):
            assert "sim.effort" in zone
        else:
            assert zone.stopped_by == "work"


def test_the_same_bytes_however_busy_the_machine_is() -> None:
    # What is counted is work: the same file is cut at the same place however long it takes.
    first = explored(LARGE, 0.02)
    original = budget.spend

    def slowly(work: float) -> None:
        if work > 20_000:
            time.sleep(0.002)
        original(work)

    with pytest.MonkeyPatch.context() as patch:
        for module in ("sim.engines.merging.layers", "sim.engines.merging.score_counts",
                       "sim.space.dominance", "sim.space.integer_program"):  # fmt: skip
            patch.setattr(f"{module}.spend", slowly)
        second = explored(LARGE, 0.02)
    assert isinstance(first, sim.Zone)
    assert isinstance(second, sim.Zone)
    assert first.to_dict() == second.to_dict()


@examples(60)
@given(documents(), st.floats(1e-6, 1e-3))
def test_bounds_hold_whatever_the_effort(document: dict[str, Any], effort: float) -> None:
    space = space_of(document)
    exact = StreamingEngine(space).counts().acceptable
    with budget.answer(Limits(effort=effort)):
        found = counts.acceptable(Terms(space), most=8, share=0.3)
    if isinstance(found, Bounds):
        assert found.lower <= exact <= (exact if found.upper is None else found.upper)
    else:
        assert found == exact


@examples(60)
@given(documents(), st.floats(1e-5, 1e-2))
def test_what_is_cut_is_never_wrong(document: dict[str, Any], effort: float) -> None:
    space = space_of(document)
    expected = StreamingEngine(space).frontiers()
    try:
        with budget.answer(Limits(effort=effort)):
            found = merging(space).frontiers()
    except TooManyAgreements:
        return
    if found.critical_reservation is not None and expected.critical_reservation is not None:
        gap = found.gaps.get("critical_reservation", 0.0)
        assert found.critical_reservation <= expected.critical_reservation + 1e-12
        assert expected.critical_reservation <= found.critical_reservation + gap + 1e-6
    for party, most in expected.slack.items():
        reached, gap = found.slack[party], found.gaps.get(f"slack.{party}", 0.0)
        if reached is not None and most is not None:
            assert reached <= most + 1e-12
            assert most <= reached + gap + 1e-6
        assert gap > 0 or (reached is None) == (most is None)


def test_interactions_that_tie_everything_are_answered_at_once() -> None:
    zone = explored(interacting(2, 20, 4, 20), 0.2)
    assert isinstance(zone, sim.Zone)
    assert zone.exists
    assert all(gap <= 0.01 for gap in zone.gaps.values())


@pytest.mark.long
def test_counts_are_exact_where_it_is_asked_for() -> None:
    scenario = sim.Scenario.from_dict(mixed(3, 14, 5, 0.4, 0))
    rough = sim.explore(scenario)
    exact = sim.explore(scenario, limits=Limits(exact_counts=True, counted=4_000_000, effort=20.0))
    assert isinstance(exact.counts.acceptable, int)
    assert at_least(rough.counts.acceptable) <= exact.counts.acceptable
    assert exact.counts.acceptable <= (at_most(rough.counts.acceptable) or 0)
