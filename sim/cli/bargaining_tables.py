"""What is printed of talks between agents."""

from __future__ import annotations

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.bargaining.result import Bargaining, Moved
from sim.reporting.words import Words, number

MOST = 4
"""How many of the agreements that talks ended in are listed."""
BESIDE = 2
"""Moves of so many parties stand beside each other."""


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
