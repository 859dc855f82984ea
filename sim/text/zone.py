"""What is said of the zone: assumptions, rules, the answer, concessions."""

from __future__ import annotations

from math import floor, isinf

from sim.scenario.quantity import Quantity
from sim.scenario.scenario import Scenario
from sim.space.budget import option
from sim.space.count import at_least, counted
from sim.text.names import WEAK_EVIDENCE, Words
from sim.text.numbers import count, decimals, listed, signed
from sim.zone.assumptions import assumptions
from sim.zone.concessions import NOT_GROUPED, NOT_SEARCHED, TOO_MANY_SETS, Raised
from sim.zone.zone import Zone


def heading(scenario: Scenario) -> str:
    """Return the title with the state that is analysed."""
    state = state_text(scenario)
    return f"{scenario.title} · {state}" if state else scenario.title


def state_text(scenario: Scenario) -> str:
    """Return which state of the file is analysed; empty where there is one only."""
    states = []
    if scenario.rounds:
        label = "before the first round"
        if scenario.round:
            last = scenario.rounds[scenario.round - 1]
            named = ", ".join(part for part in (last.date, last.label) if part)
            label = f"after round {scenario.round} of {len(scenario.rounds)}" + (
                f" ({named})" if named else ""
            )
        states.append(label)
    if scenario.variant:
        states.append(f"variant: {scenario.labels.variants[scenario.variant]}")
    return "; ".join(states)


def assumption_lines(zone: Zone) -> list[str]:
    """Return what the answer holds under, and how exact it is."""
    scenario = zone.scenario
    without = len(assumptions(scenario))
    behind = sum(len(claims) for claims in scenario.evidence.values())
    ranges = sum(1 for q in _quantities(scenario) if q.is_range)
    lines = [
        f"What follows holds under the stated assumptions: {count(without, 'judgement')} without "
        f"evidence, {count(behind, 'piece')} of evidence for the others ('sim check' lists them).",
        f"{'As far as it was worked out' if zone.stopped_by else 'Exact'} for this file: "
        + {
            0: "no input is a range. ",
            1: "1 input is a range, taken at its midpoint or mode. ",
        }.get(ranges, f"{ranges:,} inputs are ranges, taken at their midpoints or modes. ")
        + f"Engine: {zone.engine} ({zone.engine_reason}).",
    ]
    if zone.unfinished:
        lines.append(f"Not worked out to the end: {zone.unfinished}.")
    if zone.stopped_by:
        why = "the time was up" if zone.stopped_by == "time" else "the work allowed was spent"
        lines.append(f"Some searches ended because {why} ({option(zone.stopped_by)}).")
    if zone.gate_test is not None:
        test = zone.gate_test
        lines.append(
            "The further test can't narrow a space that isn't listed; it was tested instead: "
            f"{test.frontier:,} of {test.tested:,} agreements of the frontier pass."
        )
    return lines


def _quantities(scenario: Scenario) -> list[Quantity]:
    """Return the numbers and ranges that the analysis uses, shared parameters once."""
    found = list(scenario.parameters.values())
    for party in scenario.parties.values():
        if party.weights is not None and not isinstance(party.weights, str):
            found += party.weights.values()
        for position in party.positions.values():
            found += (position.values or {}).values()
        found += [x.worth for x in party.interactions.values()]
        given = party.reservation
        if given is not None:
            named: list[object] = [given.number, given.cost]
            if given.war is not None:
                named += [given.war.win, given.war.cost, given.war.won, given.war.lost]
            found += [q for q in named if isinstance(q, Quantity)]
    return [q for q in found if q.parameter is None]


def rule_lines(zone: Zone, words: Words) -> list[str]:
    """Return what the rules alone leave."""
    rules, counts = zone.rules, zone.counts
    lines = [
        f"{count(counts.agreements, 'agreement')} on the table; "
        f"{counted(rules.admissible)} keep every linkage; {counted(rules.within_red_lines)} of "
        "these are within red lines."
    ]
    if rules.options_ruled_out:
        lines.append(f"Ruled out: {listed(_ruled_out(zone, words), 8)}.")
    if rules.common_ground:
        items = [
            f"{words.issue(one.issue)}: “"
            + "” or “".join(words.option(one.issue, option) for option in one.options)
            + "”"
            for one in rules.common_ground
        ]
        lines.append(f"Same position of all principals: {listed(items, 8)}.")
    return lines


