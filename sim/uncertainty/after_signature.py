"""After signature in draws: in which share of them some agreement passes every gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.answer import Answer
from sim.display import glance
from sim.scenario.arguments import MOST_DRAWS, real, whole
from sim.scenario.base import FrozenDict
from sim.scenario.errors import LocatedProblem, Mark, ScenarioError
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.settlement.gates import gates_after_signature
from sim.settlement.numbers import Numbers, numbers_of
from sim.settlement.support import voters_of
from sim.space.draws import Drawn
from sim.space.input_sources import MOST_SPREAD, Random, open_input, referred
from sim.space.limits import MOST_LISTED
from sim.space.listing import Listed, list_possible
from sim.space.proportion import Share
from sim.space.space import Indices
from sim.space.values import Floats
from sim.table import Tabular
from sim.uncertainty.draw_set import AFTER, DrawSet
from sim.uncertainty.halves import Halves, halves
from sim.uncertainty.voters_drawn import DrawnVoters
from sim.zone.explore import zone_of
from sim.zone.zone import Zone

DRAWS = 200
"""How many draws unless another number is asked for."""
PART = 50
"""So many draws are looked at together."""
KEPT = 10_000
"""Maximum number of draws, the first, in which it is looked for what sets the share."""
ASSUMED = (
    "What the file says by a range is drawn evenly between its ends; a belief it says nothing of, "
    "from 0 to 1.",
    "A common swing moves all voters of a ratification alike, by up to their spread either way.",
)
"""What draws of what comes after signature take for granted, beside the rest."""


@dataclass(frozen=True, eq=False, repr=False)
class AfterSignature(Tabular, Answer):
    """In which share of draws agreements pass the gates; a share of draws, no probability.

    Parameters
    ----------
    scenario
        What was looked at.
    draws, seed, spread
        How many draws, from which seed, and how far bare numbers were spread.
    gates
        Gate, from ``acceptable`` on → in how many draws any agreement passes it and all before.
    agreements
        Solution or package → gate → in how many draws that agreement passes it and all before.
    votes
        Solution or package → path of a ratification → in how many draws it is passed or not needed.
    set_by
        The input that sets the share most; None where none surely does.
    """

    _keys = "draws seed spread gates agreements votes set_by assumed"

    scenario: Scenario
    draws: int
    seed: int
    spread: float
    gates: Mapping[str, Share]
    agreements: Mapping[str, Mapping[str, Share]]
    votes: Mapping[str, Mapping[str, Share]]
    set_by: Halves | None = None

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        gates = " → ".join(f"{share.percent} {gate}" for gate, share in self.gates.items())
        return glance(f"AfterSignature: of {self.draws:,} draws {gates}")

    @property
    def assumed(self) -> tuple[str, ...]:
        """What the draws take for granted, beside what the answers at the points do."""
        return ASSUMED if self.votes else ASSUMED[:1]

    @property
    def any(self) -> Share:
        """In how many draws any agreement passes all gates."""
        return list(self.gates.values())[-1]

    def _items(self) -> Iterable[Any]:
        return ({"gate": gate, **share.to_dict()} for gate, share in self.gates.items())


def after_signature(
    scenario: Scenario | Zone,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    spread: float = 1.0,
    also: Mapping[str, Mapping[str, OptionName]] | None = None,
    most: int = MOST_LISTED,
    progress: Callable[[float], None] = lambda share: None,
) -> AfterSignature:
    """Return in which share of draws some agreement passes every gate after signature.

    Weights, values, walk-away values, beliefs, credibilities, shifts, penalties, thresholds and
    shares are drawn together, and a swing common to all voters of a ratification. Groups of voters
    have their party's draw of whatever they inherit.

    Parameters
    ----------
    scenario
        The scenario, or its zone where that is at hand; it needs ``steps`` or ``ratification``.
    draws
        How many draws.
    seed
        The same seed gives the same draws.
    spread
        How far bare numbers without evidence are spread; 0 for not at all.
    also
        Name → an agreement that is told of beside solutions and packages.
    most
        Up to so many agreements are looked at.
    progress
        Called now and then with the share done.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of its kind or leaves its bounds.
    ScenarioError
        If the scenario says nothing of what comes after signature.
    TooManyAgreements
        If there are too many to list.

    Examples
    --------
    >>> import sim
    >>> found = after_signature(sim.load("scenarios/istanbul-2022.yaml"), draws=20)
    >>> list(found.gates)
    ['acceptable', 'with an order', 'self-enforcing', 'trusted']
    """
    whole("draws", draws, 1, MOST_DRAWS)
    whole("seed", seed, 0)
    real("spread", spread, 0, MOST_SPREAD)
    zone = zone_of(scenario)
    if not zone.scenario.steps and not voters_of(zone.scenario):
        message = "nothing is said of what comes after signature; expected steps: or ratification:"
        raise ScenarioError([LocatedProblem(Mark(zone.scenario.name), "", message)])
    counting = _Counting(zone, list_possible(zone.space, most=most), also or {})
    for number, part in enumerate(_parts(DrawSet(zone.space, seed, AFTER, draws, spread))):
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(AFTER, number, 1)))
        counting.add(part, rng, spread)
        progress(counting.draws / draws)
    return AfterSignature(zone.scenario, draws, seed, spread, *counting.shares())


def _parts(draws: DrawSet) -> Iterator[Drawn]:
    for drawn in draws:
        for start in range(0, drawn.draws, PART):
            yield drawn.part(slice(start, start + PART))


class _Counting:
    """Counts over draws."""

    def __init__(
        self, zone: Zone, pool: Listed, also: Mapping[str, Mapping[str, OptionName]]
    ) -> None:
        self.pool, self.draws, self.kept = pool, 0, 0
        self.scenario = zone.scenario
        self.voters = voters_of(zone.scenario)
        issues = zone.scenario.issues.items()
        said = {name: one.agreement for name, one in (zone.solutions or {}).items()}
        for name, placed in zone.packages.items():
            if placed.judgement is not None:
                said[name] = placed.judgement.outcome.agreement
        said |= also
        self.names = list(said)
        self.named: Indices = np.array(
            [[issue.place(one[key]) for key, issue in issues] for one in said.values()],
            dtype=np.int64,
        ).reshape(-1, len(zone.space.issues))
        self.gates: dict[str, int] = {}
        self.agreements: dict[str, dict[str, int]] = {name: {} for name in said}
        self.votes: dict[str, dict[str, int]] = {name: {} for name in said}
        self.inputs: dict[str, list[Floats]] = {}
        self.passes: list[bool] = []

    def add(self, drawn: Drawn, rng: np.random.Generator, spread: float) -> None:
        """Count some draws."""
        numbers = _numbers(self.scenario, drawn, rng, spread)
        voters = DrawnVoters.of(self.voters, drawn, rng, spread)
        if self.draws < KEPT:
            for path, values in {**drawn.inputs, **numbers}.items():
                self.inputs.setdefault(path, []).append(values)
            self.kept += drawn.draws
        acceptable = drawn.acceptable(self.pool)[0]
        named = drawn.acceptable(Listed(self.pool.space, self.named))[0]
        for draw in range(drawn.draws):
            own = Numbers(self.scenario, {path: float(x[draw]) for path, x in numbers.items()})
            space = drawn.space_of(draw)
            digits = np.concatenate([self.named, self.pool.digits[acceptable[draw]]])
            inside = np.concatenate([named[draw], np.ones(acceptable[draw].sum(), dtype=bool)])
            self._note("acceptable", inside)
            asked = voters.at(draw, space, own)
            passing = inside
            for gate in gates_after_signature(space, digits, asked, own, why=False):
                passing = gate.passing & inside
                self._note(gate.name, passing)
            self.passes.append(bool(passing[len(self.names) :].any()))
            for one in asked:
                for name, fails in zip(self.names, one.fails(self.named), strict=True):
                    told = self.votes[name]
                    told[one.path] = told.get(one.path, 0) + int(not fails)
            self.draws += 1

    def _note(self, gate: str, passing: np.ndarray) -> None:
        many = len(self.names)
        self.gates[gate] = self.gates.get(gate, 0) + int(passing[many:].any())
        for name, passes in zip(self.names, passing[:many], strict=True):
            told = self.agreements[name]
            told[gate] = told.get(gate, 0) + int(passes)

    def shares(self) -> tuple[Any, Any, Any, Halves | None]:
        """Return gates, agreements and votes as shares of draws, and what sets the last gate's."""

        def of(told: Mapping[str, int]) -> Mapping[str, Share]:
            return FrozenDict({key: Share(many, self.draws) for key, many in told.items()})

        return (
            of(self.gates),
            FrozenDict({name: of(told) for name, told in self.agreements.items()}),
            FrozenDict({name: of(told) for name, told in self.votes.items() if told}),
            halves(
                {path: np.concatenate(parts) for path, parts in self.inputs.items()},
                np.array(self.passes, dtype=bool)[: self.kept],
            ),
        )


def _numbers(
    scenario: Scenario, drawn: Drawn, rng: np.random.Generator, spread: float
) -> dict[str, Floats]:
    """Return draws of every number of ratification, steps and guarantees, shape (draw,) each.

    Bare beliefs and credibilities without evidence are spread as values are; shifts, penalties,
    thresholds and shares of votes are as the file gives them.
    """
    source, found = Random(rng, spread), {}
    for one in numbers_of(scenario):
        if one.quantity.parameter is not None:
            found[one.path] = referred(one.quantity, drawn.parameters)
            continue
        loose = one.kind in ("credibility", "belief")
        bare = loose and one.quantity.kind == "exact" and not one.evidence
        open_ = open_input(one.quantity, one.path, "value", source.spread if bare else 0.0)
        found[one.path] = source.number(open_, drawn.draws)
    return found
