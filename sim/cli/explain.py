"""``sim explain``: one agreement, party by party and issue by issue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import File, Material, Round, Set, Variant, read_scenarios

if TYPE_CHECKING:
    from sim.cli.grids import FittedTable
    from sim.text.names import Words
    from sim.zone.explain import Explanation
    from sim.zone.nearby import Near
    from sim.zone.trades import Exchange

NAME = "explain"
EXCHANGES = 5
"""So many exchanges are told of."""


def command(
    file: File,
    agreement: Annotated[
        str,
        typer.Option(
            "--agreement",
            "-a",
            help="issue=option,issue=option; a solution's or package's name; or @FILE (YAML).",
        ),
    ],
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    material: Material = None,
) -> None:
    """Explain one agreement: who accepts it, what each gets, and which rules it doesn't meet."""
    from sim.zone.explain import explain
    from sim.zone.explore import explore

    scenario = read_scenarios([file], round_, variant, set_)[0]
    named: Any = agreement
    if agreement.startswith("@"):
        from sim.scenario.errors import Problem, ScenarioError
        from sim.scenario.yaml_reader import read_file

        tree = read_file(Path(agreement[1:]))
        if tree.problems:
            raise ScenarioError(tree.problems)
        named = tree.data
        if not isinstance(named, dict):
            raise ScenarioError([tree.locate(Problem((), "expected a mapping, issue: option"))])
    _print(explain(explore(scenario, material=material), named))


def _print(found: Explanation) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from sim.cli.summary import console
    from sim.comparison.pricing import prices
    from sim.text.agreements import agreement_title
    from sim.text.names import FIXED_LINE, Words
    from sim.text.numbers import listed
    from sim.text.prices import test_lines
    from sim.text.zone import heading
    from sim.zone.rule_notes import rule_notes

    out, zone, judged = console(), found.zone, found.judgement
    words = Words(zone.scenario, rule_notes(zone.space))
    out.print(Text(heading(zone.scenario), "bold"))
    verdict = "acceptable" if judged.acceptable else "not acceptable"
    name = agreement_title(zone.scenario, found.name)
    out.print(Text(f"Under the stated assumptions {name} is {verdict}."))
    if found.completed:
        added = [one.issue for one in found.issues if one.completed]
        names = listed([words.issue(name) for name in added], 20)
        out.print(
            Text(f"It leaves issues open; they are filled in by its best completion: {names}.")
        )
    out.print(Padding(_parties(found, words), (0, 0, 0, 2)))
    out.print(Padding(_issues(found, words), (1, 0, 0, 2)))
    for title, paths in (
        ("Rules not met", judged.not_met),
        ("Not met, not binding", judged.listed_only),
    ):
        if paths:
            out.print(Text(title, "bold"))
        for path in paths:
            because = words.notes[path].because
            out.print(Text(f"  {words.rule(path)}" + (f": {because}" if because else "")))
    for title, lines in _beside(found, words):
        out.print(Text(title, "bold"))
        for line in lines:
            out.print(Padding(Text(line.strip()), (0, 0, 0, 4 if line[0] == " " else 2)))
    needed = list(test_lines(prices(zone, judged.outcome.agreement), words))
    if needed:
        out.print(Text("What would have to be different for it to be acceptable", "bold"))
    for line in needed:
        out.print(Padding(Text(line.strip()), (0, 0, 0, 4 if line[0] == " " else 2)))
    out.print(Text(FIXED_LINE, "dim"))


def _beside(found: Explanation, words: Words) -> Iterator[tuple[str, list[str]]]:
    """Yield what is near the agreement, under headings."""
    if found.dominated_by is not None:
        more = found.dominating - 1
        yield (
            "What dominates it",
            [
                f"Within red lines nobody whose consent is needed finds this worse, and some "
                f"better: {_changed(found.dominated_by, words)}"
                + (f" ({more:,} more such points of the frontier)." if more else "."),
                *_unmet(found.dominated_by, words),
            ],
        )
    elif found.judgement.outcome.utilities:
        yield "What dominates it", ["No agreement within red lines does."]
    if found.nearest is not None:
        yield "The nearest acceptable agreement", [f"{_changed(found.nearest, words)}."]
    if found.exchanges:
        lines = [_exchanged(one, words) for one in found.exchanges[:EXCHANGES]]
        more = len(found.exchanges) - EXCHANGES
        title = "Exchanges that no bargaining party loses by" + (
            f" ({more:,} more)" if more > 0 else ""
        )
        yield title, lines
    if found.forbidden:
        yield (
            "What every bargaining party prefers and one rule alone forbids",
            [
                f"Without {words.rule(one.rule or '', rests=False)}: {_changed(one, words)}."
                for one in found.forbidden
            ],
        )


def _unmet(near: Near, words: Words) -> list[str]:
    """Return whose conditions an agreement does not meet, in a line; none where it meets all."""
    if not near.not_met:
        return []
    rules = "; ".join(words.rule(path) for path in near.not_met)
    return [f"It is not acceptable all the same; it does not meet: {rules}."]


def _changed(near: Near, words: Words) -> str:
    """Return what differs, and what that brings the parties."""
    changes = "; ".join(
        f"{words.issue(one.issue)}: {words.option(one.issue, one.after)}" for one in near.changes
    )
    return f"{changes} ({_gains(near.gains, words)})"


def _exchanged(one: Exchange, words: Words) -> str:
    changes = " for ".join(
        f"{words.issue(x.issue)}: {words.option(x.issue, x.after)}" for x in one.changes
    )
    return f"{changes} ({_gains(one.gains, words)})"


def _gains(gains: Mapping[str, float], words: Words) -> str:
    from sim.text.numbers import signed

    return ", ".join(f"{words.party(name)} {signed(gain, 3)}" for name, gain in gains.items())


def _parties(found: Explanation, words: Words) -> FittedTable:
    from sim.cli.grids import table_of
    from sim.text.numbers import decimals
    from sim.text.tables import Grid

    judged = found.judgement
    rows = [
        (
            words.party(name),
            decimals(judged.outcome.utilities.get(name), 3),
            decimals(judged.margins.get(name), 3),
            "yes" if accepts else "no",
        )
        for name, accepts in judged.accepts.items()
        if name in judged.outcome.utilities or found.zone.scenario.parties[name].red_lines
    ]
    return table_of(Grid(("Party", "Utility", "Above its walk-away value", "Accepts"), tuple(rows)))


def _issues(found: Explanation, words: Words) -> FittedTable:
    from sim.cli.grids import table_of
    from sim.text.tables import Grid

    moving = "Moves from its stated position, by (share of its own weight)"
    rows = []
    for one in found.issues:
        moves = [
            f"{words.party(name)} {depth:.2f}" for name, depth in one.depth.items() if depth > 0
        ]
        rows.append(
            (
                words.issue(one.issue),
                words.option(one.issue, one.option),
                words.holding(one.held),
                "; ".join(moves),
            )
        )
    return table_of(Grid(("Issue", "Option", "Held", moving), tuple(rows)))
