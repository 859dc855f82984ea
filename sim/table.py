"""Answers that are a table: their rows, and the data frames made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, TypeVar

from sim.answer import plain
from sim.display import as_html, glance

Item = TypeVar("Item", covariant=True)

LIBRARIES = ("pandas", "polars")
"""What data frames are made with: the first that is installed."""


class Tabular:
    """Base of answers that are a table: classes define ``_items``, one answer or mapping a row."""

    __slots__ = ()

    def _items(self) -> Iterable[Any]:
        """Return what the rows are made of."""
        raise NotImplementedError

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows: column → value; what is within something else has a dotted column."""
        for item in self._items():
            row: dict[str, Any] = {}
            _flatten(plain(item), "", row)
            yield row

    def to_frame(self) -> Any:
        """Return a data frame: of pandas where that is installed, otherwise of polars.

        Raises
        ------
        ImportError
            If neither is installed.
        """
        rows = list(self.rows())
        columns = dict.fromkeys(name for row in rows for name in row)
        return data_frame({name: [row.get(name) for row in rows] for name in columns})

    def _repr_html_(self) -> str:
        """Return the answer as a notebook shows it."""
        return as_html(repr(self), self.rows())


class Rows(Tabular, tuple[Item, ...]):
    """A tuple of answers of one kind, which is a table.

    >>> Rows([{"party": "a"}, {"party": "b", "gain": 0.5}])[1]
    {'party': 'b', 'gain': 0.5}
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """Return how many there are of what."""
        kinds = dict.fromkeys(type(one).__name__ for one in self)
        return glance(f"Rows: {len(self):,} of {', '.join(kinds)}" if kinds else "Rows: none")

    def _items(self) -> Iterable[Any]:
        return self


def _flatten(value: Any, name: str, row: dict[str, Any]) -> None:
    """Put plain data into a row: mappings, and mappings in lists, under dotted names."""
    within = f"{name}." if name else ""
    if isinstance(value, dict):
        for key, one in value.items():
            _flatten(one, f"{within}{key}", row)
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for place, one in enumerate(value):
            _flatten(one, f"{within}{place}", row)
    else:
        row[name] = value


def data_frame(columns: dict[str, list[Any]]) -> Any:
    """Return columns as a data frame.

    Raises
    ------
    ImportError
        If no library for them is installed.
    """
    for library in LIBRARIES:
        try:
            module = import_module(library)
        except ModuleNotFoundError:
            continue
        # Polars refuses columns of different types unless told otherwise.
        more: dict[str, Any] = {"strict": False} if library == "polars" else {}
        return module.DataFrame(columns, **more)
    raise ImportError(
        "to_frame needs pandas or polars, and neither is installed: pip install pandas"
    )
