"""The summary that ``sim run`` prints: what was found, in one screen."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import isinf
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.bargaining.result import Bargaining
from sim.cli.changes import Changes
from sim.cli.output import FRONTIER_FILE, Later
from sim.cli.package_lines import package_lines
from sim.cli.pivotal_lines import pivotal_lines
from sim.cli.price_lines import price_lines
from sim.cli.settlement_lines import later_lines
from sim.cli.ways_out_lines import ways_out_lines
from sim.cli.words import FIXED_LINE, WEAK_EVIDENCE, Words, count, listed, number
from sim.scenario.quantity import Quantity
from sim.scenario.scenario import Scenario
from sim.space.count import at_least, counted
from sim.uncertainty.result import Robustness
from sim.zone.assumptions import assumptions
from sim.zone.compromise_map import takes_long
from sim.zone.rule_notes import rule_notes
from sim.zone.solutions import SCALE_FREE
from sim.zone.solve import Solution
from sim.zone.zone import Zone

WIDTH = 110
"""Columns where there is no terminal to ask."""
TITLES = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "Egalitarian",
    "utilitarian": "Utilitarian",
}


def console() -> Console:
    """Return where to print: no colour and a fixed width when not a terminal."""
    terminal = sys.stdout.isatty()
    return Console(width=None if terminal else WIDTH, highlight=False, emoji=False)


def print_summary(
    zone: Zone,
    written: Sequence[Path] = (),
    talks: Bargaining | None = None,
    robust: Robustness | None = None,
    changes: Changes | None = None,
    later: Sequence[Later] = (),
) -> None:
    """Print what was found."""
    out = console()
    for part in summary(zone, talks, robust, changes, later):
        out.print(part)
    if written:
        folder = written[0].parent
        if zone.space.bargaining and takes_long(zone) and any(p.suffix == ".png" for p in written):
            what = "compromise_map is not drawn unless some --pairs are asked for"
            out.print(Text(f"Every option takes a search of its own here: {what}.", "dim"))
        out.print(Text(f"Written to {folder}/: {', '.join(path.name for path in written)}", "dim"))
        if zone.frontier.total > FRONTIER_FILE:
            rest = f"the first {FRONTIER_FILE:,} of {zone.frontier.total:,} agreements"
            out.print(Text(f"frontier.csv has {rest}.", "dim"))


def summary(
    zone: Zone,
    talks: Bargaining | None = None,
    robust: Robustness | None = None,
    changes: Changes | None = None,
    later: Sequence[Later] = (),
) -> list[Text | Table | Padding]:
    """Return the parts of the summary, top to bottom."""
    words = Words(zone.scenario, rule_notes(zone.space))
    parts: list[Text | Table | Padding] = [Text(heading(zone.scenario), "bold")]
    parts += [Text(line) for line in _assumptions(zone)]
    parts.append(Text("The rules alone", "bold"))
    parts += _lines(_rules(zone, words))
    parts.append(Text("Zone of possible agreement", "bold"))
    parts += _lines(_zone(zone, words))
    if zone.solutions is not None:
        parts.append(Text("Reference points", "bold"))
        parts += _solutions(zone, words)
    if zone.exists:
        parts.append(Text("Concessions", "bold"))
        parts += _lines(_concessions(zone, words))
    else:
        parts.append(Text("What closes it, and the least that would open it", "bold"))
        parts += _lines(ways_out_lines(zone, words))
    if changes is not None and changes.prices is not None:
        title = "How near it is to closing" if zone.exists else "What else would open it"
        parts.append(Text(title, "bold"))
        parts += _lines(price_lines(changes.prices, words))
    if changes is not None and changes.pivotal:
        parts.append(Text("Pivotal options", "bold"))
        parts += _lines(pivotal_lines(changes.pivotal, words))
    if zone.packages:
        parts.append(Text("Packages", "bold"))
        parts += _lines(package_lines(zone, words))
    for title, lines in later_lines(later, words):
        parts.append(Text(title, "bold"))
        parts += _lines(lines)
    if robust is not None:
        from sim.cli.robustness import short_lines

        parts.append(Text("How sure is that ('sim robustness' for more)", "bold"))
        parts += _lines(short_lines(robust, words))
    if talks is not None:
        from sim.cli.bargaining_lines import bargaining_lines

        parts.append(Text("Talks between agents ('sim bargain' for more)", "bold"))
        parts += _lines(bargaining_lines(talks, words))
    parts.append(Text(FIXED_LINE, "dim"))
    return parts


def heading(scenario: Scenario) -> str:
    """Return the title with the state that is analysed."""
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
        variant = scenario.variants[scenario.variant]
        states.append(f"variant: {variant.label or scenario.variant}")
    return f"{scenario.title}" + (f" · {'; '.join(states)}" if states else "")


def _lines(lines: Sequence[str]) -> list[Text | Table | Padding]:
    return [
        Padding(Text(line.lstrip()), (0, 0, 0, 2 + len(line) - len(line.lstrip())), expand=False)
        for line in lines
    ]


def _assumptions(zone: Zone) -> list[str]:
    scenario = zone.scenario
    without = len(assumptions(scenario))
    behind = sum(len(claims) for claims in scenario.evidence.values())
    ranges = sum(1 for q in _quantities(scenario) if q.is_range)
    lines = [
        f"What follows holds under the stated assumptions: {count(without, 'judgement')} without "
        f"evidence, {count(behind, 'piece')} of evidence for the others ('sim check' lists them).",
        "Exact for this file at its points: "
        + (
            f"{count(ranges, 'input is a range', 'inputs are ranges')}, analysed at the "
            f"midpoint or mode. "
            if ranges
            else "no input is a range. "
        )
        + f"Engine: {zone.engine} ({zone.engine_reason}).",
    ]
    if zone.unfinished:
        lines.append(f"Not worked out to the end: {zone.unfinished}.")
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


def _rules(zone: Zone, words: Words) -> list[str]:
    rules, counts = zone.rules, zone.counts
    lines = [
        f"{count(counts.agreements, 'agreement')} on the table; {rules.admissible:,} keep every "
        f"linkage; {rules.within_red_lines:,} of these are within red lines."
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
        more = f" or {len(sets) - 2} more sets of rules" if len(sets) > 2 else ""
        option = words.option(one.issue, one.option)
        by_issue.setdefault(one.issue, []).append(f"“{option}” ({whose}{more})")
    return [f"{words.issue(issue)}: {', '.join(options)}" for issue, options in by_issue.items()]


def _zone(zone: Zone, words: Words) -> list[str]:
    counts, critical = zone.counts, zone.critical_reservation
    values = "; ".join(
        f"{words.party(p.name)} {number(p.reservation)}"
        for k, p in enumerate(zone.space.parties)
        if p.weighs and k in zone.space.consenting
    )
    if zone.exists:
        answer = f"Yes: {count(counts.acceptable, 'agreement is', 'agreements are')} acceptable"
        if zone.frontier.complete and counts.frontier:
            answer += (
                f"; {counted(counts.frontier)} of them ({counted(counts.frontier_distinct)} with "
                "different utilities) no other dominates"
            )
        lines = [answer + "."]
    else:
        lines = ["No: no agreement is acceptable."]
    if values:
        lines.append(
            f"No-agreement values: {values}. With one such value for all consenting "
            f"parties, a zone "
            f"exists up to r* = {_bounded(zone, 'critical_reservation', critical)}."
            if critical is not None
            else f"No-agreement values: {values}. No agreement is within red lines, "
            f"whatever they are."
        )
    slacks = [
        f"{words.party(name)} {_bounded(zone, f'slack.{name}', slack, 2)}"
        for name, slack in zone.slack.items()
        if slack is not None
    ]
    if slacks:
        lines.append(
            "Most that each can get above its no-agreement value in agreements that the others "
            f"accept: {'; '.join(slacks)}."
        )
    if not zone.space.consent.unanimous:
        lines.append(_consent_line(zone, words))
    silent = [
        words.party(p.name)
        for k, p in enumerate(zone.space.parties)
        if k in zone.space.consent.everyone and not p.weighs
    ]
    if silent:
        lines.append(f"Consent needed, not modelled (no weights given): {', '.join(silent)}.")
    if zone.exists and _shared_odds(zone.scenario):
        lines.append(WEAK_EVIDENCE)
    return lines


def _bounded(zone: Zone, name: str, value: float, digits: int = 3) -> str:
    """Return a number, or bounds on it where it is not exact."""
    gap = zone.gaps.get(name, 0.0)
    text = number(value, digits)
    if isinf(gap):
        return f"at least {text}"
    upper = number(value + gap, digits)
    return text if upper == text else f"at least {text} and at most {upper}"


def _consent_line(zone: Zone, words: Words) -> str:
    consent, parties = zone.space.consent, zone.space.parties
    of = ", ".join(words.party(parties[k].name) for k in consent.of)
    required = ", ".join(words.party(parties[k].name) for k in consent.required)
    veto = f"{required}, and " if required else ""
    return f"Consent needed: {veto}at least {consent.at_least} of {of}."


def _shared_odds(scenario: Scenario) -> bool:
    """Say whether some parties' reservation values share the odds of one war."""
    wars = [p.reservation.war for p in scenario.parties.values() if p.reservation is not None]
    named = [war.win.parameter for war in wars if war is not None and war.win.parameter is not None]
    return len(named) > len(set(named))


