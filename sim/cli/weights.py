"""``sim weights``: the weights of all parties as a table, out to a spreadsheet and back."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import File, Quiet, printable, read_scenarios

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.weight_sheet import SheetWeight

NAME = "weights"
_PLAIN = re.compile(r"[a-z_][a-z0-9_-]*")
"""Keys that need no quotes in YAML."""
_KEYWORDS = frozenset({"null", "true", "false"})


def command(
    file: File,
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv", metavar="OUT.csv", help="Write the table as CSV (-: to standard output)."
        ),
    ] = None,
    from_: Annotated[
        Path | None,
        typer.Option("--from", metavar="IN.csv", help="Read weights from such a table."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="NEW.yaml",
            help="With --from: write them into a new file that extends FILE, which stays as it is.",
        ),
    ] = None,
    as_variant: Annotated[
        str | None,
        typer.Option(
            "--as-variant",
            metavar="NAME",
            help="With --out: as a variant of this name, laid over the rounds.",
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Show the weights of all parties, write them for a spreadsheet, or read them from one."""
    _check_options(csv, from_, out, as_variant)
    if from_ is not None:
        _read_back(file, from_, out, as_variant, quiet)
        return
    from sim.cli.csv_file import to_output, write_table
    from sim.scenario.weight_sheet import weight_rows

    scenario = read_scenarios([file], None, None, None)[0]
    if csv is not None:
        to_file = not to_output(csv)
        if to_file:
            _refuse_existing(csv)
        write_table(csv, weight_rows(scenario))
        if to_file and not quiet:
            typer.echo(f"Wrote {csv}. Changed there, it is read with: {_typed(file, csv)}")
    elif not quiet:
        _print_table(scenario)


def _check_options(
    csv: Path | None, from_: Path | None, out: Path | None, as_variant: str | None
) -> None:
    if csv is not None and from_ is not None:
        raise typer.BadParameter("expected one of --csv and --from", param_hint="--csv")
    if out is not None and from_ is None:
        raise typer.BadParameter("expected --from IN.csv with it", param_hint="--out")
    if as_variant is None:
        return
    if out is None:
        raise typer.BadParameter("expected --out NEW.yaml with it", param_hint="--as-variant")
    if not re.fullmatch(r"\w[\w-]*", as_variant) or as_variant.isdigit():
        message = f"got '{as_variant}'; expected letters, digits, _ and -, not digits alone"
        raise typer.BadParameter(message, param_hint="--as-variant")


def _typed(file: Path, csv: Path) -> str:
    names = shlex.quote(printable(str(file))), shlex.quote(printable(str(csv)))
    return "sim weights {} --from {} --out NEW.yaml".format(*names)


def _refuse_existing(path: Path) -> None:
    """Refuse to write over a file: it may hold what somebody has typed."""
    if path.exists():
        print(f"{path}: is there already; nothing was written", file=sys.stderr)
        raise typer.Exit(1)


def _print_table(scenario: Scenario) -> None:
    from rich.text import Text

    from sim.cli.grids import table_of
    from sim.cli.summary import console
    from sim.scenario.weight_sheet import weight_rows
    from sim.text.tables import Grid

    parties = [name for name in scenario.parties if scenario.parties[name].weighs]
    columns = [list(scenario.parties).index(name) + 2 for name in parties]
    header = ("", *(scenario.labels.parties[name] for name in parties))
    rows = tuple(
        (row[1], *(row[column] or "–" for column in columns)) for row in weight_rows(scenario)[1:]
    )
    out = console()
    out.print(Text(f"{scenario.title}: weights as the file gives them", "bold"))
    out.print(table_of(Grid(header, rows, frozenset(range(1, len(header))))))
    other = [name for name in parties if not isinstance(scenario.parties[name].weights, Mapping)]
    if other:
        names = ", ".join(scenario.labels.parties[name] for name in other)
        out.print(Text(f"No numbers, but an order or unknown weights: {names}."))


