"""Answers as plain data: the one function over their fields."""

from __future__ import annotations

import dataclasses
import importlib
import json
import pkgutil
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import sim
from sim.answer import Answer, AsText, plain
from sim.space.count import Bounds
from sim.space.not_computed import NotComputed


def answers(kind: type[Answer] = Answer) -> list[type[Answer]]:
    """Return every class of answers in the program."""
    for module in pkgutil.walk_packages(sim.__path__, "sim."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, waiting = [], [kind]
    while waiting:
        below = [one for one in waiting.pop().__subclasses__() if one.__module__.startswith("sim.")]
        found += below
        waiting += below
    return sorted(set(found), key=lambda one: (one.__module__, one.__name__))


ANSWERS = answers()


@dataclass(frozen=True)
class Span(Answer):
    low: float
    high: float


@dataclass(frozen=True)
class Whole(Answer):
    _keys = "what=name **span wide=span.high more="

    name: str
    span: Span
    hidden: object = object()


class Word(AsText):
    def __str__(self) -> str:
        return "a word"


def test_keys_rename_spread_reach_into_and_leave_out() -> None:
    data = Whole("x", Span(0.25, 1.0)).to_dict()
    assert list(data.items()) == [
        ("what", "x"), ("low", 0.25), ("high", 1.0), ("wide", 1.0), ("more", None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((1, ("x", None)), [1, ["x", None]]),
        ({"a": Span(0.0, 1.0)}, {"a": {"low": 0.0, "high": 1.0}}),
        (float("inf"), None),
        (np.array([[0.5, np.nan]]), [[0.5, None]]),
        (np.int64(3), 3),
        (True, True),
        (Bounds(3, None), {"lower": 3, "upper": None}),
        (NotComputed("slow", None), {"not_computed": "slow", "command": None}),
        (Word(), "a word"),
    ],
)  # fmt: skip
def test_plain_data(value: object, expected: object) -> None:
    found = plain(value)
    assert found == expected
    assert type(found) is type(expected)


def test_what_has_no_plain_form_is_an_error() -> None:
    with pytest.raises(TypeError, match="set has no form as plain data"):
        plain({"a": {1, 2}})


@pytest.mark.parametrize("kind", ANSWERS, ids=lambda one: one.__name__)
def test_keys_of_every_answer_name_attributes(kind: Any) -> None:
    if not dataclasses.is_dataclass(kind):
        return
    there = {field.name for field in dataclasses.fields(kind)} | set(dir(kind))
    for entry in kind._keys.split():
        key, named, attribute = entry.removeprefix("**").partition("=")
        filled_in = named and not attribute
        assert filled_in or (attribute or key).split(".")[0] in there, f"{kind.__name__}: {entry}"
        assert not filled_in or "to_dict" in vars(kind), (
            f"nothing fills in {kind.__name__}: {entry}"
        )


def test_few_answers_write_their_plain_data_by_hand() -> None:
    by_hand = [one.__name__ for one in ANSWERS if "to_dict" in vars(one)]
    assert len(by_hand) < 20, by_hand


def test_a_zone_is_what_json_can_say() -> None:
    zone = sim.explore(sim.load("scenarios/teaching/two-issues.yaml"))
    json.dumps(zone.to_dict(), allow_nan=False)
    assert len(ANSWERS) > 60
