"""Protocols: one file each, found by name.

Examples
--------
>>> sorted(PROTOCOLS)
['alternating_offers', 'simultaneous_concession', 'single_text']
"""

from __future__ import annotations

from sim.bargaining.protocols.alternating_offers import AlternatingOffers
from sim.bargaining.protocols.base import Protocol
from sim.bargaining.protocols.simultaneous_concession import SimultaneousConcession
from sim.bargaining.protocols.single_text import SingleText

PROTOCOLS: dict[str, type[Protocol]] = {
    "alternating_offers": AlternatingOffers,
    "simultaneous_concession": SimultaneousConcession,
    "single_text": SingleText,
}
"""Name → protocol."""

__all__ = ["PROTOCOLS", "Protocol"]
