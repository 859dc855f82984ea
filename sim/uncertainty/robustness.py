"""Robustness: in which share of draws there is a zone, and what is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.scenario.arguments import MOST_DRAWS, expect, real, whole
from sim.scenario.base import FrozenDict
from sim.scenario.scenario import Scenario
from sim.space.boxes import Bools
from sim.space.compile import compile_space
from sim.space.input_sources import MOST_SPREAD
from sim.space.limits import TooManyAgreements
from sim.space.listing import Listed, list_possible
from sim.space.proportion import Share
from sim.space.space import Space
from sim.uncertainty import draw_by_draw, draws_over_list
from sim.uncertainty.alike import alike
from sim.uncertainty.draw_set import FRESH, LADDER, MAIN, SETTERS, DrawSet
from sim.uncertainty.influence import reactions
from sim.uncertainty.information_ladder import RUNGS, on_rung
from sim.uncertainty.named_shares import (
    agreement_shares,
    known_places,
    most_often_nash,
    named_agreements,
)
from sim.uncertainty.possible_necessary import Possible, possible
from sim.uncertainty.result import PICKED_NAME, AgreementShares, Robustness
from sim.uncertainty.share_setters import Setters, share_setters
from sim.uncertainty.tally import Tally
from sim.uncertainty.tipping import tipping_values
from sim.uncertainty.verdicts import Bound
from sim.zone.explore import explore
from sim.zone.holding import Holding, holders
from sim.zone.zone import Zone

Groups = dict[str, tuple[Mapping[str, Holding] | None, Bools]]
"""Name → who holds what, for a pattern; and which agreements are in it, shape (agreement,)."""
PATTERNS = 8
"""Maximum number of patterns that are looked at."""
DRAWS, FEWEST, SOLVED_DRAWS = 10_000, 200, 100
"""Draws unless another number is asked for: over a list, at least, and where each is solved."""
UTILITIES = 600_000_000
"""About so many utilities are worked out by default: draws, times agreements, times parties."""
Report = Callable[[str, float], None]


def robustness(
    scenario: Scenario,
    *,
    draws: int | None = None,
    seed: int = 0,
    spread: float = 1.0,
    variants: bool = True,
    tipping: bool = True,
    only_zone: bool = False,
    zone: Zone | None = None,
    progress: Report | None = None,
) -> Robustness:
    """Return in which share of draws of the uncertain inputs there is a zone, and what is in it.

    Stochastic multicriteria acceptability analysis (Lahdelma, Hokkanen and Salminen 1998; Tervonen
    and Figueira 2008) of acceptability instead of ranks. A share of draws says how much of what
    the file leaves open has a zone; it is no probability of anything in the world.

    Parameters
    ----------
    scenario
        What to look at.
    draws
        How many draws. If None 10,000, fewer where many agreements are looked at in each (600
        million utilities, but 200 draws at least), and 100 where agreements can't be listed.
    seed
        The same seed gives the same draws.
    spread
        How far bare numbers without evidence are spread; 0 for not at all.
    variants
        Whether the file's variants are looked at too, side by side.
    tipping
        Whether the values are looked for at which single inputs open or close the zone.
    only_zone
        Whether only the share with a zone and what sets it are worked out, which is much quicker:
        no variants, tipping values, rungs of the ladder, nor shares of agreements, packages and
        patterns.
    zone
        The answer of ``explore`` for the scenario, where it is there already.
    progress
        Called now and then with what is being done.

    Returns
    -------
    Robustness

    Notes
    -----
    Where the agreements that keep the rules can't be listed, every draw is solved by the engine for
    its space; shares are then told of the solutions of the points and of the draws, and
    ``listed`` is false.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of its kind or leaves its bounds, such as no draws.

    Examples
    --------
    >>> import sim
    >>> found = robustness(sim.Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"options": ["low", "middle", "high"]}},
    ...     "parties": {
    ...         "buyer": {"weights": {"price": 1}, "positions": {"price": "low"},
    ...                   "reservation": [0.3, 0.7]},
    ...         "seller": {"weights": {"price": 1}, "positions": {"price": "high"},
    ...                    "reservation": [0.3, 0.7]},
    ...     },
    ... }), draws=4000, spread=0)
    >>> abs(found.zone.value - 0.25) < 0.02    # both at most a half: a quarter of the draws
    True
    """
    _check(scenario, zone, draws, seed, spread)
    tell = progress or (lambda what, share: None)
    zone = zone or explore(scenario)
    space = zone.space
    pool = _list(space)
    kinds = alike(pool).pool if pool else None
    how = _How(seed, spread, draws)
    main = how.of(space, MAIN, kinds)
    how = replace(how, most=main.draws)
    if only_zone and kinds:
        answers = _quickly(kinds, main)
    else:
        answers = _listed(zone, pool, main, tell) if pool else _solved(zone, main, tell)
    tell("information ladder", 0.8)
    rungs, many = () if only_zone else RUNGS, main.draws
    ladder = {rung: _on(scenario, rung, how, answers.tally) for rung in rungs}
    tell("variants", 0.85)
    others = _variants(scenario, how, answers.tally) if variants and not only_zone else {}
    tell("tipping values", 0.9)
    tips = tipping_values(kinds, spread=spread) if tipping and kinds and not only_zone else ()
    return Robustness(
        scenario=scenario,
        space=space,
        draws=many,
        seed=seed,
        spread=spread,
        agreements=len((pool or answers.tally.pool).digits),
        listed=pool is not None,
        fewer=pool is not None and draws is None and many < DRAWS,
        zone=Share(answers.tally.zone, many),
        zone_bound=answers.zone(many, listed=pool is not None),
        ladder=FrozenDict(ladder),
        variants=FrozenDict(others),
        setters=_setters(kinds, main, answers, tell) if kinds else None,
        tipping=tips,
        only_zone=only_zone,
        **answers.parts(main),
    )


def _list(space: Space) -> Listed | None:
    """Return the agreements that are looked at in every draw; None if they can't be listed."""
    try:
        return list_possible(space)
    except TooManyAgreements:
        return None


