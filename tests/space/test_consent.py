"""Consent: who passes and at which level, by counting parties one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.space.consent import ConsentRule

PARTIES = 4


@st.composite
def rules(draw: Any) -> tuple[ConsentRule, dict[int, np.ndarray], np.ndarray]:
    """A rule, where conditional consents are needed, and what everyone gets, (party, agreement)."""
    many = draw(st.integers(0, 4))
    everyone = list(range(PARTIES))
    required = tuple(k for k in everyone if draw(st.booleans()))
    conditional = [k for k in required if draw(st.booleans())]
    of = tuple(k for k in everyone if k not in conditional and draw(st.booleans()))
    at_least = draw(st.integers(0, len(of)))
    row = st.lists(st.booleans(), min_size=many, max_size=many)
    needed = {k: np.array(draw(row), dtype=bool) for k in conditional}
    levels = st.lists(st.integers(0, 3), min_size=many, max_size=many)
    values = np.array([draw(levels) for _ in everyone], dtype=float).reshape(PARTIES, many)
    rule = ConsentRule(required, {k: {} for k in conditional}, at_least, of if at_least else ())
    return rule, needed, values


def enough(
    rule: ConsentRule, needed: dict[int, np.ndarray], accepts: np.ndarray, place: int
) -> bool:
    """Return whether one agreement has the consents it needs."""
    for party in rule.required:
        asked = party not in needed or bool(needed[party][place])
        if asked and not accepts[party, place]:
            return False
    return sum(bool(accepts[party, place]) for party in rule.of) >= rule.at_least


@given(rules())
def test_what_passes_and_up_to_which_level(
    made: tuple[ConsentRule, dict[int, np.ndarray], np.ndarray],
) -> None:
    rule, needed, values = made
    many = values.shape[1]
    level = np.broadcast_to(rule.level(values, needed), many)
    for least in range(5):
        accepts = values >= least
        plain = [enough(rule, needed, accepts, place) for place in range(many)]
        passed = rule.passes({k: accepts[k] for k in range(PARTIES)}, needed)
        assert np.broadcast_to(passed, many).tolist() == plain
        assert (level >= least).tolist() == plain
        # One more axis, as for draws, and one party alike in all of them.
        deep = {k: np.stack([accepts[k], ~accepts[k]]) for k in range(PARTIES)} | {0: accepts[0]}
        assert np.broadcast_to(rule.passes(deep, needed), (2, many))[0].tolist() == plain
    as_numbers = (values >= 2).astype(float)
    passed = np.broadcast_to(rule.passes(values >= 2, needed), many)
    assert np.array_equal(np.broadcast_to(rule.level(as_numbers, needed), many) > 0, passed)


@given(rules())
def test_coalitions_are_the_smallest_that_pass(
    made: tuple[ConsentRule, dict[int, np.ndarray], np.ndarray],
) -> None:
    rule = made[0]
    sets = [set(one) for one in rule.coalitions()]
    for size in range(2**PARTIES):
        chosen = {k for k in range(PARTIES) if size >> k & 1}
        passed = bool(rule.passes(np.array([k in chosen for k in range(PARTIES)]), {}))
        assert passed == any(one <= chosen for one in sets)


def test_the_vetoes_of_some() -> None:
    rule = ConsentRule((0, 2), {2: {}}, 1, (1, 3)).vetoes_of([1, 2])
    assert (rule.required, rule.at_least, rule.of) == ((2,), 0, ())
    assert rule.passes(np.array([False, False, True, False]), {}).item() is True
    assert rule.passes(np.zeros(4, dtype=bool), {2: np.asarray(False)}).item() is True
