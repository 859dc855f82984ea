"""What an option that sets a question aside is worth: the zone with it and without.

    python examples/worth_of_a_bypass.py

Change SCENARIO to try your own. Options are forbidden, never removed, so that weights and values
keep their meaning.
"""

from pathlib import Path

import sim
from sim.zone.pivotal import pivotal_options

SCENARIO = Path(__file__).parent.parent / "scenarios" / "istanbul-2022.yaml"


def main() -> None:
    scenario = sim.load(SCENARIO)
    zone = sim.explore(scenario)
    print(f"{scenario.title}: {zone.counts.acceptable:,} acceptable agreements")
    for one in pivotal_options(zone):
        if one.bypass:
            label = scenario.issues[one.issue].option_label(
                scenario.issues[one.issue].place(one.option)
            )
            nash = one.solutions.get("nash", {})
            change = ", ".join(f"{name} {gain:+.3f}" for name, gain in nash.items())
            left = "no zone" if one.closes else f"{one.acceptable:,} acceptable; Nash {change}"
            print(f"  without {scenario.issues[one.issue].label}: “{label}”: {left}")
    aside = {
        name: [o for o, at in zip(issue.names, issue.coordinates, strict=True) if at is not None]
        for name, issue in scenario.issues.items()
        if any(at is None for at in issue.coordinates)
    }
    for name, kept in aside.items():
        only = scenario.with_changes({f"issues.{name}.only": kept})
        found = sim.explore(only)
        what = f"{found.counts.acceptable:,} acceptable" if found.exists else "no zone"
        print(f"  without any option that sets {scenario.issues[name].label} aside: {what}")


if __name__ == "__main__":
    main()
