"""The JSON Schema of results: ``result.json``, ``comparison.json`` and ``sweep.json``."""

from __future__ import annotations

from sim.engines.choice import NAMES
from sim.reporting.answers import ANSWERS
from sim.reporting.schema_answers import ANSWER_SCHEMAS
from sim.reporting.schema_files import COMPARISON_FILE, SWEEP_FILE
from sim.reporting.schema_terms import (
    AGREEMENT,
    COUNT,
    INTERVAL,
    NUMBER,
    OPTION,
    PAIR,
    PATHS,
    TERMS,
    TEXT,
    TRUTH,
    UTILITIES,
    WHOLE,
    Schema,
    among,
    by,
    either,
    listed,
    maybe,
    or_not,
    record,
    ref,
    told,
)
from sim.scenario.evidence import Claim
from sim.zone.zone import FORMAT, FRONTIER_ROWS, ZoneCounts


def result_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of the JSON files that commands write.

    Examples
    --------
    >>> sorted(result_schema()["$defs"])[:3]
    ['Agreement', 'Asked', 'Between']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Results, {FORMAT}",
        "description": "What result.json, comparison.json and sweep.json hold.",
        "type": "object",
        "if": {"required": ["comparison"]},
        "then": ref("ComparisonFile"),
        "else": {
            "if": {"required": ["points"]},
            "then": ref("SweepFile"),
            "else": ref("Result"),
        },
        "$defs": {
            **TERMS,
            "Solution": _SOLUTION,
            "Result": _RESULT,
            "ComparisonFile": COMPARISON_FILE,
            "SweepFile": SWEEP_FILE,
        },
    }


