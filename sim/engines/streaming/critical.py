"""How near a zone is to its edge: the critical common reservation value, and the slacks."""

from __future__ import annotations

import math

import numpy as np

from sim.engines.streaming.blocks import Block
from sim.space.space import Space


class CriticalValues:
    """The critical common reservation value and the slacks, found block by block."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.critical = -math.inf
        self.seen = False
        self.slack = dict.fromkeys(space.consenting, -math.inf)

    def look(self, block: Block) -> None:
        """Take in a block of agreements within red lines."""
        space, consent = self.space, self.space.consent
        self.seen = True
        if not space.consenting:
            return
        utilities = block.steps / space.scales[:, None, None]
        # Where a party's consent isn't required nothing it gets matters, as it never does to a
        # party without weights; where its red line is broken nothing would be enough.
        weighs = np.array([party.weighs for party in space.parties])
        free = np.isposinf(block.margins) | ~weighs[:, None]
        utilities = np.where(free[:, None, :], np.inf, utilities)
        utilities = np.where(np.isneginf(block.margins)[:, None, :], -np.inf, utilities)
        lowest = consent.level(utilities, {})
        lowest = lowest[np.isfinite(lowest)]
        if lowest.size:
            self.critical = max(self.critical, float(lowest.max()))
        if consent.unanimous:
            self._slacks(block)

    def _slacks(self, block: Block) -> None:
        space = self.space
        fails = {
            k: block.heads[k][:, None] + block.margins[k][None, :] < 0 for k in space.consenting
        }
        failing = sum(f.astype(np.int16) for f in fails.values())
        for party in space.consenting:
            others = failing - fails[party] == 0
            if others.any():
                reached = float(block.steps[party][others].max()) / space.parties[party].scale
                self.slack[party] = max(
                    self.slack[party], reached - float(space.reservations[party])
                )

    def critical_reservation(self) -> float | None:
        """Return r*."""
        return self.critical if math.isfinite(self.critical) else None

    def slacks(self) -> dict[int, float | None]:
        """Return the slack of each consenting party with weights."""
        return {k: s if math.isfinite(s) else None for k, s in self.slack.items()}
