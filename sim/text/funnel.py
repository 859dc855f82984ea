"""What is printed of the funnel: what passes each gate, and what its counts rest on."""

from __future__ import annotations

from sim.settlement.funnel import Funnel, Gate
from sim.settlement.gate_causes import IdleGuarantees
from sim.text.names import Words
from sim.text.numbers import listed
from sim.text.steps import RULES, all_gates, demand_label, people, test_words


def funnel_lines(found: Funnel, words: Words) -> list[str]:
    """Return how many agreements pass each gate."""
    text = " → ".join(f"{gate.passing:,} {gate.name}" for gate in found.gates)
    said = f"{'Some' if found.any else 'No'} agreement passes {all_gates(words.scenario)}"
    lines = [f"{said}, at the midpoints of all ranges: {text}."]
    for gate in found.gates:
        if gate.first:
            tests = [test_words(path, words) for path in gate.first]
            lines.append(f"Main obstacle to “{gate.name}”: {'; '.join(tests)}.")
        lines += _shared(gate, words)
    lines += cause_lines(found, words)
    lines += _backed(found, words)
    lines.append("Counts depend on how finely options are listed; they are not shares of anything.")
    return lines


def _shared(gate: Gate, words: Words) -> list[str]:
    """Return what all that pass a gate have in common, in a line; none where that is nothing."""
    fixed = [
        f"{words.issue(issue)}: “{words.option(issue, option)}”"
        for issue, option in gate.common.items()
    ]
    gone = [
        f"{words.issue(issue)}: " + " and ".join(f"“{words.option(issue, o)}”" for o in options)
        for issue, options in gate.gone.items()
    ]
    texts = [f"all have {listed(fixed, 6)}"] if fixed else []
    texts += [f"none has {listed(gone, 6)}"] if gone else []
    said = "; ".join(texts)
    return [f"Of the {gate.passing:,} that are “{gate.name}” {said}."] if said else []


def cause_lines(found: Funnel, words: Words) -> list[str]:
    """Return what the counts after signature rest on."""
    causes, lines = found.causes, []
    if causes.behind:
        sets = [
            " and ".join(demand_label(words, path) for path in one.demands)
            + ", without which: "
            + " → ".join(f"{many:,} {gate}" for gate, many in one.without.items())
            for one in causes.behind[:3]
        ]
        size = len(causes.behind[0].demands)
        what = "one demand" if size == 1 else f"{size} demands together"
        either = "either of these" if len(sets) == 2 else "any one of these"
        which = f"; {either} by itself is enough" if len(sets) > 1 else ""
        lines.append(
            f"That none is “{causes.behind[0].gate}” comes down to {what}{which}: "
            + "; or ".join(sets)
            + "."
        )
    if causes.stops is not None:
        readings = "; ".join(
            f"{_STOPS[name]}: " + " → ".join(f"{many:,} {gate}" for gate, many in counts.items())
            for name, counts in causes.stops.items()
        )
        without = " (without the first of these demands)" if causes.dropped else ""
        lines.append(
            "What a party has if implementation stops is an assumption (no stop: in the file): its "
            "walk-away value and what the steps done by then have changed for it. "
            f"Other readings{without}: {readings}."
        )
    if causes.beliefs is not None and causes.beliefs[0] != causes.beliefs[1]:
        without = " (without the first of these demands)" if causes.dropped else ""
        lines.append(
            "“Trusted” is set by how far parties believe that the rest follows: "
            f"{causes.beliefs[0]:,} pass if they believe nothing, {causes.beliefs[1]:,} if they "
            f"believe it for sure{without}."
        )
    if causes.idle is not None:
        lines += _idle(causes.idle, words)
    return lines


_STOPS = {
    "reservation": "its walk-away value alone",
    "lower": "the lower of both",
}
"""Readings of what a party has after a stop."""
_IDLE = {
    "insures_nobody": "at no point is a party insured by a guarantor that has not to act itself "
    "and is not its adversary",
    "enough_anyway": "no step asks for more belief than there is without them",
    "not_enough": "even guarantors that are believed for sure change no count",
    "too_low": "they are not believed enough at the midpoints of their credibilities",
}
"""Why guarantees change nothing."""


def _idle(idle: IdleGuarantees, words: Words) -> list[str]:
    """Return where guarantees, or a guarantor, change nothing."""
    if idle.all:
        why = _IDLE[idle.reason or "not_enough"]
        return [f"Guarantees change no count here: {why}."]
    if idle.guarantors:
        names = " or ".join(words.party(name) for name in idle.guarantors)
        return [f"Leaving out {names} alone changes no count."]
    return []


def _backed(found: Funnel, words: Words) -> list[str]:
    """Return which guarantors make how many agreements trusted, by guarantee and rule."""
    given = words.scenario.enforcement
    if given is None:
        return []
    if not next((gate.passing for gate in found.gates if gate.name == "with an order"), 1):
        return []
    if not found.backed:
        return ["No set of guarantors makes any agreement self-enforcing and trusted."]
    told = {rule: _by_set(found, rule, words) for rule in RULES}
    if told["any_one"] == told["all_agree"]:
        return [
            f"Fewest guarantors with which they are trusted, under either rule: {told['any_one']}."
        ]
    return [
        f"Fewest guarantors with which they are trusted, if {said}: {told[rule]}."
        for rule, said in RULES.items()
    ]


def _by_set(found: Funnel, rule: str, words: Words) -> str:
    """Return "none of them (78 with “Consultation”)", set by set."""
    given = words.scenario.enforcement
    assert given is not None
    sets: dict[tuple[str, ...], list[str]] = {}
    for one in found.backed:
        if one.rule == rule:
            text = f"{one.agreements:,} with “{words.option(given.issue, one.option)}”"
            sets.setdefault(one.guarantors, []).append(text)
    parts = [f"{people(chosen, words)} ({', '.join(all_)})" for chosen, all_ in sets.items()]
    return "; ".join(parts) or "none"
