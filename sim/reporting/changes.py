"""What would have to be different, as ``sim run`` has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.comparison.pricing import Prices
from sim.zone.pivotal import PivotalOption
from sim.zone.rule_matrix import RuleMatrix
from sim.zone.trades import Trade


@dataclass(frozen=True)
class Changes:
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
        found: dict[str, Any] = {}
        if self.prices is not None:
            found["prices"] = self.prices.to_dict()
        if self.pivotal is not None:
            found["pivotal"] = [one.to_dict() for one in self.pivotal]
        if self.rules is not None:
            found["rule_matrix"] = self.rules.to_dict()
        if self.trades is not None:
            found["trades"] = [one.to_dict() for one in self.trades]
        return found
