"""Replay a scenario's rounds: what was open when, and which change turned it.

    python examples/replay_rounds.py

Change SCENARIO and CHANGES to try your own: what is laid over the scenario stays in all rounds.
"""

from pathlib import Path

import sim

SCENARIO = Path(__file__).parent.parent / "scenarios" / "istanbul-2022.yaml"
CHANGES: dict[str, object] = {}


def main() -> None:
    scenario = sim.load(SCENARIO)
    if CHANGES:
        scenario = scenario.with_changes(CHANGES)
    for state in sim.rounds(scenario).states:
        r_star = (
            "none" if state.critical_reservation is None else f"{state.critical_reservation:.3f}"
        )
        zone = f"{state.acceptable:,} acceptable" if state.exists else "no zone"
        print(f"{state.number}: {state.title}: {zone}, r* = {r_star}")
        for turn in state.turns:
            if turn.alone or turn.needed:
                alone = "enough alone" if turn.alone else "not enough alone"
                needed = "needed" if turn.needed else "not needed"
                print(f"     turned by {turn.path}: {alone}, {needed}")


if __name__ == "__main__":
    main()
