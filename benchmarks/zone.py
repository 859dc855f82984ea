"""The whole of ``sim.explore`` against NegMAS's scenario statistics, side by side in one run.

    python benchmarks/zone.py --negmas PYTHON

PYTHON is the interpreter of an environment of its own in which NegMAS 0.16 is installed; without
it only our own figures are printed. Every figure is CPU seconds of one process after its imports,
the median of the runs; peak memory is the whole process's.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CASES: dict[str, tuple[int, int, int, dict[str, Any]]] = {
    "10^6 x 2": (6, 10, 2, {}),
    "10^5 x 4": (5, 10, 4, {}),
    "10^8 x 4": (8, 10, 4, {}),
    "10^6 x 4, 20 rules, no zone": (6, 10, 4, {"rules": 20, "reservation": 0.9}),
}
AGAINST = ("10^6 x 2", "10^5 x 4")
"""The cases that the peer finishes."""


def ours() -> None:
    """Explore a domain read from standard input; print a line of JSON."""
    import sim

    scenario = sim.Scenario.from_dict(json.load(sys.stdin))
    stages: list[tuple[str, float]] = []
    began = time.process_time()
    zone = sim.explore(
        scenario, progress=lambda what, _: stages.append((what, time.process_time()))
    )
    used = time.process_time() - began
    ends = [*(at for _, at in stages[1:]), began + used]
    took = {what: end - at for (what, at), end in zip(stages, ends, strict=True)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "cpu": used,
                "peak_mb": peak,
                "ways_out_cpu": took["ways out"],
                "acceptable": zone.counts.acceptable,
                "frontier": zone.counts.frontier_distinct,
                "ways_out": len(zone.ways_out),
            }
        )
    )


def measure(command: list[str], data: dict[str, Any], runs: int) -> dict[str, float]:
    """Return the medians over some runs of a command that reads a domain."""
    rows = []
    for _ in range(runs):
        done = subprocess.run(
            command, input=json.dumps(data), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        rows.append(json.loads(done.stdout.splitlines()[-1]))
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


def commands(runs: int) -> None:
    """Print the processor time of commands on the Istanbul scenario, from a cold start."""
    scenario = HERE.parent / "scenarios" / "istanbul-2022.yaml"
    for extra in (["--no-figures"], [], ["--full"]):
        took = []
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as folder:
                began = _children()
                subprocess.run(
                    [sys.executable, "-m", "sim", "run", str(scenario), "--out", folder, *extra],
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
                took.append(_children() - began)
        name = " ".join(["sim run istanbul-2022.yaml", *extra])
        print(f"{name:44} {statistics.median(took):8.2f} s CPU from a cold start")


def _children() -> float:
    """Return the processor time of all processes that were started and have ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--negmas", help="interpreter with NegMAS 0.16")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--commands", action="store_true", help="time the commands only")
    parser.add_argument("--ours", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ours:
        ours()
        return
    if options.commands:
        commands(options.runs)
        return
    sys.path.insert(0, str(HERE))
    from domains import domain

    for name, (issues, size, parties, extra) in CASES.items():
        data = domain(issues, size, parties, **extra)
        own = measure([sys.executable, __file__, "--ours"], data, options.runs)
        line = f"{name:28} {own['cpu']:8.3f} s CPU {own['peak_mb']:6.0f} MB"
        line += f"  {own['acceptable']:>12,.0f} acceptable, {own['frontier']:,.0f} on the frontier"
        if own["ways_out"]:
            line += f", {own['ways_out']:.0f} ways out in {own['ways_out_cpu']:.2f} s"
        print(line)
        if options.negmas and name in AGAINST:
            peer = measure([options.negmas, str(HERE / "peer.py")], data, 1)
            print(
                f"{'  NegMAS':28} {peer['cpu']:8.3f} s CPU {peer['peak_mb']:6.0f} MB"
                f"  ratio {peer['cpu'] / own['cpu']:,.0f}"
            )
    commands(options.runs)


if __name__ == "__main__":
    main()
