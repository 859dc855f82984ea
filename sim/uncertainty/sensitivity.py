"""Grouped variance-based sensitivity of how open the zone is, by SALib."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.answer import Answer
from sim.display import glance, named
from sim.scenario.arguments import expect, real, whole
from sim.scenario.scenario import Scenario
from sim.space.compile import compile_space
from sim.space.draw import at_inputs, open_inputs
from sim.space.draws import Drawn
from sim.space.input_sources import MOST_SPREAD, OpenInput
from sim.space.listing import Listed, list_possible
from sim.space.values import Floats
from sim.table import Tabular
from sim.uncertainty.influence import whose

HELD = 4_000_000
"""About so many utilities are held at once."""
CLOSED = -1.0
"""The margin where no agreement keeps the red lines of those whose consent it needs."""


class NotInstalled(ImportError):
    """An extra that is not there."""


@dataclass(frozen=True)
class GroupEffect(Answer):
    """How much of the variation of the margin a group of inputs brings.

    Parameters
    ----------
    party
        Id of the party whose inputs they are; None for parameters that parties share.
    kind
        Such as ``weights``.
    inputs
        How many they are.
    alone, alone_error
        The part of the variance that the group brings by itself (first order; Sobol 1993), and its
        95 % simulation error.
    total, total_error
        The part that it has a hand in, with others too (total order; Homma and Saltelli 1996).
    """

    party: str | None
    kind: str
    inputs: int
    alone: float
    alone_error: float
    total: float
    total_error: float


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity(Tabular, Answer):
    """What the margin of the zone hangs on, by groups of raw inputs.

    The margin is the smallest gain of those whose consent is needed, in the agreement in which it
    is largest: 0 or more where there is a zone.

    Parameters
    ----------
    scenario
        What was looked at.
    samples, seed, spread
        Of the design: samples × (groups + 2) draws were looked at.
    groups
        Largest total effect first; empty if nothing differs.
    margin
        5, 50 and 95 % of the margin.
    left_out
        Parties whose weights are by order, unknown or shares: no numbers of their own, they stay at
        their points.
    """

    _keys = "samples seed spread groups margin left_out"

    scenario: Scenario
    samples: int
    seed: int
    spread: float
    groups: tuple[GroupEffect, ...]
    margin: tuple[float, float, float]
    left_out: tuple[str, ...]

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        groups = f"{len(self.groups)} groups of inputs, {self.samples:,} samples"
        return glance(f"Sensitivity of {named(self.scenario.title)}: {groups}")

    def _items(self) -> Iterable[Any]:
        return self.groups


def sensitivity(
    scenario: Scenario, *, samples: int = 512, seed: int = 0, spread: float = 1.0
) -> Sensitivity:
    """Return how much of the variation of the zone's margin groups of raw inputs bring.

    By variance (Sobol 1993; Saltelli and others 2010), on the numbers as the file has them, never
    on normalised weights, grouped by party and kind. Red lines with ``holds`` bind. Values that
    would leave the order of the points are brought up to it.

    Parameters
    ----------
    scenario
        What to look at.
    samples
        Size of the design, a power of 2.
    seed
        The same seed gives the same design.
    spread
        How far bare numbers without evidence are spread.

    Raises
    ------
    NotInstalled
        Without SALib, which the extra ``sensitivity`` brings.
    TooManyAgreements
        If the agreements that keep the rules can't be listed.
    TypeError, ValueError
        If an argument is not of its kind or leaves its bounds.

    References
    ----------
    Sobol, I. M. (1993), Sensitivity estimates for nonlinear mathematical models. Homma, T. and
    Saltelli, A. (1996), Importance measures in global sensitivity analysis of nonlinear models.
    Saltelli, A. and others (2010), Variance based sensitivity analysis of model output.
    """
    expect(scenario, Scenario)
    whole("samples", samples, 2)
    if samples & (samples - 1):
        raise ValueError(f"samples: got {samples}; expected a power of 2")
    whole("seed", seed, 0)
    real("spread", spread, 0, MOST_SPREAD)
    try:
        from SALib.analyze import sobol as analysis
        from SALib.sample import sobol as design
    except ImportError:
        message = "SALib is not installed; expected: pip install 'agreement-sim[sensitivity]'"
        raise NotInstalled(message) from None
    space = compile_space(scenario)
    pool = list_possible(space)
    inputs = [one for one in open_inputs(space, spread).values() if one.low < one.high]
    left_out = _left_out(scenario)
    keys = [whose(one.path) for one in inputs]
    groups = list(dict.fromkeys(keys))
    if len(groups) < 2:
        # One group brings it all, or nothing differs.
        even = np.random.default_rng(seed).random((samples, len(inputs)))
        told_of = _quantiles(_margins(pool, inputs, even))
        found = tuple(GroupEffect(*key, len(inputs), 1.0, 0.0, 1.0, 0.0) for key in groups)
        return Sensitivity(scenario, samples, seed, spread, found, told_of, left_out)
    problem = {
        "num_vars": len(inputs),
        "names": [one.path for one in inputs],
        "bounds": [[0.0, 1.0]] * len(inputs),
        "groups": [f"{party} {kind}" for party, kind in keys],
    }
    # SALib takes a seed of 0 for none.
    shares = design.sample(problem, samples, calc_second_order=False, seed=seed + 1)
    margins = _margins(pool, inputs, shares)
    none = {name: np.zeros(len(groups)) for name in ("S1", "S1_conf", "ST", "ST_conf")}
    told: Mapping[str, Any] = none
    if margins.max() > margins.min():
        told = analysis.analyze(problem, margins, calc_second_order=False, seed=seed + 1)
    numbers = [[float(told[name][k]) for name in none] for k in range(len(groups))]
    effects = [
        GroupEffect(*key, keys.count(key), *own) for key, own in zip(groups, numbers, strict=True)
    ]
    effects.sort(key=lambda one: -one.total)
    return Sensitivity(
        scenario, samples, seed, spread, tuple(effects), _quantiles(margins), left_out
    )


def _left_out(scenario: Scenario) -> tuple[str, ...]:
    """Return the parties whose weights are no numbers of their own."""
    return tuple(
        name
        for name, party in scenario.parties.items()
        if party.weighs
        and (not isinstance(party.weights, Mapping) or party.weights_are == "shares")
    )


def _quantiles(margins: Floats) -> tuple[float, float, float]:
    low, middle, high = np.quantile(margins, (0.05, 0.5, 0.95)).tolist()
    return low, middle, high


def _margins(pool: Listed, inputs: list[OpenInput], shares: Floats) -> Floats:
    """Return the margin of the zone at some places of the inputs' ranges, shape (place,)."""
    found = []
    step = max(1, HELD // max(1, len(pool.digits)))
    for start in range(0, len(shares), step):
        some = shares[start : start + step]
        given = {one.path: one.at(some[:, k]) for k, one in enumerate(inputs)}
        found.append(margins_of(pool, at_inputs(pool.space, given, len(some))))
    return np.concatenate(found)


def margins_of(pool: Listed, drawn: Drawn) -> Floats:
    """Return how open the zone of each draw is, shape (draw,).

    The smallest gain of those whose consent is needed, in the agreement in which it is largest:
    at least 0, by the tolerance, where there is a zone; −1 where red lines leave none.
    """
    space, consent = pool.space, pool.space.consent
    gains = {}
    for party in consent.everyone:
        kept = drawn.keeps(party, pool.broken)
        own = np.full(kept.shape, np.inf)
        if space.parties[party].weighs:
            asked = np.nan_to_num(drawn.reservations[:, party, None], nan=-np.inf)
            own = drawn.steps(party, pool) / drawn.scales[:, party, None] - asked
        gains[party] = np.where(kept, own, -np.inf)
    least = np.broadcast_to(consent.level(gains, pool.needed), (drawn.draws, len(pool.digits)))
    best = least.max(axis=1, initial=-np.inf)
    # Where nobody with weights has a say every agreement is as good as any.
    return np.where(np.isfinite(best), best, np.where(best > 0, 0.0, CLOSED))
