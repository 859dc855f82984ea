"""What is printed of talks between agents."""

from __future__ import annotations

from collections.abc import Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.result import Bargaining
from sim.cli.words import Words, count, number
from sim.scenario.quantity import Quantity

ENDING_NAMES = {
    "deadline": "reached the deadline without one",
    "broken_off": "broke off",
    "nobody_moves": "stopped because nobody's offer moved",
}
MOST = 4
"""How many of the agreements that talks ended in are listed."""


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
        f"{words.party(name)} {_strategy(talks, name)}" for name in settings.strategies
    )
    where = ""
    if talks.states:
        where = f", through {count(len(talks.states), 'state')} of the scenario's rounds"
    text = (
        f"If these strategies take these inputs: "
        f"{PROTOCOLS[settings.protocol].label}, "
        f"{count(settings.rounds, 'round')}{where}. {said}. "
    )
    if talks.same:
        return text + "Nothing differs between talks, so all are one talk."
    return text + f"Drawn for each talk: {', '.join(settings.varies)} (seed {talks.seed})."


def _strategy(talks: Bargaining, name: str) -> str:
    settings = talks.settings
    text = settings.strategies[name].name.replace("_", " ")
    exponent = settings.exponents[name]
    if exponent is not None:
        text += f", exponent {_range(exponent)}"
    if settings.patience[name].mode < 1 or settings.patience[name].is_range:
        text += f", patience {_range(settings.patience[name])}"
    return text + (" (nobody states how it bargains)" if name in settings.unstated else "")


def _range(quantity: Quantity) -> str:
    if quantity.is_range:
        return f"{quantity.low:g} to {quantity.high:g}"
    return f"{quantity.mode:g}"


def _agreed(talks: Bargaining) -> str:
    if talks.same:
        when = talks.rounds_needed.get(0.5)
        if when is None:
            return f"No agreement: the talk {ENDING_NAMES[talks.trace_end]}."
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
    if talks.ends:
        on = sum(end.share.count for end in talks.ends if end.on_frontier)
        text += f" {count(len(talks.ends), 'different agreement')}"
        if all(end.on_frontier is not None for end in talks.ends):
            text += f"; {on:,.0f} talks ended on the frontier"
        text += "."
    return text


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
    return f"Mean utility: {'; '.join(texts)}."


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
            one, told = moved[issue], talks.learnt.get(name, {}).get(issue)
            row.append(one.share.percent if one.share.of else "–")
            row.append("–" if one.round is None else f"{one.round:g}")
            row += ["–", "–"] if told is None else [f"{weight:.2f}" for weight in told]
        table.add_row(*row)
    return table


def moves_lines(talks: Bargaining, words: Words) -> Sequence[str]:
    """Return what the table of moves is made of."""
    return [
        f"Offers of {count(talks.traced, 'talk')}: in which share a party's offers left its first "
        "option on the issue, and the median round in which they first did. Who offers different "
        "options on an issue is taken to mind it less; that is all that the estimated weights say."
    ]
