"""The JSON Schema of scenario files, for editors; made from the classes that read them."""

from __future__ import annotations

from typing import Any

from sim.scenario.document import Document

_TEXT = {"type": "string"}
_ANY_OPTION = {"type": ["string", "number"]}
_AGREEMENT = {"type": "object", "additionalProperties": _ANY_OPTION}
_SHORT_FORMS: dict[str, list[dict[str, Any]]] = {
    "Position": [{**_ANY_OPTION, "description": "The ideal; values fall with the distance."}],
    "IssueOption": [{**_TEXT, "description": "The label."}, {"type": "null"}],
    "Term": [
        {**_ANY_OPTION, "description": "This option."},
        {"type": "array", "items": _ANY_OPTION, "minItems": 1, "description": "One of these."},
    ],
    "Reservation": [
        {"const": "status_quo", "description": "The utility of the status quo."},
        {"$ref": "#/$defs/Quantity"},
    ],
    "Requires": [
        {
            "type": "object",
            "additionalProperties": {"$ref": "#/$defs/Term"},
            "not": {"required": ["options"]},
            "description": "Issue: option, or a list of options.",
        }
    ],
    "Stop": [
        {"const": "status_quo", "description": "The utility of the status quo."},
        {"const": "war", "description": "The value of the war."},
        {"$ref": "#/$defs/Quantity"},
    ],
    "Strategy": [{**_TEXT, "description": "The name of a strategy."}],
    "Package": [{**_AGREEMENT, "description": "Issue: option; issues may be left open."}],
}
"""What a file may write instead of the long form that a class describes."""


_ALIASES = {("Levels", "start"): "from", ("Levels", "stop"): "to", ("Guarantor", "start"): "from"}
"""(Class, name) → the key in a file, where names differ."""
_EVERYWHERE = {
    "label": "What people read; the id, with spaces, where it is absent.",
    "summary": "What a reader has to know of it.",
    "because": "Why it is taken to be so.",
    "evidence": "What a source says in support of it: one mapping or a list.",
}
"""Key → its meaning, the same in every class."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file.

    Examples
    --------
    >>> sorted(json_schema()["properties"])[:3]
    ['bargaining', 'before_rounds', 'consent']
    """
    schema = Document.model_json_schema(by_alias=True)
    definitions = schema["$defs"]
    definitions["Quantity"] = _quantity(schema)
    for name, forms in _SHORT_FORMS.items():
        definitions[f"{name}Form"] = definitions[name]
        definitions[name] = {"anyOf": [*forms, {"$ref": f"#/$defs/{name}Form"}]}
    issue = definitions["Issue"]["properties"]
    issue["options"] = {
        "anyOf": [issue["options"], {"type": "array", "items": _TEXT, "uniqueItems": True}]
    }
    definitions["Settles"] = {
        "anyOf": [{"type": "array", "items": _TEXT}, _AGREEMENT],
        "description": "Issues, as the agreement says; or issue: option for part of the way.",
    }
    one = {"$ref": "#/$defs/Claim"}
    for part in definitions.values():
        evidence = part.get("properties", {}).get("evidence")
        if evidence is not None:
            part["properties"]["evidence"] = {"anyOf": [one, {"type": "array", "items": one}]}
    about = definitions["Evidence"]["properties"]
    about["about"] = {"anyOf": [_TEXT, about["about"]]}
    for name, part in [("Document", schema), *definitions.items()]:
        # Evidence is a claim and where it belongs; a claim's keys are described before it.
        like = definitions["Claim"]["properties"] if name == "Evidence" else {}
        _describe(part, name, {key: one["description"] for key, one in like.items()})
    _say_which_keys_go_together(schema)
    schema["$defs"] = dict(sorted(definitions.items()))
    _count_properties(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Agreement scenario",
        "description": "A negotiation: issues, parties, rules, and the evidence for each "
        "judgement.",
    }


def _describe(part: dict[str, Any], name: str, told: dict[str, str]) -> None:
    """Move what a class's docstring says of each key to that key, for editors that show it."""
    first, _, rest = part.get("description", "").partition("\n\nParameters\n----------\n")
    if "properties" not in part:
        return
    part["description"] = " ".join(first.split())
    found: dict[str, str] = {}
    named: list[str] = []
    for line in rest.split("\n\n")[0].splitlines():
        if not line.startswith(" "):
            named = [_ALIASES.get((name, key.strip()), key.strip()) for key in line.split(",")]
        else:
            found |= {key: f"{found.get(key, '')} {line.strip()}".strip() for key in named}
    for key, given in part["properties"].items():
        text = found.get(key) or told.get(key) or given.get("description") or _EVERYWHERE.get(key)
        if text is None:
            raise AssertionError(f"the class of {name} says nothing on its key '{key}'")
        given["description"] = text.replace("``", "`")
        default = given.get("default")
        if isinstance(default, dict) and "mode" in default:  # A quantity, as a file writes it.
            low, high = default["low"], default["high"]
            given["default"] = low if low == high else [low, high]
        elif isinstance(default, dict) and default:  # Settles nothing.
            given["default"] = []


def _say_which_keys_go_together(schema: dict[str, Any]) -> None:
    """Say what the reader checks beyond single keys, as far as a schema can."""
    parts = schema["$defs"]
    schema.pop("required")
    schema["anyOf"] = [
        {"required": ["title", "issues", "parties"]},
        {"required": ["extends"]},
    ]
    parts["PositionForm"] |= {
        "anyOf": [{"required": ["ideal"]}, {"required": ["values"]}],
        "dependentRequired": {"loss": ["ideal"]},
    }
    parts["ReservationForm"] |= {
        "oneOf": [{"required": [form]} for form in ("number", "status_quo", "agreement", "war")],
        "dependentRequired": {"cost": ["agreement"]},
    }
    parts["ReservationForm"]["properties"]["status_quo"]["const"] = True
    parts["StopForm"]["oneOf"] = [{"required": [form]} for form in ("number", "status_quo", "war")]
    for form in ("status_quo", "war"):
        parts["StopForm"]["properties"][form]["const"] = True
    for name in ("Linkage", "RedLine"):
        parts[name]["oneOf"] = [{"required": ["never"]}, {"required": ["if", "then"]}]
    parts["Issue"]["oneOf"] = [{"required": ["options"]}, {"required": ["range"]}]
    parts["Issue"]["properties"]["only"]["anyOf"][0]["minItems"] = 1
    parts["TermForm"]["properties"].pop("options")
    for name in ("TermForm", "Consent"):
        parts[name]["minProperties"] = 1
    parts["Package"]["anyOf"][0]["minProperties"] = 1
    for part in (schema, *parts.values()):
        for name in ("issues", "parties", "red_lines", "linkages", "packages", "variants"):
            mapping = part.get("properties", {}).get(name)
            if mapping is not None and mapping.get("type") == "object":
                mapping["propertyNames"] = {"pattern": r"^[^\W\d][\w-]*$|^\d+[\w-]*[^\W\d][\w-]*$"}


def _count_properties(node: Any) -> None:
    """Write a mapping's smallest size as editors read it; pydantic takes it for a text's."""
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        _count_properties(child)
    if isinstance(node, dict) and node.get("type") == "object" and "minLength" in node:
        node["minProperties"] = node.pop("minLength")


def _quantity(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a number or range, which every use of it repeats."""
    worth: dict[str, Any] = schema["$defs"]["Interaction"]["properties"]["worth"]
    return {key: value for key, value in worth.items() if key != "title"}
