"""Common terms: what all acceptable texts share, who moves in all of them, and one example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.bargaining.result import Bargaining
from sim.scenario.rules import OptionName
from sim.space.count import at_least
from sim.text.fitting import PEOPLE, Detail
from sim.text.grammar import sentence
from sim.text.names import Words
from sim.text.numbers import listing
from sim.zone.options_used import OptionsUsed
from sim.zone.zone import Zone

SHOWN = 2
"""Entries of a list from which on an example is given: one entry of many says nothing."""
LISTED = 3
"""Entries of a list from which on issues that are settled are named."""
NAMED = 5
"""Entries of a list from which on settled issues have their options beside them."""
Pairs = Iterable[tuple[str, str]]


def shared(zone: Zone, options: OptionsUsed | None, words: Words, detail: Detail) -> str:
    """Return what all acceptable texts have, what none has, and what the draft has settled."""
    if not zone.exists:
        return ""
    if options is None or options.left_out:
        return _settled(zone, words, detail)
    issues = zone.scenario.issues
    names = list(issues)
    always = [(names[i], [issues[names[i]].names[place]]) for i, place in options.always]
    fixed = {issue for issue, _ in always}
    never: dict[str, list[OptionName]] = {}
    for i, place in options.never:
        if names[i] not in fixed:
            never.setdefault(names[i], []).append(issues[names[i]].names[place])
    texts = []
    if always:
        texts.append(f"All have {_named(always, words, detail)}.")
    if never:
        ranked = [(issue, never[issue]) for issue in _by_effect(zone, never)]
        text = _named(ranked, words, detail, more="options on {} more issues")
        texts.append(f"All exclude {text}.")
    if not always and not never:
        texts.append("They share nothing: every option on the table is in some.")
    settled = _settled(zone, words, detail)
    return " ".join([*texts, settled]) if settled else " ".join(texts)


def _named(
    options: Iterable[tuple[str, list[OptionName]]],
    words: Words,
    detail: Detail,
    more: str = "{} more issues",
) -> str:
    """Return issues with options: "Crimea “Left out” and “Returned”; NATO “…”"."""
    texts = [
        f"{detail.cut(words.issue(issue))} "
        + detail.listing([_quoted(words, issue, one, detail) for one in own])
        for issue, own in options
    ]
    return detail.listing(texts, mark="; ", more=more)


def _by_effect(zone: Zone, issues: Iterable[str]) -> list[str]:
    """Return issues by the weight that parties give them together, the largest first."""
    names = list(zone.scenario.issues)
    parties = [zone.space.parties[k] for k in zone.space.weighing]

    def effect(issue: str) -> float:
        return round(sum(float(party.weights[names.index(issue)]) for party in parties), 9)

    return sorted(issues, key=lambda issue: (-effect(issue), names.index(issue)))


def _quoted(words: Words, issue: str, option: OptionName, detail: Detail) -> str:
    return f"“{detail.cut(words.option(issue, option))}”"


def _settled(zone: Zone, words: Words, detail: Detail) -> str:
    """Return which issues have one option left on the table."""
    by_draft = settled_issues(zone)
    found = [one for one in zone.concessions.settled if one.issue in by_draft]
    asked = [one for one in zone.concessions.settled if one.issue not in by_draft]
    texts = []
    for title, those in (("Already settled", found), ("As asked", asked)):
        if len(those) > 1 and detail.entries < LISTED:
            texts.append(f"{title}: {len(those)} issues.")
        elif those and detail.entries < NAMED:
            names = [detail.cut(words.issue(one.issue)) for one in those]
            texts.append(f"{title}: {detail.listing(names)}.")
        elif those:
            options = [(one.issue, [one.option]) for one in those]
            texts.append(f"{title}: {_named(options, words, detail)}.")
    return " ".join(texts)


def settled_issues(zone: Zone) -> frozenset[str]:
    """Return the issues that the draft settles, not what the question narrows to one option."""
    listed = zone.scenario.issues.items()
    return frozenset(name for name, issue in listed if len(issue.table) == 1)


def moves(zone: Zone, words: Words, detail: Detail) -> str:
    """Return who moves in every acceptable text, and the smallest sets that do for the rest."""
    found = zone.concessions
    if not zone.exists or len(zone.space.bargaining) < 2:
        return ""
    origin = "its stated position" if found.depths.baseline is None else "the baseline package"
    if not found.unavoidable_known:
        texts = ["Who has to move in all of them was not worked out."]
    elif found.unavoidable:
        who = _concessions(found.unavoidable, zone, words, detail, f" from {origin}")
        texts = [f"In all of them {who}."]
    elif found.either_or:
        texts = []
    else:
        texts = [f"Nobody has to move from {origin} on any one issue in all of them."]
    either = []
    for one in found.either_or:
        choices = [
            detail.people(list(dict.fromkeys(words.party(party) for party, _ in choice)))
            for choice in one.choices
        ]
        either.append(f"{detail.cut(words.issue(one.issue))} ({listing(choices, 'or')})")
    if either:
        texts.append(f"One side has to move on {detail.listing(either)}.")
    known = at_least(found.minimal_sets_number)
    if known and found.minimal_sets[0].concessions:
        sets = [
            _concessions(one.concessions, zone, words, detail)
            for one in found.minimal_sets[: max(1, detail.entries - 2)]
        ]
        rest = known - len(sets)
        bounded = "" if isinstance(found.minimal_sets_number, int) else "at least "
        enough = "is enough" if known > 1 else "is needed"
        which = f"any of {bounded}{known:,} smallest sets" if known > 1 else "one smallest set"
        if len(sets) > 1:
            sets = [f"({chr(65 + k)}) {text}" for k, text in enumerate(sets)]
        more = f"; {bounded}{rest:,} more set{'s' * (rest > 1)}" if rest else ""
        if detail.entries > 2:
            texts.append(f"Then {which} of moves {enough}: {'; '.join(sets)}{more}.")
        else:
            texts.append(f"Then {which} of moves {enough}.")
    elif known and found.unavoidable:
        texts.append("No other move is needed.")
    return " ".join(texts)


def _concessions(pairs: Pairs, zone: Zone, words: Words, detail: Detail, origin: str = "") -> str:
    """Return moves by party: "Russia moves on Crimea and Donbas; Ukraine on NATO"."""
    by_party: dict[str, list[str]] = {}
    for party, issue in pairs:
        by_party.setdefault(party, []).append(issue)
    groups: list[str] = []
    for party, issues in by_party.items():
        named = [detail.cut(words.issue(issue)) for issue in _by_effect(zone, issues)]
        verb = f" moves{origin}" if not groups else ""
        groups.append(f"{detail.people([words.party(party)])}{verb} on {detail.listing(named)}")
    return Detail(PEOPLE, detail.letters).listing(groups, mark="; ")


def example(
    zone: Zone, options: OptionsUsed | None, talks: Bargaining | None, words: Words, detail: Detail
) -> str:
    """Return one text as an example, by the issues on which acceptable texts differ."""
    if not zone.exists or zone.solutions is None:
        return ""
    nash = zone.solutions["nash"].agreement
    issues = list(zone.scenario.issues)
    fixed = {one.issue for one in zone.concessions.settled}
    fixed |= {issues[i] for i, _ in (() if options is None else options.always)}
    open_ = _by_effect(zone, (issue for issue in nash if issue not in fixed))
    left = [(issue, [nash[issue]]) for issue in open_]
    if not left or detail.entries < SHOWN:
        return ""
    text = f"Example (Nash, a reference point, not advice): {_named(left, words, detail)}."
    if talks is not None and talks.ends:
        text += f" {_talks(talks, nash, words, detail)}"
    return text


def _talks(talks: Bargaining, nash: Mapping[str, OptionName], words: Words, detail: Detail) -> str:
    """Return where agents that bargain end most often, by two issues at most."""
    end = talks.ends[0]
    apart = [(issue, [one]) for issue, one in end.agreement.items() if one != nash.get(issue)]
    where = _named(apart[:2], words, detail) if apart else "it"
    other = "at another with " if apart else "at "
    return sentence(
        f"agents end most often {other}{where}, if they bargain like this ({end.share.percent})."
    )
