"""Let agents bargain, and see what hangs on how they do it.

    python examples/talks.py

Change SCENARIO, STRATEGIES and RUNS to try your own. No source says that anybody bargains like
this: it shows where talks end if these strategies take these inputs.
"""

from pathlib import Path

import sim

SCENARIO = Path(__file__).parent.parent / "scenarios" / "istanbul-2022.yaml"
STRATEGIES = ["boulware", "linear", "conceder"]
RUNS = 300


def main() -> None:
    scenario = sim.load(SCENARIO)
    zone = sim.explore(scenario)
    first, second = (zone.space.parties[k].name for k in zone.space.bargaining[:2])
    labels = {name: scenario.parties[name].label or name for name in (first, second)}
    print(f"{scenario.title}: share of talks that agree, and mean utilities")
    for one in STRATEGIES:
        for other in STRATEGIES:
            talks = sim.bargain(
                scenario, runs=RUNS, seed=1, strategies={first: one, second: other}, zone=zone
            )
            got = ", ".join(f"{labels[p]} {talks.parties[p].utility:.3f}" for p in talks.parties)
            print(
                f"  {labels[first]} {one}, {labels[second]} {other}: {talks.agreed.percent}; {got}"
            )
    print("With a mediator's single text, strategies drawn for each talk:")
    talks = sim.bargain(scenario, runs=RUNS, seed=1, protocol="single_text", zone=zone)
    print(f"  agreement in {talks.agreed.text('talks')}")


if __name__ == "__main__":
    main()
