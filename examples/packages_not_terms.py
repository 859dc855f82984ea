"""Why voters are asked about whole packages: support for single terms says little about them.

    python examples/packages_not_terms.py

In polls of later years hardly anybody agreed to single concessions, and majorities accepted
packages that contain some. The numbers below are made up so that the same happens: an illustration
of the method, no estimate of what anybody wanted in March 2022. Change WEIGHTS to see it move.
"""

import sim

WEIGHTS = {"territory": 45, "alliance": 20, "guarantees": 35, "union": 25}
"""How much each issue counts for the public."""
ASKED = {
    "territory left to the other side": {"territory": "left"},
    "no alliance": {"alliance": "given_up"},
    "both, and nothing in return": {"territory": "left", "alliance": "given_up"},
    "both, with guarantees and the union": {
        "territory": "left", "alliance": "given_up", "guarantees": "firm", "union": "joined",
    },
    "a part of the territory, with guarantees and the union": {
        "territory": "part", "guarantees": "firm", "union": "joined",
    },
}  # fmt: skip
"""What is asked about; everything else stays as it is."""
AS_IT_IS = {"territory": "held", "alliance": "open", "guarantees": "none", "union": "no"}


def scenario() -> sim.Scenario:
    public = {
        "weights": WEIGHTS,
        "positions": {
            "territory": {"values": {"held": 1, "part": 0.6, "left": 0}},
            "alliance": {"values": {"open": 1, "given_up": 0}},
            "guarantees": {"values": {"none": 0, "firm": 1}},
            "union": {"values": {"no": 0, "joined": 1}},
        },
        "reservation": {"agreement": AS_IT_IS},
        "ratification": {
            "vote": {
                "kind": "referendum",
                "spread": 0.15,
                "groups": {
                    "all": {"share": 0.8},
                    "firm_on_territory": {"share": 0.2, "weights": {"territory": 200}},
                },
            }
        },
    }
    return sim.Scenario.from_dict(
        {
            "title": "Terms and packages",
            "issues": {
                "territory": {"options": ["held", "part", "left"]},
                "alliance": {"options": ["open", "given_up"]},
                "guarantees": {"options": ["none", "firm"]},
                "union": {"options": ["no", "joined"]},
            },
            "parties": {"public": public},
            "packages": {
                f"asked_{k}": {"label": name, "agreement": {**AS_IT_IS, **terms}}
                for k, (name, terms) in enumerate(ASKED.items())
            },
        }
    )


def main() -> None:
    made = scenario()
    for one in sim.ratify(sim.explore(made)).judged:
        if one.name in made.packages:
            print(f"{one.votes[0].support:.0%} for: {made.packages[one.name].label}")


if __name__ == "__main__":
    main()
