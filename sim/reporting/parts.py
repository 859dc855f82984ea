"""The sections of the report, put together from the answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.reporting.answers import Answers
from sim.reporting.bargaining_lines import bargaining_lines
from sim.reporting.html import Part
from sim.reporting.package_lines import package_lines
from sim.reporting.pivotal_lines import pivotal_lines
from sim.reporting.price_lines import price_lines
from sim.reporting.robustness_lines import short_lines
from sim.reporting.settlement_lines import later_lines
from sim.reporting.ways_out_lines import ways_out_lines
from sim.reporting.words import Words
from sim.reporting.zone_lines import assumption_lines, concession_lines, rule_lines, zone_lines
from sim.settlement.funnel import Funnel
from sim.space.count import counted

FIGURE_TEXTS = {
    "rule_matrix": "Which rules stand against how many agreements.",
    "funnel": "Bars of how many agreements pass each gate.",
    "zone": "Every agreement by what two parties get, with reference points.",
    "reservation_map": "Where a zone exists, by the parties' no-agreement values.",
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


def answer_of(answers: Answers, words: Words) -> list[str]:
    """Return the question, the answer and the assumptions that carry it."""
    zone = answers.zone
    parties = ", ".join(words.party(zone.space.parties[k].name) for k in zone.space.consenting)
    question = f"Is there an agreement that {parties} would each accept, as this file has them?"
    first = zone_lines(zone, words)[0]
    sure = (
        [f"Over draws of all that the file leaves open: {answers.robust.zone.text('draws')} have "
         "a zone, which is not uncertainty about the world."]
        if answers.robust is not None
        else []
    )  # fmt: skip
    return [question, first, *sure, assumption_lines(zone)[0]]


def parts_of(answers: Answers, words: Words) -> Iterator[Part]:
    """Yield the sections of the report in their order."""
    zone = answers.zone
    funnels = [x for x in answers.later if isinstance(x, Funnel)]
    yield _part(answers, "rules", "What the rules alone leave", rule_lines(zone, words),
                "rule_matrix")  # fmt: skip
    if funnels:
        lines = [line for _, own in later_lines(funnels, words) for line in own]
        yield _part(answers, "funnel", "What passes each gate", lines, "funnel")
    told = [*zone_lines(zone, words), *package_lines(zone, words)]
    yield _part(answers, "zone", "The zone and r*", told,
                "zone", "reservation_map", "compromise_map")  # fmt: skip
    if zone.exists:
        yield _part(answers, "concessions", "Which concession sets are feasible",
                    concession_lines(zone, words), "concession_matrix", "trades")  # fmt: skip
    yield _part(answers, "changes", "What closes it and what would have to change",
                _closing(answers, words), "prices", "pivotal")  # fmt: skip
    yield from _beyond(answers, words)


def _closing(answers: Answers, words: Words) -> list[str]:
    changes = answers.changes
    lines = [] if answers.zone.exists else list(ways_out_lines(answers.zone, words))
    if changes is not None and changes.prices is not None:
        lines += price_lines(changes.prices, words)
    if changes is not None and changes.pivotal:
        lines += pivotal_lines(changes.pivotal, words)
    return lines


def _beyond(answers: Answers, words: Words) -> Iterator[Part]:
    """Yield what is beyond the zone at the points."""
    if answers.robust is not None:
        yield _part(answers, "sure", "How sure that is", short_lines(answers.robust, words),
                    "acceptability")  # fmt: skip
    if answers.talks is not None:
        yield _part(answers, "talks", "Where bargaining ends",
                    bargaining_lines(answers.talks, words), "talks_end")  # fmt: skip
    later = [x for x in answers.later if not isinstance(x, Funnel)]
    if later:
        told = later_lines(later, words)
        lines = [text for title, own in told for text in (f"{title}:", *own)]
        yield _part(answers, "order", "Order and guarantees", lines,
                    "step_graph", "staircase", "belief", "support")  # fmt: skip
    if answers.replayed is not None:
        lines = [
            f"{one.label or one.date or 'Before the first round'}: "
            f"{counted(one.acceptable)} acceptable agreements"
            for one in answers.replayed.states
        ]
        yield _part(answers, "rounds", "Rounds", lines, "rounds_timeline")


def _part(answers: Answers, key: str, title: str, lines: Sequence[str], *names: str) -> Part:
    made = [(answers.figure(name), name) for name in names]
    figures = [
        (figure, f"{title}: {FIGURE_TEXTS[name]}") for figure, name in made if figure is not None
    ]
    return Part(key, title, [line.strip() for line in lines], figures)
