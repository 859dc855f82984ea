"""What is printed of ratification, order and guarantees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sim.reporting.left_out_lines import left_out_lines
from sim.reporting.words import Words, listed, number
from sim.scenario.scenario import Scenario
from sim.settlement.deadlock import WayThrough
from sim.settlement.funnel import Funnel
from sim.settlement.ratify import Ratified
from sim.settlement.roadmap import Roadmap
from sim.settlement.support import not_modelled
from sim.space.not_computed import NotComputed
from sim.uncertainty.after_signature import AfterSignature
from sim.zone.titles import agreement_title

KINDS = {
    "referendum": "referendum",
    "parliament": "vote of parliament",
    "constitutional_majority": "constitutional majority",
}
WAYS = {
    "drop": "without",
    "together": "done at once",
    "phases": "in two phases",
    "third_party": "with a third party's step first instead, for",
}
RULES = {"any_one": "one guarantor is enough", "all_agree": "all guarantors must agree"}
MOST = 6
"""So many ways through a deadlock are told of."""


def step_label(scenario: Scenario, name: str) -> str:
    """Return what people read for a step."""
    return scenario.steps[name].label or name.replace("_", " ")


def demand_label(scenario: Scenario, name: str) -> str:
    """Return a demand in words: "Ukraine: ceasefire before referendum (stated)"."""
    one = scenario.demands[name]
    by = scenario.parties[one.by].label or one.by
    order = f"{step_label(scenario, one.first)} before {step_label(scenario, one.then)}"
    return f"{by}: {order} ({one.strength})"


def funnel_lines(found: Funnel, words: Words) -> list[str]:
    """Return how many agreements pass each gate."""
    text = " → ".join(f"{gate.passing:,} {gate.name}" for gate in found.gates)
    said = f"{'Some' if found.any else 'No'} agreement passes {_all_gates(words.scenario)}"
    lines = [f"{said}, at the points of all ranges: {text}."]
    for gate in found.gates:
        if gate.first:
            tests = [_test(path, words) for path in gate.first]
            lines.append(
                f"Most of those that stop at “{gate.name}” don't meet: {'; '.join(tests)}."
            )
    lines += _backed(found, words)
    lines.append("Counts depend on how finely options are listed; they are no shares of anything.")
    return lines


def _test(path: str, words: Words) -> str:
    """Return in words what stands at the path of a test."""
    head, *rest = path.split(".")
    if head == "demands":
        return demand_label(words.scenario, rest[0])
    if head == "steps":
        return f"{words.party(rest[1])} at “{step_label(words.scenario, rest[0])}”"
    if path in words.notes:
        return words.rule(path)
    given = words.scenario.parties[rest[0]].ratification[rest[2]]
    return f"{words.party(rest[0])}, {given.label or KINDS[given.kind]}"


def ratification_lines(found: Ratified, words: Words) -> list[str]:
    """Return what passes the tests at home."""
    lines = []
    if found.failing:
        lines.append(
            f"{found.ratifiable:,} of {found.acceptable:,} acceptable agreements pass every "
            "ratification that they need and that is modelled; the rest would be signed and not "
            "ratified."
        )
    for path in found.not_modelled:
        _, party, _, name = path.split(".", 3)
        given = found.scenario.parties[party].ratification[name]
        lines.append(
            f"{words.party(party)}, {given.label or KINDS[given.kind]}: needed, not modelled (the "
            "file does not say who votes and what they want)."
        )
    for path, failing in found.failing.items():
        _, party, _, name = path.split(".", 3)
        given = found.scenario.parties[party].ratification[name]
        best = found.best[path]
        text = f"{words.party(party)}, {given.label or KINDS[given.kind]}: threshold "
        text += f"{number(found.scenario.point(given.needed))}; "
        text += f"{failing:,} acceptable agreements don't pass"
        if best is not None:
            text += f"; the largest support of any is {number(best)}"
        lines.append(text + ".")
    for one in found.judged if found.failing else ():
        votes = [
            f"{words.party(vote.party)} {number(vote.support)}"
            + ("" if vote.passes else " (not enough)")
            + ("" if vote.needed else " (not needed)")
            for vote in one.votes
        ]
        name = agreement_title(found.scenario, one.name)
        signed = "" if one.acceptable else "; not acceptable to begin with"
        lines.append(f"Expected share of votes for {name}: {', '.join(votes)}{signed}.")
    return lines


def roadmap_lines(found: Roadmap, words: Words) -> list[str]:
    """Return the order, its deadlock and what guarantees bring."""
    scenario = words.scenario
    lines: list[str] = []
    if found.exists:
        names = " → ".join(step_label(scenario, name) for name in found.order or ())
        lines.append(f"An order meets all demands; the one that asks for least belief: {names}.")
        lines.append(_verdict(found))
    else:
        lines.append("No order meets all demands. What is asked to come first, in a circle:")
        for link in found.cycle:
            if link.demand is not None:
                lines.append(f"  {demand_label(scenario, link.demand)}")
            else:
                first, then = step_label(scenario, link.first), step_label(scenario, link.then)
                lines.append(f"  {first} before {then} (law or fact, by this file)")
        lines += _ways(found.ways, scenario)
    hardest = found.hardest
    if hardest is not None and hardest.needed > 0:
        where = "in it" if found.exists else "in the best order without any demand"
        step, party = step_label(scenario, hardest.step), words.party(hardest.party)
        need = (
            "no belief is enough"
            if hardest.needed == float("inf")
            else f"a belief of {number(hardest.needed)} is needed, "
            f"{number(hardest.available)} there"
        )
        lines.append(f"Most is asked {where} of {party} at “{step}”: {need}.")
    for one in found.moves:
        if one.temptation > 0:
            lines.append(
                f"At “{step_label(scenario, one.step)}” stopping is worth "
                f"{number(one.temptation, 3)} more to {words.party(one.party)} than the whole: so "
                "large a penalty is missing, and whoever acts before relies on a promise that the "
                "model says would be broken."
            )
    lines += [
        f"Once all is done, undoing “{step_label(scenario, one.step)}” is worth "
        f"{number(one.temptation, 3)} more to {words.party(one.party)} than the whole."
        for one in found.undone
    ]
    lines += _guarantees(found, words)
    lines += _broken(found, words)
    if found.not_modelled:
        names = ", ".join(words.party(name) for name in found.not_modelled)
        lines.append(f"Some steps rely on parties that are not modelled: {names}.")
    if found.unsettled:
        names = ", ".join(words.issue(name) for name in found.unsettled)
        lines.append(f"No step settles {names}; they change only when all is done.")
    return lines


def _verdict(found: Roadmap) -> str:
    enforcing = (
        "Some order is self-enforcing: nobody in it is better off stopping than with the whole"
        if found.self_enforcing
        else "No order is self-enforcing: in each, stopping is worth more to somebody than the rest"
    )
    trusted = (
        "some order is trusted: no step in it asks for more belief than there is"
        if found.trusted
        else "no order is trusted: in each some step asks for more belief than there is"
    )
    return f"{enforcing}; {trusted}."


def _ways(ways: Sequence[WayThrough], scenario: Scenario) -> list[str]:
    lines = ["Changes that leave an order, each shown with what it then brings:"]
    for one in ways[:MOST]:
        if one.kind in ("drop", "third_party"):
            what = " and ".join(demand_label(scenario, name) for name in one.what)
            text = f"{WAYS[one.kind]} {what}"
        else:
            what = " and ".join(step_label(scenario, name) for name in one.what)
            text = f"{what} {WAYS[one.kind]}"
        need = (
            "no belief is enough"
            if one.needed == float("inf")
            else f"a belief of {number(one.needed)} is needed"
        )
        tests = [
            ("self-enforcing" if one.self_enforcing else "not self-enforcing"),
            ("trusted" if one.trusted else "not trusted"),
        ]
        lines.append(f"  {text}: {need}; {', '.join(tests)}")
    if len(ways) > MOST:
        lines.append(f"  {len(ways) - MOST} more in result.json")
    if not ways:
        lines.append("  none of those that were tried")
    return lines


def _guarantees(found: Roadmap, words: Words) -> list[str]:
    given = words.scenario.enforcement
    if given is None:
        return []
    if found.enough is None:
        lines = ["Not even all guarantors together make an order trusted."]
    else:
        sets = [_people(one, words) for one in found.enough]
        lines = [f"Guarantors that are enough for a trusted order: {listed(sets, 4)}."]
    if found.credibility is not None:
        lines.append(
            f"With one credibility of all of them, an order is trusted from "
            f"{number(found.credibility)} on."
        )
    passing = [one for one in found.guaranteed if one.kept and one.implementable]
    if found.guaranteed and not passing:
        lines.append("No guarantee on the table, under either rule, makes it self-enforcing and "
                     "trusted.")  # fmt: skip
    for one in passing:
        sets = [_people(chosen, words) for chosen in one.enough or ()]
        lines.append(
            f"With “{words.option(given.issue, one.option)}” and {RULES[one.rule]} it is "
            f"self-enforcing and trusted; enough: {listed(sets, 4)}."
        )
    return lines


def _people(parties: Sequence[str], words: Words) -> str:
    return " and ".join(words.party(name) for name in parties) or "none of them"


def _broken(found: Roadmap, words: Words) -> list[str]:
    """Return a warning for every red line that is not met on the way."""
    where: dict[str, list[str]] = {}
    for state in found.states[:-1]:
        label = "the start" if state.step is None else f"“{step_label(words.scenario, state.step)}”"
        for path in state.broken:
            where.setdefault(path, []).append(label)
    return [
        f"On the way {words.rule(path)} is not met after {listed(labels, 3)}."
        for path, labels in where.items()
    ]


def _all_gates(scenario: Scenario) -> str:
    """Return "all gates", or which ratification none of them stands for."""
    missing = len(not_modelled(scenario))
    return (
        f"all gates but {missing} ratification{'s' * (missing > 1)} not modelled"
        if missing
        else "all gates"
    )


def draw_lines(found: AfterSignature, words: Words) -> list[str]:
    """Return in which share of draws agreements pass the gates."""
    every = _all_gates(words.scenario)
    lines = [f"Some agreement passes {every} in {found.any.text('draws')}."]
    gates = ", ".join(f"{gate} {share.value:.0%}" for gate, share in found.gates.items())
    lines.append(f"Some agreement is, in that share of draws: {gates}.")
    for name, told in found.agreements.items():
        last = list(told.values())[-1]
        if last.count:
            label = agreement_title(words.scenario, name)
            lines.append(f"{label} passes them all in {last.value:.0%} of the draws.")
    for name, votes in found.votes.items():
        shares = ", ".join(
            f"{_test(path, words)} {share.value:.0%}" for path, share in votes.items()
        )
        label = agreement_title(words.scenario, name)
        lines.append(f"{label} passes each ratification that it needs in: {shares}.")
    lines.append("A share of draws is about what the file leaves open, no probability.")
    return lines


def draws_said(
    drawn: Sequence[AfterSignature], left_out: Mapping[str, NotComputed], words: Words
) -> Iterator[str]:
    """Yield what draws come to, under a heading, if any were asked for; or why there are none."""
    yield from left_out_lines(left_out, "after_signature")
    for one in drawn:
        yield "Over draws of all that the file leaves open:"
        for line in draw_lines(one, words):
            yield f"  {line}"


def _backed(found: Funnel, words: Words) -> list[str]:
    """Return which guarantors make how many agreements trusted, by guarantee and rule."""
    given = words.scenario.enforcement
    if given is None:
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
    parts = [f"{_people(chosen, words)} ({', '.join(all_)})" for chosen, all_ in sets.items()]
    return "; ".join(parts) or "none"


def later_lines(
    later: Sequence[Ratified | Roadmap | Funnel | AfterSignature], words: Words
) -> Iterator[tuple[str, list[str]]]:
    """Yield what a summary says of what comes after signature, under headings."""
    for one in later:
        if isinstance(one, Funnel):
            yield "After signature: what passes each gate", funnel_lines(one, words)
        elif isinstance(one, AfterSignature):
            yield "After signature, over draws", draw_lines(one, words)
        elif isinstance(one, Ratified):
            lines = ratification_lines(one, words)
            yield (
                "Ratification ('sim ratify' for more)",
                lines[: 1 + len(one.failing) + len(one.not_modelled)],
            )
        else:
            what = agreement_title(words.scenario, one.name)
            yield (
                f"Order of implementation of {what} ('sim roadmap' for more)",
                roadmap_lines(one, words),
            )