def _solutions(zone: Zone, words: Words) -> list[Text | Table | Padding]:
    """Return the solutions as a table; what all of them say alike stands in a line of its own."""
    assert zone.solutions is not None
    columns: dict[tuple[object, ...], list[str]] = {}
    for name, solution in zone.solutions.items():
        columns.setdefault(tuple(solution.agreement.values()), []).append(name)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("", overflow="fold")
    chosen = [zone.solutions[names[0]] for names in columns.values()]
    for names in columns.values():
        table.add_column(", ".join(_title(zone.solutions[n]) for n in names), overflow="fold")
    alike = []
    for issue in zone.scenario.issues:
        options = [words.option(issue, solution.agreement[issue]) for solution in chosen]
        if len(set(options)) > 1:
            table.add_row(words.issue(issue), *options)
        else:
            alike.append(f"{words.issue(issue)}: {options[0]}")
    for k in zone.space.weighing:
        name = zone.space.parties[k].name
        table.add_row(
            f"Utility of {words.party(name)}", *(number(s.utilities[name], 3) for s in chosen)
        )
    lines = []
    if alike:
        where = "In all of them" if len(chosen) > 1 else "It says"
        lines.append(f"{where}: {'; '.join(alike)}.")
    left_out = zone.solutions["nash"].left_out
    if left_out:
        without = ", ".join(words.party(name) for name in left_out)
        lines.append(f"Left out of Nash and Kalai–Smorodinsky, which can't gain: {without}.")
    lines.append("* if a point of one scale counts as much as a point of another.")
    if not zone.frontier.complete:
        gaps = [
            f"{_title(s)} {'no bound found' if isinf(s.gap) else format(s.gap, '.1e')}"
            for s in zone.solutions.values()
        ]
        lines.append(
            "Found by optimisation, each proven to be within this much of the best (of the "
            f"product, relative, for Nash): {'; '.join(gaps)}. Whether others tie is not known."
        )
    return [Padding(table, (0, 0, 0, 2)), *_lines(lines)]


