"""What is printed of talks between agents."""

from __future__ import annotations

from collections.abc import Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.result import Bargaining, Moved
from sim.bargaining.words import hazard_text, strategy_text
from sim.reporting.words import Words, count, number

ENDING_NAMES = {
    "deadline": "reached the deadline without one",
    "broken_off": "broke off",
    "nobody_moves": "stopped because nobody's offer moved",
}
MOST = 4
"""How many of the agreements that talks ended in are listed."""
BESIDE = 2
"""Moves of so many parties stand beside each other."""


def bargaining_lines(talks: Bargaining, words: Words) -> list[str]:
    """Return in a few lines how talks were held and what came of them."""
    lines = [_held(talks, words), _agreed(talks)]
    if talks.parties:
        lines.append(_got(talks, words))
    if not talks.listed:
        lines.append(
            f"The agreements can't be listed: parties chose from {talks.menu:,} on the frontiers "
            "and one step from them."
        )
    return lines


def _held(talks: Bargaining, words: Words) -> str:
    settings = talks.settings
    said = "; ".join(
        f"{words.party(name)} {strategy_text(settings, name)}"
        + (" (nobody states how it bargains)" if name in settings.unstated else "")
        for name in settings.strategies
    )
    where = ""
    if talks.states:
        where = f", through {count(len(talks.states), 'state')} of the scenario's rounds"
    opens = ""
    if PROTOCOLS[settings.protocol].opens and settings.opener is not None:
        opens = f"; {words.party(settings.opener)} opens"
    text = (
        f"If these strategies take these inputs: "
        f"{PROTOCOLS[settings.protocol].label}, "
        f"{count(settings.rounds, 'round')}{where}{hazard_text(settings)}{opens}. {said}. "
    )
    if talks.same:
        return text + "Nothing differs between talks, so all are one talk."
    text += f"Drawn for each talk: {', '.join(settings.varies)} (seed {talks.seed})."
    if settings.draw:
        text += (
            f" Bare numbers without evidence were drawn around the file's (spread "
            f"{settings.spread:g}); the agreements' utilities and the frontier below are those at "
            "the points."
        )
    return text


def _agreed(talks: Bargaining) -> str:
    if talks.same:
        when = talks.rounds_needed.get(0.5)
        if when is None:
            return f"No agreement: the talk {ENDING_NAMES[talks.trace_end]}.{_no_zone(talks)}"
        return f"An agreement in round {when:g}."
    text = f"Agreement in {talks.agreed.text('talks')}"
    if talks.rounds_needed:
        low, middle, high = (talks.rounds_needed[q] for q in (0.05, 0.5, 0.95))
        text += f", half of them by round {middle:g}, nine tenths in rounds {low:g} to {high:g}"
    others = [
        f"{count(amount, 'talk')} {ENDING_NAMES[name]}"
        for name, amount in talks.endings.items()
        if name != "agreed" and amount
    ]
    text += "; " + "; ".join(others) + "." if others else "."
    text += _no_zone(talks)
    if talks.ends:
        on = sum(end.share.count for end in talks.ends if end.on_frontier)
        text += f" {count(len(talks.ends), 'different agreement')}"
        if all(end.on_frontier is not None for end in talks.ends):
            text += f"; {count(round(on), 'talk')} ended on the frontier"
        text += "."
    return text


def _no_zone(talks: Bargaining) -> str:
    if talks.has_zone or talks.agreed.count:
        return ""
    at = " at the points" if talks.settings.draw else ""
    return f" There is no zone{at}: no agreement is acceptable to all whose consent it needs."


def _got(talks: Bargaining, words: Words) -> str:
    texts = []
    for name, one in talks.parties.items():
        text = f"{words.party(name)} {number(one.utility, 3)}"
        low, high = number(one.low, 2), number(one.high, 2)
        if low != high:
            text += f" ({low} to {high} in nine tenths)"
        if one.from_nash is not None:
            away = "at" if abs(one.from_nash) < 5e-4 else f"{abs(one.from_nash):.3f} "
            text += ", " + (away if away == "at" else away + _side(one.from_nash)) + " Nash"
        texts.append(text)
    over = "" if talks.agreed.count == talks.runs else " over the talks that agree"
    return f"Mean utility{over}: {'; '.join(texts)}."


def _side(away: float) -> str:
    return "above" if away > 0 else "below"


def ends_table(talks: Bargaining, words: Words) -> list[Text | Table | Padding]:
    """Return the agreements that talks ended in most often."""
    if not talks.ends:
        return []
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Talks", justify="right")
    for name in talks.settings.strategies:
        table.add_column(words.party(name), justify="right")
    table.add_column("On the frontier")
    table.add_column("Differs from the first on", overflow="fold")
    first = talks.ends[0].agreement
    for end in talks.ends[:MOST]:
        other = [
            f"{words.issue(issue)}: {words.option(issue, option)}"
            for issue, option in end.agreement.items()
            if option != first[issue]
        ]
        table.add_row(
            f"{end.share.count:,.0f}",
            *(number(end.utilities[name], 3) for name in talks.settings.strategies),
            {True: "yes", False: "no", None: "not known"}[end.on_frontier],
            "; ".join(other),
        )
    said = [f"{words.issue(i)}: {words.option(i, o)}" for i, o in first.items()]
    rest = len(talks.ends) - MOST
    lines: list[Text | Table | Padding] = [Padding(table, (0, 0, 0, 2))]
    more = f" {rest:,} more are in result.json." if rest > 0 else ""
    lines.append(Padding(Text(f"The first says: {'; '.join(said)}.{more}"), (0, 0, 0, 2)))
    return lines


def moves_table(talks: Bargaining, words: Words) -> Table | None:
    """Return who moved on what and when, and what offers tell of weights."""
    if not talks.moves:
        return None
    if len(talks.moves) > BESIDE:
        return _long_moves_table(talks, words)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Issue", overflow="fold")
    for name in talks.moves:
        table.add_column(f"{words.party(name)}: moves in", justify="right")
        table.add_column("from round", justify="right")
        table.add_column("weight told", justify="right")
        table.add_column("in file", justify="right")
    for issue in talks.space.issues:
        row = [words.issue(issue)]
        for name, moved in talks.moves.items():
            row += _move(talks, name, issue, moved[issue])
        table.add_row(*row)
    return table


def _long_moves_table(talks: Bargaining, words: Words) -> Table:
    """Return the moves of many parties, one below the other."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Party", overflow="fold")
    table.add_column("Issue", overflow="fold")
    for title in ("moves in", "from round", "weight told", "in file"):
        table.add_column(title, justify="right")
    for name, moved in talks.moves.items():
        for place, issue in enumerate(talks.space.issues):
            label = "" if place else words.party(name)
            table.add_row(label, words.issue(issue), *_move(talks, name, issue, moved[issue]))
    return table


def _move(talks: Bargaining, name: str, issue: str, one: Moved) -> list[str]:
    told = talks.learnt.get(name, {}).get(issue)
    return [
        one.share.percent if one.share.of else "–",
        "–" if one.round is None else f"{one.round:g}",
        *(["–", "–"] if told is None else [f"{weight:.2f}" for weight in told]),
    ]


def moves_lines(talks: Bargaining, words: Words) -> Sequence[str]:
    """Return what the table of moves is made of."""
    return [
        f"Offers of {count(talks.traced, 'talk')}: in which share a party's offers left its first "
        "option on the issue, and the median round in which they first did. Who offers different "
        "options on an issue is taken to mind it less; that is all that the estimated weights say."
    ]