def _read_back(
    file: Path, table: Path, out: Path | None, as_variant: str | None, quiet: bool
) -> None:
    """Read a table of weights, and write the file that sets them."""
    from sim.cli.csv_file import read_table
    from sim.cli.files import write_text, writing
    from sim.scenario.extends import read_extended
    from sim.scenario.weight_sheet import read_weights, with_sheet

    scenario = read_scenarios([file], None, None, None)[0]
    if out is not None:
        with writing(out):
            _refuse_existing(out)
        base = _relative(file, out)
    weights = read_weights(read_table(table), scenario)
    change, _ = with_sheet(read_extended(file), weights, scenario.name, as_variant)
    if out is not None:
        head = f"# Weights from {json.dumps(table.name)}, laid over the file that is extended.\n"
        text = head + "".join(_yaml({"extends": base, **change}))
        _check_readable(text, base, out)
        with writing(out):
            write_text(out, text)
    if not quiet:
        _print_changes(scenario, weights, file, out, as_variant)


def _relative(file: Path, out: Path) -> str:
    """Return the path by which a new file names the one that it extends."""
    folder = out.resolve().parent
    target = file.resolve()
    if not target.is_relative_to(folder):
        message = f"expected a file in {os.path.relpath(target.parent)}/ or a folder above it, "
        message += "since a file extends those below its own folder"
        raise typer.BadParameter(message, param_hint="--out")
    return target.relative_to(folder).as_posix()


def _check_readable(text: str, base: str, out: Path) -> None:
    """Refuse to extend a file whose name YAML can't hold: not all that file systems take."""
    from sim.scenario.errors import ScenarioError
    from sim.scenario.yaml_reader import read_text

    try:
        is_readable = read_text(text, str(out)).data["extends"] == base
    except ScenarioError:
        is_readable = False
    if not is_readable:
        message = f"the name '{printable(base)}' can't stand in a YAML file; rename it first"
        raise typer.BadParameter(message, param_hint="FILE")


def _yaml(data: Mapping[str, Any], indent: int = 0) -> Iterator[str]:
    """Yield the lines of a change as YAML; ranges on one line."""
    for key, value in data.items():
        is_plain = _PLAIN.fullmatch(key) and key not in _KEYWORDS
        name = key if is_plain else json.dumps(key, ensure_ascii=False)
        start = "  " * indent + f"{name}:"
        if isinstance(value, Mapping) and value and set(value) != {"low", "mode", "high"}:
            yield f"{start}\n"
            yield from _yaml(value, indent + 1)
        else:
            yield f"{start} {_value(value)}\n"


def _value(value: Any) -> str:
    from sim.scenario.weight_text import number_text

    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return "null" if value is None else number_text(value)


def _print_changes(
    scenario: Scenario,
    weights: Sequence[SheetWeight],
    file: Path,
    out: Path | None,
    as_variant: str | None,
) -> None:
    from rich.text import Text

    from sim.cli.grids import table_of
    from sim.cli.summary import console
    from sim.scenario.errors import dotted
    from sim.scenario.weight_text import weight_text
    from sim.text.tables import Grid

    printer = console()
    if not weights:
        printer.print(Text("The table has the weights that the file has."))
    else:
        rows = tuple(
            (
                scenario.labels.parties[one.party],
                scenario.labels.issues[one.issue],
                "–" if one.before is None else weight_text(one.before),
                weight_text(one.quantity),
            )
            for one in weights
        )
        header = ("Party", "Issue", "in the file", "in the table")
        printer.print(table_of(Grid(header, rows, frozenset({2, 3}))))
    backed = sum(dotted(one.path) in scenario.evidence for one in weights)
    if backed:
        have = "has evidence in the file, which is for the old number"
        have = have if backed == 1 else "have evidence in the file, which is for the old numbers"
        printer.print(Text(f"{backed} of them {have}."))
    if out is None:
        printer.print(Text("Nothing was written; --out NEW.yaml writes a file with these weights."))
        return
    run = shlex.quote(printable(str(out)))
    laid = f" --variant {as_variant}" if as_variant else ""
    printer.print(Text(f"Wrote {out}, which extends {file}. Next: sim run {run}{laid}"))