def _title(solution: Solution) -> str:
    tied = f" (one of {solution.tied:,})" if solution.tied and solution.tied > 1 else ""
    title = TITLES.get(solution.name, solution.name.replace("_", " ").capitalize())
    return title + tied + ("" if solution.name in SCALE_FREE else "*")


def _concessions(zone: Zone, words: Words) -> list[str]:
    found = zone.concessions
    positions = sum(len(p.positions) for p in zone.scenario.parties.values())
    bare = sum(one.kind == "position" for one in assumptions(zone.scenario))
    rests = (
        f"{bare} of {positions} positions carry no evidence: “stated” is then what the file says"
    )
    lines = [
        "In every acceptable agreement these move from their stated position: "
        f"{words.concessions(found.unavoidable)}{f' ({rests})' if bare else ''}. "
        + (
            "Never needed: not worked out, because there are too many smallest sets."
            if found.never_needed is None
            else f"Never needed: {words.concessions(found.never_needed)}."
        ),
    ]
    known = at_least(found.minimal_sets_number)
    if known and not found.minimal_sets[0].concessions:
        lines.append("Beyond that no party has to move.")
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
    if found.patterns:
        top = found.patterns[0]
        lines.append(
            f"Who holds what on the frontier: {count(len(found.patterns), 'pattern')}. "
            f"Most frequent "
            f"({top.agreements:,} of {counted(zone.counts.frontier)}): {words.pattern(top.held)}."
        )
    return lines
