"""``sim compare``: scenarios, or agreements of one, side by side; differences only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.folders import result_folder, with_state
from sim.cli.options import File, Out, Quiet, asked_for, printable, read_scenarios

if TYPE_CHECKING:
    from sim.cli.grids import FittedTable
    from sim.cli.placing import Written
    from sim.comparison import Comparison
    from sim.comparison.compare import Difference
    from sim.reporting.asked import Asked
    from sim.scenario import Scenario
    from sim.text.names import Words

NAME = "compare"
TITLES = {
    "input": "What the files say",
    "rules": "The rules alone",
    "ruled out": "Options that no agreement within red lines has",
    "zone": "Zone of possible agreement",
    "solutions": "Reference points",
    "concessions": "Who moves from its stated position in every acceptable agreement",
    "ways out": "Ways out, and how many agreements each opens",
    "agreement": "The agreements",
}


def command(
    file: File,
    others: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE...]", help="Further scenario files.")
    ] = None,
    variant: Annotated[
        list[str] | None, typer.Option("--variant", metavar="NAME", help="A variant of the file.")
    ] = None,
    round_: Annotated[
        list[str] | None,
        typer.Option("--round", metavar="N", help="The file's state after round N, or its date."),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="PATH=VALUE[;PATH=VALUE]", help="The file with changes laid over it."
        ),
    ] = None,
    package: Annotated[
        list[str] | None,
        typer.Option(
            "--package",
            metavar="AGREEMENT",
            help="A package, solution or issue=option,…; at least two, compared with each other.",
        ),
    ] = None,
    out: Out = Path("results"),
    quiet: Quiet = False,
) -> None:
    """Compare a scenario with other files, variants, rounds or changes; or its packages."""
    from sim.comparison import compare, compare_agreements

    base = read_scenarios([file], None, None, None)[0]
    options = (round_ or [], variant or [], set_ or [])
    states = {file.stem: (base, asked_for(file, None, None, None))}
    if package:
        _check_packages(package, bool(others or any(options)))
        found = compare_agreements(base, {name: name for name in package})
    else:
        _add_states(states, file, others or [], *options)
        found = compare({name: scenario for name, (scenario, _) in states.items()})
    folder = out / with_state(result_folder(asked_for(file, None, None, None)), *options)
    written = _write(found, {name: asked for name, (_, asked) in states.items()}, folder)
    if not quiet:
        _print(found, written)


def _check_packages(packages: Sequence[str], others: bool) -> None:
    if others:
        message = "packages are compared within one scenario; leave the others out"
        raise typer.BadParameter(message, param_hint="--package")
    if len(packages) < 2:
        raise typer.BadParameter("expected at least two", param_hint="--package")


def _add_states(
    states: dict[str, tuple[Scenario, Asked]],
    file: Path,
    others: Sequence[Path],
    rounds: Sequence[str],
    variants: Sequence[str],
    changes: Sequence[str],
) -> None:
    """Add the states that are asked for, each under a name of its own."""

    def add(
        name: str,
        where: Path,
        round_: str | None = None,
        variant: str | None = None,
        said: list[str] | None = None,
    ) -> None:
        state = (where, round_, variant, said)
        asked = asked_for(*state)
        while name in states and (where != file or states[name][1] != asked):
            name = f"{name} ({where if where != file else asked.typed(NAME)})"
        states[name] = (read_scenarios([where], round_, variant, said)[0], asked)

    for other in others:
        stem = printable(other.stem)
        add(stem if stem not in states else printable(str(other)), other)
    for name in variants:
        add(name, file, variant=name)
    for number in rounds:
        add(f"round {number}", file, round_=number)
    for place, change in enumerate(changes, start=1):
        add(f"set {place}", file, said=change.split(";"))
    if len(states) < 2:
        raise typer.BadParameter(
            "expected something to compare with: another file, --variant, --round, --set or "
            "--package"
        )


def _write(found: Comparison, states: Mapping[str, Asked], folder: Path) -> Written:
    """Write ``comparison.json`` into a folder, in one step."""
    from sim.cli.files import making, writing
    from sim.cli.output import write_json
    from sim.cli.placing import place
    from sim.zone.zone import FORMAT

    asked = {name: one.to_dict() for name, one in states.items()}
    data = {"format": FORMAT, "asked": asked, "comparison": found.to_dict()}
    with writing(folder), making(folder) as made:
        write_json(data, made / "comparison.json")
        return place(made, folder, NAME, found.zones[0].scenario.digest)


def _print(found: Comparison, written: Written) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from sim.cli.summary import console, print_written
    from sim.text.names import FIXED_LINE, Words
    from sim.zone.rule_notes import rule_notes

    out = console()
    scenario = found.zones[0].scenario
    words = Words(scenario, rule_notes(found.zones[0].space))
    out.print(Text(f"{scenario.title}: {' | '.join(found.names)}", "bold"))
    out.print(Text("Under the stated assumptions, exact for these files; differences only."))
    for state, parties in found.apart.items():
        names = ", ".join(words.party(n) if n in scenario.parties else n for n in parties)
        text = f"Utilities of {names} in {state} do not compare with those in {found.names[0]}"
        out.print(Text(f"{text}: weights, values or options differ."))
    for about, title in TITLES.items():
        differences = found.of(about)
        if differences:
            out.print(Text(title, "bold"))
            out.print(Padding(_table(found, differences, words), (0, 0, 0, 2)))
    if found.completed:
        out.print(Text("* left open by the text, and filled in by its best completion."))
    if not found.differences:
        out.print(Text("They do not differ."))
    out.print(Text(FIXED_LINE, "dim"))
    print_written(out, written)


def _table(found: Comparison, differences: Sequence[Difference], words: Words) -> FittedTable:
    from sim.cli.grids import table_of
    from sim.text.tables import Grid

    rows, completed = [], found.completed
    for one in differences:
        label, issue = _label(one, words)
        texts = [_value(one, value, issue, words) for value in one.values]
        if one.about == "agreement" and one.path[0] == "agreement":
            filled = [one.path[1] in completed.get(name, ()) for name in found.names]
            texts = [f"{text}*" if mark else text for text, mark in zip(texts, filled, strict=True)]
        rows.append((label, *texts))
    return table_of(Grid(("", *found.names), tuple(rows)))


def _label(one: Difference, words: Words) -> tuple[str, str | None]:
    """Return what a difference is about, and the issue whose options its values are."""
    path, scenario = one.path, words.scenario
    if one.about == "input":
        return ".".join(path), None
    if one.about == "ways out":
        return " and ".join(words.change(rule) for rule in path), None
    if one.about == "ruled out":
        known = path[0] in scenario.issues and scenario.issues[path[0]].find(path[1]) is not None
        option = words.option(path[0], path[1]) if known else path[1]
        return f"{words.issue(path[0]) if known else path[0]}: “{option}”", None
    parts: list[str] = []
    issue = None
    for number, part in enumerate(path):
        before = path[number - 1] if number else ""
        if part in scenario.issues and before not in ("utility", "slack", "reservation"):
            parts.append(words.issue(part))
            issue = part if before == "agreement" else issue
        elif part in scenario.parties:
            parts.append(words.party(part))
        elif part not in ("agreement",):
            parts.append(words.change(part) if "." in part else _NAMES.get(part, part))
    return ": ".join(parts), issue


_NAMES = {
    "critical_reservation": "r*",
    "reservation": "no-agreement value",
    "slack": "most above its no-agreement value",
    "within_red_lines": "within red lines",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "nash": "Nash",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
    "margin": "above its no-agreement value",
    "not met": "rule not met",
    "points": "points of the frontier",
}


def _value(one: Difference, value: Any, issue: str | None, words: Words) -> str:
    if value is None:
        return "–"
    if value is True or value is False:
        return "yes" if value else "no"
    if issue is not None and words.scenario.issues[issue].find(value) is not None:
        return words.option(issue, value)
    if isinstance(value, float):
        return f"{value:.3f}" if one.about != "input" else f"{value:g}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Mapping):
        return "{}"
    return str(value)
