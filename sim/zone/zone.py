"""The zone: the answer of ``explore``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from itertools import islice
from typing import Any

from sim.answer import Answer, plain
from sim.display import glance, named
from sim.engines.choice import Engines
from sim.engines.protocol import Counts
from sim.scenario.scenario import Scenario
from sim.space.budget import StoppedBy
from sim.space.compile import utility_range
from sim.space.count import Between, Bounds, Count, at_least, between, counted
from sim.space.space import Space
from sim.version import __version__
from sim.zone.assumptions import assumptions
from sim.zone.concessions import Concessions
from sim.zone.frontier import Frontier
from sim.zone.packages import Placed
from sim.zone.rule_notes import rule_notes
from sim.zone.rules_alone import RulesAlone
from sim.zone.solve import Solution
from sim.zone.ways_out import RuleSet, WayOut

FORMAT = "agreement-simulation/2"
FRONTIER_ROWS = 10_000
"""How many agreements of the frontier ``to_dict`` lists; the frontier itself has them all."""
COLUMNS = 100
"""Columns of a summary."""


@dataclass(frozen=True, slots=True)
class ZoneCounts(Answer):
    """Counts of agreements; of frontiers also the distinct vectors of utilities.

    Exact, or :class:`~sim.space.count.Bounds` where a number is only known to lie between two.
    """

    agreements: int
    admissible: Count
    acceptable: Count
    frontier: Count
    frontier_distinct: Count
    settlement: Count
    settlement_distinct: Count

    @classmethod
    def of(cls, counts: Counts, frontier: Frontier, settlement: Frontier) -> ZoneCounts:
        """Return an engine's counts with those of the frontiers that it found."""
        return cls(
            counts.agreements,
            counts.admissible,
            counts.acceptable,
            *_sizes(frontier),
            *_sizes(settlement),
        )

    def texts(self) -> dict[str, str]:
        """Return the counts as texts, for readers whose numbers end at 2^53."""
        return {name: str(getattr(self, name)) for name in self.__slots__}


def _sizes(frontier: Frontier) -> tuple[Count, Count]:
    """Return how many agreements and how many vectors a frontier has, or at least has.

    Of an unfinished one no agreement is proven to be part; some is wherever any is known.
    """
    if frontier.complete:
        return frontier.total, frontier.distinct
    some = Bounds(min(1, frontier.distinct), None)
    return some, some


@dataclass(frozen=True)
class GateTest(Answer):
    """A gate tested on what is known of a space that is not listed.

    Parameters
    ----------
    frontier
        How many of the frontier's agreements that were tested pass.
    tested
        How many were tested.
    solutions
        Solution → whether the agreement that is its label passes.
    """

    frontier: int
    tested: int
    solutions: Mapping[str, bool]


