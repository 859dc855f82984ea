"""Scenarios that hurt: many parties, binding walk-away values, ranges, rules, interactions.

    python benchmarks/hard.py [NAME ...]

Every row is a process of its own on one core, where the system allows it; seconds are CPU time of
``sim.explore`` and ``to_dict``, after imports, and beside them those that were aimed at. The last
figure, the row as so many passes of ``plain`` over a table in NumPy just before it, can be compared
between machines, and between hours of one that is shared. A row answers if it has yes or no, r* and
each slack to 0.01, four solutions to 1 % and bounds on the number of acceptable agreements;
otherwise it says what lacks.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from opposed import interacting, mixed, opposed

if TYPE_CHECKING:
    import sim

CLOSE, NEAR = 0.01, 0.01
"""Gaps of r* and slacks, and of solutions, up to which a row answers."""
Row = tuple[str, tuple[Any, ...], float]
ROWS: dict[str, Row] = {
    "opposed, 2 x 100 x 6": ("opposed", (100, 6, 2), 1.5),
    "opposed, 3 x 40 x 6": ("opposed", (40, 6, 3), 5),
    "opposed, 4 x 15 x 6": ("opposed", (15, 6, 4), 3),
    "opposed, 5 x 12 x 6": ("opposed", (12, 6, 5), 4),
    "6 x 12 x 7, ranges": ("mixed", (6, 12, 7, 0.35, 0, True), 10),
    "6 x 20 x 5, r 0.35, 6 linkages": ("mixed", (6, 20, 5, 0.35, 6), 30),
    "6 x 20 x 5, r 0.5, 6 linkages": ("mixed", (6, 20, 5, 0.5, 6), 30),
    "8 x 20 x 4, 10 linkages": ("mixed", (8, 20, 4, 0.3, 10), 20),
    "12 x 15 x 4, 4 linkages": ("mixed", (12, 15, 4, 0.3, 4), 60),
    "20 x 10 x 3, 4 linkages": ("mixed", (20, 10, 3, 0.3, 4), 60),
    "4 x 60 x 6, 6 linkages": ("mixed", (4, 60, 6, 0.35, 6), 60),
    "2 x 30 x 4, 30 interactions each": ("interacting", (2, 30, 4, 30), 60),
    "2 x 10 x 10, 20 interactions each": ("interacting", (2, 10, 10, 20), 20),
    "4 x 10 x 10, 20 interactions each": ("interacting", (4, 10, 10, 20), 60),
}
"""Name → what makes it, with which numbers, and the seconds aimed at."""


def document(name: str) -> dict[str, Any]:
    """Return a row's scenario."""
    kind, numbers, _ = ROWS[name]
    if kind == "opposed":
        issues, options, parties = numbers
        return opposed(issues, options, parties, reservation=0.4)
    return mixed(*numbers) if kind == "mixed" else interacting(*numbers)


def plain() -> float:
    """Return the seconds of a plain pass over a table: sums, comparisons and a sort."""
    rng = np.random.default_rng(0)
    table = rng.random((2_000_000, 4))
    began = time.process_time()
    for _ in range(5):
        total = table @ np.ones(4)
        kept = (table > 0.4).all(axis=1)
        np.sort(total[kept])
        np.sort(total)
    return time.process_time() - began


def lacking(zone: sim.Zone) -> list[str]:
    """Return what an answer lacks."""
    from sim.space.count import at_most

    if not zone.exists:
        return []
    gaps = dict(zone.gaps)
    near = {"critical_reservation", *(f"slack.{name}" for name in zone.slack)}
    found = [name for name in sorted(near) if gaps.get(name, 0.0) > CLOSE]
    found += [n for n, one in (zone.solutions or {}).items() if (one.gap or 0.0) > NEAR]
    found += [] if zone.solutions else ["solutions"]
    found += [] if at_most(zone.counts.acceptable) is not None else ["count"]
    return found


def row(name: str) -> dict[str, Any]:
    """Explore a row's scenario."""
    import sim

    scenario = sim.Scenario.from_dict(document(name))
    machine = plain()
    began = time.process_time()
    zone = sim.explore(scenario)
    zone.to_dict()
    used = time.process_time() - began
    return {
        "cpu": used,
        "plain": machine,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "agreements": zone.counts.agreements,
        "acceptable": f"{zone.counts.acceptable:.1e}"
        if isinstance(zone.counts.acceptable, int)
        else "bounds",
        "complete": zone.frontier.complete,
        "points": zone.frontier.distinct,
        "stopped_by": zone.stopped_by,
        "lacking": lacking(zone),
    }


def main() -> None:
    """Run the rows that are named, or all."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--row"]:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {0})
        print(json.dumps(row(arguments[1])))
        return
    for name in arguments or ROWS:
        command = [sys.executable, __file__, "--row", name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        found = json.loads(done.stdout.splitlines()[-1])
        frontier = f"{found['points']:,} points" + ("" if found["complete"] else " known")
        answers = "answers" if not found["lacking"] else f"lacks {', '.join(found['lacking'])}"
        print(
            f"{name:34} {found['cpu']:6.2f} s CPU (aim {ROWS[name][2]:g} s) "
            f"{found['peak_mb']:5.0f} MB  {found['agreements']:.0e} agreements, "
            f"{found['acceptable']} acceptable, {frontier}; {answers}; "
            f"{found['cpu'] / found['plain']:.1f} plain passes",
            flush=True,
        )


if __name__ == "__main__":
    main()
