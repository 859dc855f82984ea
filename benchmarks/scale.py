"""Spaces that nobody could list: exact frontiers, solutions and counts, and the peer's limit.

    python benchmarks/scale.py --negmas PYTHON

PYTHON is the interpreter of an environment of its own in which NegMAS 0.16 is installed; without
it only our own figures are printed. Every case is a process of its own, pinned to one core where
the system allows it; seconds are CPU time after imports. Preferences are opposed: the parties'
ideals are spread evenly over the six options of every issue, losses are linear, weights are real
numbers drawn uniformly, and everyone's reservation value is 0.4 (benchmarks/opposed.py).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FRONTIERS = {
    "2 parties x 100 issues": (100, 2, 0, 3),
    "3 parties x 40 issues": (40, 3, 0, 8),
    "4 parties x 15 issues": (15, 4, 0, 4),
    "5 parties x 12 issues": (12, 5, 0, 5),
    "6 parties x 8 issues": (8, 6, 0, 6),
    "3 parties x 15 issues, 10 linkages": (15, 3, 10, 2),
}
"""Name → issues, parties, linkages, and the seconds that were aimed at."""
PEER = (5, 6, 7, 8, 9, 10)
"""Numbers of issues of 6 options and 2 parties that the peer is given until it takes a minute."""


def frontier(issues: int, parties: int, linkages: int) -> dict[str, Any]:
    """Work out the frontier in the zone and the four solutions."""
    import sim
    from sim.engines.merging.frontiers import best
    from sim.space.compile import compile_space
    from sim.space.limits import Limits
    from sim.zone.frontier import Frontier
    from sim.zone.solve import solve

    data = opposed(issues, 6, parties, linkages=linkages, reservation=0.4)
    scenario = sim.Scenario.from_dict(data)
    began = time.process_time()
    space = compile_space(scenario)
    found = Frontier(space, best(space, space.bargaining, Limits()))
    solutions = solve(found)
    return {
        "cpu": time.process_time() - began,
        "agreements": space.agreements,
        "points": found.distinct,
        "solutions": len(solutions or {}),
    }


def optimised() -> dict[str, Any]:
    """Find the four solutions where the frontier is too large to hold."""
    import sim
    from sim.engines.optimising.frontiers import SolutionSearch
    from sim.space.compile import compile_space

    data = opposed(50, 10, 6, linkages=25, reservation=0.3)
    scenario = sim.Scenario.from_dict(data)
    began = time.process_time()
    space = compile_space(scenario)
    found = SolutionSearch(space).found()
    assert found is not None
    return {
        "cpu": time.process_time() - began,
        "agreements": space.agreements,
        "gaps": dict(found.gaps),
    }


def counted() -> dict[str, Any]:
    """Count the acceptable agreements where every score is a whole point of 100."""
    import sim
    from sim.engines.merging.counts import acceptable
    from sim.engines.terms import Terms
    from sim.space.compile import compile_space

    scenario = sim.Scenario.from_dict(scored(40, 6, 3))
    began = time.process_time()
    space = compile_space(scenario)
    found = acceptable(Terms(space))
    used = time.process_time() - began
    return {"cpu": used, "agreements": space.agreements, "acceptable": str(found)}


def explored(path: str) -> dict[str, Any]:
    """Explore a scenario file as a whole."""
    import sim

    scenario = sim.load(path)
    began = time.process_time()
    zone = sim.explore(scenario)
    return {
        "cpu": time.process_time() - began,
        "agreements": zone.counts.agreements,
        "engine": zone.engine,
        "acceptable": str(zone.counts.acceptable),
    }


def measured(name: str, *arguments: object) -> dict[str, Any]:
    """Return a case's figures, from a process of its own."""
    command = [sys.executable, __file__, "--case", json.dumps([name, *arguments])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def run_case(text: str) -> None:
    """Run one case and print a line of JSON."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    name, *arguments = json.loads(text)
    found = globals()[name](*arguments)
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


def peer(interpreter: str) -> tuple[int, float]:
    """Return the largest space that the peer finishes within a minute, and its seconds."""
    largest, took = 0, 0.0
    for issues in PEER:
        data = with_values(opposed(issues, 6, 2, reservation=0.4))
        command = [interpreter, str(HERE / "peer.py")]
        try:
            done = subprocess.run(
                command, input=json.dumps(data), capture_output=True, text=True, timeout=90,
                check=True,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            break
        used = json.loads(done.stdout.splitlines()[-1])["cpu"]
        if used > 60:
            break
        largest, took = 6**issues, used
    return largest, took


def _show(name: str, own: dict[str, Any], aim: int, found: str) -> None:
    used, peak = f"{own['cpu']:6.2f} s CPU (aim {aim} s)", f"{own['peak_mb']:5.0f} MB"
    print(f"{name:36} {used:24} {peak}  {own['agreements']:.1e} agreements, {found}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--negmas", help="interpreter with NegMAS 0.16")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case:
        run_case(options.case)
        return
    largest = 0
    for name, (issues, parties, linkages, aim) in FRONTIERS.items():
        own = measured("frontier", issues, parties, linkages)
        _show(name, own, aim, f"{own['points']:,} points of the frontier")
        largest = max(largest, own["agreements"])
    own = measured("optimised")
    gaps = ", ".join(f"{name} {gap:.0e}" for name, gap in own["gaps"].items())
    _show("6 x 50 issues x 10, 25 linkages", own, 30, f"four solutions; gaps: {gaps}")
    own = measured("counted")
    _show("count, 3 x 40 issues, 100 points", own, 2, f"{own['acceptable']} acceptable")
    for path in sorted((HERE.parent / "scenarios").glob("*.yaml")):
        own = measured("explored", str(path))
        _show(path.name, own, 1, f"engine {own['engine']}, {own['acceptable']} acceptable")
    if options.negmas:
        most, took = peer(options.negmas)
        name = "NegMAS within a minute, 2 parties"
        ratio = f"{largest / most:.0e} times fewer than our largest above"
        print(f"{name:36} {took:6.2f} s CPU: {most:,} agreements, {ratio}")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    from opposed import opposed, scored, with_values

    main()
