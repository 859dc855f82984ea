"""A number, a range, or a shared parameter."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest
from pydantic_core import PydanticCustomError

from sim.scenario.quantity import Quantity


@pytest.mark.parametrize(
    ("written", "kind", "low", "point", "high"),
    [
        (3, "exact", 3, 3, 3),
        (-0.5, "exact", -0.5, -0.5, -0.5),
        (0, "exact", 0, 0, 0),
        ([0.1, 0.2], "range", 0.1, 0.15, 0.2),
        ([1, 1], "range", 1, 1, 1),
        ((0, 1), "range", 0, 0.5, 1),
        ({"low": 1, "mode": 2, "high": 4}, "triangle", 1, 2, 4),
        ({"high": 4, "low": 1, "mode": 1}, "triangle", 1, 1, 4),
    ],
)
def test_forms(written: Any, kind: str, low: float, point: float, high: float) -> None:
    read = Quantity.read(written)
    assert (read.kind, read.low, read.point(), read.high) == (kind, low, point, high)


@pytest.mark.parametrize("text", ["$p", "1 - $p", "1-$p", " $p ", "1 -  $p"])
def test_parameters(text: str) -> None:
    parameters = {"p": Quantity.read({"low": 0.1, "mode": 0.3, "high": 0.6})}
    read = Quantity.read(text)
    resolved = read.resolved(parameters)
    if read.complement:
        assert (resolved.low, resolved.mode, resolved.high) == (0.4, 0.7, 0.9)
    else:
        assert (resolved.low, resolved.mode, resolved.high) == (0.1, 0.3, 0.6)


@pytest.mark.parametrize(
    "written",
    [
        None,
        True,
        False,
        "",
        "x",
        "3",
        "$",
        "$1",
        "2 - $p",
        "$p + 1",
        "-$p",
        [],
        [1],
        [1, 2, 3],
        [2, 1],
        [1, None],
        [True, 2],
        ["1", "2"],
        {},
        {"low": 1, "high": 2},
        {"low": 1, "mode": 2, "high": 3, "x": 4},
        {"low": 3, "mode": 2, "high": 4},
        {"low": 1, "mode": 5, "high": 4},
        math.nan,
        math.inf,
        -math.inf,
        [0, math.inf],
        10**400,
        [[1, 2], 3],
        "$p $q",
    ],
)
def test_what_is_none(written: Any) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        Quantity.read(written)
    assert "expected" in str(caught.value)


@pytest.mark.parametrize("written", [1, [1, 2], {"low": 1, "mode": 2, "high": 3}, "$p", "1 - $p"])
def test_written_reads_back(written: Any) -> None:
    read = Quantity.read(written)
    assert Quantity.read(read.written()) == read
    assert pickle.loads(pickle.dumps(read)) == read


def test_numpy_numbers() -> None:
    assert Quantity.read(np.float64(2.5)).point() == 2.5
    assert Quantity.read(np.int64(3)).point() == 3


@pytest.mark.parametrize(("written", "word"), [(None, "None"), (True, "True"), ([None, 1], "None")])
def test_messages_are_not_python(written: Any, word: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        Quantity.read(written)
    assert word not in str(caught.value)
