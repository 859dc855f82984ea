"""All answers that a run gives beside the zone, or only those that a block is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sim.comparison.rounds import Rounds
from sim.reporting.answers import Answers, Later
from sim.reporting.asked import Asked
from sim.reporting.changes import Changes
from sim.reporting.gathering import Gathering, Tell, silent
from sim.scenario.option_names import with_options
from sim.text.left_out import QUICK
from sim.uncertainty.result import NOT_QUICK, Robustness
from sim.zone.options_used import OptionsUsed, options_used
from sim.zone.zone import Zone


def gather(
    zone: Zone,
    tell: Tell = silent,
    *,
    pairs: Sequence[tuple[int, int]] | None = None,
    quick: bool = False,
    everything: bool = False,
    asked: Asked | None = None,
) -> Answers:
    """Return the zone with talks, draws, changes and what comes after it, where they are short.

    Parameters
    ----------
    tell
        Called with what is being done.
    pairs
        Numbers of the pairs of issues for the compromise map; None for its own choice.
    quick
        Whether to work out only what a block is made of: the share of draws with a zone, what
        would have to be different, what passes each gate after signature.
    everything
        Whether to work out what takes long too.
    asked
        The file and its state as typed, for the commands that work out what is left out.
    """
    scenario = zone.scenario
    if asked is None:
        # The last round needs no option.
        number = scenario.round if scenario.round != len(scenario.rounds) else None
        asked = Asked("FILE", None if number is None else str(number), scenario.variant)
    kind = Quick if quick and not everything else Gathering
    found = kind(zone, tell, asked, everything)
    return Answers(
        zone,
        pairs,
        talks=found.talks(),
        robust=found.draws(),
        changes=found.changes(),
        later=tuple(found.later()),
        replayed=found.replayed(),
        left_out=found.left_out,
        options=_used(zone),
        whole=True,
        asked=asked,
    )


def _used(zone: Zone) -> OptionsUsed | None:
    """Return which options a zone never uses, and which always; None without a zone."""
    if not zone.exists:
        return None
    found = options_used(zone)
    return replace(found, left_out=with_options(found.left_out))


class Quick(Gathering):
    """Only what a block is made of; all else is left to a full run."""

    def leave_to_full(self, *keys: str) -> None:
        """Note that answers are left out, and what computes them."""
        self.leave(keys, QUICK, self.asked.typed("run", {"--full": True}))

    def talks(self) -> None:
        """Hold none."""
        if len(self.zone.space.bargaining) > 1:
            self.leave_to_full("bargaining")

    def draws(self) -> Robustness | None:
        """Draw for the share with a zone, and for what sets it."""
        from sim.uncertainty import robustness

        draws = self.drawn()
        if draws is None:
            return None
        self.leave_to_full(*(f"robustness.{key}" for key in NOT_QUICK))
        return robustness(self.zone.scenario, draws=draws, only_zone=True, zone=self.zone)

    def changes(self) -> Changes:
        """Return how far inputs would have to be from where they are."""
        from sim.comparison.pricing import prices

        self.leave_to_full("rule_matrix", "trades", *(["pivotal"] if self.zone.exists else []))
        why = self.by_function or self.slow(*self.why_no_prices())
        if why:
            self.leave("prices", why, self.asked.typed("run", {"--all": True}))
            return Changes()
        self.tell("what would have to be different", 0.9)
        return Changes(self.tried("prices", prices))

    def later(self) -> Iterator[Later]:
        """Yield the funnel."""
        from sim.settlement.funnel import funnel
        from sim.settlement.ratify import ratify
        from sim.settlement.support import voters_of

        scenario = self.zone.scenario
        ratified = any(party.ratification for party in scenario.parties.values())
        if not (ratified or scenario.steps):
            return
        self.tell("after signature", 0.92)
        if ratified and voters_of(scenario):
            self.leave_to_full("ratification")
        elif ratified and not self.too_many_admissible():
            yield ratify(self.zone)
        parts = ["roadmap"] if scenario.steps else []
        self.leave_to_full(*parts, "after_signature")
        many = self.too_many_admissible()
        if many:
            self.leave("funnel", many, None)
        else:
            yield funnel(self.zone)

    def replayed(self) -> Rounds | None:
        """Replay none."""
        if self.zone.scenario.rounds:
            self.leave_to_full("rounds")
        return None
