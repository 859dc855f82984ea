"""CSV files that a spreadsheet opens as what they are: no text is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, TextIO

import typer

from sim.cli.files import write_text, writing
from sim.scenario.errors import LocatedProblem, Mark, ScenarioError
from sim.scenario.weight_sheet import ISSUE, Sheet

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes a cell for a formula by, or skips before looking."""
STANDARD = "-"
"""What stands for standard output instead of a file."""
MOST_BYTES = 5_000_000
"""Maximum size of a table that is read."""
DELIMITERS = {",": ".", ";": ",", "\t": ","}
"""Delimiter → the decimal mark that goes with it."""

Csv = Annotated[
    Path | None,
    typer.Option(
        "--csv",
        metavar="OUT.csv",
        help="Also write the table as CSV (-: print it instead of the text).",
    ),
]


def cell(value: object) -> object:
    """Return a cell that is no formula: texts that begin like one get an apostrophe.

    >>> cell("=1+1"), cell("-0.5"), cell(-0.5), cell("-rather not")
    ("'=1+1", '-0.5', -0.5, "'-rather not")
    """
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def write_rows(file: TextIO, rows: Iterable[Sequence[object]]) -> None:
    """Write rows, of which every cell is a number or a text and never a formula."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([cell(value) for value in row] for row in rows)


def to_output(path: Path | None) -> bool:
    """Return whether a table takes the place of what a command prints."""
    return path is not None and str(path) == STANDARD


def write_table(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write a table into a file in one step, or to standard output for ``-``.

    Raises
    ------
    typer.Exit
        If it can't be written.
    """
    text = io.StringIO()
    write_rows(text, rows)
    if to_output(path):
        sys.stdout.write(text.getvalue())
        return
    with writing(path):
        write_text(path, text.getvalue())


def read_table(path: Path) -> Sheet:
    """Read a table as spreadsheets save it: with commas, semicolons or tabs, UTF-8 or UTF-16.

    Raises
    ------
    ScenarioError
        If it is no such table.
    """
    name = str(path)
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise _failure(Mark(name), "is larger than 5 MB; expected a table of weights")
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise _failure(Mark(name), f"can't be read: {reason}; expected a CSV file") from None
    return parse_table(raw, name)


def parse_table(raw: bytes, name: str) -> Sheet:
    r"""Return the table that a file holds.

    Raises
    ------
    ScenarioError
        If it is no text, or a quote in it has no end.

    Examples
    --------
    >>> sheet = parse_table(b"\xef\xbb\xbfissue;a\ncrimea;0,5\n", "x.csv")
    >>> sheet.rows, sheet.mark
    ([['issue', 'a'], ['crimea', '0,5']], ',')
    """
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = "is not UTF-8 text; expected a table saved as “CSV UTF-8”"
        raise _failure(Mark(name, line, 1), message) from None
    first = 1
    if text.startswith("sep=") and len(text.splitlines()[0]) == 5:
        # A line for Excel alone.
        text, first = text[5:].lstrip("\r").removeprefix("\n"), 2
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise _failure(Mark(name, reader.line_num, 1), f"is no CSV: {error}") from None
    return Sheet(name, rows, DELIMITERS[delimiter], first)


def _delimiter(text: str) -> str:
    """Return what stands between columns: what splits the first row into one of issues and others.

    Labels may hold any of them.
    """
    header = text.partition("\n")[0]
    for delimiter in DELIMITERS:
        heads = next(csv.reader([header], delimiter=delimiter), [])
        if len(heads) > 1 and ISSUE in [head.strip().lower() for head in heads]:
            return delimiter
    return max(DELIMITERS, key=header.count)


def _failure(mark: Mark, message: str) -> ScenarioError:
    return ScenarioError([LocatedProblem(mark, "", message)])
