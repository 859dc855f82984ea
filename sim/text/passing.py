"""What passes the tests after signature, and what of that is not modelled."""

from __future__ import annotations

from sim.settlement.funnel import Funnel
from sim.settlement.support import not_modelled
from sim.space.count import counted
from sim.text.fitting import Detail
from sim.text.grammar import possessive
from sim.text.names import Words
from sim.text.numbers import listing
from sim.text.steps import short_demand, voters_label
from sim.zone.zone import Zone

FIRST = "acceptable"
"""The last gate before signature."""
LAST = "not dominated"
"""The gate after all tests."""
NAMED = 2
"""Entries of a list from which on parties whose consent is not modelled are named."""
NONE_IS = {
    "ratifiable": "none is ratified",
    "with an order": "no order meets all demands",
    "self-enforcing": "in each some step is one that somebody has no reason to take",
    "trusted": "in each some step asks for more trust than there is",
}
"""Gate → what it means that nothing passes it."""


def after_signature(zone: Zone, found: Funnel | None, words: Words, detail: Detail) -> str:
    """Return how many acceptable texts pass the later tests, or at which none does and why."""
    if found is None or not zone.exists:
        return ""
    names = [gate.name for gate in found.gates]
    later = found.gates[names.index(FIRST) + 1 : names.index(LAST)]
    if not later:
        return ""
    many, passing = counted(zone.counts.acceptable), later[-1].passing
    tests = listing([gate.name for gate in later])
    if passing:
        some = f"all {many}" if counted(passing) == many else f"{passing:,} of the {many}"
        text = f"After signature {some} are also {tests}"
        common = [
            f"{detail.cut(words.issue(issue))} “{detail.cut(words.option(issue, option))}”"
            for gate in later
            for issue, option in gate.common.items()
        ]
        return text + (f"; all of these have {detail.listing(common)}." if common else ".")
    stop = next(gate for gate in later if not gate.passing)
    text = f"After signature none passes: {NONE_IS[stop.name]}"
    ways: list[str] = []
    for one in found.causes.behind[:2]:
        demands = detail.listing([short_demand(words, path, detail) for path in one.demands])
        left = list(one.without.values())[-1] if one.without else 0
        ways.append(f"{left:,} {'do ' if not ways else ''}without {demands}")
    return f"{text}; {', '.join(ways)}." if ways else f"{text}."


def not_modelled_parts(zone: Zone, words: Words, detail: Detail) -> list[str]:
    """Return what is needed for an agreement to hold, and the file says nothing of."""
    space, scenario = zone.space, zone.scenario
    silent = [
        words.party(party.name)
        for k, party in enumerate(space.parties)
        if k in space.consent.everyone and not party.weighs
    ]
    votes = [
        f"{possessive(voters_label(words, party, name))} ratification"
        for party, name in (path.split(".")[1:4:2] for path in not_modelled(scenario))
    ]
    if len(silent) + len(votes) > 1 and detail.entries < NAMED:
        parts = [f"{len(silent) + len(votes)} consents or votes"]
    else:
        parts = [f"consent of {detail.people(silent)}"] if silent else []
        parts += votes if len(votes) < 2 else [f"{len(votes)} ratifications"]
    if not scenario.steps and not any(one.ratification for one in scenario.parties.values()):
        parts.append("what comes after signature")
    return parts
