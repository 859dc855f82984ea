"""NegMAS's alternating offers on one of our domains; runs with the peer's own interpreter.

Reads a scenario as JSON on standard input; holds talks, boulware against conceder, 100 rounds,
for about the seconds given, and prints a line of JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time


def main() -> None:
    from negmas import LinearAdditiveUtilityFunction, make_issue, make_os
    from negmas.preferences.value_fun import TableFun
    from negmas.sao import AspirationNegotiator, SAOMechanism

    data = json.load(sys.stdin)
    seconds = float(sys.argv[1])
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
    began, talks, agreed = time.process_time(), 0, 0
    while time.process_time() - began < seconds or not talks:
        mechanism = SAOMechanism(issues=issues, n_steps=100)
        pairs = list(zip(functions, ("boulware", "conceder"), strict=True))
        for function, kind in pairs if talks % 2 else pairs[::-1]:
            mechanism.add(AspirationNegotiator(aspiration_type=kind), ufun=function)
        agreed += mechanism.run().agreement is not None
        talks += 1
    used = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": used, "talks": talks, "agreed": agreed, "peak_mb": peak}))


if __name__ == "__main__":
    main()
