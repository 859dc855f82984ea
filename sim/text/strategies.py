"""How talks are held, in words."""

from __future__ import annotations

from sim.bargaining.settings import Settings
from sim.scenario.quantity import Quantity


def range_text(quantity: Quantity, *, drawn: bool) -> str:
    """Return a number or range as people read it.

    Parameters
    ----------
    drawn
        Whether it is drawn from its range; otherwise only its point is used.

    Examples
    --------
    >>> wide = Quantity("range", 0.9, 0.95, 1.0)
    >>> range_text(wide, drawn=True), range_text(wide, drawn=False)
    ('0.9 to 1', '0.95 (the midpoint of 0.9 to 1)')
    """
    if not quantity.is_range:
        return f"{quantity.mode:g}"
    wide = f"{quantity.low:g} to {quantity.high:g}"
    return wide if drawn else f"{quantity.mode:g} (the midpoint of {wide})"


def strategy_text(settings: Settings, name: str) -> str:
    """Return how a party bargains, as far as it is not the usual."""
    said, exponent = settings.strategies[name], settings.exponents[name]
    parts = [said.name.replace("_", " ")]
    if exponent is not None:
        parts.append(f"exponent {range_text(settings.resolved(exponent), drawn=True)}")
    if said.answer is not None:
        parts.append(f"answers {said.answer:g} of a concession")
    patience = settings.resolved(settings.patience[name])
    if patience.is_range or patience.mode < 1:
        parts.append(f"patience {range_text(patience, drawn=settings.draw)}")
    if said.accept != ("next",):
        rules = {"next": "next", "constant": "constant", "time": "time"}
        rules["constant"] += "" if said.level is None else f" (from {said.level:g} on)"
        rules["time"] += "" if said.after is None else f" (after {said.after:g} of the rounds)"
        parts.append(f"accepts by the rule {' or '.join(rules[rule] for rule in said.accept)}")
    if said.tolerance:
        parts.append(f"tolerance {said.tolerance:g}")
    if said.ties != "for_others":
        parts.append("of equal own offers the first")
    return ", ".join(parts)


def hazard_text(settings: Settings) -> str:
    """Return how likely talks break off, to go after the number of rounds; empty if never."""
    hazard = settings.resolved(settings.hazard)
    if not hazard.high:
        return ""
    chance = range_text(hazard, drawn=settings.draw)
    return f", with a chance of {chance} to break off after each"
