"""What all parts of a scenario document share: immutability, ids, and named mappings."""

from __future__ import annotations

import json
import math
import numbers
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log10
from typing import Annotated, Any, ClassVar, Literal, NoReturn, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from sim.scenario.errors import closest

Key = TypeVar("Key")
Value = TypeVar("Value")

LONG = 4_000
"""Whole numbers of more bits are described, not printed."""
MOST_NAMES = 12
"""Maximum number of known names in a message."""
_ID = re.compile(r"\w[\w-]*")


def names_like(name: object, known: Iterable[object]) -> str:
    """Return the known name that is nearest to a misspelt one, if one is near, and all known ones.

    >>> names_like("crimae", ["nato", "crimea"])
    "did you mean 'crimea'? Known: nato, crimea"
    """
    names = [str(one) for one in known]
    close = closest(str(name), names)
    listed = ", ".join(names[:MOST_NAMES]) or "none"
    if len(names) > MOST_NAMES:
        listed += f" and {len(names) - MOST_NAMES} more"
    return f"known: {listed}" if close is None else f"did you mean '{close}'? Known: {listed}"


class UnknownName(KeyError):
    """A name that a mapping doesn't have; its text gives the nearest one and those that there are.

    >>> print(UnknownName("greese", ("greece", "turkey")))
    'greese' is unknown; did you mean 'greece'? Known: greece, turkey
    """

    def __init__(self, name: object, known: tuple[object, ...]) -> None:
        # The text is made where it is read: most such errors are caught unread.
        super().__init__(name, known)

    def __str__(self) -> str:
        """Return what is unknown, what may be meant, and what there is."""
        name, known = self.args
        return f"{name!r} is unknown; {names_like(name, known)}"


class FrozenDict(dict[Key, Value]):
    """A dictionary that can't be changed, in the order of the file.

    >>> FrozenDict(a=1)["a"]
    1
    """

    def __missing__(self, key: Key) -> NoReturn:
        """Raise an error that says which names there are."""
        raise UnknownName(key, tuple(self))

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("scenarios and results are immutable; use with_changes")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = _refuse
    __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        """Hash by the items, as for any immutable value."""
        return hash(tuple(self.items()))

    def __reduce__(self) -> tuple[type, tuple[dict[Key, Value]]]:
        """Pickle by the items."""
        return type(self), (dict(self),)


@dataclass(frozen=True)
class NamesIssues:
    """Marks a field by how it names issues; see :mod:`sim.scenario.references`.

    Parameters
    ----------
    how
        ``keys`` of a mapping, ``clause`` of a rule, a ``list``, or a list of ``groups``.
    """

    how: Literal["keys", "clause", "list", "groups"]


