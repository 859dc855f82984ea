"""``sim new``: a commented scenario to start from."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

NAME = "new"


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    title: Annotated[str, typer.Option(help="Title of the scenario.")] = "My negotiation",
    full: Annotated[
        bool,
        typer.Option("--full", help="With everything that a scenario can have, to take out of."),
    ] = False,
) -> None:
    """Write a commented scenario to start from."""
    from sim.cli.files import write_text, writing
    from sim.cli.options import printable

    with writing(file):
        there = file.exists()
    if there:
        print(f"{file}: is there already; nothing was written", file=sys.stderr)
        raise typer.Exit(1)
    name = "starter_full.yaml" if full else "starter.yaml"
    text = files("sim.scenario").joinpath(name).read_text(encoding="utf-8")
    quoted = printable(title).replace("\\", "\\\\").replace('"', '\\"')
    with writing(file):
        write_text(file, text.replace('"TITLE"', f'"{quoted}"'))
    typer.echo(f"Wrote {file}. Next: sim check {file}, then sim run {file}")
