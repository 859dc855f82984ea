"""What sets a share of draws: the inputs that decide it, and what it becomes over other ranges.

A share of draws is about the ranges that an analyst gives. Where one or two of them decide it
almost alone, it says little more than how wide these are: this is measured and said beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from sim.answer import Answer
from sim.space.boxes import Bools
from sim.space.draw import draw_inputs, open_inputs
from sim.space.input_sources import OpenInput
from sim.space.listing import Listed
from sim.space.proportion import Share
from sim.space.space import Indices
from sim.space.values import Floats

NARROWER, WIDER = 0.5, 2.0
"""Factors of the ranges over which the share is worked out again."""
AGAIN = 2_000
"""Maximum number of draws of a share over other ranges."""
SINGLE_BINS, PAIR_BINS = 20, 8
"""Number of quantile bins of an input, by itself and in a pair."""
CANDIDATES = 6
"""Number of inputs that are tried in pairs: those that explain most by themselves."""
WORTH_A_PAIR = 0.05
"""A second input is named if both together explain so much more."""
ALMOST_ALL, MOST = 0.75, 0.5
"""Parts of the differences between draws from which on inputs set a share almost wholly, mostly."""
CELLS, REST = 11, 25
"""Cells of the map along each input, and draws of all else in each."""
HELD = 4_000_000
"""About so many utilities are looked at together."""


@dataclass(frozen=True)
class SetBy(Answer):
    """An input that sets a share.

    Parameters
    ----------
    path
        Where it stands.
    range, narrower, wider
        Its range as drawn, and those of the other two shares.
    """

    path: str
    range: tuple[float, float]
    narrower: tuple[float, float]
    wider: tuple[float, float]


@dataclass(frozen=True, eq=False)
class ShareMap(Answer):
    """The share of draws of all other inputs with a zone, at values of two inputs.

    Parameters
    ----------
    x, y
        Values of the first and the second input, shape (cell,).
    shares
        Shape (y, x).
    """

    x: Floats
    y: Floats
    shares: Floats


@dataclass(frozen=True, eq=False)
class Setters(Answer):
    """What sets the share of draws with a zone.

    Parameters
    ----------
    inputs
        The one or two inputs that explain most; none where every draw gives the same answer.
    explained
        How much of the differences between draws they explain together (adjusted correlation
        ratio, 0 to 1).
    narrower, wider
        The share over ranges of these inputs half and twice as wide, all else drawn alike.
    map
        The share by their values; None for a single input.
    """

    inputs: tuple[SetBy, ...]
    explained: float
    narrower: Share | None = None
    wider: Share | None = None
    map: ShareMap | None = None


def explains(inputs: Sequence[Floats], yes: Bools) -> float:
    """Return how much of a yes or no inputs explain together: the adjusted correlation ratio.

    The share of the variance that lies between quantile bins, less what as many bins explain by
    chance (Pearson 1905; Kelley 1935). Of two inputs the bins are those of both, or of the sum of
    the two that goes best with the answer (Fisher 1936), whichever tells more: where the answer
    turns along a slanting line, bins of both blur it.

    Parameters
    ----------
    inputs
        One or two inputs, each of shape (draw,).
    yes
        Shape (draw,).

    Examples
    --------
    >>> x = np.linspace(0, 1, 1000)
    >>> round(explains([x], x < 0.5), 2)
    1.0
    """
    if yes.all() or not yes.any():
        return 0.0
    if len(inputs) == 1:
        return _between(_bin(inputs[0], SINGLE_BINS), yes)
    table = np.stack([_bin(drawn, PAIR_BINS) for drawn in inputs])
    both = table[0] * PAIR_BINS + table[1]
    return max(_between(both, yes), _between(_bin(_sum(inputs, yes), 2 * SINGLE_BINS), yes))


def _bin(drawn: Floats, bins: int) -> Indices:
    """Return in which quantile bin each draw is."""
    cuts = np.quantile(drawn, np.linspace(0, 1, bins + 1)[1:-1])
    return np.searchsorted(cuts, drawn, side="right")


def _sum(inputs: Sequence[Floats], yes: Bools) -> Floats:
    """Return the weighted sum of two inputs that a line of least squares gives, shape (draw,)."""
    first, second = (drawn - drawn.mean() for drawn in inputs)
    answer = yes - yes.mean()
    a, b, c = (float((x * y).mean()) for x, y in
               ((first, first), (first, second), (second, second)))  # fmt: skip
    d, e = float((first * answer).mean()), float((second * answer).mean())
    # Cramer's rule: libraries' own solvers differ in the last digit from machine to machine.
    return np.asarray((d * c - e * b) * first + (a * e - b * d) * second)


def _between(place: Indices, yes: Bools) -> float:
    """Return the adjusted share of the variance between bins."""
    many = len(yes)
    variance = float(yes.mean() * (1 - yes.mean()))
    kinds, which = np.unique(place, return_inverse=True)
    size = np.bincount(which)
    mean = np.bincount(which, weights=yes) / size
    within = float((size * mean * (1 - mean)).sum()) / many / variance
    if many <= len(kinds):
        return 0.0
    return max(0.0, 1.0 - within * (many - 1) / (many - len(kinds)))


def chosen(inputs: Mapping[str, Floats], yes: Bools) -> tuple[tuple[str, ...], float]:
    """Return the one or two inputs that explain most, and how much they do."""
    alone = {path: explains([drawn], yes) for path, drawn in inputs.items()}
    ranked = sorted(alone, key=lambda path: -alone[path])[:CANDIDATES]
    if not ranked:
        return (), 0.0
    best: tuple[tuple[str, ...], float] = ((ranked[0],), alone[ranked[0]])
    pairs = {
        pair: explains([inputs[path] for path in pair], yes) for pair in combinations(ranked, 2)
    }
    if pairs:
        pair = max(pairs, key=lambda one: pairs[one])
        if pairs[pair] > best[1] + WORTH_A_PAIR:
            best = (pair, pairs[pair])
    return best


def share_setters(
    pool: Listed, inputs: Mapping[str, Floats], yes: Bools, *, seed: int, kind: int, spread: float
) -> Setters:
    """Return what sets the share of draws with a zone.

    Parameters
    ----------
    pool
        The agreements that draws are looked at over.
    inputs
        Path of every input that differs between draws → what was drawn, shape (draw,).
    yes
        Which draws have a zone, shape (draw,).
    seed, kind, spread
        Whose random numbers the other shares are drawn with, and how far bare numbers are spread.
    """
    known = open_inputs(pool.space, spread)
    numbers = {path: drawn for path, drawn in inputs.items() if path in known}
    paths, explained = chosen(numbers, yes)
    if not paths or not explained:
        return Setters((), 0.0)
    drawing = _Again(pool, seed, kind, spread, known)
    many = min(AGAIN, len(yes))
    return Setters(
        tuple(drawing.set_by(path) for path in paths),
        explained,
        drawing.share(paths, many, NARROWER),
        drawing.share(paths, many, WIDER),
        drawing.map(paths) if len(paths) == 2 else None,
    )


class _Alike(np.random.Generator):
    """Random numbers that are the same in every block of so many draws.

    So cells of a map differ by what stands in them, and by nothing that is drawn.
    """

    def __init__(self, seed: np.random.SeedSequence, each: int) -> None:
        super().__init__(np.random.PCG64(seed))
        self.each = each

    def random(self, size: Any, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        """Return numbers for draws along the first axis, block after block."""
        draws, *rest = (size,) if isinstance(size, int) else size
        drawn = super().random((self.each, *rest), *args, **kwargs)
        return np.tile(drawn, (draws // self.each, *[1] * len(rest)))


@dataclass(frozen=True, eq=False)
class _Again:
    """Draws made again with some inputs elsewhere, all others alike."""

    pool: Listed
    seed: int
    kind: int
    spread: float
    known: Mapping[str, OpenInput]

    def set_by(self, path: str) -> SetBy:
        """Return an input with its ranges."""
        one = self.known[path]
        return SetBy(
            path, (one.low, one.high), *(self._range(one, factor) for factor in (NARROWER, WIDER))
        )

    def _range(self, one: OpenInput, factor: float) -> tuple[float, float]:
        low, high = self._scaled(one, np.array([one.low, one.high]), factor).tolist()
        return low, high

    def _scaled(self, one: OpenInput, drawn: Floats, factor: float) -> Floats:
        """Return numbers as far from the middle of their range as a factor makes them."""
        middle = (one.low + one.high) / 2
        return np.clip(middle + factor * (drawn - middle), *_bounds(one))

    def _seed(self, number: int) -> np.random.SeedSequence:
        return np.random.SeedSequence(self.seed, spawn_key=(self.kind, number))

    def _rng(self, number: int) -> np.random.Generator:
        return np.random.default_rng(self._seed(number))

    def share(self, paths: Sequence[str], draws: int, factor: float) -> Share:
        """Return the share with a zone where some ranges are narrower or wider."""
        found, done = 0, 0
        for number, size in enumerate(self._parts(draws)):
            shares = self._rng(number).random((len(paths), size))
            given = {
                path: self._scaled(self.known[path], self.known[path].at(part), factor)
                for path, part in zip(paths, shares, strict=True)
            }
            found += int(self._zones(size, self._rng(1_000_000 + number), given).sum())
            done += size
        return Share(found, done)

    def map(self, paths: Sequence[str]) -> ShareMap:
        """Return the share by the values of two inputs, over their wider ranges."""
        x, y = (np.linspace(*self._range(self.known[path], WIDER), CELLS) for path in paths)
        cells = np.tile(x, CELLS), np.repeat(y, CELLS)
        shares: list[Floats] = []
        for size in self._parts(CELLS * CELLS, REST):
            part = slice(len(shares), len(shares) + size)
            values = (np.repeat(column[part], REST) for column in cells)
            given = dict(zip(paths, values, strict=True))
            zones = self._zones(size * REST, _Alike(self._seed(1_000_000), REST), given)
            shares += list(zones.reshape(size, REST).mean(axis=1))
        return ShareMap(x, y, np.reshape(shares, (CELLS, CELLS)))

    def _parts(self, many: int, each: int = 1) -> list[int]:
        """Return the sizes of parts that fit into memory; they do not depend on the machine.

        Parameters
        ----------
        each
            How many draws one of them takes.
        """
        step = max(1, min(1_000, HELD // max(1, len(self.pool.digits))) // each)
        return [min(step, many - start) for start in range(0, many, step)]

    def _zones(self, draws: int, rng: np.random.Generator, given: Mapping[str, Floats]) -> Bools:
        """Return which draws have a zone, shape (draw,)."""
        drawn = draw_inputs(self.pool.space, draws, rng, spread=self.spread, given=given)
        return np.asarray(drawn.acceptable(self.pool)[0].any(axis=1))


def _bounds(one: OpenInput) -> tuple[float, float]:
    """Return between which numbers an input of its kind can lie."""
    if one.kind in {"value", "odds"} or (one.kind == "parameter" and 0 <= one.low <= one.high <= 1):
        return 0.0, 1.0
    if one.kind in {"weight", "cost"} and one.low >= 0:
        return 0.0, np.inf
    return -np.inf, np.inf