class Part(BaseModel):
    """A part of a scenario document: immutable, and an error on unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
    replaced_whole: ClassVar[bool] = False
    """Whether a change that names the part replaces all of it."""
    short_for: ClassVar[tuple[str, ...]] = ()
    """Fields that may stand in the place of the part itself."""

    @classmethod
    def is_short(cls, written: Any) -> bool:
        """Return whether one of the fields of ``short_for`` stands in the place of the part."""
        return False

    @classmethod
    def keys(cls) -> set[str]:
        """Return the keys that a file may use."""
        return {field.alias or name for name, field in cls.model_fields.items()}

    @classmethod
    def all_known(cls, written: Mapping[str, Any]) -> bool:
        """Say whether every key is known: else that is the problem, and no form is looked for."""
        return set(written) <= cls.keys()


def problem(message: str) -> PydanticCustomError:
    """Return an error for a validator to raise; the reader adds the place."""
    return PydanticCustomError("scenario", "{message}", {"message": message})


def check_id(text: str) -> str:
    """Return an id, or raise what a validator raises."""
    if not _ID.fullmatch(text) or text.isdigit() or text in {"null", "true", "false"}:
        raise problem(
            f"'{text}' is no id; expected letters, digits, _ and -, not digits alone; an id with a "
            f"label helps: {suggested_id(text)}, with the label {json.dumps(text)}"
        )
    return text


def suggested_id(text: str) -> str:
    """Return an id for a text that is none.

    >>> suggested_id("900"), suggested_id("but not now"), suggested_id("null")
    ('o900', 'but_not_now', 'o_null')
    """
    words = "_".join(re.findall(r"\w+", text)) or "other"
    if words.isdigit():
        return f"o{words}"
    return f"o_{words}" if words in {"null", "true", "false"} else words


def shown(written: object) -> str:
    """Return a value as a scenario file would write it, cut where it is long.

    >>> shown(None), shown(True), shown("x"), shown([1, None])
    ('nothing', 'true', "'x'", '[1, null]')
    """
    if written is None:
        return "nothing"
    text = f"'{written}'" if isinstance(written, str) else json.dumps(_plain(written), default=str)
    return text if len(text) <= 60 else text[:57] + "…"


def kind_of(value: object) -> str:
    """Return what a value of a file is, in words."""
    names: dict[type, str] = {dict: "a mapping", list: "a list", str: "text"}
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"the yes/no value {shown(value)}"
    if isinstance(value, (int, float)):
        return f"the number {shown(value)}"
    return names.get(type(value), "no value of a file")


def quotes_help(value: object) -> str:
    """Return a hint at quotes where text was meant and something else was read."""
    meant = isinstance(value, (bool, int, float))
    return f'; quotes make it text: "{shown(value)}"' if meant else ""


def _plain(written: object) -> object:
    """Return a value with its numbers as Python's own."""
    if isinstance(written, Mapping):
        return {str(key): _plain(value) for key, value in written.items()}
    if isinstance(written, (list, tuple)):
        return [_plain(value) for value in written]
    if isinstance(written, int) and written.bit_length() > LONG:
        # Python doesn't print so long a number.
        return f"a whole number of about {round(written.bit_length() * log10(2)):,} digits"
    if isinstance(written, numbers.Real) and not isinstance(written, (bool, int)):
        return float(written)
    return written


def finite(written: Any) -> float:
    """Return a number, or raise what a validator raises: text and yes/no values are none."""
    if not isinstance(written, numbers.Real) or isinstance(written, bool):
        raise problem(f"got {shown(written)}; expected a number")
    try:
        number = float(written)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise problem(f"{shown(written)} is not finite; expected a number")
    return number


def hidden(written: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """Return a mapping in which keys that only stand for short forms are unknown.

    A file writes ``[a, b]`` for what is read as ``{options: [a, b]}``, and never the latter.
    """
    return {f"{key}:" if key in keys else key: value for key, value in written.items()}


def freeze(written: Any) -> Any:
    """Return plain data that can't be changed."""
    if isinstance(written, Mapping):
        return FrozenDict({key: freeze(value) for key, value in written.items()})
    if isinstance(written, (list, tuple)):
        return tuple(freeze(value) for value in written)
    return written


Number = Annotated[float, PlainValidator(finite), WithJsonSchema({"type": "number"})]
"""A finite number."""
Id = Annotated[str, AfterValidator(check_id)]
"""What parts of a scenario are called."""
Named = Annotated[Mapping[Id, Value], AfterValidator(FrozenDict)]
"""A mapping from ids, in file order, that can't be changed."""
Table = Annotated[Mapping[str, Value], AfterValidator(FrozenDict)]
"""The same where keys may also be the numbers of a numeric issue, as text."""


def _form(written: Any) -> str:
    """Say which form of a judgement is written; the tags stand in no file."""
    is_range = isinstance(written, Mapping) and set(written) == {"low", "mode", "high"}
    return "<mapping>" if isinstance(written, Mapping) and not is_range else "<value>"


ByForm = Discriminator(_form)
"""Tells a mapping (tag ``<mapping>``) that is no range from anything else (tag ``<value>``)."""
ByMapping = Discriminator(
    lambda written: "<mapping>" if isinstance(written, (Mapping, Part)) else "<value>"
)
"""Tells any mapping from anything else, by the same tags."""
