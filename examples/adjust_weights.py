"""Adjust one party's weight and watch the zone.

    python examples/adjust_weights.py

Change SCENARIO, ISSUE and the list of weights to try your own. Nothing here says which weight is
right: it shows what the zone depends on. How many texts are acceptable is left out, because that
depends on how finely options are listed. The zone of every weight is drawn into FOLDER.
"""

from pathlib import Path

import sim
from sim.plots import save, zone_figure

SCENARIO = Path(__file__).parent.parent / "scenarios" / "istanbul-2022.yaml"
ISSUE = "crimea"
WEIGHTS = [20, 80, 140]
FOLDER = Path("results") / "adjust_weights"


def main() -> None:
    scenario = sim.load(SCENARIO)
    FOLDER.mkdir(parents=True, exist_ok=True)
    before = sim.explore(scenario)
    print(f"{scenario.title}: what the weight of {ISSUE} changes")
    for party in ("russia", "ukraine"):
        for weight in WEIGHTS:
            changed = scenario.with_weights(party, **{ISSUE: weight})
            found = sim.explore(changed)
            print(f"  {scenario.parties[party].label}: weight {weight}")
            best = ", ".join(f"{name} {value:+.2f}" for name, value in found.slack.items())
            print(f"    best over its walk-away value, in a text the others accept: {best}")
            print(f"    who has to move: {moves(found)}")
            print(f"    the Nash text instead has: {differences(before, found)}")
            save(zone_figure(found), FOLDER, f"{party}-{weight}")
    print(f"The zones are drawn in {FOLDER}/.")


def moves(zone: sim.Zone) -> str:
    """Return who moves on what in every acceptable agreement."""
    pairs = [f"{party} on {issue}" for party, issue in zone.concessions.unavoidable]
    return ", ".join(pairs) or "nobody on any one issue"


def differences(before: sim.Zone, now: sim.Zone) -> str:
    """Return in what the Nash solution differs from that of the file."""
    if not before.solutions or not now.solutions:
        return "no Nash text to compare"
    old, new = (zone.solutions["nash"].agreement for zone in (before, now))
    return (
        ", ".join(f"{issue}: {new[issue]}" for issue in new if new[issue] != old[issue])
        or "nothing"
    )


if __name__ == "__main__":
    main()
