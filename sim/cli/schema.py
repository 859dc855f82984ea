"""``sim schema``: the JSON Schema of scenario files, or of results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

NAME = "schema"


def command(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it there instead.")
    ] = None,
    result: Annotated[
        bool, typer.Option("--result", help="That of result.json and other results instead.")
    ] = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check."""
    from sim.cli.files import write_text, writing
    from sim.reporting.result_schema import result_schema
    from sim.scenario.schema import json_schema

    schema = result_schema() if result else json_schema()
    text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        with writing(out):
            write_text(out, text)
