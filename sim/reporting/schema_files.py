"""The JSON Schema of the files of ``sim compare`` and ``sim sweep``."""

from __future__ import annotations

from sim.reporting.schema_terms import (
    ANYTHING,
    NUMBER,
    SHARE,
    TEXT,
    TRUTH,
    WHOLE,
    by,
    listed,
    maybe,
    record,
    ref,
    share_with,
    told,
)
from sim.zone.zone import FORMAT

COMPARISON_FILE = record(
    "What comparison.json holds.",
    {
        "format": {"const": FORMAT},
        "asked": by(ref("Asked"), "State → file and state as typed."),
        "comparison": record(
            "States side by side, differences only.",
            {
                "names": listed(TEXT),
                "utilities_apart": by(listed(TEXT), "State → parties that do not compare."),
                "completed": by(
                    listed(TEXT),
                    "Agreement → issues that it leaves open and its best completion fills in.",
                ),
                "differences": listed(
                    record(
                        "One thing that is not the same everywhere.",
                        {
                            "about": TEXT,
                            "path": listed(TEXT),
                            "values": told(listed(ANYTHING), "In the order of names."),
                        },
                    )
                ),
            },
        ),
    },
)
_TALKS = share_with(
    "What talks with one set of strategies came to.",
    {"strategies": by(ANYTHING), "utilities": ref("Utilities")},
)
_POINT = record(
    "A point of the plan.",
    {
        "label": maybe(TEXT),
        "changes": by(ANYTHING, "Path → what it is changed to."),
        "zone": TRUTH,
        "acceptable": ref("Count"),
        "critical_reservation": maybe(ref("Number")),
        "nash": ref("Utilities"),
        "slack": by(ref("Number")),
        "draws": maybe(SHARE, "Share of draws with a zone; null without draws."),
        "talks": listed(_TALKS),
    },
)
SWEEP_FILE = record(
    "What sweep.json holds.",
    {
        "format": {"const": FORMAT},
        "title": maybe(TEXT),
        "scenario": told(TEXT, "Its title."),
        "digest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        "axes": by(listed(ANYTHING), "Path → its values in the grid."),
        "draws": WHOLE,
        "seed": WHOLE,
        "spread": NUMBER,
        "runs": told(WHOLE, "Talks with each set of strategies; 0 for none."),
        "points": listed(_POINT),
    },
)