_SOLUTION = record(
    "A solution: the first of its maximisers in file order.",
    {
        "agreement": AGREEMENT,
        "utilities": UTILITIES,
        "tied": maybe(WHOLE, "How many maximisers there are; null if that is not known."),
        "left_out": told(PATHS, "Parties that cannot gain in the zone."),
        "gap": maybe(NUMBER, "How much larger what it maximises could be; null for no bound."),
    },
)
_SCENARIO = record(
    "What was analysed.",
    {
        "title": TEXT,
        "digest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        "round": told(WHOLE, "How many rounds are laid over the body."),
        "variant": maybe(TEXT),
        "assumptions": told(WHOLE, "Judgements without evidence."),
        "evidence": told(WHOLE, "Pieces of evidence behind paths of this state."),
    },
)
_ISSUES = listed(record("An issue.", {
    "id": TEXT,
    "label": TEXT,
    "options": told(listed(OPTION), "Those on the table, in file order."),
}))  # fmt: skip
_PARTIES = listed(record("A party.", {
    "id": TEXT,
    "label": TEXT,
    "roles": listed(TEXT),
    "bargains": TRUTH,
    "consents": either(TRUTH, among("in some agreements")),
    "weights": by(NUMBER, "Issue → weight, adding up to 1; empty without weights."),
    "reservation": maybe(NUMBER),
    "range": maybe(INTERVAL, "Lowest and highest utility on the table, rules ignored."),
}))  # fmt: skip
_CLAIM = record(
    "What a source says.",
    {name: TEXT for name, field in Claim.model_fields.items() if field.is_required()},
    {name: TEXT for name, field in Claim.model_fields.items() if not field.is_required()},
)
_RULES = record(
    "What the rules alone leave, and every rule.",
    {
        "admissible": told(COUNT, "Agreements that keep every linkage."),
        "within_red_lines": COUNT,
        "options_ruled_out": listed(record(
            "An option that no agreement within red lines has.",
            {"issue": TEXT, "option": OPTION, "rules": told(listed(PATHS), "Each set is enough.")},
        )),
        "common_ground": listed(record(
            "An issue on which all principals have the same position.",
            {"issue": TEXT, "options": listed(OPTION)},
        )),
        "listed": by(record("A rule or walk-away value.", {
            "owner": maybe(TEXT, "A party; null for a linkage."),
            "kind": among("linkage", "red line", "reservation"),
            "standing": told(TEXT, "A linkage's kind or a red line's strength."),
            "name": TEXT,
            "because": maybe(TEXT),
            "evidence": listed(_CLAIM),
            "binds": told(TRUTH, "False for what limits nothing."),
        }), "Path → linkage, red line or walk-away value."),
    },
)  # fmt: skip
_GATE_TEST = record(
    "How a function given as where was tested, if it could not narrow the space.",
    {"frontier": WHOLE, "tested": WHOLE, "solutions": by(TRUTH)},
)
_SMALLEST = {
    "minimal_sets": listed(record(
        "A smallest set of moves.", {"concessions": listed(PAIR), "agreements": COUNT}
    )),
    "minimal_sets_number": COUNT,
    "either_or": listed(record(
        "An issue whose choices combine with every smallest set.",
        {"issue": TEXT, "choices": listed(listed(PAIR))},
    )),
}  # fmt: skip
_CONCESSIONS = record(
    "Who moves from its stated position.",
    {
        "material": by(NUMBER, "Party → smallest depth that counts in patterns and sets."),
        "settled": listed(record("An issue with one option on the table.", {
            "issue": TEXT,
            "option": OPTION,
            "round": maybe(WHOLE, "The round since which it is the only one, if one made it so."),
            "moves": by(NUMBER, "Party → depth."),
        })),
        "unavoidable": told(
            or_not(listed(PAIR)), "Moves in every acceptable agreement, however small."
        ),
        "least_depths": told(listed(NUMBER), "Of the unavoidable moves, in their order."),
        "never_needed": or_not(listed(PAIR)),
        "patterns": or_not(listed(record(
            "Who holds what on the frontier.", {"held": by(TEXT), "agreements": WHOLE}
        ))),
        **_SMALLEST,
        "raised": maybe(record(
            "The smallest threshold at which the smallest sets have at most six moves.",
            {"above": NUMBER, "upto": NUMBER, **_SMALLEST},
        )),
        "sensitive": or_not(listed(among("minimal_sets", "patterns"))),
        "interactions_left_out": PATHS,
    },
)  # fmt: skip
_WAY_OUT = record(
    "Rules whose absence opens the zone.",
    {
        "rules": PATHS,
        "opens": COUNT,
        "example": ref("Outcome"),
        "price": listed(listed(NUMBER)),
        "price_number": WHOLE,
        "price_complete": TRUTH,
        "reservations": told(listed(NUMBER), "What prices are measured from."),
    },
)
_COMPLETED = record(
    "A package, or its best completion.",
    {
        "agreement": AGREEMENT,
        "utilities": UTILITIES,
        "acceptable": TRUTH,
        "accepts": by(TRUTH),
        "margins": by(maybe(NUMBER)),
        "not_met": PATHS,
        "listed_only": PATHS,
    },
)
_PACKAGE = record(
    "The place of a package.",
    {
        "label": TEXT,
        "given": AGREEMENT,
        "open_issues": listed(TEXT),
        "off_table": listed(TEXT),
        "acceptable_completions": COUNT,
        "completed": maybe(_COMPLETED),
        "reopening": listed(listed(TEXT)),
        "reopening_complete": TRUTH,
        "cut_short": told(TRUTH, "Whether it took more than allowed, so that nothing is known."),
    },
)
_RESULT = record(
    "What result.json holds.",
    {
        "format": {"const": FORMAT},
        "version": told(TEXT, "Of the program."),
        "engine": among(*NAMES),
        "engine_reason": TEXT,
        "scenario": _SCENARIO,
        "asked": maybe(ref("Asked"), "Null from Python."),
        "issues": _ISSUES,
        "parties": _PARTIES,
        "rules": _RULES,
        "counts": record("Numbers of agreements.", dict.fromkeys(ZoneCounts.__slots__, COUNT)),
        "counts_text": record("The same as text.", dict.fromkeys(ZoneCounts.__slots__, TEXT)),
        "critical_reservation": maybe(ref("Number"), "r*."),
        "slack": by(maybe(ref("Number")), "Party → slack."),
        "frontier_complete": TRUTH,
        "settlement_complete": TRUTH,
        "unfinished": told(TEXT, "Why a frontier was not worked out; empty if both were."),
        "stopped_by": told(
            {"enum": ["", "work", "time"]},
            "Whether anything was left unfinished: its work (--effort) was spent, or the time"
            " (--time) was up.",
        ),
        "gate_test": maybe(_GATE_TEST),
        "frontier": {**listed(ref("Outcome")), "maxItems": FRONTIER_ROWS},
        "solutions": maybe(by(ref("Solution")), "Null if the zone is empty or nobody bargains."),
        "concessions": _CONCESSIONS,
        "ways_out": listed(_WAY_OUT),
        "ways_out_complete": TRUTH,
        "conflict_sets": listed(PATHS),
        "conflict_sets_complete": TRUTH,
        "values_linked": told(TRUTH, "Whether walk-away values depend on linkages."),
        "packages": by(_PACKAGE),
    },
    {
        **{key: maybe(or_not(ANSWER_SCHEMAS[key])) for key in ANSWERS},
        "sensitivity": ANSWER_SCHEMAS["sensitivity"],
    },
)
