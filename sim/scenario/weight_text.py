"""Weights as a spreadsheet shows them: a number, a range, or the name of a parameter."""

from __future__ import annotations

import re

from sim.scenario.base import problem
from sim.scenario.quantity import Quantity

LONGEST_WHOLE = 1e15
"""Whole numbers below this are written without a decimal point."""
_NUMBER = r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?"
_BETWEEN = re.compile(rf"\s*(?:\bto\b|–|—|\.\.|;|(?<=[\d.,])-|(?<=\s)-)\s*(?={_NUMBER})")
_GROUPED = {
    ",": re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+"),
    ".": re.compile(r"[-+]?[1-9]\d{0,2}(\.\d{3})+"),
}
"""Decimal mark → numbers in which it may as well separate thousands."""
_DATE = re.compile(r"\d+([-./])\d+\1\d+")
_MONTH = re.compile(r"\d{1,2}[-. ]+[^\W\d]+\.?|[^\W\d]{3}-\d+")
"""What ranges become that were taken for a date, with a month by number or by name."""
EXPECTED = "a number, LOW to HIGH, LOW to MODE to HIGH, $name or 1 - $name"


def weight_text(quantity: Quantity) -> str:
    """Return a weight as one cell of a table; :func:`read_weight` reads it back.

    Ranges have a word between their ends, since spreadsheets take ``5-7`` for a date.

    Examples
    --------
    >>> [weight_text(Quantity.read(written)) for written in (40, [0.5, 7], "1 - $odds")]
    ['40', '0.5 to 7', '1 - $odds']
    """
    if quantity.kind == "parameter":
        return str(quantity.written())
    ends = {
        "exact": (quantity.mode,),
        "range": (quantity.low, quantity.high),
        "triangle": (quantity.low, quantity.mode, quantity.high),
    }[quantity.kind]
    return " to ".join(map(number_text, ends))


def number_text(value: float) -> str:
    """Return a number with all its digits, and without those that say nothing.

    >>> number_text(40.0), number_text(0.1)
    ('40', '0.1')
    """
    if value.is_integer() and abs(value) < LONGEST_WHOLE:
        return str(int(value))
    return repr(value)


def read_weight(text: str, mark: str = ".") -> Quantity:
    """Return the weight in a cell.

    Parameters
    ----------
    text
        The cell, not empty.
    mark
        The decimal mark of the table; the other is read too where it can't separate thousands.

    Raises
    ------
    PydanticCustomError
        If it is none; the message says what was expected.

    Examples
    --------
    >>> read_weight("0,5 – 0,7", ",").written()
    [0.5, 0.7]
    """
    text = text.strip()
    if "$" in text:
        return Quantity.read(text)
    inner = text[1:-1] if text[:1] == "[" and text[-1:] == "]" else text
    parts = _BETWEEN.split(inner.strip())
    if inner is not text and len(parts) == 1:
        parts = inner.split(",")
    numbers = [_number(part.strip(), text, mark) for part in parts]
    if len(numbers) == 1 and inner is text:
        return Quantity.read(numbers[0])
    if len(numbers) == 3:
        return Quantity.read(dict(zip(("low", "mode", "high"), numbers, strict=True)))
    if len(numbers) == 2:
        return Quantity.read(numbers)
    raise problem(f"got '{text}'; expected {EXPECTED}")


def _number(text: str, whole: str, mark: str) -> float:
    for other, grouped in _GROUPED.items():
        if grouped.fullmatch(text) and (other != mark or text.count(other) > 1):
            plain = text.replace(other, "")
            raise problem(
                f"got '{text}', which can be read in two ways; if it is {plain}, write that"
            )
    if _DATE.fullmatch(whole) or not re.fullmatch(_NUMBER, text, re.ASCII):
        is_date = _DATE.fullmatch(whole) or _MONTH.fullmatch(whole)
        hint = "; spreadsheets turn 5-7 into a date, and leave 5 to 7" if is_date else ""
        raise problem(f"got '{whole}'; expected {EXPECTED}{hint}")
    return float(text.replace(",", "."))
