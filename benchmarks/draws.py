"""Acceptance and Nash winner per draw, against a plain loop over NegMAS, side by side in one run.

    python benchmarks/draws.py --negmas PYTHON

PYTHON is the interpreter of an environment of its own in which NegMAS 0.16 is installed; without
it only our own figures are printed. Four parties; every weight is drawn from half of it to one and
a half times. CPU seconds of one process on one core, after its imports, the median of three runs
(one for NegMAS); peak memory is the whole process's. Last, the whole of ``sim.robustness`` on the
Istanbul scenario, 10,000 draws.
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
ISTANBUL = HERE.parent / "scenarios" / "istanbul-2022.yaml"
CASES = {"2,000 agreements x 4": ((4, 4, 5, 5, 5), 40_000), "20,000 agreements x 4": (
    (4, 5, 10, 10, 10), 6_000)}  # fmt: skip
"""Name → options of each issue, and draws."""
SECONDS = 20
"""How long the peer makes draws."""


def ours(draws: int) -> None:
    """Look at draws of a domain read from standard input; print a line of JSON."""
    import numpy as np

    import sim
    from sim.space.compile import compile_space
    from sim.space.draw import draw_inputs
    from sim.space.listing import list_possible
    from sim.uncertainty.single_precision import Screen

    pool = list_possible(compile_space(sim.Scenario.from_dict(json.load(sys.stdin))))
    screen, rng, zones = Screen(pool), np.random.default_rng(0), 0
    assert screen.fits
    began = time.process_time()
    for _ in range(0, draws, 1_000):
        drawn = draw_inputs(pool.space, 1_000, rng, spread=0)
        passed, _, _ = screen.look(drawn)
        zones += int(passed.any(axis=1).sum())
    used = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": used, "draws": draws, "zones": zones, "peak_mb": peak}))


def istanbul(draws: int) -> None:
    """Time the robustness of the Istanbul scenario; print a line of JSON."""
    import sim

    scenario = sim.load(ISTANBUL)
    began = time.process_time()
    found = sim.robustness(scenario, draws=draws)
    used = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": used, "draws": draws, "zones": found.zone.count, "peak_mb": peak}))


def domain(sizes: tuple[int, ...]) -> dict[str, Any]:
    """Return a random additive domain with ranges for weights."""
    import numpy as np

    rng = np.random.default_rng(1)
    parties = {}
    for p in range(4):
        positions, weights = {}, {}
        for i, size in enumerate(sizes):
            values = rng.random(size)
            values = (values - values.min()) / (values.max() - values.min())
            positions[f"i{i}"] = {
                "values": {f"o{k}": round(float(v), 6) for k, v in enumerate(values)}
            }
            weight = round(float(rng.random()), 6)
            weights[f"i{i}"] = [weight / 2, weight * 1.5]
        parties[f"p{p}"] = {"weights": weights, "positions": positions, "reservation": 0.3}
    issues = {f"i{i}": {"options": [f"o{k}" for k in range(n)]} for i, n in enumerate(sizes)}
    return {"title": "Draws", "issues": issues, "parties": parties}


def measured(interpreter: str, arguments: list[str], data: dict[str, Any]) -> dict[str, Any]:
    """Return what a process prints, on one core."""
    done = subprocess.run(
        [interpreter, *arguments], input=json.dumps(data), capture_output=True, text=True,
        check=True, env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _show(name: str, one: dict[str, Any], more: str = "") -> None:
    print(
        f"{name:24} {one['draws']:7,} draws {one['cpu']:7.2f} s CPU "
        f"{one['draws'] / one['cpu']:10,.1f} draws/s {one['peak_mb']:5.0f} MB  "
        f"zone in {one['zones'] / one['draws']:.0%}{more}"
    )


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--negmas", help="interpreter with NegMAS 0.16")
    parser.add_argument("--ours", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--istanbul", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ours:
        ours(options.ours)
        return
    if options.istanbul:
        istanbul(options.istanbul)
        return
    for name, (sizes, draws) in CASES.items():
        data = domain(sizes)
        runs = [measured(sys.executable, [__file__, "--ours", str(draws)], data) for _ in range(3)]
        own = sorted(runs, key=lambda one: float(one["cpu"]))[1]
        _show(name, own)
        if options.negmas:
            peer = measured(options.negmas, [str(HERE / "draws_peer.py"), str(SECONDS)], data)
            ratio = own["draws"] / own["cpu"] * peer["cpu"] / peer["draws"]
            _show("  NegMAS, plain loop", peer, f"  ratio {ratio:,.0f}")
    _show("Istanbul, robustness", measured(sys.executable, [__file__, "--istanbul", "10000"], {}))


if __name__ == "__main__":
    main()
