"""Scenarios whose blocks are tested word for word: shipped ones, and small ones of other kinds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sim

ROOT = Path(__file__).parent.parent.parent
LOCKS = [f"lock_{k}" for k in range(1, 5)]
SMALL: dict[str, dict[str, Any]] = {
    "one party": {
        "title": "A plan of one side",
        "issues": {
            "road": {"label": "Road", "options": ["north", "south"]},
            "toll": {"label": "Toll", "options": ["none", "low", "high"]},
        },
        "parties": {
            "town": {
                "label": "The town", "weights": {"road": 2, "toll": 1},
                "positions": {"road": "north", "toll": "none"}, "reservation": 0.5,
            },
        },
    },
    "eight parties": {
        "title": "Eight towns and a river",
        "issues": {
            name: {"label": name.replace("_", " ").capitalize(),
                   "options": ["open", "shared", "closed"]}
            for name in LOCKS
        },
        "parties": {
            f"town_{k}": {
                "label": f"Town {k}",
                "weights": {name: 1 + (i * k) % 3 for i, name in enumerate(LOCKS, 1)},
                "positions": {name: "open" if (i + k) % 2 else "closed"
                              for i, name in enumerate(LOCKS, 1)},
                "reservation": [0.2, 0.5],
            }
            for k in range(1, 9)
        },
    },
    "red lines close it": {
        "title": "Two red lines",
        "issues": {
            "flag": {"label": "Flag", "options": ["first", "both", "second"]},
            "seat": {"label": "Seat", "options": ["east", "west"]},
        },
        "parties": {
            "east": {
                "label": "Eastside", "weights": {"flag": 1, "seat": 1},
                "positions": {"flag": "first", "seat": "east"}, "reservation": 0.1,
                "red_lines": {"flag": {"never": {"flag": ["both", "second"]},
                                       "strength": "stated"}},
            },
            "west": {
                "label": "Westside", "weights": {"flag": 1, "seat": 1},
                "positions": {"flag": "second", "seat": "west"}, "reservation": 0.1,
                "red_lines": {"flag": {"never": {"flag": "first"}, "strength": "inferred"}},
            },
            "court": {"label": "The court", "bargains": False, "consents": True},
        },
    },
    "ratified": {
        "title": "A treaty and a vote",
        "issues": {
            "border": {"label": "Border", "options": ["old", "middle", "new"]},
            "trade": {"label": "Trade", "options": ["free", "quota"]},
        },
        "parties": {
            "a": {
                "label": "Arland", "weights": {"border": 3, "trade": 1},
                "positions": {"border": "old", "trade": "free"}, "reservation": 0.3,
            },
            "b": {
                "label": "Borland", "weights": {"border": 1, "trade": 3},
                "positions": {"border": "new", "trade": "quota"}, "reservation": 0.3,
                "ratification": {"vote": {"kind": "referendum", "threshold": 0.5, "spread": 0.1,
                                          "groups": {"all": {"share": 1}}}},
            },
        },
    },
}  # fmt: skip
SHIPPED = {
    "istanbul": "istanbul-2022",
    "prespa": "prespa-2018",
    "minsk": "minsk-2-2015",
    "colombia, not listed": "colombia-2016",
    "k of n": "teaching/k-of-n",
    "no zone": "teaching/no-zone",
    "bypass": "teaching/bypass-opens",
    "two issues": "teaching/two-issues",
}
SCENARIOS = (*SHIPPED, "istanbul, first round", *SMALL)


def scenario(name: str) -> sim.Scenario:
    """Return one of the scenarios by its name here."""
    if name == "istanbul, first round":
        return sim.load(ROOT / "scenarios" / "istanbul-2022.yaml").at_round(1)
    if name in SMALL:
        return sim.Scenario.from_dict(SMALL[name])
    return sim.load(ROOT / "scenarios" / f"{SHIPPED[name]}.yaml")
