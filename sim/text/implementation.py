"""What is printed of ratification, order and guarantees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sim.settlement.deadlock import Link, WayThrough
from sim.settlement.funnel import Funnel
from sim.settlement.ratify import Ratified
from sim.settlement.roadmap import Roadmap
from sim.settlement.support import ratification_label, votes_text
from sim.space.not_computed import NotComputed
from sim.text.agreements import agreement_title
from sim.text.funnel import funnel_lines
from sim.text.inputs import input_label
from sim.text.left_out import left_out_lines
from sim.text.names import Words
from sim.text.numbers import decimals, listed, listing
from sim.text.steps import (
    RULES,
    all_gates,
    demand_label,
    people,
    step_label,
    test_words,
    voters_label,
)
from sim.uncertainty.after_signature import AfterSignature

WAYS = {
    "drop": "without",
    "together": "done at once",
    "phases": "in two phases",
    "third_party": "with a third party's step first instead, for",
}
MOST = 6
"""So many ways through a deadlock are told of."""


def ratification_lines(found: Ratified, words: Words) -> list[str]:
    """Return what passes the tests at home."""
    lines = []
    if found.failing:
        lines.append(
            f"{found.ratifiable or 'None'} of {found.acceptable:,} acceptable agreements "
            f"{'passes' if found.ratifiable < 2 else 'pass'} every ratification that is needed and "
            "modelled."
        )
    for path in found.not_modelled:
        _, party, _, name = path.split(".", 3)
        lines.append(
            f"{words.party(party)}, {ratification_label(found.scenario, party, name)}: needed, "
            "not modelled (the file does not say who votes and what they want)."
        )
    for path, failing in found.failing.items():
        _, party, _, name = path.split(".", 3)
        given = found.scenario.parties[party].ratification[name]
        best = found.best[path]
        text = f"{words.party(party)}, {ratification_label(found.scenario, party, name)}: "
        text += f"threshold {votes_text(found.scenario.point(given.needed))}; "
        text += f"{failing:,} acceptable agreements don't pass"
        if best is not None:
            text += f"; the largest support of any is {votes_text(best)}"
        lines.append(text + ".")
    for one in found.judged if found.failing else ():
        votes = [
            f"{voters_label(words, vote.party, vote.name)} {votes_text(vote.support)}"
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
        lines += _no_order(found, words)
        lines += _ways(found.ways, words)
    hardest = found.hardest
    if hardest is not None and hardest.needed > 0:
        where = "" if found.exists else ", even with no demands on the order,"
        step, party = step_label(scenario, hardest.step), words.party(hardest.party)
        need = (
            "no degree of trust makes it worthwhile"
            if hardest.needed == float("inf")
            else f"a belief of {decimals(hardest.needed)} that the rest follows is needed, "
            f"{decimals(hardest.available)} is there"
        )
        lines.append(f"The hardest step{where} is “{step}”, for {party}: {need}.")
    lines += _temptations(found, words)
    lines += _off_the_scale(found, words)
    lines += [
        f"Once all is done, undoing “{step_label(scenario, one.step)}” is worth "
        f"{decimals(one.temptation, 3)} more to {words.party(one.party)} than the whole."
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


def _temptations(found: Roadmap, words: Words) -> list[str]:
    """Return where stopping is worth more than the whole, steps of one party and amount together.

    Where only a walk-away value above the utility of the status quo makes it so, that is said.
    """
    steps: dict[tuple[str, str], list[str]] = {}
    driven: dict[tuple[str, str], tuple[float, float]] = {}
    above = found.above_status_quo
    for one in found.moves:
        if one.temptation > 0:
            key = one.party, decimals(one.temptation, 3)
            steps.setdefault(key, []).append(f"“{step_label(words.scenario, one.step)}”")
            beside = above.get(one.party)
            if beside is not None and one.temptation <= beside[0] - beside[1]:
                driven[key] = beside
    lines = []
    for (party, amount), labels in steps.items():
        text = (
            f"At {listing(labels)} {words.party(party)} does better (+{amount}) by stopping than "
            f"by finishing; only a penalty of at least {amount} would change that."
        )
        if (party, amount) in driven:
            value, utility = driven[party, amount]
            text += (
                f" What makes it so is its walk-away value ({decimals(value)}), which is above "
                f"its utility of the status quo ({decimals(utility)})."
            )
        lines.append(text)
    return lines


def _off_the_scale(found: Roadmap, words: Words) -> list[str]:
    """Return why a party's value of stopping is above 1, a line per party."""
    lines = []
    for party in dict.fromkeys(one.party for one in found.moves):
        value, step = max((one.stop, one.step) for one in found.moves if one.party == party)
        if value <= 1 or found.says_stop(party):
            continue
        own = next(one.reservation for one in found.space.parties if one.name == party)
        lines.append(
            f"Stopping at “{step_label(words.scenario, step)}” is worth {decimals(value, 3)} to "
            f"{words.party(party)}, on a scale of agreements that ends at 1: to its walk-away "
            f"value ({decimals(own, 3)}) is added what the steps done by then have changed for it. "
            "The file can say otherwise (stop:)."
        )
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


