"""Issues and their options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.base import (
    Named,
    Number,
    Part,
    check_id,
    kind_of,
    problem,
    quotes_help,
    shown,
    suggested_id,
)
from sim.scenario.display_names import told_apart
from sim.scenario.rules import Option, OptionName
from sim.scenario.visible import visible

MAX_LEVELS = 100_000


class IssueOption(Part):
    """One way to settle an issue.

    Parameters
    ----------
    label
        What people read; the id, with spaces, where it is absent.
    bypass
        True for an option off the scale (set aside, deferred, excluded): it has no coordinate.
    at
        Its coordinate, where places in the list are not meant.
    """

    label: str | None = None
    summary: str | None = None
    bypass: bool = Field(False, strict=True, description="Off the scale: has no coordinate.")
    at: Number | None = Field(None, description="Coordinate on the scale.")

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, written: Any) -> Any:
        if written is None:
            return {}
        if isinstance(written, str):
            return {"label": written}
        if not isinstance(written, dict):
            hint = quotes_help(written)
            raise problem(
                f"got {shown(written)}; expected a label or {{label:, bypass:, at:}}{hint}"
            )
        return written


class Levels(Part):
    """The evenly spaced numbers of a numeric issue.

    Parameters
    ----------
    start
        The first.
    stop
        The last.
    step
        How far apart they are; divides the range.
    """

    replaced_whole = True

    start: Number = Field(alias="from")
    stop: Number = Field(alias="to")
    step: Number

    @model_validator(mode="after")
    def _divides(self) -> Levels:
        if self.step <= 0:
            raise problem(f"step is {self.step:g}; expected a number above 0")
        if self.stop <= self.start:
            raise problem(
                f"from {self.start:g} to {self.stop:g} is reversed or empty; expected from below to"
            )
        steps = self._decimal_steps()
        if steps >= MAX_LEVELS:
            raise problem(f"gives about {float(steps):.3g} levels; expected at most {MAX_LEVELS:,}")
        if steps != int(steps):
            raise problem(
                f"step {self.step:g} does not divide the range from {self.start:g} to "
                f"{self.stop:g}; expected one that does"
            )
        return self

    def _decimal_steps(self) -> Decimal:
        start, stop, step = (Decimal(repr(x)) for x in (self.start, self.stop, self.step))
        return (stop - start) / step

    def numbers(self) -> tuple[int | float, ...]:
        """Return the levels, exact in decimals; whole numbers as int."""
        start, step = Decimal(repr(self.start)), Decimal(repr(self.step))
        exact = (start + step * k for k in range(int(self._decimal_steps()) + 1))
        return tuple(int(x) if x == int(x) else float(x) for x in exact)


def _options_by_id(written: Any) -> Any:
    if not isinstance(written, (list, tuple)):
        return written
    wrong = {
        place: said + _comma_help(written, place)
        for place, item in enumerate(written)
        if (said := _no_option(item))
    }
    if wrong:
        raise PydanticCustomError("entries", "has entries that are no ids", {"entries": wrong})
    repeated = next((item for k, item in enumerate(written) if item in written[:k]), None)
    if repeated is not None:
        raise problem(f"'{repeated}' stands twice in the list; expected each option once")
    return {item: {} for item in written}


def _comma_help(written: Sequence[Any], place: int) -> str:
    """Return a hint at quotes where a comma may have ended a label: [$1,000] or [Yes, not now]."""
    item, before = written[place], written[place - 1] if place else None
    spaced = isinstance(item, str) and " " in item
    rest = isinstance(before, str) and (spaced or _no_option(before) is not None)
    return "; a label with a comma goes in quotes" if rest else ""


def _no_option(item: Any) -> str | None:
    """Return what is wrong with an entry of a list of options; None if it is an id."""
    if isinstance(item, str):
        try:
            check_id(item)
        except PydanticCustomError as error:
            return error.message()
        return None
    if isinstance(item, (Mapping, list, tuple)):
        return f"this entry is read as {kind_of(item)}; expected an option id that is a word"
    text = "null" if item is None else shown(item)
    what = "nothing (null)" if item is None else kind_of(item)
    return (
        f"this entry is read as {what}; expected an option id that is a word; an id with a label "
        f'in quotes helps, options: {{{suggested_id(text)}: "{text}"}}'
        + ("" if item is None or isinstance(item, bool) else ", or range: {from:, to:, step:}")
    )


class Issue(Part):
    """One issue: its options in order, or a range of numbers.

    Parameters
    ----------
    options
        Id → option, in order along the scale (options marked ``bypass`` aside).
    unit
        Of the levels of a numeric issue.
    range
        The levels of a numeric issue, instead of options.
    only
        The options on the table, where not all are; the others keep their place on the scale.
    """

    label: str | None = None
    summary: str | None = None
    options: Annotated[Named[IssueOption], BeforeValidator(_options_by_id)] | None = None
    range: Levels | None = None
    unit: str | None = None
    only: tuple[Option, ...] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Issue:
        if (self.options is None) == (self.range is None):
            raise problem("expected either options: or range: {from:, to:, step:}")
        if self.options is not None:
            if not self.options:
                raise problem("has no options; expected at least one")
            placed = [o.at is not None for o in self.options.values() if not o.bypass]
            if any(placed) and not all(placed):
                raise problem(
                    "some options have at: and some don't; expected all or none (bypass "
                    "options aside)"
                )
            if self.unit is not None:
                raise problem("has unit: without range:; expected both or neither")
            if any(o.at is not None and o.bypass for o in self.options.values()):
                raise problem("a bypass option has at:; expected none, it is off the scale")
        return self

    @property
    def numeric(self) -> bool:
        """True if the options are numbers."""
        return self.range is not None

    @cached_property
    def names(self) -> tuple[OptionName, ...]:
        """Every listed option, on the table or not, in file order."""
        if self.range is not None:
            return self.range.numbers()
        return tuple(self.options or ())

    @cached_property
    def places(self) -> dict[OptionName, int]:
        """Option → its place among the listed ones."""
        return {name: place for place, name in enumerate(self.names)}

    @cached_property
    def coordinates(self) -> tuple[float | None, ...]:
        """Coordinate of each listed option; None for those marked ``bypass``."""
        if self.range is not None:
            return tuple(float(x) for x in self.names)
        found: list[float | None] = []
        place = 0
        for option in (self.options or {}).values():
            if option.bypass:
                found.append(None)
                continue
            found.append(float(place) if option.at is None else option.at)
            place += 1
        return tuple(found)

    @cached_property
    def table(self) -> tuple[int, ...]:
        """Places of the options on the table, in file order."""
        if self.only is None:
            return tuple(range(len(self.names)))
        return tuple(sorted({self.place(name) for name in self.only}))

    def find(self, name: object) -> int | None:
        """Return an option's place, or None; numbers may be written as text."""
        if self.range is not None and isinstance(name, str):
            try:
                name = float(name)
            except ValueError:
                return None
        return self.places.get(name)  # type: ignore[call-overload, no-any-return]

    def place(self, name: object) -> int:
        """Return an option's place among the listed ones.

        Raises
        ------
        KeyError
            If the issue has no such option.
        """
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def coordinate(self, name: object) -> float | None:
        """Return the coordinate of an option, or of any number on a numeric issue."""
        if self.range is not None:
            return float(name)  # type: ignore[arg-type]
        return self.coordinates[self.place(name)]

    @cached_property
    def _labels(self) -> dict[str, str]:
        return told_apart({name: one.label for name, one in (self.options or {}).items()})

    def option_label(self, place: int) -> str:
        """Return what people read for the option at a place."""
        name = self.names[place]
        if self.range is not None:
            return visible(f"{name:,} {self.unit}" if self.unit else f"{name:,}")
        return self._labels[str(name)]
