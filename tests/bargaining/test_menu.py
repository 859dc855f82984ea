"""What can be tabled, by a plain look at every swap of one option."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given

import sim
from sim.bargaining.menu import improvable, make_menu, preferred
from sim.space.compile import compile_space
from sim.space.draw import draw_inputs
from sim.space.listing import list_admissible
from sim.space.space import Space
from tests.bargaining.held import menu_of
from tests.examples import examples
from tests.generate import documents

SLOW = examples(150)


def standing(space: Space, digits: np.ndarray) -> tuple[list[bool], ...]:
    """Return the rules that a text breaks, and the interactions and consents that it is in."""
    binding = [rule in space.active_rules for rule in space.rules]
    row = digits[None, :]
    broken = [bool(x) for x, binds in zip(space.broken(row)[:, 0], binding, strict=True) if binds]
    boxes = [one.box for one in space.interactions] + list(space.consent.where.values())
    return broken, [bool(space.inside(box, row)[0]) for box in boxes]


def plainly(space: Space, digits: np.ndarray) -> bool:
    for issue, places in enumerate(space.options):
        better = preferred(space, issue)
        for option in places.tolist():
            if not better[digits[issue], option]:
                continue
            moved = digits.copy()
            moved[issue] = option
            (before, inside), (after, still) = standing(space, digits), standing(space, moved)
            if inside == still and not any(a and not b for a, b in zip(after, before, strict=True)):
                return True
    return False


@SLOW
@given(documents(max_issues=3))
def test_what_all_prefer_they_prefer_in_every_draw(document: dict[str, Any]) -> None:
    space = compile_space(sim.Scenario.from_dict(document))
    drawn = draw_inputs(space, 40, np.random.default_rng(1))
    for issue in range(len(space.issues)):
        weighing = [k for k in space.weighing if space.parties[k].weights[issue] > 0]
        for worse, better in np.argwhere(preferred(space, issue)).tolist():
            points = [space.parties[k].values[issue] for k in weighing]
            assert all(value[better] >= value[worse] for value in points)
            assert any(value[better] > value[worse] for value in points)
            for k in weighing:
                values = drawn.values[k][issue]
                assert (values[:, better] >= values[:, worse]).all()


def test_options_that_tie_at_their_points_may_differ_in_a_draw() -> None:
    document: dict[str, Any] = {
        "title": "Tied",
        "issues": {"a": {"options": ["x", "y"]}, "b": {"options": ["p", "q"]}},
        "parties": {
            "north": {
                "weights": {"a": 1, "b": 1},
                "positions": {"a": {"values": {"x": [0, 1], "y": [0, 1]}}, "b": "p"},
            },
            "south": {"weights": {"a": 1, "b": 1}, "positions": {"a": "x", "b": "q"}},
        },
    }
    assert len(menu_of(sim.Scenario.from_dict(document)).digits) == 4
    document["parties"]["north"]["positions"]["a"] = {"values": {"x": 1, "y": 1}}
    assert len(menu_of(sim.Scenario.from_dict(document)).digits) == 2


@SLOW
@given(documents(max_issues=3))
def test_nobody_tables_an_option_that_all_would_swap_at_no_cost(document: dict[str, Any]) -> None:
    space = compile_space(sim.Scenario.from_dict(document))
    digits = list_admissible(space, "talks are").digits
    worse = [plainly(space, row) for row in digits]
    assert improvable(space, digits).tolist() == worse
    menu = make_menu(space, lambda: ())
    assert menu.digits.tolist() == [
        row for row, out in zip(digits.tolist(), worse, strict=True) if not out
    ]
    assert len(menu.digits) or not len(digits)


def test_bases_that_both_reject_are_not_offered() -> None:
    """An option worse for both is tabled only where a rule or an interaction asks for it."""
    document: dict[str, Any] = {
        "title": "Bases",
        "issues": {"bases": {"options": ["none", "some"]}, "land": {"options": ["a", "b"]}},
        "parties": {
            "north": {
                "weights": {"bases": 1, "land": 3},
                "positions": {"bases": "none", "land": "a"},
            },
            "south": {
                "weights": {"bases": 1, "land": 3},
                "positions": {"bases": "none", "land": "b"},
            },
        },
    }
    assert menu_of(sim.Scenario.from_dict(document)).digits.tolist() == [[0, 0], [0, 1]]
    document["linkages"] = {"either": {"if": {"land": "a"}, "then": {"bases": "some"}}}
    assert menu_of(sim.Scenario.from_dict(document)).digits.tolist() == [[0, 1], [1, 0]]
    del document["linkages"]
    document["parties"]["north"]["interactions"] = {
        "deal": {"when": {"bases": "some", "land": "b"}, "worth": 0.5}
    }
    assert menu_of(sim.Scenario.from_dict(document)).digits.tolist() == [[0, 0], [0, 1], [1, 1]]
