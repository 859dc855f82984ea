"""How steps, demands, tests and guarantors are called."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.scenario.rules import Term
from sim.scenario.scenario import Scenario
from sim.settlement.support import not_modelled, ratification_label
from sim.space.boxes import clause_box
from sim.text.fitting import Detail
from sim.text.grammar import possessive
from sim.text.names import Words

RULES = {"any_one": "one guarantor is enough", "all_agree": "all guarantors must agree"}


def step_label(scenario: Scenario, name: str) -> str:
    """Return what people read for a step."""
    return scenario.labels.steps[name]


def demand_label(words: Words, path: str) -> str:
    """Return what is asked of the order in words: "Ukraine: ceasefire before referendum (stated)".

    Parameters
    ----------
    path
        ``demands.x``, or ``steps.x.requires``.
    """
    scenario = words.scenario
    head, name = path.split(".")[:2]
    rests = "with evidence" if scenario.evidence.get(path) else "no evidence"
    if head == "demands":
        one = scenario.demands[name]
        order = f"“{step_label(scenario, one.first)}” before “{step_label(scenario, one.then)}”"
        return f"{words.party(one.by)}: {order} ({one.strength}, {rests})"
    required = scenario.steps[name].requires
    assert required is not None
    asked = " and ".join(
        f"{words.issue(issue)} settled as {_options(words, issue, term)}"
        for issue, term in required.options.items()
    )
    whose = "law or fact" if required.by is None else words.party(required.by)
    standing = "by this file" if required.by is None else required.strength
    return f"{whose}: {asked} before “{step_label(scenario, name)}” ({standing}, {rests})"


def short_demand(words: Words, path: str, detail: Detail) -> str:
    """Return what is asked of the order in a few words: "Russia's demand of “A” before “B”"."""
    scenario = words.scenario
    head, name = path.split(".")[:2]
    if head == "demands":
        one = scenario.demands[name]
        first, then = (f"“{detail.cut(step_label(scenario, x))}”" for x in (one.first, one.then))
        return (
            f"{possessive(detail.name(words.party(one.by)))} {first} before {then} ({one.strength})"
        )
    required = scenario.steps[name].requires
    assert required is not None
    asked = detail.listing([detail.cut(words.issue(issue)) for issue in required.options])
    if required.by is None:
        return f"what law or fact asks of {asked}"
    whose = possessive(detail.name(words.party(required.by)))
    return f"{whose} condition on {asked} ({required.strength})"


def _options(words: Words, issue: str, term: Term) -> str:
    """Return the options that a term asks for: "“A” or “B”"."""
    listed = words.scenario.issues[issue]
    mask = clause_box({issue: term}, words.scenario.issues)
    (places,) = mask.values()
    names = [f"“{listed.option_label(place)}”" for place in np.flatnonzero(places).tolist()]
    return " or ".join(names)


def test_words(path: str, words: Words) -> str:
    """Return in words what stands at the path of a test."""
    head, *rest = path.split(".")
    if head == "demands" or (head == "steps" and rest[1:] == ["requires"]):
        return demand_label(words, path)
    if head == "steps":
        return f"{words.party(rest[1])} at “{step_label(words.scenario, rest[0])}”"
    if path in words.notes:
        return words.rule(path)
    return f"{words.party(rest[0])}, {ratification_label(words.scenario, rest[0], rest[2])}"


def people(parties: Sequence[str], words: Words) -> str:
    """Return a set of guarantors in words."""
    return " and ".join(words.party(name) for name in parties) or "none of them"


def all_gates(scenario: Scenario) -> str:
    """Return "all gates", or which ratification none of them stands for."""
    missing = len(not_modelled(scenario))
    are = "ratifications are" if missing > 1 else "ratification is"
    return f"all gates that are modelled ({missing} {are} not)" if missing else "all gates"


def voters_label(words: Words, party: str, name: str) -> str:
    """Return whose ratification it is, and which one where the party has several."""
    if len(words.scenario.parties[party].ratification) < 2:
        return words.party(party)
    return f"{words.party(party)}, {ratification_label(words.scenario, party, name)}"
