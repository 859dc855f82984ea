"""When an offer is accepted: one rule a file, found by name."""

from __future__ import annotations

from sim.bargaining.acceptance.constant import constant
from sim.bargaining.acceptance.next_offer import next_offer
from sim.bargaining.acceptance.rule import Rule, Standing
from sim.bargaining.acceptance.time import time

ACCEPTANCE: dict[str, Rule] = {"next": next_offer, "constant": constant, "time": time}
"""Name → rule."""

__all__ = ["ACCEPTANCE", "Rule", "Standing"]
