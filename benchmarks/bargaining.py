"""Talks a second, against NegMAS's alternating offers, side by side in one run.

    python benchmarks/bargaining.py --negmas PYTHON

PYTHON is the interpreter of an environment of its own in which NegMAS 0.16 is installed; without
it only our own figures are printed. Boulware against conceder, 100 rounds, random opener; ours with
exponents drawn for each talk, the peer's fixed; on opposed preferences, which take most rounds. CPU
seconds of one process on one core, after its imports, the median of three runs (one for NegMAS);
peak memory is the whole process's.
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
STRATEGIES = {
    "p0": {"name": "boulware", "exponent": [2, 6]},
    "p1": {"name": "conceder", "exponent": [0.15, 0.5]},
}
CASES = {
    "10^3, shared utilities": (3, 100_000, False),
    "10^3, drawn weights": (3, 10_000, True),
    "10^5, shared utilities": (5, 20_000, False),
}
"""Name → issues of ten options, talks, whether inputs are drawn."""
AGAINST = ("10^3, shared utilities", "10^5, shared utilities")
SECONDS = 20
"""How long the peer holds talks."""


def ours(runs: int, drawn: bool) -> None:
    """Hold talks on a domain read from standard input; print a line of JSON."""
    import sim
    from sim.bargaining import run  # noqa: F401  (Mesa's import is not what is measured)

    scenario = sim.Scenario.from_dict(json.load(sys.stdin))
    began = time.process_time()
    talks = sim.bargain(scenario, runs=runs, seed=1, strategies=STRATEGIES, draw=drawn)
    used = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result = {"cpu": used, "talks": runs, "agreed": talks.agreed.count, "peak_mb": peak}
    print(json.dumps(result))


def measured(interpreter: str, arguments: list[str], data: dict[str, Any]) -> dict[str, Any]:
    """Return what a process prints, on one core."""
    done = subprocess.run(
        [interpreter, *arguments], input=json.dumps(data), capture_output=True, text=True,
        check=True, env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _show(name: str, one: dict[str, Any], more: str = "") -> None:
    rate = one["talks"] / one["cpu"]
    print(
        f"{name:26} {one['talks']:8,} talks {one['cpu']:7.2f} s CPU {rate:10,.0f} talks/s "
        f"{one['peak_mb']:6.0f} MB  {one['agreed'] / one['talks']:.0%} agree{more}"
    )


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--negmas", help="interpreter with NegMAS 0.16")
    parser.add_argument("--ours", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ours:
        ours(int(options.ours[0]), options.ours[1] == "drawn")
        return
    sys.path.insert(0, str(HERE))
    from opposed import opposed, with_values

    for name, (issues, runs, drawn) in CASES.items():
        data = with_values(opposed(issues, 10, 2, reservation=0.2, seed=1))
        arguments = [__file__, "--ours", str(runs), "drawn" if drawn else "shared"]
        runs_ = [measured(sys.executable, arguments, data) for _ in range(3)]
        own = sorted(runs_, key=_cpu)[1]
        _show(name, own)
        if options.negmas and name in AGAINST:
            peer = measured(options.negmas, [str(HERE / "bargaining_peer.py"), str(SECONDS)], data)
            ratio = own["talks"] / own["cpu"] * peer["cpu"] / peer["talks"]
            _show("  NegMAS", peer, f"  ratio {ratio:,.0f}")


def _cpu(one: dict[str, Any]) -> float:
    return float(one["cpu"])


if __name__ == "__main__":
    main()
