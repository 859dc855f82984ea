"""Checks on what comes after signature: ratification, steps, demands, enforcement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sim.scenario.check_parties import check_bounds, check_party
from sim.scenario.check_rules import check_clause, check_issue_id, check_option
from sim.scenario.document import Document
from sim.scenario.enforcement import Enforcement
from sim.scenario.errors import Path, Problem, nearest
from sim.scenario.party import Party
from sim.scenario.ratification import Ratification, VoterGroup
from sim.scenario.steps import Step, Stop

MOST = 20
"""So many steps there may be: all their orders are looked at."""
WORTH = 100.0


def check_settlement(document: Document) -> Iterator[Problem]:
    """Yield every problem of what comes after signature."""
    for name, party in document.parties.items():
        path: Path = ("parties", name)
        if party.belief is not None:
            yield from check_bounds(party.belief, 0, 1, document, (*path, "belief"), "a belief")
        if party.stop is not None:
            yield from _stop(party.stop, name, document, (*path, "stop"))
        for key, one in party.ratification.items():
            yield from _ratification(one, name, party, document, (*path, "ratification", key))
    yield from _steps(document)
    for key, demand in document.demands.items():
        below: Path = ("demands", key)
        yield from _known(demand.by, document.parties, "party", (*below, "by"), ("parties",))
        for part in ("first", "then"):
            step = getattr(demand, part)
            yield from _known(step, document.steps, "step", (*below, part), ("steps",))
        if demand.first == demand.then:
            yield Problem(below, "puts a step before itself; expected two steps")
    if document.enforcement is not None:
        yield from _enforcement(document.enforcement, document)


def _known(
    name: str, known: Mapping[str, object], what: str, path: Path, holder: Path
) -> Iterator[Problem]:
    """Yield a problem if a name stands for nothing."""
    if name not in known:
        message = f"unknown {what} '{name}'; {nearest(name, list(known))}"
        yield Problem(path, message, depends_on=((*holder, name),))


def _ratification(
    one: Ratification, name: str, party: Party, document: Document, path: Path
) -> Iterator[Problem]:
    if not party.weighs:
        yield Problem(
            path, "the party has no weights, so nobody can be asked; expected weights:",
            depends_on=(("parties", name),),
        )  # fmt: skip
    yield from check_bounds(one.needed, 0, 1, document, (*path, "threshold"), "a share of votes")
    yield from check_bounds(one.scatter, 0, 10, document, (*path, "spread"), "a utility, 0 or more")
    if one.when is not None:
        yield from check_clause(one.when, document.issues, (*path, "when"))
    shares = 0.0
    sound = True
    for key, group in one.groups.items():
        below = (*path, "groups", key)
        found = list(check_bounds(group.share, 0, 1, document, (*below, "share"), "a share"))
        sound = sound and not found
        yield from found
        if not found:
            shares += group.share.point(document.parameters)
        yield from _group(group, name, party, document, below)
    if one.groups and sound and abs(shares - 1.0) > 1e-9:
        yield Problem((*path, "groups"), f"the shares add up to {shares:g}; expected 1")


def _group(
    group: VoterGroup, name: str, party: Party, document: Document, path: Path
) -> Iterator[Problem]:
    """Check a group of voters as the party that it judges as, whatever it inherits."""
    own = {(found.path, found.message) for found in check_party(name, party, document)}
    for found in check_party(name, party.as_voters(group), document):
        if (found.path, found.message) not in own:
            yield replace(found, path=(*path, *found.path[2:]))


def _steps(document: Document) -> Iterator[Problem]:
    if document.steps and document.status_quo is None:
        yield Problem(
            ("steps",), "has steps and no status_quo: to start from; expected one at the top",
            depends_on=(("status_quo",),),
        )  # fmt: skip
    if len(document.steps) > MOST:
        yield Problem(("steps",), f"has {len(document.steps)} steps; expected at most {MOST}")
    for name, step in document.steps.items():
        yield from _step(step, document, ("steps", name))
    for cycle in _cycle(document):
        names = " → ".join([*cycle, cycle[0]])
        yield Problem(
            ("steps", cycle[0], "after"),
            f"steps wait for each other: {names}; expected an order that can be taken",
        )


def _step(step: Step, document: Document, path: Path) -> Iterator[Problem]:
    for place, party in enumerate(step.by):
        yield from _known(party, document.parties, "party", (*path, "by", place), ("parties",))
    if len(set(step.by)) < len(step.by):
        yield Problem((*path, "by"), "names a party twice; expected each once")
    if step.together and len(step.by) < 2:
        yield Problem((*path, "together"), "one party acts; expected several under by:")
    for issue in step.settles.whole:
        yield from check_issue_id(issue, document.issues, (*path, "settles"), on_key=False)
    for issue, option in step.settles.partly.items():
        if issue in document.issues:
            where = (*path, "settles", issue)
            yield from check_option(option, issue, document.issues, where)
        else:
            yield from check_issue_id(issue, document.issues, (*path, "settles", issue))
    for place, other in enumerate(step.after):
        yield from _known(other, document.steps, "step", (*path, "after", place), ("steps",))
    if step.when is not None:
        yield from check_clause(step.when, document.issues, (*path, "when"))
    for party, shift in step.shift.items():
        where = (*path, "shift", party)
        yield from _known(party, document.parties, "party", where, ("parties",))
        yield from check_bounds(shift, -WORTH, WORTH, document, where, "points of utility")
    if step.requires is not None:
        where = (*path, "requires")
        yield from check_clause(step.requires.options, document.issues, (*where, "options"))
        if step.requires.by is not None:
            by = step.requires.by
            yield from _known(by, document.parties, "party", (*where, "by"), ("parties",))
    for party, stop in step.stop.items():
        where = (*path, "stop", party)
        yield from _known(party, document.parties, "party", where, ("parties",))
        if party in document.parties:
            yield from _stop(stop, party, document, where)


def _stop(stop: Stop, name: str, document: Document, path: Path) -> Iterator[Problem]:
    """Check what a party has after a stop."""
    party = document.parties[name]
    if not party.weighs:
        yield Problem(path, "the party has no weights, so nothing is worth anything to it; "
                      "expected weights:", depends_on=(("parties", name),))  # fmt: skip
    elif stop.number is not None:
        yield from check_bounds(stop.number, -1e6, 1e6, document, path, "a utility")
    elif stop.status_quo and document.status_quo is None:
        yield Problem(path, "is status_quo, and the scenario has none; expected status_quo: at the "
                      "top", depends_on=(("status_quo",),))  # fmt: skip
    elif stop.war and (party.reservation is None or party.reservation.war is None):
        yield Problem(path, f"is war, and the reservation value of '{name}' is none; expected "
                      f"reservation: {{war: …}} there", depends_on=(
                          ("parties", name, "reservation"),))  # fmt: skip


def _cycle(document: Document) -> Iterator[Sequence[str]]:
    """Yield a cycle of ``after``, if there is one."""
    waits = {
        name: [other for other in step.after if other in document.steps]
        for name, step in document.steps.items()
    }
    done: set[str] = set()
    for start in waits:
        trail: list[str] = []
        node: str | None = start
        while node is not None and node not in done:
            if node in trail:
                yield trail[trail.index(node) :]
                return
            trail.append(node)
            node = next((other for other in waits[node] if other not in done), None)
            if node is None:
                done.add(trail.pop())
                node = trail.pop() if trail else None


def _enforcement(given: Enforcement, document: Document) -> Iterator[Problem]:
    issues = document.issues
    if given.issue not in issues:
        yield from check_issue_id(given.issue, issues, ("enforcement", "issue"), on_key=False)
    for name, one in given.guarantors.items():
        path: Path = ("enforcement", "guarantors", name)
        yield from _known(name, document.parties, "party", path, ("parties",))
        for option, credibility in one.credibility.items():
            where = (*path, "credibility", option)
            yield from check_bounds(credibility, 0, 1, document, where, "a chance, 0 to 1")
            if given.issue in issues:
                yield from check_option(option, given.issue, issues, where)
        for key in ("covers", "adversary_of"):
            for place, party in enumerate(getattr(one, key)):
                where = (*path, key, place)
                yield from _known(party, document.parties, "party", where, ("parties",))
        yield from check_bounds(
            one.penalty, 0, WORTH, document, (*path, "penalty"), "a utility, 0 or more"
        )
        yield from _known(one.start, document.steps, "step", (*path, "from"), ("steps",))
        if one.when is not None:
            yield from check_clause(one.when, issues, (*path, "when"))
