"""The differences that ``sim compare`` finds, as tables: for people, and as rows of a CSV file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.cli.grids import FittedTable
    from sim.comparison import Comparison
    from sim.comparison.compare import Difference
    from sim.text.names import Words


def differences_table(
    found: Comparison, differences: Sequence[Difference], heads: Sequence[str], words: Words
) -> FittedTable:
    """Return differences of one kind, a column a state."""
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
    return table_of(Grid(("", *heads), tuple(rows)))


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
    "reservation": "walk-away value",
    "slack": "most above its walk-away value",
    "within_red_lines": "within red lines",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "nash": "Nash",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
    "margin": "above its walk-away value",
    "not met": "rule not met",
    "points": "points of the frontier",
}


def _value(one: Difference, value: Any, issue: str | None, words: Words) -> str:
    from sim.text.numbers import decimals

    if value is None:
        return "–"
    if value is True or value is False:
        return "yes" if value else "no"
    if issue is not None and words.scenario.issues[issue].find(value) is not None:
        return words.option(issue, value)
    if isinstance(value, float):
        return decimals(value, 3) if one.about != "input" else f"{value:g}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Mapping):
        return "{}"
    return str(value)


def csv_rows(found: Comparison, words: Words) -> Iterator[list[object]]:
    """Yield all differences as rows of a CSV file, the header first; numbers in full.

    What a state has not is empty; bounds that are not exact are JSON, as lists are.
    """
    yield ["about", "path", "label", *found.names]
    for one in found.differences:
        path = (".", " ")[one.about != "input"].join(one.path)
        yield [one.about, path, _label(one, words)[0], *map(_cell, one.values)]


def _cell(value: Any) -> object:
    from sim.answer import plain

    value = plain(value)
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(float(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
