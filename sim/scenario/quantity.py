"""A judgement that is a number, a range, or a shared parameter."""

from __future__ import annotations

import numbers
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from sim.scenario.base import finite, problem, shown

Kind = Literal["exact", "range", "triangle", "parameter"]

EXPECTED = "a number, [low, high], {low:, mode:, high:}, $name or 1 - $name"
_PARAMETER = re.compile(r"(1\s*-\s*)?\$([^\W\d][\w-]*)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or a range, as the file gives it.

    Parameters
    ----------
    kind
        ``exact`` (``x``), ``range`` (``[low, high]``, uniform in draws), ``triangle``
        (``{low, mode, high}``) or ``parameter`` (``$name``, ``1 - $name``).
    low, mode, high
        The bounds and the point: the number itself, the midpoint, or the mode. For a
        parameter they are 0 to 1 and the value comes from the scenario's ``parameters``.
    parameter
        Name of the parameter, for that kind.
    complement
        True for ``1 - $name``.

    Examples
    --------
    >>> Quantity.read([0.1, 0.2]).point()
    0.15
    >>> Quantity.read("1 - $odds").point({"odds": Quantity.read(0.3)})
    0.7
    """

    kind: Kind
    low: float
    mode: float
    high: float
    parameter: str | None = None
    complement: bool = False

    @classmethod
    def read(cls, written: object) -> Quantity:
        """Return the quantity that is written in a file.

        Raises
        ------
        PydanticCustomError
            If it is none of the forms; the message says what was expected.
        """
        if isinstance(written, Quantity):
            return written
        if _is_number(written):
            number = finite(written)
            return cls("exact", number, number, number)
        if isinstance(written, (list, tuple)):
            if len(written) != 2 or not all(_is_number(bound) for bound in written):
                raise problem(f"{shown(written)} is no range; expected [low, high]")
            low, high = (finite(bound) for bound in written)
            return cls("range", low, _midpoint(low, high), _ordered(low, high))
        if isinstance(written, Mapping):
            if set(written) != {"low", "mode", "high"} or not all(
                map(_is_number, written.values())
            ):
                raise problem(f"{shown(written)} is no range; expected {EXPECTED}")
            low, mode, high = (finite(written[key]) for key in ("low", "mode", "high"))
            return cls("triangle", low, _ordered(low, mode), _ordered(mode, high))
        match = _PARAMETER.fullmatch(written.strip()) if isinstance(written, str) else None
        if match is None:
            raise problem(f"got {shown(written)}; expected {EXPECTED}")
        return cls("parameter", 0.0, 0.5, 1.0, match[2], match[1] is not None)

    def resolved(self, parameters: Mapping[str, Quantity]) -> Quantity:
        """Return the quantity with a parameter replaced by what the scenario says of it."""
        if self.parameter is None:
            return self
        given = parameters[self.parameter]
        if not self.complement:
            return given
        low, mode, high = (complement_of(x) for x in (given.high, given.mode, given.low))
        return Quantity(given.kind, low, mode, high)

    def point(self, parameters: Mapping[str, Quantity] | None = None) -> float:
        """Return the number that the point analysis uses."""
        return self.resolved(parameters or {}).mode

    @property
    def is_range(self) -> bool:
        """True if low and high differ (a parameter counts as a range)."""
        return self.low != self.high

    def written(self) -> Any:
        """Return the quantity in the form that a file gives it."""
        if self.kind == "exact":
            return self.mode
        if self.kind == "range":
            return [self.low, self.high]
        if self.kind == "triangle":
            return {"low": self.low, "mode": self.mode, "high": self.high}
        return f"{'1 - ' if self.complement else ''}${self.parameter}"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Let pydantic read every written form."""
        return core_schema.no_info_plain_validator_function(cls.read)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe every written form to editors."""
        number = {"type": "number"}
        return {
            "description": f"A number or a range: {EXPECTED}",
            "anyOf": [
                number,
                {"type": "array", "items": number, "minItems": 2, "maxItems": 2},
                {
                    "type": "object",
                    "properties": {"low": number, "mode": number, "high": number},
                    "required": ["low", "mode", "high"],
                    "additionalProperties": False,
                },
                {"type": "string", "pattern": f"^{_PARAMETER.pattern}$"},
            ],
        }


def _is_number(value: object) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _ordered(low: float, high: float) -> float:
    if low > high:
        raise problem(
            f"the range is reversed ({low:g} is above {high:g}); expected low before high"
        )
    return high


def _midpoint(low: float, high: float) -> float:
    """Return the midpoint, exact in decimals: that of [0.1, 0.2] is 0.15."""
    return float((Decimal(repr(low)) + Decimal(repr(high))) / 2)


DECIMALS = 1e15
"""Parts of 1 that :func:`complement_of` rounds to; draws of a parameter do the same."""


def complement_of(value: float) -> float:
    """Return 1 less a number, as it is on paper: 0.2 for 0.8, not 0.19999999999999996."""
    return round((1.0 - value) * DECIMALS) / DECIMALS
