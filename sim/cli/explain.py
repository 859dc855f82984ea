"""``sim explain``: one agreement, party by party and issue by issue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import File, Material, Round, Set, Variant, read_scenarios

if TYPE_CHECKING:
    from sim.zone.explain import Explanation

NAME = "explain"


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
    material: Material = 0.03,
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

    from sim.cli.summary import console, heading
    from sim.cli.words import Words, listed, number
    from sim.zone.rule_notes import rule_notes

    out, zone, judged = console(), found.zone, found.judgement
    words = Words(zone.scenario, rule_notes(zone.space))
    out.print(Text(heading(zone.scenario), "bold"))
    verdict = "acceptable" if judged.acceptable else "not acceptable"
    out.print(Text(f"Under the stated assumptions {_name(found)} is {verdict}."))
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
    if found.dominated_by is not None:
        changes = [
            f"{words.issue(i)}: {words.option(i, o)}"
            for i, o in found.dominated_by.items()
            if o != judged.outcome.agreement[i]
        ]
        out.print(
            Text(
                f"Within red lines no bargaining party finds this worse, and some better: "
                f"{'; '.join(changes)}."
            )
        )
    elif judged.outcome.utilities:
        out.print(
            Text(
                f"No agreement within red lines dominates it. Material depth: "
                f"{number(zone.concessions.material)}."
            )
        )


def _name(found: Explanation) -> str:
    """Return what was asked for, by the label that people read."""
    package = found.zone.scenario.packages.get(found.name)
    return f"“{package.label}”" if package is not None and package.label else found.name


def _parties(found: Explanation, words: Any) -> Any:
    from rich.table import Table

    from sim.cli.words import number

    judged = found.judgement
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("Party", "Utility", "Above its no-agreement value", "Accepts"):
        table.add_column(title)
    for name, accepts in judged.accepts.items():
        if name not in judged.outcome.utilities and not found.zone.scenario.parties[name].red_lines:
            continue
        table.add_row(
            words.party(name),
            number(judged.outcome.utilities.get(name), 3),
            number(judged.margins.get(name), 3),
            "yes" if accepts else "no",
        )
    return table


def _issues(found: Explanation, words: Any) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Issue")
    table.add_column("Option", overflow="fold")
    table.add_column("Held", overflow="fold")
    table.add_column(
        "Moves from its stated position, by (share of its own weight)", overflow="fold"
    )
    for one in found.issues:
        moves = [
            f"{words.party(name)} {depth:.2f}" for name, depth in one.depth.items() if depth > 0
        ]
        held = one.held
        if held.startswith("held by "):
            names = held.removeprefix("held by ").split(", ")
            held = "held by " + ", ".join(words.party(name) for name in names)
        table.add_row(
            words.issue(one.issue), words.option(one.issue, one.option), held, "; ".join(moves)
        )
    return table
