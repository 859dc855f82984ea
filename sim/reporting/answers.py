"""All that was found of one scenario: what is printed, written, drawn and reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sim.bargaining.contest import Contest
from sim.bargaining.result import Bargaining
from sim.comparison.rounds import Rounds
from sim.reporting.asked import Asked
from sim.reporting.changes import Changes
from sim.settlement.funnel import Funnel
from sim.settlement.ratify import Ratified
from sim.settlement.roadmap import Roadmap
from sim.space.not_computed import NotComputed
from sim.uncertainty.after_signature import AfterSignature
from sim.uncertainty.result import Robustness
from sim.uncertainty.sensitivity import Sensitivity
from sim.zone.options_used import OptionsUsed
from sim.zone.zone import Zone

Later = Ratified | Roadmap | Funnel | AfterSignature
"""What comes after signature."""
LATER: Mapping[type[Later], str] = {
    Ratified: "ratification",
    Roadmap: "roadmap",
    Funnel: "funnel",
    AfterSignature: "after_signature",
}
"""Type of an answer → its key."""
ANSWERS = (
    "bargaining",
    "robustness",
    "rounds",
    "prices",
    "pivotal",
    "rule_matrix",
    "trades",
    "options_used",
    *LATER.values(),
)
"""Keys beside the zone's own that stand in every ``result.json`` of ``sim run``."""


@dataclass(frozen=True)
class Answers:
    """The zone, and whatever else was worked out; None or empty where it was not.

    Parameters
    ----------
    zone
        What it is all about.
    pairs
        Numbers of the pairs of issues for the compromise map; None for its own choice.
    talks, contest
        What came of talks, and of strategies against each other.
    robust, sensitivity
        How sure the answer is over draws, and what groups of inputs bring.
    replayed
        The scenario round by round.
    changes
        What would have to be different.
    later
        What comes after signature: ratification, a roadmap, the funnel, draws.
    left_out
        Key of ``result.json`` → why that answer was not computed, and what computes it. A dot
        leads to a key below.
    whole
        Whether every key of ``ANSWERS`` stands in ``result.json``, as after ``sim run``: an answer,
        why it was not computed, or null where it does not apply to the file.
    asked
        The file and its state as typed; None from Python.
    options
        Which options the zone never uses, and which always.
    """

    zone: Zone
    pairs: Sequence[tuple[int, int]] | None = None
    talks: Bargaining | None = None
    contest: Contest | None = None
    robust: Robustness | None = None
    sensitivity: Sensitivity | None = None
    replayed: Rounds | None = None
    changes: Changes | None = None
    later: tuple[Later, ...] = ()
    left_out: Mapping[str, NotComputed] = field(default_factory=dict)
    whole: bool = False
    asked: Asked | None = None
    options: OptionsUsed | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: what ``result.json`` has."""
        data = self.zone.to_dict()
        data["asked"] = None if self.asked is None else self.asked.to_dict()
        if self.whole:
            data |= dict.fromkeys(ANSWERS)
        if self.talks is not None:
            data["bargaining"] = self.talks.to_dict()
            data["bargaining"]["contest"] = None if self.contest is None else self.contest.to_dict()
        if self.options is not None:
            data["options_used"] = self.options.to_dict()
        if self.robust is not None:
            data["robustness"] = self.robust.to_dict()
        if self.sensitivity is not None:
            data["sensitivity"] = self.sensitivity.to_dict()
        if self.replayed is not None:
            data["rounds"] = self.replayed.to_dict()
        if self.changes is not None:
            data |= self.changes.to_dict()
        data |= {LATER[type(one)]: one.to_dict() for one in self.later}
        for key, why in self.left_out.items():
            *above, last = key.split(".")
            place = data
            for name in above:
                place = place[name]
            place[last] = why.to_dict()
        return data

    def block(self) -> tuple[str, ...]:
        """Return the answer in a few lines: see :func:`sim.text.block.block`."""
        return self._block

    @cached_property
    def _block(self) -> tuple[str, ...]:
        from sim.text.block import Findings, block

        return block(
            Findings(
                self.zone,
                self.options,
                None if self.changes is None else self.changes.prices,
                self.robust,
                next((one for one in self.later if isinstance(one, Funnel)), None),
                self.talks,
                bool(self.left_out),
            )
        )

    @property
    def map_left_out(self) -> NotComputed | None:
        """Why the compromise map is not drawn, if it could be; None where it is or can't be."""
        from sim.zone.compromise_map import takes_long

        if not self.zone.space.bargaining or self.pairs is not None or not takes_long(self.zone):
            return None
        reason = f"each of {sum(self.zone.space.sizes):,} options takes a search of its own"
        command = (self.asked or Asked("FILE")).typed("run", {"--pairs": "ISSUE,ISSUE"})
        return NotComputed(reason, command)

    def figure(self, name: str) -> Any:
        """Return a figure by its name; None where there is nothing to draw."""
        from sim.plots import (
            CHANGE_FIGURES,
            FIGURES,
            LATER_FIGURES,
            ROBUST_FIGURES,
            TALK_FIGURES,
            rounds_timeline,
        )

        if name in LATER_FIGURES:
            key, drawn = LATER_FIGURES[name]
            there = [one for one in self.later if LATER[type(one)] == key]
            return drawn(there[0]) if there else None
        if name in CHANGE_FIGURES:
            answer = None if self.changes is None else self.changes.named(name)
            return None if answer is None else CHANGE_FIGURES[name](answer, self.zone.space)
        if name == "rounds_timeline":
            return rounds_timeline(self.replayed) if self.replayed else None
        if name in ROBUST_FIGURES:
            return ROBUST_FIGURES[name](self.robust) if self.robust else None
        if name == "concession_matrix":
            return FIGURES[name](self.zone, self.pairs, self.robust)
        if name in FIGURES:
            return FIGURES[name](self.zone, self.pairs)
        return TALK_FIGURES[name](self.talks, self.zone, self.contest) if self.talks else None
