"""Exact numbers, as they read on paper."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

ACCEPT = Fraction(1, 10**9)  # the one tolerance of acceptance and of "gains"
TIE = Fraction(1, 10**12)  # relative tie of products, gains, leximin and sums
INFINITE = float("inf")


def exact(number: Any) -> Fraction:
    """The number as its shortest decimal reads on paper: 0.1 is one tenth."""
    return Fraction(str(number))


def plain(number: Fraction) -> int | float:
    """An option of a numeric issue, as a Python number."""
    return int(number) if number.denominator == 1 else float(number)


def point(data: Any, parameters: dict[str, Any]) -> Fraction:
    """The value of a judgement in the point analysis: x, midpoint, mode or parameter."""
    if isinstance(data, list):
        return (point(data[0], parameters) + point(data[1], parameters)) / 2
    if isinstance(data, dict):
        return point(data["mode"], parameters)
    if isinstance(data, str) and "$" in data:
        value = point(parameters[data.split("$")[1].strip()], parameters)
        return 1 - value if data.split("$")[0].strip() else value
    return exact(data)


def grid_of(total: Fraction) -> Fraction:
    """10^(floor(log10 total) - 12)."""
    exponent = 0
    while Fraction(10) ** (exponent + 1) <= total:
        exponent += 1
    while Fraction(10) ** exponent > total:
        exponent -= 1
    return Fraction(10) ** (exponent - 12)


def power_of(gain: Fraction, exponent: Fraction) -> Fraction:
    """gain^exponent, exact for whole exponents, else to 60 digits."""
    if exponent.denominator == 1:
        return gain**exponent.numerator
    with localcontext() as context:
        context.prec = 60
        base = Decimal(gain.numerator) / Decimal(gain.denominator)
        return Fraction(base ** (Decimal(exponent.numerator) / Decimal(exponent.denominator)))
