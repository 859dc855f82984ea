"""``sim compare``: scenarios, or agreements of one, side by side; differences only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.compare_states import NAME, State, files_of, heads_of, states_of, states_of_file
from sim.cli.csv_file import Csv, to_output, write_table
from sim.cli.folders import result_folder, with_state
from sim.cli.options import File, Out, Quiet, asked_for

if TYPE_CHECKING:
    from sim.cli.placing import Written
    from sim.comparison import Comparison
    from sim.text.names import Words

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
    csv: Csv = None,
    quiet: Quiet = False,
) -> None:
    """Compare a scenario with other files, variants, rounds or changes; or its packages."""
    from sim.cli.compare_tables import csv_rows
    from sim.comparison import compare, compare_agreements

    options = (round_ or [], variant or [], set_ or [])
    if package:
        _check_packages(package, bool(others or any(options)))
        states = states_of_file(file)
        (state,) = states.values()
        found = compare_agreements(state.scenario, {name: name for name in package})
        heads = found.names
    else:
        states = states_of(file, others or [], *options)
        found = compare({name: state.scenario for name, state in states.items()})
        heads = heads_of(states)
    folder = out / with_state(result_folder(asked_for(file, None, None, None)), *options)
    written = _write(found, states, folder)
    if csv is not None:
        write_table(csv, csv_rows(found, _words(found)))
    if not quiet and not to_output(csv):
        _print(found, heads, states, written)


def _check_packages(packages: Sequence[str], others: bool) -> None:
    if others:
        message = "packages are compared within one scenario; leave the others out"
        raise typer.BadParameter(message, param_hint="--package")
    if len(packages) < 2:
        raise typer.BadParameter("expected at least two", param_hint="--package")


def _write(found: Comparison, states: Mapping[str, State], folder: Path) -> Written:
    """Write ``comparison.json`` into a folder, in one step."""
    from sim.cli.files import making, writing
    from sim.cli.output import write_json
    from sim.cli.placing import place
    from sim.zone.zone import FORMAT

    asked = {name: state.asked.to_dict() for name, state in states.items()}
    data = {"format": FORMAT, "asked": asked, "comparison": found.to_dict()}
    with writing(folder), making(folder) as made:
        write_json(data, made / "comparison.json")
        return place(made, folder, NAME, found.zones[0].scenario.digest)


def _words(found: Comparison) -> Words:
    from sim.text.names import Words
    from sim.zone.rule_notes import rule_notes

    return Words(found.zones[0].scenario, rule_notes(found.zones[0].space))


def _print(
    found: Comparison, heads: Sequence[str], states: Mapping[str, State], written: Written
) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from sim.cli.compare_tables import differences_table
    from sim.cli.summary import console, print_written
    from sim.text.names import FIXED_LINE

    out, words = console(), _words(found)
    named = dict(zip(found.names, heads, strict=True))
    for line in files_of(states):
        out.print(Text(line, "bold"))
    out.print(Text("Under the stated assumptions, exact for these files; differences only."))
    for state, parties in found.apart.items():
        known = words.scenario.parties
        names = ", ".join(words.party(n) if n in known else n for n in parties)
        text = f"Utilities of {names} in “{named[state]}” do not compare with those in “{heads[0]}”"
        out.print(Text(f"{text}: weights, values or options differ."))
    for about, title in TITLES.items():
        differences = found.of(about)
        if differences:
            out.print(Text(title, "bold"))
            table = differences_table(found, differences, heads, words)
            out.print(Padding(table, (0, 0, 0, 2)))
    if found.completed:
        out.print(Text("* left open by the text, and filled in by its best completion."))
    if not found.differences:
        out.print(Text("They do not differ."))
    out.print(Text(FIXED_LINE, "dim"))
    print_written(out, written)
