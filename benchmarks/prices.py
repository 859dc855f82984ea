"""Prices at 10⁶ agreements: what would have to be different, and how long that takes to say.

    python benchmarks/prices.py

Ten issues of four options, two parties, every weight and middle value a range; closed by
walk-away values of 0.62, and open with 0.5 and with wars. The peer is the plain way to one
party's price of weights, a linear programme per agreement (scipy's HiGHS), on 2,000 of the
agreements that the other accepts, beside ours on the same. CPU seconds of one process on one core,
the median of three runs.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import random
import resource
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from scipy.optimize import linprog

import sim
from sim.comparison.pricing.margins import Margins
from sim.comparison.pricing.weights import weights_to_open
from sim.space.boxes import Bools
from sim.space.compile import compile_space
from sim.space.listing import Listed, list_conceivable

ISSUES, OPTIONS, PEER = 10, ("o0", "o1", "o2", "o3"), 2_000


def domain(reservation: Any, other: Any) -> sim.Scenario:
    """Return a scenario of 4¹⁰ agreements."""
    rng = random.Random(3)
    issues = {f"i{k}": {"options": {o: {"bypass": o in ("o1", "o2")} for o in OPTIONS}}
              for k in range(ISSUES)}  # fmt: skip
    parties: dict[str, Any] = {}
    for name, ends, asked in (("ann", (0, 1), reservation), ("bob", (1, 0), other)):
        low, high = sorted((round(rng.uniform(0.2, 0.8), 3), round(rng.uniform(0.2, 0.8), 3)))
        middle = [[round(x - 0.1, 3), round(x + 0.1, 3)] for x in (low, high)]
        if ends[0]:
            middle = middle[::-1]
        values = dict(zip(OPTIONS, (ends[0], *middle, ends[1]), strict=True))
        parties[name] = {
            "weights": {i: [rng.randint(5, 40), rng.randint(41, 90)] for i in issues},
            "positions": {i: {"values": values} for i in issues},
            "reservation": asked,
        }
    return sim.Scenario.from_dict({
        "title": "Prices",
        "parameters": {"p": [0.3, 0.7]},
        "issues": issues,
        "parties": parties,
        "linkages": {"l": {"if": {"i0": "o0"}, "then": {"i1": ["o0", "o1"]}}},
    })  # fmt: skip


def timed(job: Callable[[], Any]) -> tuple[float, Any]:
    """Return the median CPU seconds of three runs, and what came of it."""
    used, found = [], None
    for _ in range(3):
        began = time.process_time()
        found = job()
        used.append(time.process_time() - began)
    return statistics.median(used), found


def peer(tried: Listed, which: Bools) -> float:
    """Return the least ½‖Δw‖₁ by one linear programme per agreement."""
    margins = Margins.of(tried, 0, which)
    many, best = len(margins.weights), np.inf
    for slopes, gain in zip(margins.slopes, margins.gains, strict=True):
        found = linprog(
            np.full(2 * many, 0.5), -np.concatenate([slopes, -slopes])[None, :], [gain],
            np.concatenate([np.ones(many), -np.ones(many)])[None, :], [0.0],
            bounds=[(0, None)] * many + [(0, w) for w in margins.weights],
        )  # fmt: skip
        best = min(best, found.fun) if found.status == 0 else best
    return best


def main() -> None:
    war = [{"war": {"win": odds, "cost": [0.05, 0.25]}} for odds in ("$p", "1 - $p")]
    for name, scenario in (
        ("closed, 0.62 asked by both", domain(0.62, 0.62)),
        ("open, 0.5 asked by both", domain(0.5, 0.5)),
        ("open, wars with shared odds", domain(*war)),
    ):
        zone = sim.explore(scenario)
        used, found = timed(partial(sim.prices, zone))
        print(f"{name}: {zone.space.agreements:,} agreements, {len(found.singles)} single prices, "
              f"{len(found.pairs)} pairs: {used:.2f} s")  # fmt: skip
    tried = list_conceivable(compile_space(domain(0.62, 0.62)))
    which = tried.passing((0,))
    which[np.flatnonzero(which)[PEER:]] = False
    ours, found = timed(lambda: weights_to_open(tried, 0, which))
    theirs, least = timed(lambda: peer(tried, which))
    assert abs(found.amount - least) < 1e-6
    print(f"weights of one party over {PEER:,} agreements: ours {ours:.3f} s, one linear programme "
          f"each {theirs:.2f} s: a ratio of {theirs / ours:,.0f}")  # fmt: skip
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