@dataclass(frozen=True, eq=False, repr=False)
class Zone(Answer):
    """What a scenario's points imply, exact for the file.

    Parameters
    ----------
    scenario, space, engines
        What was explored, its numbers, and how engines are chosen for further questions.
    engine, engine_reason
        Which engine answered, and why that one.
    rules
        What the rules alone leave.
    counts
        Exact counts, or bounds.
    critical_reservation
        r*: the largest r that, as everybody's reservation value, leaves a zone (utility; None
        where nothing is within red lines).
    slack
        Party → the most it can get above its reservation value in agreements that all others
        accept (utility; None where there is none).
    frontier
        Acceptable agreements that no other dominates in the bargaining parties' utilities.
    settlement
        The same with reservation values ignored.
    solutions
        Name → solution; None if the zone is empty.
    concessions
        Which concession sets are feasible.
    ways_out, conflict_sets
        If the zone is empty, the least that would open it, and what closes it.
    ways_out_complete, conflict_sets_complete
        False if there are more than were worked out.
    values_linked
        Whether reservation values depend on linkages, so that they were worked out anew for every
        way out; conflict sets are then hitting sets of the ways out and no more.
    packages
        Name → package with its place.
    gaps
        What is not exact → how much more it could be at most: ``critical_reservation``,
        ``slack.PARTY``, and solutions by name.
    stopped_by
        Whether something ended because its work was spent, or the time was up.
    unfinished
        Why a frontier was not worked out to its end; empty if both were.
    gate_test
        Where a function given as ``where`` could not narrow the space: how it was tested instead.
    """

    scenario: Scenario
    space: Space
    engines: Engines
    engine: str
    engine_reason: str
    rules: RulesAlone
    counts: ZoneCounts
    critical_reservation: float | None
    slack: Mapping[str, float | None]
    frontier: Frontier
    settlement: Frontier
    solutions: Mapping[str, Solution] | None
    concessions: Concessions
    ways_out: tuple[WayOut, ...]
    conflict_sets: tuple[RuleSet, ...]
    ways_out_complete: bool
    conflict_sets_complete: bool
    values_linked: bool
    packages: Mapping[str, Placed]
    gaps: Mapping[str, float] = field(default_factory=dict)
    unfinished: str = ""
    stopped_by: StoppedBy = ""
    gate_test: GateTest | None = None

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        counts = self.counts
        return glance(
            f"Zone of {named(self.scenario.title)}: {counted(counts.acceptable)} of "
            f"{counts.agreements:,} agreements acceptable"
        )

    def summary(self) -> str:
        """Return the answer in at most 12 lines of 100 columns: what ``sim run`` prints first.

        What it needs beside the zone is worked out when it is first asked for: the share of draws
        with a zone, how near that is to closing or opening, and what passes the tests after
        signature.

        Examples
        --------
        >>> import sim
        >>> zone = sim.explore(sim.load("scenarios/teaching/two-issues.yaml"))
        >>> print(zone.summary())  # doctest: +ELLIPSIS
        Yes, under the stated assumptions, at midpoints: 5 of 9 texts meet ...
        """
        from sim.text.wrapping import wrapped

        return "\n".join(line for text in self._block for line in wrapped(text, COLUMNS))

    def _repr_html_(self) -> str:
        """Return the summary for a notebook."""
        paragraphs = (self.scenario.title, *self._block)
        return "".join(f"<p>{escape(text)}</p>" for text in paragraphs)

    @cached_property
    def _block(self) -> tuple[str, ...]:
        # The one way up the layers: a zone can say what it is without another import.
        from sim.reporting.gather import gather

        return gather(self, quick=True).block()

    @property
    def exists(self) -> bool:
        """True if some agreement is acceptable."""
        return at_least(self.counts.acceptable) > 0

    @property
    def version(self) -> str:
        """The version of the program."""
        return __version__

    def to_dict(self) -> dict[str, Any]:
        """Return plain data in the form of ``result.json`` (docs/reference/result-json.md)."""
        listed = assumptions(self.scenario)
        return {
            "format": FORMAT,
            "version": self.version,
            "engine": self.engine,
            "engine_reason": self.engine_reason,
            "scenario": {
                "title": self.scenario.title,
                "digest": self.scenario.digest,
                "round": self.scenario.round,
                "variant": self.scenario.variant,
                "assumptions": len(listed),
                "evidence": sum(len(claims) for claims in self.scenario.evidence.values()),
            },
            "issues": self._issues(),
            "parties": self._parties(),
            "rules": {
                **self.rules.to_dict(),
                "listed": plain(rule_notes(self.space)),
            },
            "counts": self.counts.to_dict(),
            "counts_text": self.counts.texts(),
            "critical_reservation": plain(self.critical),
            "slack": plain(self.slacks),
            "frontier_complete": self.frontier.complete,
            "settlement_complete": self.settlement.complete,
            "unfinished": self.unfinished,
            "stopped_by": self.stopped_by,
            "gate_test": plain(self.gate_test),
            "frontier": [row.to_dict() for row in islice(self.frontier, FRONTIER_ROWS)],
            "solutions": plain(self.solutions),
            "concessions": self.concessions.to_dict(),
            "ways_out": plain(self.ways_out),
            "ways_out_complete": self.ways_out_complete,
            "conflict_sets": plain(self.conflict_sets),
            "conflict_sets_complete": self.conflict_sets_complete,
            "values_linked": self.values_linked,
            "packages": plain(self.packages),
        }

    @property
    def critical(self) -> float | Between | None:
        """r*, or bounds on it where it is not exact."""
        return between(self.critical_reservation, self.gaps.get("critical_reservation", 0.0))

    @property
    def slacks(self) -> dict[str, float | Between | None]:
        """Each party's slack, or bounds on it where it is not exact."""
        gaps = self.gaps
        return {name: between(s, gaps.get(f"slack.{name}", 0.0)) for name, s in self.slack.items()}

    def _issues(self) -> list[dict[str, Any]]:
        return [
            {
                "id": name,
                "label": issue.label or name,
                "options": [issue.names[place] for place in self.space.options[number].tolist()],
            }
            for number, (name, issue) in enumerate(self.scenario.issues.items())
        ]

    def _parties(self) -> list[dict[str, Any]]:
        rows = []
        for number, (name, party) in enumerate(self.scenario.parties.items()):
            numbers = self.space.parties[number]
            weights = {
                issue: float(weight)
                for issue, weight in zip(self.space.issues, numbers.weights, strict=True)
                if issue in party.weighed_issues()
            }
            reservation = numbers.reservation
            rows.append(
                {
                    "id": name,
                    "label": party.label or name,
                    "roles": list(party.all_roles),
                    "bargains": numbers.bargains,
                    "consents": self._consents(number),
                    "weights": weights,
                    "reservation": None if reservation != reservation else reservation,
                    "range": list(utility_range(self.space, number)) if numbers.weighs else None,
                }
            )
        return rows

    def _consents(self, number: int) -> bool | str:
        consent = self.space.consent
        if number in consent.where:
            return "in some agreements"
        return number in consent.everyone