def _ruled_out(zone: Zone, words: Words) -> list[str]:
    """Return the options that the rules leave no room for, by issue, with whose rules they are."""
    by_issue: dict[str, list[str]] = {}
    for one in zone.rules.options_ruled_out:
        sets = [" with ".join(words.whose(path) for path in rules) for rules in one.rules]
        whose = " or ".join(dict.fromkeys(sets[:2]))
        more = f" or {count(len(sets) - 2, 'more set')} of rules" if len(sets) > 2 else ""
        whose = whose or "by which rules was not worked out"
        option = words.option(one.issue, one.option)
        by_issue.setdefault(one.issue, []).append(f"“{option}” ({whose}{more})")
    return [f"{words.issue(issue)}: {', '.join(options)}" for issue, options in by_issue.items()]


def zone_lines(zone: Zone, words: Words) -> list[str]:
    """Return whether there is a zone, and how far it reaches."""
    counts, critical = zone.counts, zone.critical_reservation
    values = "; ".join(
        f"{words.party(p.name)} {decimals(p.reservation)}"
        for k, p in enumerate(zone.space.parties)
        if p.weighs and k in zone.space.consenting
    )
    if zone.exists:
        answer = f"Yes: {count(counts.acceptable, 'agreement is', 'agreements are')} acceptable"
        if zone.frontier.complete and counts.frontier:
            answer += (
                f"; {counted(counts.frontier)} of them ({counted(counts.frontier_distinct)} with "
                f"different utilities) {'is' if counts.frontier == 1 else 'are'} efficient "
                "(Pareto): in none could one side gain without another losing"
            )
        lines = [answer + "."]
    else:
        lines = ["No: no agreement is acceptable."]
    if values:
        lines.append(
            f"Walk-away values (what a party's best alternative, its BATNA, is worth to it): "
            f"{values}. If all had the same one, a zone would exist as long as it does not exceed "
            f"r* = {_bounded(zone, 'critical_reservation', critical)}."
            if critical is not None
            else f"Walk-away values: {values}. No agreement is within red lines, whatever they are."
        )
    slacks = [
        f"{words.party(name)} {_bounded(zone, f'slack.{name}', slack, 2, plus=True)}"
        for name, slack in zone.slack.items()
        if slack is not None
    ]
    if slacks:
        lines.append(
            "Best that each can do, over its walk-away value, in an agreement that the others "
            f"still accept: {'; '.join(slacks)}."
        )
    if not zone.space.consent.unanimous:
        lines.append(_consent_line(zone, words))
    lines += silent_lines(zone, words)
    if zone.exists and shared_odds(zone.scenario):
        lines.append(WEAK_EVIDENCE)
    return lines


def _bounded(zone: Zone, name: str, value: float, digits: int = 3, *, plus: bool = False) -> str:
    """Return a number, or bounds on it where it is not exact."""
    gap, form = zone.gaps.get(name, 0.0), signed if plus else decimals
    text = form(value, digits)
    if isinf(gap):
        return f"at least {text}"
    upper = form(value + gap, digits)
    return text if upper == text else f"at least {text} and at most {upper}"


def silent_lines(zone: Zone, words: Words) -> list[str]:
    """Return whose consent is needed and not modelled, in a line; none where it is all modelled."""
    silent = [
        words.party(p.name)
        for k, p in enumerate(zone.space.parties)
        if k in zone.space.consent.everyone and not p.weighs
    ]
    told = f"Consent needed, not modelled (no weights given): {', '.join(silent)}."
    return [told] if silent else []


def _enough(zone: Zone, words: Words) -> str:
    consent, parties = zone.space.consent, zone.space.parties
    of = ", ".join(words.party(parties[k].name) for k in consent.of)
    required = ", ".join(words.party(parties[k].name) for k in consent.required)
    veto = f"{required}, and " if required else ""
    return f"{veto}at least {consent.at_least} of {of}"


def _consent_line(zone: Zone, words: Words) -> str:
    return f"Consent needed: {_enough(zone, words)}."


def shared_odds(scenario: Scenario) -> bool:
    """Say whether some parties' reservation values share the odds of one war."""
    wars = [p.reservation.war for p in scenario.parties.values() if p.reservation is not None]
    named = [war.win.parameter for war in wars if war is not None and war.win.parameter is not None]
    return len(named) > len(set(named))


