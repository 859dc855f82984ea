"""The JSON Schema of the answers that stand beside the zone in ``result.json``."""

from __future__ import annotations

from sim.comparison.pricing.price import ACT, PAIRS, READING
from sim.reporting.schema_terms import (
    AGREEMENT,
    BOUND_KEYS,
    COUNT,
    INTERVAL,
    NUMBER,
    OPTION,
    PATHS,
    SHARE,
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
    share_with,
    told,
)

_INPUT = told(either(NUMBER, INTERVAL, by(NUMBER), TEXT), "As a file writes a number or range.")
_THREE = listed(maybe(NUMBER), 3)
_STRATEGY = record("How a party bargains.", {
    "name": TEXT,
    "exponent": maybe(_INPUT),
    "answer": maybe(TEXT),
    "accept": listed(TEXT),
    "level": maybe(NUMBER),
    "after": maybe(NUMBER),
    "tolerance": NUMBER,
    "ties": TEXT,
    "patience": maybe(_INPUT),
    "stated": TRUTH,
})  # fmt: skip
_CONTEST = record("Strategies against each other.", {
    "protocol": TEXT,
    "seed": WHOLE,
    "parties": listed(TEXT, 2),
    "strategies": listed(TEXT),
    "meetings": listed(share_with("Talks of two strategies.", {
        "strategies": listed(TEXT, 2), "utilities": UTILITIES, "rounds": maybe(NUMBER),
    })),
})  # fmt: skip
_BARGAINING = record("What came of talks between agents.", {
    "settings": record("How talks are held.", {
        "protocol": TEXT,
        "rounds": WHOLE,
        "hazard": _INPUT,
        "opener": TEXT,
        "through_rounds": TRUTH,
        "strategies": by(_STRATEGY),
        "draw": TRUTH,
        "spread": maybe(NUMBER),
    }),
    "seed": WHOLE,
    "runs": WHOLE,
    "all_the_same": TRUTH,
    "varies": listed(TEXT),
    "menu": record("What can be tabled.",
                   {"agreements": WHOLE, "all_that_keep_linkages": TRUTH}),
    "agreed": SHARE,
    "endings": by(WHOLE, "Ending → number of talks."),
    "ends_number": WHOLE,
    "ends": listed(share_with("An agreement that talks ended in.", {
        "agreement": AGREEMENT, "utilities": UTILITIES, "on_frontier": maybe(TRUTH),
    })),
    "rounds_needed": by(NUMBER, "Quantile → rounds."),
    "parties": by(record("What a party gets.", {
        "utility": maybe(NUMBER),
        "interval": listed(maybe(NUMBER), 2),
        "discounted": maybe(NUMBER),
        "from_nash": maybe(NUMBER),
    })),
    "distance_from_nash": maybe(NUMBER),
    "by_round": by(listed(WHOLE), "Ending → talks that had ended so after each round."),
    "traced": WHOLE,
    "moves": by(by(share_with("Talks in which offers left the first option.",
                              {"round": maybe(NUMBER)}))),
    "learnt": by(by(record("A weight.", {"estimated": NUMBER, "weight": NUMBER}))),
    "states": listed(TEXT),
    "contest": maybe(or_not(_CONTEST)),
})  # fmt: skip
_GROUP_KEYS: Schema = {"party": maybe(TEXT), "kind": TEXT}
_TIPPING = record("Where an input changes the answer.", {
    "path": TEXT,
    **_GROUP_KEYS,
    "point": NUMBER,
    "range": INTERVAL,
    "assumed_range": TRUTH,
    "zone": listed(maybe(NUMBER), 2),
    "nash": listed(maybe(NUMBER), 2),
    "exact": TRUTH,
})  # fmt: skip
_SHARES = record("How often an agreement is what.", {
    "names": listed(TEXT),
    "agreement": AGREEMENT,
    "acceptable": share_with("In how many draws it is acceptable.", BOUND_KEYS),
    "frontier": SHARE,
    "nash": SHARE,
    "accepted": by(share_with("In how many draws a party accepts it.", BOUND_KEYS)),
    "unmet": by(SHARE),
    "central_weights": by(by(NUMBER)),
    "confidence": maybe(SHARE),
})  # fmt: skip
_REACTIONS = record("What the share with a zone reacts to.", {
    "noise": NUMBER,
    "groups": listed(record("Inputs of a party and kind.", {**_GROUP_KEYS, "distance": NUMBER})),
    "ranked": listed(record("An input.", {
        "path": TEXT,
        **_GROUP_KEYS,
        "distance": NUMBER,
        "with_zone": NUMBER,
        "without": NUMBER,
        "counterpart": maybe(TEXT),
        "counterpart_distance": maybe(NUMBER),
    })),
})  # fmt: skip
_SETTERS = record("What sets the share of draws with a zone.", {
    "inputs": listed(record("An input, with its range and the ones tried beside it.", {
        "path": TEXT, "range": INTERVAL, "narrower": INTERVAL, "wider": INTERVAL,
    })),
    "explained": told(NUMBER, "Of the differences between draws, 0 to 1."),
    "narrower": maybe(SHARE), "wider": maybe(SHARE),
    "map": maybe(record("The share by the values of two inputs.", {
        "x": listed(NUMBER), "y": listed(NUMBER), "shares": listed(listed(NUMBER)),
    })),
})  # fmt: skip
_ROBUSTNESS = record("Shares of draws of what the file leaves open.", {
    "draws": WHOLE,
    "seed": WHOLE,
    "spread": NUMBER,
    "agreements": WHOLE,
    "listed": TRUTH,
    "zone": share_with("In how many draws there is a zone.", BOUND_KEYS),
    "variants": or_not(listed(share_with("A reading.", {"variant": maybe(TEXT)}))),
    "mixed": or_not(maybe(record("The mix of readings.", {"share": NUMBER, "error": NUMBER}))),
    "ladder": or_not(listed(share_with("A rung.", {"rung": TEXT, "label": TEXT}))),
    "weights_carry_it": or_not(TRUTH),
    "shares": or_not(listed(_SHARES)),
    "packages": or_not(by(share_with("Draws with a completion.", BOUND_KEYS))),
    "patterns": or_not(
        listed(share_with("Draws with a pattern.", {"held": by(TEXT), **BOUND_KEYS}))
    ),
    "reactions": _REACTIONS,
    "setters": or_not(_SETTERS),
    "tipping": or_not(listed(_TIPPING)),
    "weights": by(by(_THREE), "Party → issue → 5, 50 and 95 %."),
    "reservations": by(_THREE, "Party → 5, 50 and 95 %."),
})  # fmt: skip
_SENSITIVITY = record("What groups of inputs bring.", {
    "samples": WHOLE,
    "seed": WHOLE,
    "spread": NUMBER,
    "groups": listed(record("A group.", {
        **_GROUP_KEYS, "inputs": WHOLE, "alone": NUMBER, "alone_error": NUMBER, "total": NUMBER,
        "total_error": NUMBER,
    })),
    "margin": listed(NUMBER, 3),
    "left_out": listed(TEXT),
})  # fmt: skip
_ADDED = record("What a round adds.", {
    "critical_reservation": maybe(NUMBER, "To r*."),
    "zone": maybe(TRUTH, "True: it opens the zone; false: it closes it; null: neither."),
})  # fmt: skip
_CREDIT = record("What a round, with those that only work on its keys, is credited with.", {
    "rounds": listed(WHOLE),
    "alone": told(_ADDED, "To the state after the first round."),
    "in_turn": told(_ADDED, "After all rounds before."),
    "last": told(_ADDED, "After all others."),
    "shapley": maybe(NUMBER),
    "shapley_zone": maybe(NUMBER),
})  # fmt: skip
_ROUNDS = record("The scenario round by round.", {"states": listed(record("A state.", {
    "round": WHOLE,
    "date": maybe(TEXT),
    "label": maybe(TEXT),
    "agreements": WHOLE,
    "within_rules": COUNT,
    "acceptable": COUNT,
    "zone": TRUTH,
    "critical_reservation": maybe(ref("Number")),
    "slack": by(maybe(ref("Number"))),
    "solutions": maybe(by(ref("Solution"))),
    "changed": PATHS,
    "utilities_apart": listed(TEXT),
    "turns": listed(record("A change.",
                           {"path": TEXT, "alone": maybe(TRUTH), "needed": maybe(TRUTH)})),
})), "credits": listed(_CREDIT)})  # fmt: skip
_PART_KEYS: Schema = {
    "kind": among(*READING, *ACT), "path": TEXT, "party": maybe(TEXT), "option": maybe(OPTION),
    "point": maybe(NUMBER), "at": maybe(NUMBER),
}  # fmt: skip
_PRICE = record("How far an input would have to be from where it is.", {
    **_PART_KEYS,
    "table": among("reading", "act"),
    "amount": maybe(NUMBER),
    "range": maybe(INTERVAL),
    "assumed_range": TRUTH,
    "multiple": maybe(NUMBER),
    "utility": maybe(NUMBER),
    "as_much_as": maybe(record("A step.", {
        "issue": TEXT, "worse": OPTION, "better": OPTION, "worth": NUMBER,
    })),
    "shifted": maybe(by(NUMBER)),
    "opens": maybe(COUNT),
    "needs": listed(listed(NUMBER)),
    "parties": listed(TEXT),
    "agreement": maybe(AGREEMENT),
    "exact": TRUTH,
})  # fmt: skip
_PRICES = record("What would have to be different.", {
    "asked": among("open", "close", "accept"),
    "agreement": maybe(AGREEMENT),
    "tests": by(listed(_PRICE)),
    "pairs": {**listed(record("Two changes together.", {
        "parts": listed(record("A change.", _PART_KEYS), 2), "multiple": maybe(NUMBER),
        "agreement": AGREEMENT,
    })), "maxItems": PAIRS},
    "pairs_number": WHOLE,
    "left_out": PATHS,
})  # fmt: skip
_PIVOTAL = listed(record("What is left without an option.", {
    "issue": TEXT,
    "option": OPTION,
    "bypass": TRUTH,
    "acceptable": COUNT,
    "closes": TRUTH,
    "best": UTILITIES,
    "solutions": by(UTILITIES),
}))  # fmt: skip
_RULE_MATRIX = record("How many agreements do not meet which rules.", {
    "paths": PATHS,
    "agreements": COUNT,
    "unmet": listed(COUNT),
    "only": listed(COUNT),
    "both": or_not(listed(listed(COUNT))),
})  # fmt: skip
_CHANGE = record("A change of an issue.", {"issue": TEXT, "before": OPTION, "after": OPTION})
_TRADES = listed(record("An exchange of two issues.", {
    "parties": listed(TEXT, 2),
    "given": _CHANGE,
    "returned": _CHANGE,
    "ratios": by(NUMBER),
    "gains": UTILITIES,
}))  # fmt: skip
_VOTE = record("A ratification.", {
    "party": TEXT,
    "name": TEXT,
    "kind": TEXT,
    "needed": TRUTH,
    "threshold": NUMBER,
    "support": NUMBER,
    "groups": by(record("A group of voters.", {"share": NUMBER, "support": NUMBER})),
    "passes": TRUTH,
})  # fmt: skip
_RATIFICATION = record("Which agreements pass ratification.", {
    "acceptable": WHOLE,
    "ratifiable": WHOLE,
    "signed_not_ratified": WHOLE,
    "failing": by(WHOLE),
    "best": by(maybe(NUMBER)),
    "judged": listed(record("A named agreement.", {
        "name": TEXT, "agreement": AGREEMENT, "acceptable": TRUTH, "ratified": TRUTH,
        "votes": listed(_VOTE),
    })),
    "not_modelled": PATHS,
    "assumed": listed(TEXT),
})  # fmt: skip
_MOVE = record("What a step asks of a party.", {
    "step": TEXT, "party": TEXT, "stop": maybe(NUMBER), "alone": maybe(NUMBER), "whole": NUMBER,
    "needed": maybe(NUMBER), "available": NUMBER, "temptation": maybe(NUMBER),
})  # fmt: skip
_TRUST = record("The hardest step for a party.", {
    "party": TEXT, "step": TEXT, "needed": maybe(NUMBER), "available": NUMBER, "low": NUMBER,
    "high": NUMBER,
})  # fmt: skip
_ENOUGH: Schema = {"enough": maybe(listed(listed(TEXT))), "credibility": maybe(NUMBER)}
_GUARANTEED = record("The agreement under a guarantee.", {
    "option": OPTION, "rule": TEXT, "kept": TRUTH, "exists": TRUTH, "self_enforcing": TRUTH,
    "trusted": TRUTH, "implementable": TRUTH, "hardest": listed(_TRUST), **_ENOUGH,
})  # fmt: skip
_LINK = record(
    "A link of the deadlock.",
    {
        "first": maybe(TEXT),
        "then": TEXT,
        "path": TEXT,
        "by": maybe(TEXT),
        "strength": maybe(TEXT),
        "because": maybe(TEXT),
    },
)
_ROADMAP = record("In which order an agreement could be carried out.", {
    "name": TEXT,
    "agreement": AGREEMENT,
    "completed": TRUTH,
    "steps": listed(TEXT),
    "exists": TRUTH,
    "order": maybe(listed(TEXT)),
    "self_enforcing": TRUTH,
    "trusted": TRUTH,
    "undone": listed(record("A step taken back.",
                            {"step": TEXT, "party": TEXT, "temptation": NUMBER})),
    "hardest": maybe(_MOVE),
    "moves": listed(_MOVE),
    "states": listed(record("What holds on the way.",
                            {"step": maybe(TEXT), "values": by(maybe(NUMBER)), "broken": PATHS})),
    "unmet": listed(_LINK),
    "cycle": listed(_LINK),
    "ways": listed(record("A way through the deadlock.", {
        "kind": TEXT, "what": listed(TEXT), "changes": {"type": "object"}, "order": listed(TEXT),
        "needed": maybe(NUMBER), "self_enforcing": TRUTH, "trusted": TRUTH,
    })),
    **_ENOUGH,
    "guaranteed": listed(_GUARANTEED),
    "not_modelled": listed(TEXT),
    "unsettled": listed(TEXT),
    "assumed": listed(TEXT),
})  # fmt: skip
_FUNNEL = record("How many agreements pass each gate.", {
    "any": TRUTH,
    "gates": listed(record("A gate.", {
        "name": TEXT, "passing": WHOLE, "first": PATHS,
        "common": told(AGREEMENT, "What all that pass have, and not all before had."),
        "gone": by(listed(OPTION), "Issue → options that none of those that pass has any more."),
    })),
    "causes": record("What the counts after signature rest on.", {
        "behind": listed(record("A smallest set of demands behind a gate that none passes.", {
            "gate": TEXT, "demands": PATHS, "without": by(WHOLE, "Gate → agreements that pass."),
        })),
        "stops": maybe(by(by(WHOLE)), "Reading of a stop → gate → agreements that pass."),
        "beliefs": maybe(listed(WHOLE, 2), "Trusted with every belief at 0 and at 1."),
        "idle_guarantees": maybe(record("Guarantees that change no count.", {
            "all": TRUTH, "guarantors": listed(TEXT),
            "reason": maybe(among("insures_nobody", "enough_anyway", "not_enough", "too_low")),
        })),
        "dropped": told(PATHS, "Demands that stops and idle_guarantees leave out."),
    }),
    "backed": listed(record("What a set of guarantors brings.", {
        "rule": TEXT, "option": OPTION, "guarantors": listed(TEXT), "agreements": WHOLE,
        "example": AGREEMENT,
    })),
})  # fmt: skip
_AFTER_SIGNATURE = record("In which share of draws agreements pass the gates.", {
    "draws": WHOLE, "seed": WHOLE, "spread": NUMBER, "gates": by(SHARE),
    "agreements": by(by(SHARE)), "votes": by(by(SHARE)),
    "set_by": maybe(record("The input whose halves differ most in the share.", {
        "path": TEXT, "middle": NUMBER, "below": SHARE, "above": SHARE})),
    "assumed": listed(TEXT),
})  # fmt: skip
_OPTIONS_USED = record("Options and the zone.", {
    "never": told(listed(listed(OPTION, 2)), "Issue and option that no acceptable agreement has."),
    "always": told(listed(listed(OPTION, 2)), "Those that all have, though others are listed."),
})  # fmt: skip
ANSWER_SCHEMAS: Schema = {
    "bargaining": _BARGAINING,
    "robustness": _ROBUSTNESS,
    "sensitivity": _SENSITIVITY,
    "rounds": _ROUNDS,
    "prices": _PRICES,
    "pivotal": _PIVOTAL,
    "rule_matrix": _RULE_MATRIX,
    "trades": _TRADES,
    "options_used": _OPTIONS_USED,
    "ratification": _RATIFICATION,
    "roadmap": _ROADMAP,
    "funnel": _FUNNEL,
    "after_signature": _AFTER_SIGNATURE,
}
"""Key of ``result.json`` → schema of the answer."""
