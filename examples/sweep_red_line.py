"""Move a red line of either party step by step, and see where the zone closes and what opens it.

    python examples/sweep_red_line.py

Change SCENARIO and ISSUE to try your own. Every step adds one rule, once for each principal from
its own side of the issue; nothing here says that either holds it.
"""

from pathlib import Path

import sim

SCENARIO = Path(__file__).parent.parent / "scenarios" / "istanbul-2022.yaml"
ISSUE = "withdrawal"


def main() -> None:
    scenario = sim.load(SCENARIO)
    issue = scenario.issues[ISSUE]
    names = list(issue.names)
    print(f"{scenario.title}: red lines on {issue.label}, tried one by one")
    for party in ("russia", "ukraine"):
        position = names.index(scenario.parties[party].positions[ISSUE].ideal)
        ranked = names if position == 0 else names[::-1]
        for kept in range(len(ranked), 0, -1):
            never = ranked[kept:]
            changed = scenario
            if never:
                rule = {"never": {ISSUE: never}, "strength": "assumed"}
                changed = scenario.with_changes({f"parties.{party}.red_lines.tried": rule})
            zone = sim.explore(changed)
            last = issue.option_label(names.index(ranked[kept - 1]))
            label = scenario.parties[party].label
            print(f"  {label}, as far as “{last}”: {zone.counts.acceptable:,} acceptable")
            for way in zone.ways_out[:3]:
                print(f"    without {' and '.join(way.rules)}: {way.opens:,} opened")


if __name__ == "__main__":
    main()
