"""The best agreement by elimination against listing all of them."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.space.elimination import best_score
from tests.examples import examples


@st.composite
def problems(draw: Any) -> tuple[list[int], Any, Any, Any]:
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    score = st.integers(-3, 3).map(float)

    def row(size: int) -> np.ndarray:
        return np.array(draw(st.lists(score, min_size=size, max_size=size)))

    def box() -> dict[int, np.ndarray]:
        chosen = draw(st.sets(st.integers(0, len(sizes) - 1), min_size=1, max_size=3))
        masks = {
            i: draw(st.lists(st.booleans(), min_size=sizes[i], max_size=sizes[i])) for i in chosen
        }
        return {i: np.array(mask) for i, mask in masks.items()}

    tables = [(row(size), row(size)) for size in sizes]
    bonuses = [(box(), draw(score), draw(score)) for _ in range(draw(st.integers(0, 2)))]
    forbidden = [box() for _ in range(draw(st.integers(0, 3)))]
    return sizes, tables, bonuses, forbidden


@examples(2000)
@given(problems())
def test_best_score_is_that_of_listing_all(problem: Any) -> None:
    sizes, tables, bonuses, forbidden = problem
    best = (-np.inf, np.inf)
    for agreement in itertools.product(*map(range, sizes)):

        def inside(box: Any, agreement: Any = agreement) -> bool:
            return all(mask[agreement[i]] for i, mask in box.items())

        if any(inside(box) for box in forbidden):
            continue
        first = sum(t[0][o] for t, o in zip(tables, agreement, strict=True))
        second = sum(t[1][o] for t, o in zip(tables, agreement, strict=True))
        first += sum(b for box, b, _ in bonuses if inside(box))
        second += sum(c for box, _, c in bonuses if inside(box))
        if (first, -second) > (best[0], -best[1]):
            best = (first, second)
    assert best_score(sizes, tables, bonuses, forbidden) == best


def test_rules_that_tie_everything_together_are_searched() -> None:
    sizes = [2] * 40
    tables = [(np.zeros(2), np.zeros(2)) for _ in sizes]
    rng = np.random.default_rng(0)
    half = np.array([True, False])
    boxes = [{int(i): half for i in rng.choice(40, 3, replace=False)} for _ in range(200)]
    scores = [(np.array([0.0, 1.0 + k % 3]), np.array([0.0, 1.0])) for k in range(40)]
    # The second option of every issue is in no box, and the better one.
    assert best_score(sizes, tables, [], boxes) == best_score(sizes, tables, [], [])
    assert best_score(sizes, scores, [], boxes) == best_score(sizes, scores, [], [])
