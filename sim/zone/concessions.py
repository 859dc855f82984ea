"""Concessions: who moves from its stated position, on what, and which sets of moves are enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.answer import Answer
from sim.display import glance
from sim.engines.choice import Engines
from sim.engines.protocol import Engine
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.space.budget import SHARE, part
from sim.space.count import Count, at_least, counted
from sim.space.limits import TooManyAgreements
from sim.space.not_computed import NotComputed
from sim.table import Tabular
from sim.zone.depths import Depths, Pair
from sim.zone.frontier import Frontier
from sim.zone.holding import Pattern, patterns
from sim.zone.smallest_sets import (
    EitherOr,
    MinimalSet,
    Raised,
    Search,
    Smallest,
    sensitive,
)

SHOWN = 10
"""Number of minimal sets that are worked out in full."""
GROUPED = 20_000
"""Maximum number of agreements of a frontier that are grouped by who holds what."""
NOT_SEARCHED = NotComputed(
    "it takes more than allowed", "the same command with a larger --effort, or without --time"
)
"""What stands in place of the unavoidable moves."""
TOO_MANY_SETS = NotComputed("not all smallest sets of concessions were worked out", None)
"""What stands in place of the concessions that are never needed."""
NOT_GROUPED = NotComputed(
    f"the frontier is not worked out to its end, or has more than {GROUPED:,} agreements", None
)
"""What stands in place of the patterns of who holds what."""


@dataclass(frozen=True)
class Settled(Answer):
    """An issue that the state of the draft settles: one option is on the table.

    Parameters
    ----------
    issue, option
        Which, and the option.
    round
        Number of the round since which it is the only one; None if it always was, or became so by
        a variant or another change.
    moves
        Party → how deep the option lies below its baseline (share of its total weight).
    """

    issue: str
    option: OptionName
    round: int | None
    moves: Mapping[str, float]


@dataclass(frozen=True, eq=False, repr=False)
class Concessions(Tabular, Answer):
    """What everyone must give up in any case, and which sets of moves are enough.

    Parameters
    ----------
    material
        Party that bargains → the smallest depth that counts in patterns and minimal sets.
    settled
        Issues with one option on the table; they take no part in what follows.
    unavoidable
        Moves in every acceptable agreement, however small.
    least_depths
        The smallest depth of each of them in acceptable agreements.
    never_needed
        Material moves that some option makes, and that no acceptable agreement needs: in none of
        the minimal sets. None if not all of these were worked out.
    patterns
        Of the frontier's agreements, most frequent first; None if the frontier is not complete or
        has more than ``GROUPED`` agreements.
    smallest
        Minimal sets of material moves and either–ors.
    raised
        What they are at a higher threshold, where the smallest have more than six moves.
    sensitive
        Which of ``minimal_sets`` and ``patterns`` would change for thresholds a fifth lower or
        higher; None where not all minimal sets were worked out.
    depths
        How deep each option lies below each party's baseline.
    unavoidable_known
        False if it was not worked out what is unavoidable; then nothing is listed as that.
    """

    _keys = (
        "material settled unavoidable least_depths never_needed patterns **smallest raised "
        "sensitive interactions_left_out"
    )

    material: Mapping[str, float]
    settled: tuple[Settled, ...]
    unavoidable: tuple[Pair, ...]
    least_depths: tuple[float, ...]
    never_needed: tuple[Pair, ...] | None
    patterns: tuple[Pattern, ...] | None
    smallest: Smallest
    raised: Raised | None
    sensitive: tuple[str, ...] | None
    depths: Depths
    unavoidable_known: bool = True

    @property
    def minimal_sets(self) -> tuple[MinimalSet, ...]:
        """The first minimal sets, fewest moves first."""
        return self.smallest.minimal_sets

    @property
    def minimal_sets_number(self) -> Count:
        """How many minimal sets there are, or bounds."""
        return self.smallest.minimal_sets_number

    @property
    def either_or(self) -> tuple[EitherOr, ...]:
        """Issues that combine with every minimal set."""
        return self.smallest.either_or

    @property
    def interactions_left_out(self) -> tuple[str, ...]:
        """Paths of interactions that no concession counts."""
        return tuple(path for path, _ in self.depths.interactions)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, with the reason in place of what was not worked out."""
        data = super().to_dict()
        if not self.unavoidable_known:
            data["unavoidable"] = NOT_SEARCHED.to_dict()
        for name in ("never_needed", "patterns", "sensitive"):
            if data[name] is None:
                data[name] = (NOT_GROUPED if name == "patterns" else TOO_MANY_SETS).to_dict()
        return data

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        number = counted(self.minimal_sets_number)
        return glance(f"Concessions: {len(self.unavoidable)} unavoidable, {number} minimal sets")

    def _items(self) -> Iterable[Any]:
        return self.minimal_sets


