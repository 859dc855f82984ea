"""Two packages side by side, and what each would take to be acceptable.

    python examples/compare_packages.py

Change SCENARIO, FIRST and SECOND to try your own: names of packages or solutions, or agreements
as issue=option,issue=option.
"""

from pathlib import Path

import sim
from sim.comparison import compare_agreements

SCENARIO = Path(__file__).parent.parent / "scenarios" / "istanbul-2022.yaml"
FIRST, SECOND = "russia_demands", "ukraine_asks"


def main() -> None:
    zone = sim.explore(sim.load(SCENARIO))
    found = compare_agreements(zone, {FIRST: FIRST, SECOND: SECOND})
    print(f"{zone.scenario.title}: {FIRST} | {SECOND}, differences only")
    for one in found.differences:
        values = [f"{v:.3f}" if isinstance(v, float) else str(v) for v in one.values]
        print(f"  {': '.join(one.path)}: {' | '.join(values)}")
    for name in (FIRST, SECOND):
        for test, prices in sim.prices(zone, name).tests.items():
            kinds = ", ".join(sorted({price.kind for price in prices})) or "nothing by itself"
            print(f"  {name} doesn't meet {test}; it would take: {kinds}")


if __name__ == "__main__":
    main()
