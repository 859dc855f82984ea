"""Everything that differs between talks by chance, drawn before they begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.scenario.quantity import Quantity
from sim.space.input_sources import referred
from sim.space.samplers import exp2
from sim.space.space import Indices
from sim.space.values import Floats

NEVER = np.iinfo(np.int64).max
"""The round after which talks break off that don't."""
OPENERS, EXPONENTS, BREAKING, COINS, REVISIONS, INPUTS, PATIENCE, PARAMETERS, HAZARDS = range(9)
"""One stream of random numbers for each kind, so that none moves another."""


@dataclass(frozen=True)
class Evens:
    """Even numbers, 0 to 1, for every round; drawn when asked for, so that none is kept.

    Parameters
    ----------
    seed, chunk, kind
        Whose random numbers.
    talks
        Of the whole chunk.
    each
        How many numbers a talk gets in a round.
    some
        The talks for which they are drawn.
    """

    seed: int
    chunk: int
    kind: int
    talks: int
    each: int
    some: slice

    def of(self, number: int) -> Floats:
        """Return the numbers of one round, shape (each, talk)."""
        start, stop, _ = self.some.indices(self.talks)
        found = np.empty((self.each, stop - start))
        for k, row in enumerate(found):
            rng = stream(self.seed, self.chunk, self.kind)
            rng.bit_generator.advance((number * self.each + k) * self.talks + start)  # type: ignore[attr-defined]
            rng.random(out=row)
        return found

    def part(self, chosen: slice) -> Evens:
        """Return what is drawn for some of these talks."""
        start, stop, _ = chosen.indices(len(range(*self.some.indices(self.talks))))
        first = self.some.indices(self.talks)[0]
        return replace(self, some=slice(first + start, first + stop))


@dataclass(frozen=True, eq=False)
class Chance:
    """What is drawn for a batch of talks.

    Parameters
    ----------
    openers
        Seat that makes the first offer, shape (talk,).
    exponents
        Exponents of time-dependent strategies, shape (seat, talk); NaN for others.
    hazards
        Chance that talks break off after a round, shape (talk,).
    breaking
        Round after which talks break off, shape (talk,).
    coins
        What settles ties: one number a round.
    revisions
        What a mediator draws: two numbers for the first text (round 0) and for each round after.
    """

    openers: Indices
    exponents: Floats
    hazards: Floats
    breaking: Indices
    coins: Evens
    revisions: Evens

    @property
    def talks(self) -> int:
        """How many talks there are."""
        return len(self.openers)

    def part(self, chosen: slice) -> Chance:
        """Return what is drawn for some of the talks."""
        return Chance(
            self.openers[chosen],
            self.exponents[:, chosen],
            self.hazards[chosen],
            self.breaking[chosen],
            self.coins.part(chosen),
            self.revisions.part(chosen),
        )


def stream(seed: int, chunk: int, kind: int) -> np.random.Generator:
    """Return the random numbers of one kind for one chunk of talks."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(chunk, kind)))


def draw_chance(
    seed: int,
    chunk: int,
    talks: int,
    *,
    opener: int | None,
    exponents: Sequence[Quantity | None],
    hazards: Floats,
    parameters: Mapping[str, Floats],
) -> Chance:
    """Return what chance brings to a chunk of talks.

    Parameters
    ----------
    seed, chunk
        Whose random numbers.
    talks
        How many.
    opener
        The seat that makes the first offer; None to draw it.
    exponents
        Per seat the exponent, its range, or a parameter; None for strategies without.
    hazards
        Chance that talks break off after a round, shape (talk,).
    parameters
        Name → what was drawn for it, shape (talk,).
    """
    seats = len(exponents)
    if opener is None:
        openers = stream(seed, chunk, OPENERS).integers(seats, size=talks)
    else:
        openers = np.full(talks, opener)
    breaking = np.full(talks, NEVER)
    some = np.flatnonzero(hazards)
    if len(some):
        # The first round after which a coin of that chance falls, by one even draw (Devroye 1986).
        even = stream(seed, chunk, BREAKING).random(talks)[some]
        with np.errstate(over="ignore"):
            fallen = np.floor(np.log1p(-even) / np.log1p(-hazards[some]))
        breaking[some] = np.minimum(fallen, 2.0**62).astype(np.int64)
    return Chance(
        openers,
        np.stack([_exponents(q, row, parameters) for q, row in zip(
            exponents, stream(seed, chunk, EXPONENTS).random((seats, talks)), strict=True
        )]),
        hazards,
        breaking,
        Evens(seed, chunk, COINS, talks, 1, slice(None)),
        Evens(seed, chunk, REVISIONS, talks, 2, slice(None)),
    )  # fmt: skip


def _exponents(exponent: Quantity | None, even: Floats, parameters: Mapping[str, Floats]) -> Floats:
    """Return exponents, even on a scale of ratios where they are a range of their own."""
    if exponent is None:
        return np.full(len(even), np.nan)
    if exponent.parameter is not None:
        return referred(exponent, parameters)
    if not exponent.is_range:
        return np.full(len(even), exponent.mode)
    low, high = np.log2(exponent.low), np.log2(exponent.high)
    return np.clip(exp2(low + (high - low) * even), exponent.low, exponent.high)
