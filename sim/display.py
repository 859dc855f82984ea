"""Answers at a glance: one line for a terminal, a small piece of HTML for a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from itertools import islice
from typing import Any

LONGEST = 99
"""Maximum number of characters of an answer in one line."""
TITLE = 40
"""Maximum number of characters of a title within it."""
ROWS, COLUMNS = 20, 12
"""Maximum number of rows and columns of a table in a notebook."""


def cut(text: str, most: int) -> str:
    """Return a text in one line, cut where it is longer than so many characters.

    >>> cut("a long title", 7), cut("short", 7)
    ('a long…', 'short')
    """
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def named(title: str) -> str:
    """Return a title in quotes, cut where it is long.

    >>> named("A sale")
    "'A sale'"
    """
    return repr(cut(title, TITLE))


def glance(text: str) -> str:
    """Return an answer in angle brackets, in one line of at most ``LONGEST`` characters.

    >>> glance("Zone of 'A sale': 3 agreements")
    "<Zone of 'A sale': 3 agreements>"
    """
    return f"<{cut(text, LONGEST - 2)}>"


def as_html(title: str, rows: Iterable[Mapping[str, Any]] = ()) -> str:
    """Return a title and the first rows of a table as HTML, everything escaped.

    Parameters
    ----------
    title
        One line.
    rows
        Column → cell; only the rows that are shown are asked for.

    Examples
    --------
    >>> as_html("<Zone>")
    '<p><code>&lt;Zone&gt;</code></p>'
    """
    parts = [f"<p><code>{escape(title)}</code></p>"]
    first = list(islice(rows, ROWS + 1))
    every = list(dict.fromkeys(name for row in first[:ROWS] for name in row))
    columns = every[:COLUMNS]
    if columns:
        head = "".join(f"<th>{escape(name)}</th>" for name in columns)
        body = (
            "".join(f"<td>{escape(_cell(row.get(name)))}</td>" for name in columns)
            for row in first[:ROWS]
        )
        lines = "".join(f"<tr>{cells}</tr>" for cells in body)
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>")
    left_out = [f"the first {ROWS} rows"] if len(first) > ROWS else []
    left_out += [f"{COLUMNS} of {len(every)} columns"] if len(every) > COLUMNS else []
    if left_out:
        parts.append(f"<p>Shown: {', '.join(left_out)}.</p>")
    return "".join(parts)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return ", ".join(_cell(one) for one in value)
    return str(value)
