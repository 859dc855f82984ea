"""What the counts at the gates after signature rest on: demands, stop values, guarantees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

from sim.answer import Answer
from sim.scenario.scenario import Scenario
from sim.settlement.gates import Passed, gates_after_signature
from sim.settlement.numbers import Numbers, belief_path
from sim.settlement.process import Stops, processes
from sim.settlement.support import Voters
from sim.space.space import TOLERANCE, Indices, Space

MOST_SETS = 300
"""Maximum number of sets of demands of one size that are tried."""
READINGS: tuple[Stops, ...] = ("reservation", "lower")
"""Other readings of what a party has after a stop than that of the file's silence."""

Counts = Mapping[str, int]
"""Gate → how many agreements pass it and all gates before."""


@dataclass(frozen=True)
class Behind(Answer):
    """A smallest set of demands without which some agreement passes a gate that none passes.

    Parameters
    ----------
    gate
        The first gate that none passes.
    demands
        Their paths.
    without
        What passes each gate after signature without them.
    """

    gate: str
    demands: tuple[str, ...]
    without: Counts


@dataclass(frozen=True)
class IdleGuarantees(Answer):
    """Guarantees, or guarantors, that change no count.

    Parameters
    ----------
    all
        Whether all of them together change none.
    guarantors
        Those each of whom alone could be left out.
    reason
        Where all change none: ``insures_nobody``, no party is ever insured; ``enough_anyway``, no
        step that matters asks for more belief than there is; ``not_enough``, not even credibility 1
        of all of them changes a count; ``too_low``, more credibility would. None otherwise.
    """

    all: bool
    guarantors: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True)
class GateCauses(Answer):
    """What the counts at the gates after signature rest on.

    Parameters
    ----------
    behind
        The smallest sets of demands behind a gate that no agreement passes, each by itself enough:
        those that are assumed first, then inferred, then stated; empty where there are none.
    stops
        Reading of what a party has after a stop → counts; empty where the file says it for all
        who act.
    beliefs
        How many pass the last gate if every party believes that the rest follows with 0 and with 1;
        None without steps.
    idle
        What of the guarantees changes nothing; None without guarantees.
    dropped
        Demands that ``stops`` and ``idle`` leave out, because nothing passes with them.
    """

    _keys = "behind stops beliefs idle_guarantees=idle dropped"

    behind: tuple[Behind, ...] = ()
    stops: Mapping[str, Counts] | None = None
    beliefs: tuple[int, int] | None = None
    idle: IdleGuarantees | None = None
    dropped: tuple[str, ...] = ()


NO_CAUSES = GateCauses()
"""Of a file that says nothing of what comes after signature."""


def counts_of(passed: Sequence[Passed]) -> Counts:
    """Return how many agreements pass each gate."""
    return {one.name: int(one.passing.sum()) for one in passed}


def gate_causes(
    space: Space, digits: Indices, voters: Sequence[Voters], passed: Sequence[Passed]
) -> GateCauses:
    """Return what the counts at the gates rest on.

    Parameters
    ----------
    digits
        The acceptable agreements: option places among the listed ones, shape (agreement, issue).
    voters
        Who ratifies.
    passed
        What passes each gate.
    """
    scenario = space.scenario
    if not scenario.steps or not len(digits):
        return GateCauses()
    again = _Again(space, digits, voters)
    behind = _behind(again, counts_of(passed))
    dropped = behind[0].demands if behind else ()
    return GateCauses(
        behind,
        _stops(again, dropped),
        _beliefs(again, dropped),
        _idle(again, dropped),
        dropped,
    )