def _check(
    scenario: Scenario, zone: Zone | None, draws: int | None, seed: int, spread: float
) -> None:
    """Check the arguments of :func:`robustness`."""
    expect(scenario, Scenario)
    if zone is not None:
        expect(zone, Zone)
    if draws is not None:
        whole("draws", draws, 1, MOST_DRAWS)
    whole("seed", seed, 0)
    real("spread", spread, 0, MOST_SPREAD)


def _setters(pool: Listed, main: DrawSet, answers: _Answers, tell: Report) -> Setters:
    """Return what sets the share with a zone."""
    tell("what sets the share", 0.95)
    zones = np.concatenate(answers.tally.zones)
    drawn = main.summary().inputs
    return share_setters(pool, drawn, zones, seed=main.seed, kind=SETTERS, spread=main.spread)


@dataclass(frozen=True)
class _How:
    """How draws are made."""

    seed: int
    spread: float
    asked: int | None
    most: int = DRAWS

    def of(self, space: Space, kind: int, pool: Listed | None) -> DrawSet:
        draws = self.asked or min(self.most, default_draws(pool))
        return DrawSet(space, self.seed, kind, draws, self.spread)


def default_draws(pool: Listed | None) -> int:
    """Return how many draws there are if nobody says."""
    if pool is None:
        return SOLVED_DRAWS
    each = len(pool.digits) * max(1, len(pool.space.consenting))
    return max(FEWEST, min(DRAWS, UTILITIES // max(1, each)))


@dataclass(frozen=True, eq=False)
class _Answers:
    """What draws came to."""

    tally: Tally
    groups: Groups
    shares: tuple[AgreementShares, ...]
    possible: Possible | None

    def zone(self, draws: int, *, listed: bool) -> Bound:
        """Return whether some inputs, or all, leave an acceptable agreement."""
        if listed and self.possible is not None:
            every = np.ones(len(self.tally.pool.digits), dtype=bool)
            return self.possible.any_of(every, self.tally.zone, draws)
        return Bound(True if self.tally.zone else None, None if self.tally.zone == draws else False)

    def parts(self, main: DrawSet) -> dict[str, Any]:
        """Return the parts of the result that are of named agreements, groups and inputs."""
        space, tally, many = main.space, self.tally, main.draws
        summary = main.summary()
        bargaining = [space.parties[k].name for k in space.bargaining]
        found = {
            "weights": summary.weights,
            "reservations": summary.reservations,
            "reactions": reactions(summary.inputs, np.concatenate(tally.zones), bargaining),
        }
        if self.possible is None:
            return found
        packages = {name: f"package.{name}" for name in space.scenario.packages}
        return {
            "shares": self.shares,
            "packages": FrozenDict(
                {name: Share(tally.groups[key], many) for name, key in packages.items()}
            ),
            "package_bounds": {
                name: self.possible.any_of(self.groups[key][1], tally.groups[key], many)
                for name, key in packages.items()
                if key in self.groups
            },
            "patterns": tuple(
                (held, Share(tally.groups[name], many))
                for name, (held, _) in self.groups.items()
                if held is not None
            ),
            "pattern_bounds": tuple(
                self.possible.any_of(members, tally.groups[name], many)
                for name, (held, members) in self.groups.items()
                if held is not None
            ),
            **found,
        }


def _quickly(kinds: Listed, main: DrawSet) -> _Answers:
    """Look only for whether some agreement is acceptable in a draw."""
    tally, search = Tally.empty(kinds, {}), draws_over_list.ZoneSearch(kinds)
    zones = [search.there(drawn) for drawn in main]
    count = sum(int(one.sum()) for one in zones)
    return _Answers(replace(tally, draws=main.draws, zone=count, zones=zones), {}, (), None)


def _listed(zone: Zone, pool: Listed, main: DrawSet, tell: Report) -> _Answers:
    """Look at every agreement that keeps the rules in every draw."""
    groups = _groups(zone, pool)
    members = {name: inside for name, (_, inside) in groups.items()}
    names = known_places(zone, pool)
    tally = draws_over_list.counted(
        main, pool, members, list(names), lambda share: tell("draws", 0.6 * share)
    )
    found = possible(pool, spread=main.spread, shown=tally.acceptable > 0)
    found = found.with_draws(main.draws, tally.acceptable)
    shares = agreement_shares(main, tally, names, found)
    picked = most_often_nash(tally, names)
    if picked:
        # What was picked because it scored best is told from draws that it was not picked from.
        tell("fresh draws of what was picked", 0.6)
        fresh = replace(main, kind=FRESH)
        again = draws_over_list.counted(fresh, pool, {}, list(picked))
        shares += agreement_shares(fresh, again, picked, found)
    return _Answers(tally, groups, shares, found)


def _solved(zone: Zone, main: DrawSet, tell: Report) -> _Answers:
    """Solve every draw by the engine for its space."""
    space = zone.space
    issues = list(space.scenario.issues.values())
    groups: dict[str, dict[int, Bools]] = {}
    for name, package in space.scenario.packages.items():
        groups[f"package.{name}"] = {
            column: np.array([place == issue.place(package.agreement[key])
                              for place in range(len(issue.names))])
            for column, (key, issue) in enumerate(zip(space.issues, issues, strict=True))
            if key in package.agreement
        }  # fmt: skip
    known = [row for row, _ in named_agreements(zone)]
    tally = draw_by_draw.counted(main, known, groups, lambda share: tell("draws", 0.4 * share))
    names = known_places(zone, tally.pool)
    found = possible(tally.pool, spread=main.spread, shown=tally.acceptable > 0)
    found = found.with_draws(main.draws, tally.acceptable)
    shares = agreement_shares(main, tally, names, found)
    picked = most_often_nash(tally, names)
    if picked:
        fresh = replace(main, kind=FRESH)
        rows = [tuple(tally.pool.digits[place].tolist()) for place in picked]
        again = draw_by_draw.counted(fresh, rows, {}, lambda s: tell("fresh draws", 0.4 + 0.4 * s))
        every = [tuple(row) for row in again.pool.digits.tolist()]
        places = {every.index(row): (PICKED_NAME,) for row in rows}
        shares += agreement_shares(fresh, again, places, possible(again.pool, spread=main.spread))
    return _Answers(tally, {}, shares, found)


def _groups(zone: Zone, pool: Listed) -> Groups:
    """Return the groups of agreements that are counted: packages, and patterns of the frontier."""
    space, digits = zone.space, pool.digits
    issues = list(space.scenario.issues.items())
    found: Groups = {}
    for name, package in space.scenario.packages.items():
        inside = np.ones(len(digits), dtype=bool)
        for column, (issue, options) in enumerate(issues):
            if issue in package.agreement:
                inside &= digits[:, column] == options.place(package.agreement[issue])
        found[f"package.{name}"] = (None, inside)
    labels = holders(zone.concessions.depths)
    for number, pattern in enumerate((zone.concessions.patterns or ())[:PATTERNS]):
        inside = np.ones(len(digits), dtype=bool)
        for column, (issue, _) in enumerate(issues):
            if issue in pattern.held:
                held = np.array([label == pattern.held[issue] for label in labels[column]])
                inside &= held[digits[:, column]]
        found[f"pattern.{number}"] = (pattern.held, inside)
    return found


def _with_zone(space: Space, how: _How, kind: int) -> Share:
    """Return in how many draws of a space some agreement is acceptable.

    As many draws as of the scenario itself, or fewer where each takes longer here.
    """
    try:
        pool = alike(list_possible(space)).pool
    except TooManyAgreements:
        draws = how.of(space, kind, None)
        return Share(draw_by_draw.with_zone(draws), draws.draws)
    draws = how.of(space, kind, pool)
    return Share(draws_over_list.with_zone(draws, pool), draws.draws)


def _on(scenario: Scenario, rung: str, how: _How, tally: Tally) -> Share:
    """Return in how many draws there is a zone on a rung of the ladder."""
    if rung == "inputs":
        return Share(tally.zone, tally.draws)
    space = compile_space(on_rung(scenario, rung))
    return _with_zone(space, how, LADDER + list(RUNGS).index(rung))


def _variants(scenario: Scenario, how: _How, tally: Tally) -> Mapping[str | None, Share]:
    """Return in how many draws each reading of the file has a zone; None is the one looked at.

    All have the same random numbers, so that only their changes differ.
    """
    if scenario.variant is not None or not scenario.variants:
        return {}
    found: dict[str | None, Share] = {None: Share(tally.zone, tally.draws)}
    for name in scenario.variants:
        space = compile_space(scenario.as_variant(name))
        found[name] = _with_zone(space, how, MAIN)
    return found
