"""What talks of a run share, and what came of a chunk of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.bargaining.ended import Ended
from sim.bargaining.menu import Menu
from sim.bargaining.settings import Settings
from sim.space.values import Floats

CHUNK = 10_000
"""Talks of a chunk; the same whatever the machine, so that a seed gives the same talks."""
TRACED = 1_000
"""Of how many talks at most, the first of a run, offers are kept and looked at."""


@dataclass(frozen=True, eq=False)
class Setting:
    """What all talks of a run share.

    Parameters
    ----------
    menus
        What can be tabled, in each state that the talks run through.
    settings
        How they are held.
    seed
        Whose random numbers.
    """

    menus: tuple[Menu, ...]
    settings: Settings
    seed: int


@dataclass(frozen=True, eq=False)
class Chunk:
    """What came of a chunk of talks; arrays are (talk,) or (seat, talk).

    Parameters
    ----------
    ended
        How talks ended, in the order of the talks, some at a time.
    utilities
        What the agreement is worth to each seat; NaN without one.
    kept
        The same with gains discounted by the seat's patience.
    nash
        What the Nash solution over the menu of the talk's own inputs would be worth; NaN where
        inputs are not drawn.
    """

    ended: tuple[Ended, ...]
    utilities: Floats
    kept: Floats
    nash: Floats


def merged(parts: Sequence[Chunk]) -> Chunk:
    """Return chunks, or parts of one, as one, in their order."""
    if len(parts) == 1:
        return parts[0]
    return Chunk(
        tuple(ended for part in parts for ended in part.ended),
        np.concatenate([part.utilities for part in parts], axis=1),
        np.concatenate([part.kept for part in parts], axis=1),
        np.concatenate([part.nash for part in parts], axis=1),
    )
