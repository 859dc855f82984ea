"""A scenario round by round: what was open when, and which change turned it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.answer import Answer
from sim.comparison.credit import Credit, credits
from sim.display import glance, named
from sim.engines.choice import Engines
from sim.scenario.arguments import expect
from sim.scenario.base import FrozenDict
from sim.scenario.errors import LocatedProblem, Mark, ScenarioError
from sim.scenario.scenario import Scenario
from sim.space.budget import answering
from sim.space.compile import compile_space
from sim.space.count import Between, Count, at_least, between, counted
from sim.space.space import Space
from sim.table import Tabular
from sim.zone.explore import gaps_by_name
from sim.zone.frontier import Frontier
from sim.zone.solve import Solution, solve


@dataclass(frozen=True)
class Turn(Answer):
    """A change of a round in which the zone opened or closed.

    Parameters
    ----------
    path
        What was changed.
    alone
        Whether this change alone, laid over the state before, opens or closes it too; None where
        it makes no sound scenario by itself.
    needed
        Whether the round's other changes don't without it; None where they make no sound scenario.
    """

    path: str
    alone: bool | None
    needed: bool | None


@dataclass(frozen=True, eq=False, repr=False)
class RoundState(Answer):
    """The state after a round.

    Parameters
    ----------
    number
        Of the round; 0 before the first.
    date, label
        As in the file; None without.
    scenario, space
        The state, and its numbers.
    agreements
        How many the options on the table make.
    within_rules
        How many of them keep every rule of those whose consent they need.
    acceptable
        How many are acceptable: exact, or proven bounds.
    critical_reservation
        r*; None where nothing is within the rules.
    slack
        Party → the most it can get above its walk-away value; None where there is nothing.
    solutions
        Name → solution; None without a zone.
    changed
        Paths of what the round changed.
    apart
        Parties whose utilities do not compare with the state before, because weights, values,
        options or interactions of theirs changed.
    turns
        Where the zone opened or closed in this round: its changes, and what each does by itself.
    gaps
        What is not exact → how much more it could be at most, as in a zone.
    """

    _keys = (
        "round=number date label agreements within_rules acceptable zone=exists "
        "critical_reservation=critical slack=slacks solutions changed utilities_apart=apart turns"
    )

    number: int
    date: str | None
    label: str | None
    scenario: Scenario
    space: Space
    agreements: int
    within_rules: Count
    acceptable: Count
    critical_reservation: float | None
    slack: Mapping[str, float | None]
    solutions: Mapping[str, Solution] | None
    changed: tuple[str, ...]
    apart: tuple[str, ...]
    turns: tuple[Turn, ...]
    gaps: Mapping[str, float] = field(default_factory=dict)

    @property
    def critical(self) -> float | Between | None:
        """r*, or bounds on it where it is not exact."""
        return between(self.critical_reservation, self.gaps.get("critical_reservation", 0.0))

    @property
    def slacks(self) -> dict[str, float | Between | None]:
        """Each party's slack, or bounds on it where it is not exact."""
        gaps = self.gaps
        return {name: between(s, gaps.get(f"slack.{name}", 0.0)) for name, s in self.slack.items()}

    @property
    def exists(self) -> bool:
        """Whether there is a zone."""
        return at_least(self.acceptable) > 0

    @property
    def title(self) -> str:
        """What people read for the state."""
        if not self.number:
            claimed = self.scenario.document.before_rounds
            return (claimed and claimed.label) or "before the first round"
        named = ", ".join(part for part in (self.date, self.label) if part)
        return named or f"round {self.number}"

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        acceptable = f"{counted(self.acceptable)} of {self.agreements:,} agreements acceptable"
        return glance(f"RoundState {self.number}, {named(self.title)}: {acceptable}")


@dataclass(frozen=True, eq=False, repr=False)
class Rounds(Tabular, Answer):
    """A scenario round by round.

    Parameters
    ----------
    scenario
        What was looked at.
    states
        After each round; and before the first where the file says that this state is a claim.
    credits
        What each round with changes after the first is credited with.
    """

    _keys = "states credits"

    scenario: Scenario
    states: tuple[RoundState, ...]
    credits: tuple[Credit, ...] = ()

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        opened = "".join("o" if state.exists else "x" for state in self.states)
        return glance(f"Rounds of {named(self.scenario.title)}: zone {opened}")

    def _items(self) -> Iterable[Any]:
        return self.states


