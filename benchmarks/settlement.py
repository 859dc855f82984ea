"""What comes after signature: orders of twenty steps, and the funnel of the Istanbul scenario.

    python benchmarks/settlement.py

Twenty steps by two parties, none of them first by law, so that all 2^20 sets of done steps count;
the peer is the plain way on eight of them, every order one by one, beside ours on the same. Seconds
of one process, the median of three runs.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np

import sim
from sim.settlement.orders import Orders
from sim.settlement.process import Process
from sim.space.compile import compile_space

ISTANBUL = Path(__file__).parent.parent / "scenarios" / "istanbul-2022.yaml"


def orders(many: int) -> Orders:
    """Return the orders of so many steps, half of them by either party."""
    issues = {f"i{k}": {"options": ["kept", "given"]} for k in range(many)}
    weights = {name: 10 + k for k, name in enumerate(issues)}
    own = {name: ("kept" if k % 2 else "given") for k, name in enumerate(issues)}
    other = {name: ("given" if k % 2 else "kept") for k, name in enumerate(issues)}
    scenario = sim.Scenario.from_dict({
        "title": "Many steps",
        "issues": issues,
        "parties": {
            "ann": {"weights": weights, "positions": own, "reservation": 0.2},
            "bob": {"weights": weights, "positions": other, "reservation": 0.2},
        },
        "status_quo": dict.fromkeys(issues, "kept"),
        "steps": {f"s{k}": {"by": ("bob", "ann")[k % 2], "settles": [name]}
                  for k, name in enumerate(issues)},
    })  # fmt: skip
    digits = np.ones(many, dtype=np.int64)
    return Orders(Process.of(compile_space(scenario), digits))


def timed(job: Callable[[], Any]) -> tuple[float, Any]:
    """Return the median seconds of three runs, and what came of it."""
    used, found = [], None
    for _ in range(3):
        began = time.perf_counter()
        found = job()
        used.append(time.perf_counter() - began)
    return statistics.median(used), found


def plainly(many: int) -> float:
    """Return the least largest needed belief, order by order."""
    found = orders(many)
    names = found.process.names
    return min(max(one.needed for one in found.moves(order)) for order in permutations(names))


def ours(many: int) -> tuple[float, bool, bool]:
    """Return the same, and whether some order is self-enforcing and trusted."""
    found = orders(many)
    best = found.best()
    assert best is not None
    return (
        max(one.needed for one in found.moves(best)),
        bool(found.self_enforcing[0]),
        bool(found.trusted[0]),
    )


def main() -> None:
    used, (needed, enforcing, trusted) = timed(lambda: ours(20))
    print(f"20 steps: {used:.2f} s; needed {needed:.3f}, self-enforcing {enforcing}, "
          f"trusted {trusted}")  # fmt: skip
    plain, least = timed(lambda: plainly(8))
    mine, (told, _, _) = timed(lambda: ours(8))
    assert abs(told - least) < 1e-9 or told == least
    print(f"8 steps: ours {mine:.3f} s, all orders one by one {plain:.2f} s: a ratio of "
          f"{plain / mine:,.0f}")  # fmt: skip
    steps = orders(20).process
    guards = {
        name: {"credibility": {"given": 0.4}, "covers": ["ann", "bob"], "penalty": 0.02, "from": at}
        for name, at in (("one", "s3"), ("other", "s4"))
    }
    guarded = steps.space.scenario.with_changes({
        "enforcement": {"issue": "i0", "guarantors": guards},
        **{f"parties.{name}": {"role": "guarantor", "consents": False} for name in guards},
    })  # fmt: skip
    whole = sim.explore(guarded)
    used, _ = timed(lambda: sim.roadmap(whole, dict.fromkeys(guarded.issues, "given")))
    print(f"a roadmap of 20 steps with two guarantors, every guarantee and rule: {used:.1f} s")
    zone = sim.explore(sim.load(ISTANBUL))
    used, found = timed(lambda: sim.funnel(zone))
    gates = " → ".join(f"{one.passing:,} {one.name}" for one in found.gates)
    print(f"the funnel of the Istanbul scenario: {used:.2f} s; {gates}")


if __name__ == "__main__":
    main()
