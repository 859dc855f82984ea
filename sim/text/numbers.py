"""Numbers, counts and lists as people read them: one way to round, one minus sign."""

from __future__ import annotations

from collections.abc import Sequence

from sim.space.count import Bounds, Count, counted


def number(value: float, places: int = 3) -> str:
    """Return a number without the zeros at its end.

    Examples
    --------
    >>> number(0.5), number(0.38868), number(-0.00001), number(-1250.0)
    ('0.5', '0.389', '0', '−1,250')
    """
    text = decimals(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimals(value: float | None, places: int = 2) -> str:
    """Return a number with all of its decimals, as among others; "none" where there is none.

    Examples
    --------
    >>> decimals(0.4567), decimals(-0.00001), decimals(-0.1, 2), decimals(None)
    ('0.46', '0.00', '−0.10', 'none')
    """
    if value is None or value != value:
        return "none"
    return f"{round(float(value), places) + 0.0:,.{places}f}".replace("-", "−")


def signed(value: float, places: int = 2) -> str:
    """Return a change: with its sign, whichever it is.

    Examples
    --------
    >>> signed(0.2), signed(-0.2), signed(-0.0001)
    ('+0.20', '−0.20', '+0.00')
    """
    text = decimals(value, places)
    return text if text.startswith("−") else f"+{text}"


def percent(share: float) -> str:
    """Return a part of a whole.

    Examples
    --------
    >>> percent(0.954)
    '95 %'
    """
    return f"{100 * share:.0f} %"


def count(amount: Count, one: str, many: str | None = None) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> count(1, "agreement"), count(1200, "agreement")
    ('1 agreement', '1,200 agreements')
    """
    return f"{counted(amount)} {one if amount == 1 else many or one + 's'}"


def short_count(amount: Count) -> str:
    """Return a count in a few characters, large ones rounded; bounds by what is proven at least.

    Examples
    --------
    >>> short_count(3038), short_count(12 * 10**20), short_count(Bounds(5 * 10**9, 10**10))
    ('3,038', '1.2·10²¹', '≥ 5.0·10⁹')
    """
    if isinstance(amount, Bounds):
        return f"≥ {short_count(amount.lower)}"
    if amount < 10**7:
        return f"{amount:,}"
    exponent = len(str(amount)) - 1
    digits = str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{amount / 10**exponent:.1f}·10{digits}"


def listing(names: Sequence[str], last: str = "and") -> str:
    """Return names in a row.

    Examples
    --------
    >>> listing(["a", "b", "c"]), listing(["a", "b"], "or")
    ('a, b and c', 'a or b')
    """
    return f" {last} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def listed(items: Sequence[str], most: int) -> str:
    """Return the first items of a list, and how many more there are.

    Examples
    --------
    >>> listed(["a", "b", "c"], 2)
    'a; b; and 1 more'
    """
    shown = "; ".join(items[:most])
    return shown if len(items) <= most else f"{shown}; and {len(items) - most:,} more"
