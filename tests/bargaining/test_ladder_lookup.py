"""Places looked up in bins are those found by halving."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.bargaining.ladder import Lookup
from tests.examples import examples

NUMBERS = st.one_of(
    st.floats(-2, 2, allow_subnormal=False), st.sampled_from([0.0, 0.5, 1.0, 1 / 3, 1e-12, 1e300])
)


@examples(300)
@given(
    st.lists(NUMBERS, max_size=40), st.lists(NUMBERS, min_size=1, max_size=40), st.integers(1, 9)
)
def test_places_are_those_found_by_halving(
    known: list[float], asked: list[float], often: int
) -> None:
    values = np.sort(np.repeat(np.array(known, dtype=float), often))
    levels = np.array([*asked, *known, -np.inf, np.inf])
    with np.errstate(over="ignore"):
        found = Lookup(values).places(levels)
    assert found.tolist() == np.searchsorted(values, levels).tolist()
