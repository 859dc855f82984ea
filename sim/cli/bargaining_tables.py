"""What is printed of talks between agents."""

from __future__ import annotations

from rich.padding import Padding
from rich.text import Text

from sim.bargaining.result import Bargaining, Moved
from sim.cli.grids import FittedTable, table_of
from sim.text.names import Words
from sim.text.numbers import decimals
from sim.text.tables import Grid

MOST = 4
"""How many of the agreements that talks ended in are listed."""
BESIDE = 2
"""Moves of so many parties stand beside each other."""


def ends_table(talks: Bargaining, words: Words) -> list[Padding]:
    """Return the agreements that talks ended in most often."""
    if not talks.ends:
        return []
    names = list(talks.settings.strategies)
    first = talks.ends[0].agreement
    rows = []
    for end in talks.ends[:MOST]:
        other = [
            f"{words.issue(issue)}: {words.option(issue, option)}"
            for issue, option in end.agreement.items()
            if option != first[issue]
        ]
        rows.append(
            (
                f"{end.share.count:,.0f}",
                *(decimals(end.utilities[name], 3) for name in names),
                {True: "yes", False: "no", None: "not known"}[end.on_frontier],
                "; ".join(other),
            )
        )
    parties = (words.party(name) for name in names)
    header = ("Talks", *parties, "On the frontier", "Differs from the first on")
    table = table_of(Grid(header, tuple(rows), frozenset(range(len(names) + 1))))
    said = [f"{words.issue(i)}: {words.option(i, o)}" for i, o in first.items()]
    rest = len(talks.ends) - MOST
    more = f" {rest:,} more are in result.json." if rest > 0 else ""
    text = Text(f"The first says: {'; '.join(said)}.{more}")
    return [Padding(table, (0, 0, 0, 2)), Padding(text, (0, 0, 0, 2))]


def moves_table(talks: Bargaining, words: Words) -> FittedTable | None:
    """Return who moved on what and when, and what offers tell of weights."""
    if not talks.moves:
        return None
    long = _long_moves(talks, words)
    if len(talks.moves) > BESIDE:
        return table_of(long)
    header, rows = ["Issue"], []
    for name in talks.moves:
        header += [f"{words.party(name)}: moves in", "from round", "weight told", "in file"]
    for issue in talks.space.issues:
        row = [words.issue(issue)]
        for name, moved in talks.moves.items():
            row += _move(talks, name, issue, moved[issue])
        rows.append(tuple(row))
    wide = Grid(tuple(header), tuple(rows), frozenset(range(1, len(header))))
    return table_of(wide, long)


def _long_moves(talks: Bargaining, words: Words) -> Grid:
    """Return the moves of many parties, one below the other."""
    rows = []
    for name, moved in talks.moves.items():
        for place, issue in enumerate(talks.space.issues):
            label = "" if place else words.party(name)
            rows.append((label, words.issue(issue), *_move(talks, name, issue, moved[issue])))
    header = ("Party", "Issue", "moves in", "from round", "weight told", "in file")
    return Grid(header, tuple(rows), frozenset(range(2, 6)))


def _move(talks: Bargaining, name: str, issue: str, one: Moved) -> list[str]:
    told = talks.learnt.get(name, {}).get(issue)
    return [
        one.share.percent if one.share.of else "–",
        "–" if one.round is None else f"{one.round:g}",
        *(["–", "–"] if told is None else [f"{weight:.2f}" for weight in told]),
    ]
