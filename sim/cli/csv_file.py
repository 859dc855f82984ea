"""CSV files that a spreadsheet opens as what they are: no text is taken for a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import TextIO

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes a cell for a formula by, or skips before looking."""


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
