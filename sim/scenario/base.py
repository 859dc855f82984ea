"""What all parts of a scenario document share: immutability, ids, and named mappings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator
from pydantic_core import PydanticCustomError

Key = TypeVar("Key")
Value = TypeVar("Value")

_ID = re.compile(r"\w[\w-]*")


class FrozenDict(dict[Key, Value]):
    """A dictionary that can't be changed, in the order of the file.

    >>> FrozenDict(a=1)["a"]
    1
    """

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


class Part(BaseModel):
    """A part of a scenario document: immutable, and an error on unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True
    )


def problem(message: str) -> PydanticCustomError:
    """Return an error for a validator to raise; the reader adds the place."""
    return PydanticCustomError("scenario", "{message}", {"message": message})


def _check_id(text: str) -> str:
    if not _ID.fullmatch(text) or text.isdigit():
        raise problem(f"'{text}' is no id; expected letters, digits, _ and -, not digits alone")
    return text


Id = Annotated[str, AfterValidator(_check_id)]
Named = Annotated[Mapping[Id, Value], AfterValidator(FrozenDict)]
"""A mapping from ids, in file order, that can't be changed."""
Table = Annotated[Mapping[str, Value], AfterValidator(FrozenDict)]
"""The same where keys may also be the numbers of a numeric issue, as text."""


def _form(written: Any) -> str:
    """Say which form of a judgement is written; the tags stand in no file."""
    is_range = isinstance(written, Mapping) and set(written) == {"low", "mode", "high"}
    return "<mapping>" if isinstance(written, Mapping) and not is_range else "<value>"


ByForm = Discriminator(_form)
"""Tells a mapping (tag ``<mapping>``) from anything else (tag ``<value>``) in a union."""
