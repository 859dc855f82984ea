"""What passes the tests after signature, and what of that is not modelled."""

from __future__ import annotations

from sim.settlement.funnel import Funnel, Gate
from sim.settlement.support import not_modelled
from sim.space.count import counted
from sim.text.fitting import Detail
from sim.text.grammar import possessive
from sim.text.names import Words
from sim.text.numbers import listing
from sim.text.steps import short_demand, step_label, test_words, voters_label
from sim.zone.zone import Zone

FIRST = "acceptable"
"""The last gate before signature."""
LAST = "not dominated"
"""The gate after all tests."""
NAMED = 2
"""Entries of a list from which on parties whose consent is not modelled are named."""
NONE_IS = {
    "ratifiable": "none is ratified",
    "with an order": "no order of steps meets all demands",
    "self-enforcing": "in each, somebody has no reason to take some step",
    "trusted": "in each, some step asks whoever takes it for more trust than there is",
}
"""Gate → what it means that nothing passes it."""


def none_passes(found: Funnel | None) -> bool:
    """Return whether there are tests after signature, and no acceptable text passes them."""
    later = _later(found)
    return bool(later) and not later[-1].passing


def _later(found: Funnel | None) -> tuple[Gate, ...]:
    """Return the gates between signature and the end."""
    if found is None:
        return ()
    names = [gate.name for gate in found.gates]
    return found.gates[names.index(FIRST) + 1 : names.index(LAST)]


def after_signature(zone: Zone, found: Funnel | None, words: Words, detail: Detail) -> str:
    """Return how many acceptable texts pass the later tests, or at which none does and why."""
    later = _later(found)
    if found is None or not zone.exists or not later:
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
    the_tests = " the tests" if detail.entries > 1 else ""
    stop = next(gate for gate in later if not gate.passing)
    text = f"None passes{the_tests} after signature: {NONE_IS[stop.name]}"
    ways: list[str] = []
    for one in found.causes.behind[:2]:
        demands = detail.listing([short_demand(words, path, detail) for path in one.demands])
        left, first = list(one.without.values())[-1], one.without.get(stop.name, 0)
        some = f"{left:,}{' would pass' * (not ways)}" if left else f"{first:,} would get further"
        ways.append(f"{some} without {demands}")
    if not ways and stop.first:
        ways.append(f"most often {_obstacle(stop.first[0], words, detail)}")
    return f"{text}; {', '.join(ways)}." if ways else f"{text}."


def _obstacle(path: str, words: Words, detail: Detail) -> str:
    """Return which test most texts don't pass: "Russia, at “Ceasefire”"."""
    head, *rest = path.split(".")
    if head == "steps" and rest[1:] and rest[1] in words.scenario.parties:
        step = detail.cut(step_label(words.scenario, rest[0]))
        return f"{detail.name(words.party(rest[1]))}, at “{step}”"
    return detail.phrase(test_words(path, words))


def not_modelled_parts(zone: Zone, words: Words, detail: Detail) -> list[str]:
    """Return what is needed for an agreement to hold, and the file says nothing of."""
    space, scenario = zone.space, zone.scenario
    silent = [
        words.party(party.name)
        for k, party in enumerate(space.parties)
        if k in space.consent.everyone and not party.weighs
    ]
    votes = [
        f"{possessive(detail.name(voters_label(words, party, name)))} ratification"
        for party, name in (path.split(".")[1:4:2] for path in not_modelled(scenario))
    ]
    parts: list[str] = []
    if len(silent) + len(votes) > 1 and detail.entries < NAMED:
        parts.append(f"{len(silent) + len(votes)} consents or votes")
    else:
        parts += [f"consent of {detail.people(silent)}"] if silent else []
        parts += votes if len(votes) < 2 else [f"{len(votes)} ratifications"]
    if not scenario.steps and not any(one.ratification for one in scenario.parties.values()):
        parts.append("what comes after signature")
    return parts