def _no_order(found: Roadmap, words: Words) -> list[str]:
    """Return what stands against every order: what nothing can meet, or a circle."""
    scenario, lines = words.scenario, []
    if found.unmet:
        lines.append("No order meets all demands: nothing in this text can meet")
        lines += [f"  {_link(link, words)}" for link in found.unmet]
    if found.cycle:
        also = "Besides, what" if found.unmet else "No order meets all demands. What"
        lines.append(f"{also} is asked to come first goes in a circle:")
        for link in found.cycle:
            if link.by is None and link.first is not None and ".after" in link.path:
                first, then = step_label(scenario, link.first), step_label(scenario, link.then)
                lines.append(f"  “{first}” before “{then}” (law or fact, by this file)")
            else:
                lines.append(f"  {_link(link, words)}")
    return lines or ["No order meets all demands."]


def _link(link: Link, words: Words) -> str:
    return demand_label(words, link.path)


def _ways(ways: Sequence[WayThrough], words: Words) -> list[str]:
    scenario = words.scenario
    helping = any(one.self_enforcing and one.trusted for one in ways)
    lines = []
    if not helping:
        lines.append(
            "No change of order that was tried helps this text: in each of the orders some step is "
            "one that somebody has no reason to take."
        )
    lines.append(
        "Each of these changes leaves an order:"
        if ways
        else "No change that was tried leaves an order."
    )
    for one in ways[:MOST]:
        if one.kind in ("drop", "third_party"):
            what = " and ".join(demand_label(words, path) for path in one.what)
            text = f"{WAYS[one.kind]} {what}"
        else:
            what = " and ".join(step_label(scenario, name) for name in one.what)
            text = f"{what} {WAYS[one.kind]}"
        need = (
            "no degree of trust is enough"
            if one.needed == float("inf")
            else f"a belief of {decimals(one.needed)} is needed"
        )
        tests = [
            ("self-enforcing" if one.self_enforcing else "not self-enforcing"),
            ("trusted" if one.trusted else "not trusted"),
        ]
        lines.append(f"  {text}: {need}; {', '.join(tests)}")
    if len(ways) > MOST:
        lines.append(f"  {len(ways) - MOST} more in result.json")
    return lines


def _guarantees(found: Roadmap, words: Words) -> list[str]:
    given = words.scenario.enforcement
    if given is None:
        return []
    if found.enough is None:
        lines = ["Even all guarantors together do not make an order trusted."]
    else:
        sets = [people(one, words) for one in found.enough]
        lines = [f"Guarantors that are enough for a trusted order: {listed(sets, 4)}."]
    if found.credibility is not None:
        lines.append(
            f"With one credibility of all of them, an order is trusted from "
            f"{decimals(found.credibility)} on."
        )
    passing = [one for one in found.guaranteed if one.kept and one.implementable]
    if found.guaranteed and not passing:
        lines.append("No guarantee on the table, under either rule, makes it self-enforcing and "
                     "trusted.")  # fmt: skip
    for one in passing:
        sets = [people(chosen, words) for chosen in one.enough or ()]
        lines.append(
            f"With “{words.option(given.issue, one.option)}” and {RULES[one.rule]} it is "
            f"self-enforcing and trusted; enough: {listed(sets, 4)}."
        )
    return lines


def _broken(found: Roadmap, words: Words) -> list[str]:
    """Return a warning for every red line that is met on the way and then no longer.

    One that isn't met at the start, and until the step that settles it, is only not settled yet.
    """
    where: dict[str, list[str]] = {}
    waiting = set(found.states[0].broken) if found.states else set()
    for state in found.states[:-1]:
        waiting &= set(state.broken)
        for path in state.broken:
            if path not in waiting and state.step is not None:
                label = f"“{step_label(words.scenario, state.step)}”"
                where.setdefault(path, []).append(label)
    return [
        f"On the way {words.rule(path)} is not met after {listed(labels, 3)}."
        for path, labels in where.items()
    ]


def draw_lines(found: AfterSignature, words: Words) -> list[str]:
    """Return in which share of draws agreements pass the gates."""
    every = all_gates(words.scenario)
    lines = [f"Some agreement passes {every} in {found.any.text('draws')}."]
    gates = ", ".join(f"{gate} {share.percent}" for gate, share in found.gates.items())
    lines.append(f"Some agreement is, in that share of draws: {gates}.")
    if found.set_by is not None:
        one = found.set_by
        label = input_label(words.scenario, one.path)
        lines.append(
            f"This share is set mostly by {label}: {one.below.percent} of the draws with it up to "
            f"{decimals(one.middle)}, {one.above.percent} above that."
        )
    for name, told in found.agreements.items():
        last = list(told.values())[-1]
        if last.count:
            label = agreement_title(words.scenario, name)
            lines.append(
                f"{label}, completed where it leaves issues open, passes them all in "
                f"{last.percent} of the draws."
            )
    for name, votes in found.votes.items():
        shares = ", ".join(
            f"{test_words(path, words)} {share.percent}" for path, share in votes.items()
        )
        label = agreement_title(words.scenario, name)
        lines.append(f"{label} passes each ratification that it needs in: {shares}.")
    lines.append("A share of draws is about what the file leaves open; it is not a probability.")
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
