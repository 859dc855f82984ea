"""Random choices, all made from whole numbers, drawn by hypothesis or from a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

Item = TypeVar("Item")


class Choices:
    """Random choices; the simplest of each is the one of the smallest number.

    Parameters
    ----------
    integer
        Returns a whole number between two, both included.
    """

    def __init__(self, integer: Callable[[int, int], int]) -> None:
        self.integer = integer

    def chance(self, part: int, of: int) -> bool:
        """Return True in ``part`` of ``of`` cases."""
        return self.integer(0, of - 1) >= of - part

    def one(self, items: Sequence[Item]) -> Item:
        """Return one of some items; the first is the simplest."""
        return items[self.integer(0, len(items) - 1)]

    def some(self, items: Sequence[Item], least: int = 0, most: int | None = None) -> list[Item]:
        """Return different items, ``least`` to ``most`` of them, in any order."""
        left = list(items)
        number = self.integer(least, len(left) if most is None else min(most, len(left)))
        return [left.pop(self.integer(0, len(left) - 1)) for _ in range(number)]


def drawn(draw: Any) -> Choices:
    """Return choices that hypothesis makes."""
    return Choices(lambda low, high: draw(st.integers(low, high)))


def seeded(seed: int) -> Choices:
    """Return the choices of a seed."""
    return Choices(Random(seed).randint)
