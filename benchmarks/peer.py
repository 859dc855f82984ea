"""NegMAS's scenario statistics on one of our domains; runs with the peer's own interpreter.

Reads a scenario as JSON on standard input; prints a line of JSON. NegMAS lists all outcomes and
finds the Pareto frontier, the Nash, Kalai, Kalai–Smorodinsky and welfare points.
"""

from __future__ import annotations

import json
import resource
import sys
import time


def main() -> None:
    from negmas import LinearAdditiveUtilityFunction, make_issue, make_os
    from negmas.preferences.ops import calc_scenario_stats
    from negmas.preferences.value_fun import TableFun

    data = json.load(sys.stdin)
    issues = [make_issue(spec["options"], name) for name, spec in data["issues"].items()]
    space = make_os(issues)
    functions = []
    for party in data["parties"].values():
        total = sum(party["weights"].values())
        functions.append(
            LinearAdditiveUtilityFunction(
                values={i: TableFun(p["values"]) for i, p in party["positions"].items()},
                weights={i: w / total for i, w in party["weights"].items()},
                outcome_space=space,
                reserved_value=party["reservation"],
            )
        )
    began = time.process_time()
    stats = calc_scenario_stats(functions)
    used = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": used, "peak_mb": peak, "frontier": len(stats.pareto_utils)}))


if __name__ == "__main__":
    main()
