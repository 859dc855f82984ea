"""Answers to what holds for some inputs in the ranges, or for all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.answer import Answer

Answers = NDArray[np.int8]
"""1 for yes, 0 for no, -1 where neither is shown."""
YES, NO, OPEN = 1, 0, -1


@dataclass(frozen=True)
class Bound(Answer):
    """What holds without any distribution over the ranges.

    Parameters
    ----------
    possible, necessary
        Whether some inputs, or all, make it so; None where neither is shown.
    """

    possible: bool | None
    necessary: bool | None

    @property
    def text(self) -> str:
        """What people read."""
        if self.necessary:
            return "necessary"
        if self.possible is False:
            return "impossible"
        return "possible" if self.possible else "not known"


def bound(possible: int, necessary: int) -> Bound:
    """Return answers as people use them."""
    said = {YES: True, NO: False, OPEN: None}
    return Bound(said[int(possible)], said[int(necessary)])
