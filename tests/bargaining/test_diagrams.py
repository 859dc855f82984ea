"""Decision diagrams of equal offers against scoring every offer."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.bargaining.diagrams import make_diagram, most_liked
from sim.bargaining.learning import Likings
from sim.space.space import Indices
from sim.space.values import Floats
from tests.examples import examples

CASES = Path(__file__).parents[1] / "data" / "cases"


@st.composite
def offers(draw: st.DrawFn, issues: int) -> Indices:
    """Different offers in file order, shape (offer, issue)."""
    row = st.tuples(*[st.integers(0, 3)] * issues)
    return np.array(sorted(draw(st.sets(row, min_size=1, max_size=60))))


@examples(300)
@given(st.data())
def test_the_first_of_the_most_liked_offers(data: st.DataObject) -> None:
    issues = data.draw(st.integers(1, 4))
    sets = [data.draw(offers(issues)) for _ in range(data.draw(st.integers(1, 3)))]
    which = np.array(data.draw(st.lists(st.integers(0, len(sets) - 1), min_size=1, max_size=6)))
    # Few different numbers, so that there are ties.
    likes = np.random.default_rng(data.draw(st.integers(0, 99))).integers(
        0, 4, (issues, len(which), 4)
    )

    def like(issue: int, choice: Indices, option: Indices) -> Floats:
        return np.asarray(likes[issue, choice, option] / 7)

    found = most_liked([make_diagram(one) for one in sets], which, like)
    for choice, number in enumerate(which.tolist()):
        totals = [sum(likes[i, choice, o] for i, o in enumerate(row)) for row in sets[number]]
        assert found[choice] == totals.index(max(totals))


def test_a_set_without_ties_between_issues_is_a_few_edges() -> None:
    every = np.stack(np.meshgrid(*[np.arange(10)] * 4, indexing="ij"), axis=-1).reshape(-1, 4)
    assert make_diagram(every).edges == 40


def test_a_sum_is_few_edges() -> None:
    every = np.stack(np.meshgrid(*[np.arange(10)] * 5, indexing="ij"), axis=-1).reshape(-1, 5)
    equal = every[every.sum(axis=1) == 22]
    assert len(equal) == 6000
    assert make_diagram(equal).edges < 1000


def test_equal_offers_are_not_scored_one_by_one() -> None:
    scenario = sim.load(CASES / "ties5.yaml")
    looked_at = 0
    plain = Likings.of

    def counting(self: Likings, issue: int, talk: Indices, option: Indices) -> Floats:
        nonlocal looked_at
        looked_at += len(option)
        return plain(self, issue, talk, option)

    with mock.patch.object(Likings, "of", counting):
        talks = sim.bargain(scenario, runs=100, seed=1)
    assert talks.agreed.count == 100
    # An offer has 10,000 of equal worth, and 41 options of all issues among them.
    assert 0 < looked_at <= 41 * 2 * 100 * 100
