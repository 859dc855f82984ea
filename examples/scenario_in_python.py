"""A scenario built in Python instead of YAML, and what is in its zone.

python examples/scenario_in_python.py
"""

import sim

DATA = {
    "title": "A lease",
    "issues": {
        "rent": {"range": {"from": 800, "to": 1200, "step": 50}, "unit": "a month"},
        "term": {"label": "Term", "options": {"one": "One year", "three": "Three years"}},
        "garden": {
            "label": "Garden",
            "options": {
                "tenant": "For the tenant",
                "shared": {"label": "Shared", "bypass": True},
                "owner": "For the owner",
            },
        },
    },
    "parties": {
        "tenant": {
            "label": "Tenant",
            "weights": {"rent": 50, "term": 20, "garden": 30},
            "positions": {
                "rent": 800,
                "term": "three",
                "garden": {"values": {"tenant": 1, "shared": 0.6, "owner": 0}},
            },
            "reservation": 0.45,
        },
        "owner": {
            "label": "Owner",
            "weights": {"rent": 60, "term": 25, "garden": 15},
            "positions": {
                "rent": 1200,
                "term": "one",
                "garden": {"values": {"tenant": 0, "shared": 0.7, "owner": 1}},
            },
            "reservation": 0.4,
            "red_lines": {
                "long_term_needs_rent": {
                    "if": {"term": "three"},
                    "then": {"rent": {"at_least": 950}},
                    "strength": "stated",
                }
            },
        },
    },
}


def main() -> None:
    scenario = sim.Scenario.from_dict(DATA, name="lease")
    zone = sim.explore(scenario)
    print(f"{zone.counts.acceptable} of {zone.counts.agreements} agreements are acceptable")
    for name, solution in (zone.solutions or {}).items():
        tied = f", one of {solution.tied}" if solution.tied > 1 else ""
        print(f"  {name:18} {dict(solution.agreement)}{tied}")
    print("In every acceptable agreement these move from their stated position:")
    for party, issue in zone.concessions.unavoidable:
        print(f"  {scenario.parties[party].label} on {issue}")


if __name__ == "__main__":
    main()