def concession_lines(zone: Zone, words: Words) -> list[str]:
    """Return which concessions no acceptable agreement does without, and which are enough."""
    found = zone.concessions
    if not zone.exists:
        return ["Not worked out: no agreement is acceptable."]
    lines = [
        f"In every acceptable agreement {_unavoidable(zone, words)}."
        if found.unavoidable_known
        else f"Who moves in every acceptable agreement: {NOT_SEARCHED}",
        *_settled(zone, words),
    ]
    lines += _smallest(zone, words)
    if found.raised is not None:
        lines.append(_raised(found.raised, words))
    if found.sensitive:
        lists = " and ".join(
            {"minimal_sets": "the smallest sets", "patterns": "who holds what"}[name]
            for name in found.sensitive
        )
        lines.append(
            f"From what depth on a move counts is a choice (--material): {lists} would change for "
            "a threshold a fifth lower or higher."
        )
    if found.patterns is None:
        lines.append(f"Who holds what on the frontier: {NOT_GROUPED}")
    elif found.patterns and found.patterns[0].held:
        top = found.patterns[0]
        lines.append(
            f"Who holds what on the frontier: {count(len(found.patterns), 'pattern')}. "
            f"Most frequent "
            f"({top.agreements:,} of {counted(zone.counts.frontier)}): {words.pattern(top.held)}."
        )
    if found.depths.interactions:
        paths = [path for path, _ in found.depths.interactions]
        lines.append(
            "Left out of all this, as they are worth something only together with other options: "
            f"interactions {listed([words.interaction(path) for path in paths], 4)}."
        )
    return lines


def _origin(zone: Zone) -> str:
    """Return what moves are measured from."""
    return "its stated position" if zone.concessions.depths.baseline is None else "the package"


def _unavoidable(zone: Zone, words: Words) -> str:
    """Return who moves in every acceptable agreement, and what "stated" rests on."""
    found = zone.concessions
    if not found.unavoidable:
        return f"nobody has to move from {_origin(zone)} on any one issue"
    named = f"these move from {_origin(zone)}: {words.concessions(found.unavoidable)}"
    positions = sum(len(p.positions) for p in zone.scenario.parties.values())
    bare = sum(one.kind == "position" for one in assumptions(zone.scenario))
    if not bare or zone.concessions.depths.baseline is not None:
        return named
    return (
        f"{named} ({bare} of {positions} positions carry no evidence: “stated” is then what the "
        "file says)"
    )


def _settled(zone: Zone, words: Words) -> list[str]:
    """Return which issues the state of the draft settles, and who moved on them."""
    found = []
    for one in zone.concessions.settled:
        moves = [words.party(name) for name in one.moves]
        who = f"; {' and '.join(moves)} moves" if len(moves) == 1 else ""
        who = f"; {' and '.join(moves)} move" if len(moves) > 1 else who
        since = "" if one.round is None else f", since round {one.round}"
        found.append(
            f"{words.issue(one.issue)} (“{words.option(one.issue, one.option)}”{since}{who})"
        )
    if not found:
        return []
    return [
        f"Settled, with one option on the table, and left out of what follows: {listed(found, 6)}."
    ]


def _smallest(zone: Zone, words: Words) -> list[str]:
    """Return either–ors, the smallest sets of moves, and what no text needs."""
    found = zone.concessions
    lines = []
    for one in found.either_or:
        moves = " or ".join(words.concessions(choice) for choice in one.choices)
        lines.append(f"On {words.issue(one.issue)} one of these moves in every one: {moves}.")
    known = at_least(found.minimal_sets_number)
    if known and not found.minimal_sets[0].concessions:
        lines.append("Beyond that no party has to move by a material depth.")
    elif known:
        sets = [words.concessions(one.concessions) for one in found.minimal_sets[:3]]
        lines.append(
            f"Beyond that, "
            f"{count(found.minimal_sets_number, 'smallest set is', 'smallest sets are')} "
            f"enough (where a party can be left untouched, not a balanced deal): "
            + " | ".join(sets)
            + (f" | and {known - 3:,} more" if known > 3 else "")
            + ("." if isinstance(found.minimal_sets_number, int) else "; there are more.")
        )
    if found.never_needed is None:
        lines.append(f"Never needed: {TOO_MANY_SETS}")
    elif found.never_needed:
        lines.append(f"Never needed: {words.concessions(found.never_needed)}.")
    return lines


def _raised(raised: Raised, words: Words) -> str:
    """Return the smallest sets at the threshold at which they can be read."""
    found, depth = raised.smallest, short_between(raised.above, raised.upto)
    sets = [words.concessions(one.concessions) for one in found.minimal_sets[:3]]
    number = count(found.minimal_sets_number, "smallest set")
    then = f"{number}: {' | '.join(sets)}"
    if found.minimal_sets and not found.minimal_sets[0].concessions:
        then = "nobody has to move so far"
    return (
        "That is more than six moves at the least. Where only moves of at least "
        f"{depth} of a party's total weight count (--material {depth}, the smallest threshold with "
        f"at most six): {then}."
    )


def short_between(above: float, upto: float) -> str:
    """Return the shortest decimal number above one number and up to another.

    >>> short_between(0.0312, 0.0401), short_between(0.1, 0.1004)
    ('0.04', '0.1004')
    """
    for digits in range(1, 15):
        text = f"{floor(upto * 10**digits + 1e-9) / 10**digits:.{digits}f}"
        if above < float(text) <= upto:
            return text
    return repr(upto)
