"""A table as plain texts, for the terminal and the page alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Grid:
    """Rows of texts under a header.

    Parameters
    ----------
    header
        A title for each column; the first names the rows.
    rows
        As many texts as there are columns, each.
    right
        Columns that are set to the right.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
