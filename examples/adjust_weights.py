"""Adjust one party's weight and watch the zone.

    python examples/adjust_weights.py

Change SCENARIO, PARTY, ISSUE and the list of weights to try your own. Nothing here says which
weight is right: it shows what the zone hangs on.
"""

from pathlib import Path

import sim

SCENARIO = Path(__file__).parent.parent / "scenarios" / "istanbul-2022.yaml"
ISSUE = "crimea"
WEIGHTS = [20, 40, 60, 80, 100, 140]


def main() -> None:
    scenario = sim.load(SCENARIO)
    print(f"{scenario.title}: acceptable agreements as the weight of {ISSUE} changes")
    for party in ("russia", "ukraine"):
        label = scenario.parties[party].label
        for weight in WEIGHTS:
            zone = sim.explore(scenario.with_weights(party, **{ISSUE: weight}))
            normalised = {row["id"]: row["weights"] for row in zone.to_dict()["parties"]}
            share = normalised[party][ISSUE]
            print(
                f"  {label:8} weight {weight:4} (a share of {share:.2f}): "
                f"{zone.counts.acceptable:6,} acceptable, r* = {zone.critical_reservation:.3f}"
            )


if __name__ == "__main__":
    main()
