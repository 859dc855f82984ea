"""Gathering: each answer beside the zone where it does not take long, or why it is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from sim.reporting.answers import Later
from sim.reporting.asked import Asked
from sim.reporting.changes import Changes
from sim.scenario.option_names import with_options
from sim.space.count import Count, at_least, at_most, counted
from sim.space.limits import MOST_LISTED, TooManyAgreements
from sim.space.not_computed import NotComputed
from sim.zone.zone import Zone

if TYPE_CHECKING:
    from sim.bargaining import Bargaining
    from sim.comparison.rounds import Rounds
    from sim.scenario.rules import OptionName
    from sim.uncertainty import Robustness
    from sim.uncertainty.after_signature import AfterSignature

Answer = TypeVar("Answer")
Tell = Callable[[str, float], None]
"""Called with what is being done, and how far it is."""

CHANGED, CHOICES = 2_000_000, 300
"""Up to so many agreements it is looked at what would have to be different; up to so many options
of all issues also at what is left without each, and at exchanges."""
TALKS = 1_000
"""How many talks are held beside the rest."""
ROUNDS, OPTIONS = 1_000, 1_000
"""Up to how many rounds, and options of all issues, talks are held beside the rest."""
LATER_DRAWS = 100
"""How many draws are made of what comes after signature."""
DRAWS, LISTED = 1_000, 20_000
"""How many draws are made beside the rest, if no more agreements have to be looked at."""
TABLED, POINTS = 200_000, 500
"""Up to so many agreements that can be tabled, or points of a frontier, that takes below 2 s."""


NO_TIPPING = NotComputed(
    "draws are solved one by one, because agreements are too many to list", None
)
"""Why tipping values are not looked for in spaces that are not listed."""


def silent(what: str, done: float) -> None:
    """Say nothing of what is being done."""


def draws_after(
    zone: Zone,
    draws: int,
    seed: int,
    *,
    also: Mapping[str, Mapping[str, OptionName]] | None = None,
    most: int | None = None,
) -> list[AfterSignature]:
    """Return draws of what comes after signature, or none where nothing is said to draw.

    Parameters
    ----------
    also
        Name → an agreement that is told of too.
    most
        Up to so many agreements to look at; None for as many as can be listed.

    Raises
    ------
    TooManyAgreements
        If there are more.
    """
    from sim.settlement.support import voters_of
    from sim.uncertainty.after_signature import after_signature

    if not draws or not (zone.scenario.steps or voters_of(zone.scenario)):
        return []
    return [after_signature(zone, draws=draws, seed=seed, also=also, most=most or MOST_LISTED)]


@dataclass
class Gathering:
    """What is being gathered of one zone.

    Parameters
    ----------
    zone, tell, asked, everything
        As for ``gather``.
    left_out
        What was not computed so far, by key.
    """

    zone: Zone
    tell: Tell
    asked: Asked
    everything: bool
    left_out: dict[str, NotComputed] = field(default_factory=dict)

    @property
    def options(self) -> int:
        """How many options on the table there are, of all issues together."""
        return sum(len(places) for places in self.zone.space.options)

    def leave(self, keys: str | Sequence[str], reason: str, command: str | None) -> None:
        """Note that answers are not computed."""
        named = [keys] if isinstance(keys, str) else keys
        self.left_out |= dict.fromkeys(named, NotComputed(reason, command))

    def slow(self, *reasons: str) -> str:
        """Return the first reason there is why an answer takes long; none if it is wanted."""
        return "" if self.everything else next(filter(None, reasons), "")

    def talks(self) -> Bargaining | None:
        """Hold a few talks; none where fewer than two parties bargain."""
        from sim.bargaining import bargain
        from sim.scenario.errors import ScenarioError

        zone, settings = self.zone, self.zone.scenario.bargaining
        if len(zone.space.bargaining) < 2:
            return None
        many, command = zone.rules.admissible, self.asked.typed("bargain")
        near = at_least(many) > MOST_LISTED and zone.frontier.distinct <= POINTS
        why = "" if zone.exists else "no agreement is acceptable, so no talks are held unasked"
        why = why or self.slow(
            _more(0 if settings is None else settings.rounds, ROUNDS, "rounds of talks"),
            _more(self.options, OPTIONS, "options of all issues"),
            "" if near else _more(many, TABLED, "agreements that can be tabled"),
        )
        if why:
            self.leave("bargaining", why, command)
            return None
        self.tell("talks", 0.95)
        try:
            held = bargain(zone.scenario, runs=TALKS, zone=zone)
        except ScenarioError as error:  # Settings that no talks can be held with.
            check = self.asked.typed("check")
            self.leave("bargaining", f"no talks can be held: {with_options(error)}", check)
            return None
        reason = "strategies are played against each other only by 'sim bargain'"
        self.leave("bargaining.contest", reason, command)
        return held

    def draws(self) -> Robustness | None:
        """Draw the uncertain inputs a few times."""
        from sim.uncertainty import robustness

        zone, command = self.zone, self.asked.typed("robustness")
        draws = self.drawn()
        if draws is None:
            return None
        found = robustness(zone.scenario, draws=draws, variants=False, tipping=False, zone=zone)
        reason = "looked for only by 'sim robustness'"
        self.left_out["robustness.tipping"] = (
            NotComputed(reason, command) if found.listed else NO_TIPPING
        )
        if zone.scenario.variants and zone.scenario.variant is None:
            self.leave("robustness.variants", reason, command)
        return found

    def drawn(self) -> int | None:
        """Return how many draws are made; None, with a note, where that takes long."""
        from sim.space.listing import list_possible
        from sim.uncertainty.robustness import SOLVED_DRAWS, default_draws

        why = self.by_function
        why = why or self.slow(_more(self.options, OPTIONS, "options of all issues"))
        draws = DRAWS
        try:
            if not why:
                most = MOST_LISTED if self.everything else LISTED
                draws = min(DRAWS, default_draws(list_possible(self.zone.space, most=most)))
        except TooManyAgreements:
            draws = SOLVED_DRAWS
            why = self.slow(f"more than {LISTED:,} agreements to look at in every draw")
        if why:
            self.leave("robustness", why, self.asked.typed("robustness"))
            return None
        self.tell("draws", 0.97)
        return draws

    def changes(self) -> Changes:
        """Return what would have to be different."""
        from sim.comparison.pricing import prices
        from sim.zone.pivotal import pivotal_options
        from sim.zone.rule_matrix import rule_matrix
        from sim.zone.trades import trades

        zone, command = self.zone, self.asked.typed("run", {"--all": True})
        options = self.options
        some = self.slow(_more(options, CHOICES, "options of all issues"))
        why = self.by_function or self.slow(*self.why_no_prices())
        if some:
            self.leave("trades", some, command)
        if zone.exists and (why or some):
            self.leave("pivotal", why or some, command)
        if why:
            self.leave(("prices", "rule_matrix"), why, command)
            return Changes(trades=None if some else self.tried("trades", trades))
        self.tell("what would have to be different", 0.9)
        return Changes(
            self.tried("prices", prices),
            None if some or not zone.exists else self.tried("pivotal", pivotal_options),
            self.tried("rule_matrix", rule_matrix),
            None if some else self.tried("trades", trades),
        )

    @property
    def by_function(self) -> str:
        """Why what looks at all agreements is left out where a function narrows the zone."""
        narrowed = self.zone.engines.gate is not None or self.zone.gate_test is not None
        return "the agreements are narrowed by a function" if narrowed else ""

    def why_no_prices(self) -> tuple[str, ...]:
        """Return why it takes long to say what would have to be different; "" for no reason."""
        engine = self.zone.engine
        return (
            _more(self.options, OPTIONS, "options of all issues"),
            _more(self.zone.space.agreements, CHANGED, "agreements on the table"),
            "" if engine == "stream" else f"each takes long with the {engine} engine",
        )

    def too_many_admissible(self) -> str:
        """Return that more agreements keep every linkage than can be listed; or nothing."""
        many = self.zone.rules.admissible
        return self.by_function or _more(many, MOST_LISTED, "agreements that keep every linkage")

    def tried(self, key: str, question: Callable[[Zone], Answer]) -> Answer | None:
        """Return an answer about the zone, or leave it out where it takes too much."""
        try:
            return question(self.zone)
        except TooManyAgreements as error:
            self.leave(key, with_options(error), None)
            return None

    def later(self) -> Iterator[Later]:
        """Yield ratification, the Nash solution's roadmap, the funnel and a few draws of them.

        Those that the file has the keys for.
        """
        from sim.settlement.funnel import funnel
        from sim.settlement.ratify import ratify
        from sim.settlement.roadmap import roadmap

        zone, scenario = self.zone, self.zone.scenario
        ratified = any(party.ratification for party in scenario.parties.values())
        if not (ratified or scenario.steps):
            return
        self.tell("after signature", 0.92)
        many = self.too_many_admissible()
        if many:
            self.leave(["ratification", "funnel"] if ratified else ["funnel"], many, None)
        elif ratified:
            yield ratify(zone)
        if scenario.steps:
            why = "" if zone.solutions else "there is no Nash solution to look at"
            why = why or self.slow(many)
            if why:
                self.leave("roadmap", why, self._roadmap)
            else:
                yield roadmap(zone)
        if not many:
            yield funnel(zone)
        yield from self._later_draws()

    @property
    def _roadmap(self) -> str:
        """The command for a roadmap: of a package, or any agreement, without a Nash solution."""
        if self.zone.solutions:
            return self.asked.typed("roadmap")
        placed = (name for name, one in self.zone.packages.items() if one.judgement is not None)
        return self.asked.typed("roadmap", {"--agreement": next(placed, "ISSUE=OPTION,...")})

    def _later_draws(self) -> Sequence[AfterSignature]:
        if self.by_function:
            self.leave("after_signature", self.by_function, None)
            return ()
        from sim.settlement.support import voters_of
        from sim.space.listing import list_possible

        try:
            most = MOST_LISTED if self.everything else LISTED
            return draws_after(self.zone, LATER_DRAWS, 0, most=most)
        except TooManyAgreements:
            try:
                list_possible(self.zone.space)
            except TooManyAgreements as error:
                self.leave("after_signature", with_options(error), None)
                return ()
            votes = voters_of(self.zone.scenario)
            command = self.asked.typed("ratify") if votes else self._roadmap
            reason = f"more than {LISTED:,} agreements to look at in every draw"
            self.leave("after_signature", reason, command)
            return ()

    def replayed(self) -> Rounds | None:
        """Replay the rounds, if the file has some."""
        from sim.comparison.rounds import rounds

        if not self.zone.scenario.rounds:
            return None
        self.tell("round by round", 0.99)
        return rounds(self.zone.scenario)


def _more(there: Count, most: int, what: str) -> str:
    """Return that there are more of something than are looked at beside the rest; or nothing.

    What is known by bounds only may be more.
    """
    upper = at_most(there)
    few = upper is not None and upper <= most
    return "" if few else f"{counted(there)} {what}, more than {most:,}"
