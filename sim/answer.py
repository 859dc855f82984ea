"""Base of every answer: plain data of its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from math import isfinite
from operator import attrgetter
from typing import Any, ClassVar

from sim.display import as_html

AS_IT_IS = (str, int, bool, type(None))
"""Types that plain data has too."""


class AsText:
    """Base of parts that plain data has as one text: what ``str`` returns."""

    __slots__ = ()


class Answer:
    """Base of frozen dataclasses that are an answer, or a part of one.

    ``to_dict`` has every field under its name. Where plain data differs from the fields, ``_keys``
    of the class names what it has, in order and separated by spaces: ``name`` for an attribute;
    ``key=attribute`` for an attribute under another key, with dots for an attribute of an
    attribute; ``**attribute`` for all keys of an answer within this one; ``key=`` for a key whose
    value the class's own ``to_dict`` fills in.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Span(Answer):
    ...     low: float
    ...     high: float
    >>> @dataclass(frozen=True)
    ... class Measured(Answer):
    ...     _keys = "what=name **span width"
    ...     name: str
    ...     span: Span
    ...
    ...     @property
    ...     def width(self) -> float:
    ...         return self.span.high - self.span.low
    >>> Measured("x", Span(0.25, 1.0)).to_dict()
    {'what': 'x', 'low': 0.25, 'high': 1.0, 'width': 0.75}
    """

    __slots__ = ()
    _keys: ClassVar[str] = ""

    def _repr_html_(self) -> str:
        """Return the answer as a notebook shows it."""
        return as_html(repr(self))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: text, numbers, truth values, None, lists and dictionaries of them.

        Numbers that are not finite are None, as JSON has none.
        """
        data: dict[str, Any] = {}
        kind: Any = type(self)
        for key, value_of in _readers(kind):
            if key:
                data[key] = plain(value_of(self))
            else:
                data.update(value_of(self).to_dict())
        return data


@cache
def _readers(kind: Any) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """Return the keys of a class of answers, each with what reads its value; "" for many keys."""
    readers: list[tuple[str, Callable[[Any], Any]]] = []
    for entry in kind._keys.split() or [field.name for field in fields(kind)]:
        key, named, attribute = entry.partition("=")
        if key.startswith("**"):
            readers.append(("", attrgetter(key.removeprefix("**"))))
        elif named and not attribute:
            readers.append((key, _nothing))
        else:
            readers.append((key, attrgetter(attribute or key)))
    return tuple(readers)


def _nothing(answer: Answer) -> None:
    """Return None: what a class's own ``to_dict`` puts something in the place of."""


def plain(value: Any) -> Any:
    """Return a value as plain data.

    Raises
    ------
    TypeError
        If it has no plain form.

    Examples
    --------
    >>> plain({"shares": (0.5, float("nan"))})
    {'shares': [0.5, None]}
    """
    if type(value) in AS_IT_IS:
        return value
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Answer):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, AsText):
        return str(value)
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, AS_IT_IS):
        return value
    raise TypeError(f"{type(value).__name__} has no form as plain data")
