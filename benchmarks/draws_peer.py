"""A plain loop over NegMAS on one of our domains; runs with the peer's own interpreter.

Reads a scenario as JSON on standard input. For every draw of weights it makes utility functions,
evaluates all outcomes, and takes what all accept and the one with the largest product of gains; for
about the seconds given. Prints a line of JSON.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time


def main() -> None:
    from negmas import LinearAdditiveUtilityFunction, make_issue, make_os
    from negmas.preferences.value_fun import TableFun

    data = json.load(sys.stdin)
    seconds, rng = float(sys.argv[1]), random.Random(0)
    issues = [make_issue(spec["options"], name) for name, spec in data["issues"].items()]
    space = make_os(issues)
    outcomes = list(space.enumerate_or_sample())
    began, draws, zones = time.process_time(), 0, 0
    while time.process_time() - began < seconds or not draws:
        best, zone = -1.0, False
        functions = []
        for party in data["parties"].values():
            weights = {i: rng.uniform(*w) for i, w in party["weights"].items()}
            total = sum(weights.values())
            functions.append(
                LinearAdditiveUtilityFunction(
                    values={i: TableFun(p["values"]) for i, p in party["positions"].items()},
                    weights={i: w / total for i, w in weights.items()},
                    outcome_space=space,
                    reserved_value=party["reservation"],
                )
            )
        for outcome in outcomes:
            gains = [float(f(outcome)) - f.reserved_value for f in functions]
            if min(gains) >= 0:
                zone = True
                product = 1.0
                for gain in gains:
                    product *= gain
                best = max(best, product)
        zones += zone
        draws += 1
    used = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": used, "draws": draws, "zones": zones, "peak_mb": peak}))


if __name__ == "__main__":
    main()
