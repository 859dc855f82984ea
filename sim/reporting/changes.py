"""What would have to be different, as ``sim run`` has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.answer import Answer
from sim.comparison.pricing import Prices
from sim.zone.pivotal import PivotalOption
from sim.zone.rule_matrix import RuleMatrix
from sim.zone.trades import Trade


@dataclass(frozen=True)
class Changes(Answer):
    """Answers to what would have to be different; None where there are none.

    Parameters
    ----------
    prices
        Of opening an empty zone, or closing an open one.
    pivotal
        What is left of an open zone with each option forbidden.
    rules
        Which rules stand against how many agreements.
    trades
        The best exchanges of two issues.
    """

    _keys = "prices pivotal rule_matrix=rules trades"

    prices: Prices | None = None
    pivotal: tuple[PivotalOption, ...] | None = None
    rules: RuleMatrix | None = None
    trades: tuple[Trade, ...] | None = None

    def named(self, key: str) -> Any:
        """Return an answer by its key in ``result.json``."""
        known = {"prices": self.prices, "pivotal": self.pivotal, "trades": self.trades}
        return self.rules if key == "rule_matrix" else known[key]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, each answer under its own key of ``result.json``."""
        return {key: one for key, one in super().to_dict().items() if one is not None}
