"""Everything that differs between talks by chance, drawn before they begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np

from sim.scenario.quantity import Quantity
from sim.space.samplers import exp2
from sim.space.space import Indices
from sim.space.values import Floats

NEVER = np.iinfo(np.int64).max
"""The round after which talks break off that don't."""
OPENERS, EXPONENTS, BREAKING, COINS, REVISIONS, INPUTS, PATIENCE = range(7)
"""One stream of random numbers for each kind, so that none moves another."""


@dataclass(frozen=True, eq=False)
class Chance:
    """What is drawn for a batch of talks.

    Parameters
    ----------
    openers
        Seat that makes the first offer, shape (talk,).
    exponents
        Exponents of time-dependent strategies, shape (seat, talk); NaN for others.
    breaking
        Round after which talks break off, shape (talk,).
    coins
        What settles ties in each round, 0 to 1, shape (round, talk).
    revisions
        What a mediator draws: two numbers a round, 0 to 1, and two for the first text, shape
        (1 + round, 2, talk); empty without a mediator.
    """

    openers: Indices
    exponents: Floats
    breaking: Indices
    coins: Floats
    revisions: Floats

    @property
    def talks(self) -> int:
        """How many talks there are."""
        return len(self.openers)

    def part(self, chosen: slice) -> Chance:
        """Return what is drawn for some of the talks."""
        return Chance(
            self.openers[chosen],
            self.exponents[:, chosen],
            self.breaking[chosen],
            self.coins[:, chosen],
            self.revisions[..., chosen],
        )


def stream(seed: int, chunk: int, kind: int) -> np.random.Generator:
    """Return the random numbers of one kind for one chunk of talks."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(chunk, kind)))


def draw_chance(
    seed: int,
    chunk: int,
    talks: int,
    rounds: int,
    *,
    opener: int | None,
    exponents: Sequence[Quantity | None],
    hazard: float,
    coins: bool,
    mediated: bool,
) -> Chance:
    """Return what chance brings to a chunk of talks.

    Parameters
    ----------
    seed, chunk
        Whose random numbers.
    talks, rounds
        How many talks, and rounds before the deadline.
    opener
        The seat that makes the first offer; None to draw it.
    exponents
        Per seat the exponent or its range; None for strategies without.
    hazard
        Chance that talks break off after a round.
    coins, mediated
        Whether the protocol settles ties by chance; whether a mediator draws revisions.
    """
    seats = len(exponents)
    if opener is None:
        openers = stream(seed, chunk, OPENERS).integers(seats, size=talks)
    else:
        openers = np.full(talks, opener)
    breaking = np.full(talks, NEVER)
    if hazard > 0:
        # The first round after which a coin of that chance falls, by one even draw (Devroye 1986).
        even = stream(seed, chunk, BREAKING).random(talks)
        breaking = np.floor(np.log1p(-even) / log1p(-hazard)).astype(np.int64)
    return Chance(
        openers,
        np.stack([_exponents(q, row) for q, row in zip(
            exponents, stream(seed, chunk, EXPONENTS).random((seats, talks)), strict=True
        )]),
        breaking,
        stream(seed, chunk, COINS).random((rounds if coins else 0, talks)),
        stream(seed, chunk, REVISIONS).random((1 + rounds if mediated else 0, 2, talks)),
    )  # fmt: skip


def _exponents(exponent: Quantity | None, even: Floats) -> Floats:
    """Return exponents, even on a scale of ratios where they are a range."""
    if exponent is None:
        return np.full(len(even), np.nan)
    if not exponent.is_range:
        return np.full(len(even), exponent.mode)
    low, high = np.log2(exponent.low), np.log2(exponent.high)
    return np.clip(exp2(low + (high - low) * even), exponent.low, exponent.high)
