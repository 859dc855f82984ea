"""Building blocks of the JSON Schema of results."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
"""A JSON Schema."""
TEXT: Schema = {"type": "string"}
TRUTH: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
OPTION: Schema = {"type": ["string", "number"]}
NULL: Schema = {"type": "null"}
ANYTHING: Schema = {}


def ref(name: str) -> Schema:
    """Return a reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def listed(items: Schema, size: int | None = None) -> Schema:
    """Return the schema of a list, of a given length if there is one."""
    sizes = {} if size is None else {"minItems": size, "maxItems": size}
    return {"type": "array", "items": items, **sizes}


def by(items: Schema, meaning: str = "") -> Schema:
    """Return the schema of a mapping from ids or paths."""
    said = {"description": meaning} if meaning else {}
    return {"type": "object", "additionalProperties": items, **said}


def among(*names: str) -> Schema:
    """Return the schema of one of some words."""
    return {"enum": list(names)}


def either(*schemas: Schema) -> Schema:
    """Return the schema of what fits at least one of some."""
    return {"anyOf": list(schemas)}


def maybe(schema: Schema, meaning: str = "") -> Schema:
    """Return the schema of something or null."""
    said = {"description": meaning} if meaning else {}
    return {"anyOf": [schema, NULL], **said}


def told(schema: Schema, meaning: str) -> Schema:
    """Return a schema with what it means."""
    return {**schema, "description": meaning}


def record(meaning: str, keys: Schema, optional: Schema | None = None) -> Schema:
    """Return the schema of an object with exactly these keys.

    Parameters
    ----------
    meaning
        What it is.
    keys
        Key → schema; all have to be there.
    optional
        Key → schema of those that may be left out.
    """
    return {
        "type": "object",
        "description": meaning,
        "properties": {**keys, **(optional or {})},
        "required": list(keys),
        "additionalProperties": False,
    }


AGREEMENT = ref("Agreement")
UTILITIES = ref("Utilities")
COUNT = ref("Count")
SHARE = ref("Share")
PAIR = listed(TEXT, 2)
PATHS = listed(TEXT)
INTERVAL = listed(NUMBER, 2)


def share_with(meaning: str, keys: Schema) -> Schema:
    """Return the schema of a share with further keys."""
    return record(meaning, {**SHARE_KEYS, **keys})


SHARE_KEYS: Schema = {
    "count": told(NUMBER, "How many, a fraction where ties are split."),
    "of": told(WHOLE, "Of how many draws or talks."),
    "share": told(NUMBER, "The share, 0 to 1."),
    "interval": told(INTERVAL, "95 % simulation error."),
}
BOUND_KEYS: Schema = {
    "possible": maybe(TRUTH, "Whether some inputs in the ranges do it; null if neither is shown."),
    "necessary": maybe(TRUTH, "Whether all inputs in the ranges do it."),
}
TERMS: Schema = {
    "Agreement": by(OPTION, "Issue → option; a number on a numeric issue."),
    "Utilities": by(NUMBER, "Party → utility."),
    "Bounds": record(
        "A count that is only known to lie between two; both are proven.",
        {"lower": WHOLE, "upper": maybe(WHOLE, "Null for no upper bound.")},
    ),
    "Between": record(
        "A number that is only known to lie between two; both are proven.",
        {"lower": NUMBER, "upper": maybe(NUMBER, "Null for no upper bound.")},
    ),
    "Count": told(either(WHOLE, ref("Bounds")), "How many; exact, or bounds."),
    "Number": told(either(NUMBER, ref("Between")), "A number; exact, or bounds."),
    "Share": record("A share of draws or talks.", SHARE_KEYS),
    "NotComputed": record(
        "Stands in place of an answer that was not computed.",
        {
            "not_computed": told(TEXT, "Why."),
            "command": maybe(TEXT, "What computes it; null if no command does."),
        },
    ),
    "Outcome": record("An agreement and its utilities.",
                      {"agreement": AGREEMENT, "utilities": UTILITIES}),
    "Asked": record(
        "The file and the state of it, as typed.",
        {
            "file": told(TEXT, "The file's name."),
            "round": maybe(TEXT, "What --round says."),
            "variant": maybe(TEXT, "What --variant says."),
            "set": told(listed(TEXT), "What each --set says, in full."),
            "effort": told(NUMBER, "What --effort says."),
        },
    ),
}  # fmt: skip
"""Name → definition that several parts of a result use."""


def or_not(schema: Schema) -> Schema:
    """Return the schema of an answer that may not be computed."""
    return either(schema, ref("NotComputed"))