@part(SHARE)
def concessions(
    engine: Engine,
    frontier: Frontier,
    given: Depths,
    engines: Engines,
    acceptable: Count,
    shown: int = SHOWN,
) -> Concessions:
    """Return the concessions of the acceptable agreements.

    Parameters
    ----------
    engine
        Of the space.
    frontier
        The frontier in the zone.
    given
        How deep each option is.
    acceptable
        How many acceptable agreements there are.
    shown
        How many minimal sets to work out in full.
    """
    zone = at_least(acceptable) > 0
    known = True
    try:
        anyway = _unavoidable(engine, given) if zone else {}
    except TooManyAgreements:
        anyway, known = {}, False
    search = Search(engine, given, engines, frozenset(anyway), zone)
    smallest = search.smallest(shown)
    grouped = frontier.complete and frontier.total <= GROUPED
    space = given.space
    return Concessions(
        {
            space.parties[k].name: depth
            for k, depth in zip(given.parties, given.material, strict=True)
        },
        tuple(_settled(given)),
        tuple(_named(given, pair) for pair in anyway),
        tuple(anyway.values()),
        search.never_needed(),
        patterns(frontier, given) if grouped else None,
        smallest,
        search.raised(shown),
        sensitive(search, frontier, grouped),
        given,
        known,
    )


def _named(given: Depths, pair: tuple[int, int]) -> Pair:
    place, issue = pair
    return given.space.parties[given.parties[place]].name, given.space.issues[issue]


def _unavoidable(engine: Engine, given: Depths) -> dict[tuple[int, int], float]:
    """Return who moves on what in every acceptable agreement, and how deep at least.

    It is a question of single issues: whether an acceptable agreement has an option that is no
    worse to the party than its baseline.
    """
    used = engine.used()
    found = {}
    for place in range(len(given.parties)):
        for issue, options in enumerate(used):
            depth = given.depth[place][issue][options]
            if issue not in given.settled and len(depth) and (depth > 0).all():
                found[place, issue] = float(depth.min())
    return found


def _settled(given: Depths) -> list[Settled]:
    space = given.space
    found = []
    for issue in given.settled:
        name = space.issues[issue]
        place = int(space.options[issue][0])
        moves = {
            space.parties[k].name: float(given.depth[p][issue][place])
            for p, k in enumerate(given.parties)
            if given.depth[p][issue][place] > 0
        }
        option = space.scenario.issues[name].names[place]
        found.append(Settled(name, option, _since(space.scenario, name, option), moves))
    return found


def _since(scenario: Scenario, issue: str, option: OptionName) -> int | None:
    """Return the number of the last round that took every other option off the table."""
    for number in range(scenario.round, 0, -1):
        changed = scenario.rounds[number - 1].changes.get("issues", {}).get(issue)
        if changed and [str(name) for name in changed.get("only") or ()] == [str(option)]:
            return number
    return None


__all__ = [
    "Concessions",
    "Depths",
    "EitherOr",
    "MinimalSet",
    "Pattern",
    "Raised",
    "Settled",
    "Smallest",
    "concessions",
]
