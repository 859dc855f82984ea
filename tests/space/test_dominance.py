"""Nondominated vectors against the definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.space.bitsets import minimal, pack, unpack
from sim.space.dominance import nondominated, undominated_parts


def dominates(a: np.ndarray, b: np.ndarray) -> bool:
    return bool((a >= b).all() and (a > b).any())


@pytest.mark.parametrize("objectives", [1, 2, 3, 4, 5])
@given(data=st.data())
def test_nondominated_is_the_definition(objectives: int, data: st.DataObject) -> None:
    row = st.lists(st.integers(0, 3), min_size=objectives, max_size=objectives)
    points = np.array(data.draw(st.lists(row, min_size=1, max_size=25)), dtype=float)
    wanted = [not any(dominates(other, point) for other in points) for point in points]
    assert nondominated(points).tolist() == wanted


@given(data=st.data())
def test_undominated_parts_keep_all_that_may_matter(data: st.DataObject) -> None:
    row = st.lists(st.integers(0, 3), min_size=3, max_size=3)
    points = np.array(data.draw(st.lists(row, min_size=1, max_size=25)), dtype=float)
    strict = data.draw(st.sampled_from([[0], [0, 1], [0, 1, 2]]))
    wanted = [
        not any((q >= p).all() and (q[strict] > p[strict]).any() for q in points) for p in points
    ]
    assert undominated_parts(points, strict).tolist() == wanted


@given(st.lists(st.frozensets(st.integers(0, 99), max_size=5), max_size=20))
def test_minimal_sets_are_the_definition(sets: list[frozenset[int]]) -> None:
    table = np.zeros((len(sets), 100), dtype=bool)
    for row, members in zip(table, sets, strict=True):
        row[list(members)] = True
    found = {frozenset(np.flatnonzero(row).tolist()) for row in unpack(minimal(pack(table)), 100)}
    assert found == {one for one in sets if not any(other < one for other in sets)}


@pytest.mark.parametrize("objectives", [3, 4, 5])
def test_the_sieve_drops_only_dominated_vectors(objectives: int) -> None:
    rng = np.random.default_rng(objectives)
    for vectors in (
        rng.integers(0, 60, (30_000, objectives)).astype(float),
        rng.random((30_000, objectives)),
        np.ones((25_000, objectives)),
    ):
        import moocore

        plain = moocore.is_nondominated(vectors, maximise=True, keep_weakly=True)
        assert (nondominated(vectors) == plain).all()
