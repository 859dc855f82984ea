"""What sets a share of few draws: the input whose halves differ most in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from sim.answer import Answer
from sim.space.boxes import Bools
from sim.space.proportion import Share
from sim.space.values import Floats

SURE = 4.0
"""Standard errors from which on halves differ by more than chance: hundreds are compared."""


@dataclass(frozen=True)
class Halves(Answer):
    """An input, and a share in the draws in which it is low and high.

    Parameters
    ----------
    path
        Where it stands.
    middle
        What parts the draws: the median of what was drawn.
    below, above
        The share in either half.
    """

    path: str
    middle: float
    below: Share
    above: Share


def halves(inputs: Mapping[str, Floats], yes: Bools) -> Halves | None:
    """Return the input whose lower and upper half differ most in a share; None if none does surely.

    Parameters
    ----------
    inputs
        Path → what was drawn, shape (draw,).
    yes
        Which draws count, shape (draw,).

    Examples
    --------
    >>> x = np.linspace(0, 1, 200)
    >>> found = halves({"x": x, "y": x[::-1] * 0 + 1}, x > 0.5)
    >>> found.path, found.below.value, found.above.value
    ('x', 0.0, 1.0)
    """
    best, most = None, SURE
    spread = float(yes.mean() * (1 - yes.mean()))
    for path, drawn in inputs.items():
        middle = float(np.median(drawn))
        high = drawn > middle
        sizes = int((~high).sum()), int(high.sum())
        if not all(sizes) or not spread:
            continue
        counts = int(yes[~high].sum()), int(yes[high].sum())
        below, above = (Share(count, size) for count, size in zip(counts, sizes, strict=True))
        error = sqrt(spread * (1 / sizes[0] + 1 / sizes[1]))
        if abs(above.value - below.value) / error > most:
            most = abs(above.value - below.value) / error
            best = Halves(path, middle, below, above)
    return best