@answering
def rounds(scenario: Scenario) -> Rounds:
    """Return what the rules leave, the zone and the solutions before and after every round.

    Parameters
    ----------
    scenario
        In the state after its last round that is of interest; changes laid over it stay in all.

    Raises
    ------
    ScenarioError
        If it has no rounds.

    Examples
    --------
    >>> from sim.scenario import Scenario
    >>> found = rounds(Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"options": ["low", "middle", "high"]}},
    ...     "parties": {
    ...         "buyer": {"weights": {"price": 1}, "positions": {"price": "low"},
    ...                   "reservation": 0.4},
    ...         "seller": {"weights": {"price": 1}, "positions": {"price": "high"},
    ...                    "reservation": 0.6},
    ...     },
    ...     "rounds": [{}, {"changes": {"parties": {"seller": {"reservation": 0.5}}}}],
    ... }))
    >>> [state.exists for state in found.states], found.states[1].turns[0].path
    ([False, True], 'parties.seller.reservation')
    >>> found.credits[0].last.critical_reservation, found.credits[0].last.zone
    (0.0, True)
    """
    expect(scenario, Scenario)
    if not scenario.rounds:
        message = "there are no rounds to replay; expected rounds: in the scenario"
        raise ScenarioError([LocatedProblem(Mark(scenario.name), "rounds", message)])
    last = scenario.at_round(scenario.round or len(scenario.rounds))
    states: list[RoundState] = []
    for number in range(0 if scenario.document.before_rounds else 1, last.round + 1):
        states.append(_state(scenario.at_round(number), states[-1] if states else None))
    return Rounds(scenario, tuple(states), credits(last))


def _state(scenario: Scenario, before: RoundState | None) -> RoundState:
    space = compile_space(scenario)
    engine = Engines().of(space)
    counts, found = engine.counts(), engine.frontiers()
    told = scenario.rounds[scenario.round - 1] if scenario.round else None
    changes = told.changes if told is not None else {}
    leaves = dict(_leaves(changes, before.scenario.tree.data if before else {}))
    exists = at_least(counts.acceptable) > 0
    turned = before is not None and before.exists != exists
    return RoundState(
        number=scenario.round,
        date=told.date if told else None,
        label=told.label if told else None,
        scenario=scenario,
        space=space,
        agreements=counts.agreements,
        within_rules=counts.within_red_lines,
        acceptable=counts.acceptable,
        critical_reservation=found.critical_reservation,
        slack=FrozenDict({space.parties[k].name: s for k, s in found.slack.items()}),
        solutions=solve(Frontier(space, found.zone), found.gaps),
        changed=tuple(leaves),
        apart=apart(before.space, space) if before is not None else (),
        turns=_turns(before.scenario, leaves, exists) if before is not None and turned else (),
        gaps=gaps_by_name(space, found.gaps),
    )


def _leaves(changes: Any, known: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the paths that changes touch, whole things that are new as one, with what they say."""
    for key, value in changes.items():
        here = f"{path}.{key}" if path else str(key)
        old = known.get(key) if isinstance(known, Mapping) else None
        if isinstance(value, Mapping) and isinstance(old, Mapping) and value:
            yield from _leaves(value, old, here)
        else:
            yield here, value


def _turns(before: Scenario, leaves: Mapping[str, Any], exists: bool) -> tuple[Turn, ...]:
    """Return what each change of a round does by itself, and the others without it."""
    found = []
    for path in leaves:
        alone = _opens(before, {path: leaves[path]})
        rest = _opens(before, {key: value for key, value in leaves.items() if key != path})
        found.append(
            Turn(
                path,
                None if alone is None else alone == exists,
                None if rest is None else rest != exists,
            )
        )
    return tuple(found)


def _opens(scenario: Scenario, changes: Mapping[str, Any]) -> bool | None:
    """Return whether there is a zone with some changes; None if they make no sound scenario."""
    try:
        space = compile_space(scenario.with_changes(dict(changes)) if changes else scenario)
    except ScenarioError:
        return None
    return Engines().of(space).exists()


def apart(before: Space, now: Space) -> tuple[str, ...]:
    """Return the parties whose utilities mean something else than before."""
    listed = [
        {name: issue.names for name, issue in space.scenario.issues.items()}
        for space in (before, now)
    ]
    old = {party.name: (k, party) for k, party in enumerate(before.parties)}
    found = []
    for number, party in enumerate(now.parties):
        if not party.weighs:
            continue
        if party.name not in old or listed[0] != listed[1]:
            found.append(party.name)
            continue
        place, one = old[party.name]
        same = np.array_equal(one.weights, party.weights) and all(
            np.array_equal(a, b, equal_nan=True)
            for a, b in zip(one.values, party.values, strict=True)
        )
        if not same or _bonuses(before, place) != _bonuses(now, number):
            found.append(party.name)
    return tuple(found)


def _bonuses(space: Space, party: int) -> list[Any]:
    return [
        (sorted((issue, mask.tobytes()) for issue, mask in x.box.items()), x.steps)
        for x in space.interactions
        if x.party == party
    ]