@dataclass(frozen=True)
class _Again:
    """The gates once more, with something changed."""

    space: Space
    digits: Indices
    voters: Sequence[Voters]

    def counts(
        self,
        dropped: Sequence[str] = (),
        stops: Stops = "interim",
        guarantors: Sequence[str] | None = None,
        credibility: float | None = None,
        belief: float | None = None,
    ) -> Counts:
        """Return what passes each gate."""
        scenario = self.space.scenario
        drawn = {} if belief is None else {belief_path(name): belief for name in scenario.parties}
        return counts_of(
            gates_after_signature(
                self.space,
                self.digits,
                self.voters,
                Numbers(scenario, drawn),
                why=False,
                dropped=dropped,
                stops=stops,
                guarantors=guarantors,
                credibility=credibility,
            )
        )


def _behind(again: _Again, counts: Counts) -> tuple[Behind, ...]:
    """Return the smallest sets of demands behind a zero, what is only assumed first."""
    gate = next((name for name, many in counts.items() if not many), None)
    scenario = again.space.scenario
    demands = [f"demands.{key}" for key in scenario.demands]
    demands += [
        f"steps.{name}.requires"
        for name, step in scenario.steps.items()
        if step.requires is not None and step.requires.by is not None
    ]
    if gate is None or gate == "ratifiable":
        return ()
    for size in range(1, len(demands) + 1):
        if comb(len(demands), size) > MOST_SETS:
            return ()
        tried = [
            Behind(gate, chosen, again.counts(chosen)) for chosen in combinations(demands, size)
        ]
        enough = [one for one in tried if one.without[gate]]
        if enough:
            return tuple(sorted(enough, key=lambda one: _strength(scenario, one.demands)))
    return ()


def _strength(scenario: Scenario, demands: Sequence[str]) -> int:
    """Return how strong the strongest of some demands is: 0 assumed, 1 inferred, 2 stated."""
    found = []
    for path in demands:
        head, name = path.split(".")[:2]
        required = None if head == "demands" else scenario.steps[name].requires
        given = scenario.demands[name].strength if required is None else required.strength
        found.append(("assumed", "inferred", "stated").index(given))
    return max(found)


def _stops(again: _Again, dropped: Sequence[str]) -> Mapping[str, Counts] | None:
    """Return the counts under other readings of a stop, if the file says of somebody nothing."""
    scenario = again.space.scenario
    acting = {name for step in scenario.steps.values() for name in step.by}
    silent = [
        name
        for name in acting
        if scenario.parties[name].weighs and scenario.parties[name].stop is None
    ]
    if not silent:
        return None
    return {reading: again.counts(dropped, reading) for reading in READINGS}


def _beliefs(again: _Again, dropped: Sequence[str]) -> tuple[int, int]:
    """Return what is trusted if every party believes nothing, and if it believes all."""
    low, high = (again.counts(dropped, belief=belief)["trusted"] for belief in (0.0, 1.0))
    return low, high


def _idle(again: _Again, dropped: Sequence[str]) -> IdleGuarantees | None:
    given = again.space.scenario.enforcement
    if given is None or not given.guarantors:
        return None
    names = list(given.guarantors)
    counts = again.counts(dropped)
    alone = tuple(
        name
        for name in names
        if again.counts(dropped, guarantors=[one for one in names if one != name]) == counts
    )
    if again.counts(dropped, guarantors=()) != counts:
        return IdleGuarantees(False, alone, None)
    full = again.counts(dropped, credibility=1.0)
    return IdleGuarantees(True, alone, _reason(again, counts, full))


def _reason(again: _Again, counts: Counts, full: Counts) -> str:
    if full != counts:
        return "too_low"
    if counts["trusted"] == counts["self-enforcing"] and counts["trusted"]:
        return "enough_anyway"
    numbers = Numbers(again.space.scenario)
    for _, process in processes(again.space, again.digits, numbers):
        guarantees = process.guarantees.believed(1.0)
        believed = replace(process, guarantees=guarantees, known={})
        for party in believed.movers:
            name = believed.space.parties[party].name
            for state in believed.states.tolist():
                acting = believed.acting(state) - {name}
                if guarantees.insurance(name, believed.done(state), acting) > TOLERANCE:
                    return "not_enough"
    return "insures_nobody"
