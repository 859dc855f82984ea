"""The sections of the report, put together from the answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.reporting.answers import Answers, Later
from sim.reporting.html import Part
from sim.settlement.funnel import Funnel
from sim.settlement.ratify import Ratified
from sim.settlement.roadmap import Roadmap
from sim.text.implementation import later_lines
from sim.text.implementation_tables import moves_grid, votes_grid
from sim.text.left_out import NAMES, TITLES, left_out_lines
from sim.text.names import Words
from sim.text.packages import package_lines
from sim.text.pivotal import pivotal_lines
from sim.text.prices import price_lines
from sim.text.robustness import short_lines
from sim.text.rounds import round_grid, round_lines
from sim.text.solutions import solution_grid, solution_lines
from sim.text.tables import Grid
from sim.text.talks import bargaining_lines
from sim.text.ways_out import ways_out_lines
from sim.text.zone import (
    assumption_lines,
    concession_lines,
    rule_lines,
    zone_lines,
)

FIGURE_TEXTS = {
    "rule_matrix": "Which rules stand against how many agreements.",
    "funnel": "Bars of how many agreements pass each gate.",
    "zone": "Every agreement by what two parties get, with reference points.",
    "reservation_map": "Where a zone exists, by the parties' walk-away values.",
    "compromise_map": "For pairs of issues the best that is left with each pair of options.",
    "concession_matrix": "Who holds and who moves on which issue on the frontier.",
    "trades": "The best exchanges of two issues.",
    "prices": "The least changes of inputs that open or close the zone.",
    "pivotal": "What is left with each option forbidden.",
    "acceptability": "In which share of draws agreements are acceptable.",
    "talks_end": "Where talks between agents end.",
    "step_graph": "Which step is asked to come before which, with the deadlock marked.",
    "staircase": "What each party would have if everything stopped after each step.",
    "belief": "What each party must believe and what it can, by guarantee.",
    "support": "Expected share of votes by group, with the threshold.",
    "rounds_timeline": "The zone round by round.",
}
"""Figure → what it shows, for those who can't see it."""


def parts_of(answers: Answers, words: Words) -> Iterator[Part]:
    """Yield the sections of the report in their order."""
    zone = answers.zone
    funnels = [x for x in answers.later if isinstance(x, Funnel)]
    left_out = answers.left_out
    yield _part(answers, "rules", "What the rules alone leave", rule_lines(zone, words),
                "rule_matrix")  # fmt: skip
    lines = [line for _, own in later_lines(funnels, words) for line in own]
    lines += left_out_lines(left_out, "funnel")
    if lines:
        yield _part(answers, "funnel", "What passes each gate", lines, "funnel")
    yield _zone(answers, words)
    if zone.exists:
        yield _part(answers, "concessions", "Which concession sets are feasible",
                    concession_lines(zone, words), "concession_matrix", "trades")  # fmt: skip
    yield _part(answers, "changes", "What closes it and what would have to change",
                _closing(answers, words), "prices", "pivotal")  # fmt: skip
    yield from _beyond(answers, words)


def _zone(answers: Answers, words: Words) -> Part:
    zone = answers.zone
    body: list[str | Grid] = [*zone_lines(zone, words), *assumption_lines(zone)[1:]]
    if zone.solutions is not None:
        body += ["Reference points:", solution_grid(zone, words), *solution_lines(zone, words)]
    body += package_lines(zone, words)
    if answers.map_left_out is not None:
        body.append(answers.map_left_out.of("the compromise map"))
    return _part(answers, "zone", "The zone and r*", body,
                 "zone", "reservation_map", "compromise_map")  # fmt: skip


def _closing(answers: Answers, words: Words) -> list[str]:
    changes = answers.changes
    lines = [] if answers.zone.exists else list(ways_out_lines(answers.zone, words))
    if changes is not None and changes.prices is not None:
        lines += price_lines(changes.prices, words)
    if changes is not None and changes.pivotal:
        lines += pivotal_lines(changes.pivotal, words)
    return [*lines, *left_out_lines(answers.left_out, *NAMES)]


def _beyond(answers: Answers, words: Words) -> Iterator[Part]:
    """Yield what is beyond the zone at the points."""
    left_out, robust, talks = answers.left_out, answers.robust, answers.talks
    told: list[str | Grid] = [] if robust is None else [*short_lines(robust, words)]
    told += left_out_lines(left_out, "robustness")
    if told:
        yield _part(answers, "sure", "How sure that is", told, "acceptability")
    told = [] if talks is None else [*bargaining_lines(talks, words)]
    told += left_out_lines(left_out, "bargaining")
    if told:
        yield _part(answers, "talks", "Where bargaining ends", told, "talks_end")
    told = [item for x in answers.later if not isinstance(x, Funnel) for item in _later(x, words)]
    for key, title in TITLES.items():
        said = [f"  {line}" for line in left_out_lines(left_out, key)]
        told += [f"{title}:", *said] if said and key != "funnel" else []
    if told:
        yield _part(answers, "order", "Order and guarantees", told, "step_graph", "staircase",
                    "belief", "support")  # fmt: skip
    told = []
    if answers.replayed is not None:
        told = [round_grid(answers.replayed, words), *round_lines(answers.replayed, words)]
    told += left_out_lines(left_out, "rounds")
    if told:
        yield _part(answers, "rounds", "Rounds", told, "rounds_timeline")


def _later(one: Later, words: Words) -> Iterator[str | Grid]:
    """Yield what is said of one answer on what comes after signature, and its table."""
    for title, lines in later_lines([one], words):
        yield f"{title.partition(' (')[0]}:"
        yield from (f"  {line}" for line in lines)
    grid = None
    if isinstance(one, Roadmap):
        grid = moves_grid(one, words)
    elif isinstance(one, Ratified):
        grid = votes_grid(one, words)
    if grid is not None:
        yield grid


def _part(answers: Answers, key: str, title: str, body: Sequence[str | Grid], *names: str) -> Part:
    made = [(answers.figure(name), FIGURE_TEXTS[name]) for name in names]
    figures = [(figure, text) for figure, text in made if figure is not None]
    return Part(key, title, body, figures)
