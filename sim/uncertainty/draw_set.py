"""One set of draws, made again chunk by chunk whenever they are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.space.draw import draw_inputs
from sim.space.draws import Drawn
from sim.space.space import Space
from sim.space.values import Floats

CHUNK = 1_000
"""Draws of a chunk; the same whatever the machine, so that a seed gives the same draws."""
MAIN, FRESH, LADDER, SETTERS, AFTER = 0, 1, 2, 50, 100
"""Kinds of draws, each with random numbers of its own; one more for every rung of the ladder."""
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, eq=False)
class DrawSet:
    """Draws of a scenario's inputs; those of a chunk are a pure function of these and its number.

    Parameters
    ----------
    space
        The space at its points.
    seed, kind
        Whose random numbers, and which of them.
    draws
        How many.
    spread
        How far bare numbers without evidence are spread.
    """

    space: Space
    seed: int
    kind: int
    draws: int
    spread: float

    def chunks(self) -> list[int]:
        """Return how many draws each chunk has."""
        return [min(CHUNK, self.draws - start) for start in range(0, self.draws, CHUNK)]

    def drawn(self, number: int, size: int) -> Drawn:
        """Return the draws of one chunk."""
        sequence = np.random.SeedSequence(self.seed, spawn_key=(self.kind, number))
        rng = np.random.default_rng(sequence)
        return draw_inputs(self.space, size, rng, spread=self.spread)

    def __iter__(self) -> Iterator[Drawn]:
        """Yield the draws of every chunk."""
        for number, size in enumerate(self.chunks()):
            yield self.drawn(number, size)

    def summary(self) -> DrawSummary:
        """Return what was drawn, in short."""
        every = list(self)
        weights = {
            self.space.parties[k].name: np.quantile(
                np.concatenate([one.weights[k] for one in every]), QUANTILES, axis=0
            )
            for k in self.space.weighing
        }
        values = np.concatenate([one.reservations for one in every])
        reservations = {
            self.space.parties[k].name: np.quantile(values[:, k], QUANTILES)
            for k in self.space.weighing
        }
        inputs = {
            path: np.concatenate([one.inputs[path] for one in every])
            for path in every[0].inputs
            if all(path in one.inputs for one in every)
        }
        return DrawSummary(weights, reservations, inputs)


@dataclass(frozen=True, eq=False)
class DrawSummary:
    """What was drawn.

    Parameters
    ----------
    weights
        Party → quantiles of its normalised weights, shape (quantile, issue).
    reservations
        Party → quantiles of its walk-away value, shape (quantile,).
    inputs
        Path of every input that differs between draws → what was drawn, shape (draw,).
    """

    weights: Mapping[str, Floats]
    reservations: Mapping[str, Floats]
    inputs: Mapping[str, Floats]


def fixed(drawn: Drawn, weights: Mapping[int, Floats]) -> Drawn:
    """Return draws in which some parties have other normalised weights, all else as drawn.

    Walk-away values stay as they were drawn.

    Parameters
    ----------
    weights
        Party → its weights, shape (issue,) for the same throughout or (draw, issue).
    """
    contributions, scales = list(drawn.contributions), drawn.scales.copy()
    found = list(drawn.weights)
    bonuses = drawn.bonuses.copy()
    for party, given in weights.items():
        unit = 1e12
        own = np.broadcast_to(given, (drawn.draws, np.shape(given)[-1]))
        contributions[party] = tuple(
            np.rint(np.nan_to_num(value) * (own[:, issue, None] * unit))
            for issue, value in enumerate(drawn.values[party])
        )
        for number, interaction in enumerate(drawn.space.interactions):
            if interaction.party == party:
                bonuses[:, number] = np.rint(bonuses[:, number] / scales[:, party] * unit)
        scales[:, party] = unit
        found[party] = own
    return replace(
        drawn,
        weights=tuple(found),
        contributions=tuple(contributions),
        scales=scales,
        bonuses=bonuses,
    )
