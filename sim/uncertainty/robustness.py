"""Robustness: in which share of draws there is a zone, and what is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from sim.scenario.arguments import real, whole
from sim.scenario.scenario import Scenario
from sim.space.boxes import Bools
from sim.space.compile import compile_space
from sim.space.draw import draw_inputs
from sim.space.draws import Drawn
from sim.space.share import Share
from sim.space.sources import MOST_SPREAD
from sim.space.space import Indices, Space
from sim.space.values import Floats
from sim.uncertainty.ladder import RUNGS, on_rung
from sim.uncertainty.pool import Pool, make_pool
from sim.uncertainty.reactions import reactions
from sim.uncertainty.result import AgreementShares, Robustness
from sim.uncertainty.screen import Screen
from sim.uncertainty.tally import Tally
from sim.zone.concessions import depths, holders
from sim.zone.explore import explore
from sim.zone.zone import Zone

CHUNK = 1_000
"""Draws of a chunk; the same whatever the machine, so that a seed gives the same draws."""
HELD = 4_000_000
"""About so many utilities are held at once."""
PICKED, PATTERNS = 3, 8
"""How many agreements that most often were Nash solutions, and patterns, are looked at."""
MAIN, FRESH, LADDER = range(3)
"""Kinds of draws, each with random numbers of its own."""
QUANTILES = (0.05, 0.5, 0.95)
Report = Callable[[str, float], None]


def robustness(
    scenario: Scenario,
    *,
    draws: int = 10_000,
    seed: int = 0,
    spread: float = 1.0,
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
        How many draws.
    seed
        The same seed gives the same draws.
    spread
        How far bare numbers without evidence are spread; 0 for not at all.
    zone
        The answer of ``explore`` for the scenario, where it is there already.
    progress
        Called now and then with what is being done.

    Returns
    -------
    Robustness

    Raises
    ------
    TooManyAgreements
        If the agreements that keep the rules can't be listed.
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
    whole("draws", draws, 1)
    whole("seed", seed, 0)
    real("spread", spread, 0, MOST_SPREAD)
    tell = progress or (lambda what, share: None)
    zone = zone or explore(scenario)
    pool = make_pool(zone.space)
    groups = _groups(zone, pool)
    members = {name: inside for name, (_, inside) in groups.items()}
    main = _Run(pool, seed, MAIN, draws, spread)
    tally = main.counted(members, tell=lambda share: tell("draws", 0.6 * share))
    tell("fresh draws of what was picked", 0.6)
    shares = _named_shares(zone, main, tally)
    tell("information ladder", 0.8)
    bargaining = [zone.space.parties[k].name for k in zone.space.bargaining]
    return Robustness(
        scenario=scenario,
        space=zone.space,
        draws=draws,
        seed=seed,
        spread=spread,
        agreements=len(pool.digits),
        zone=Share(tally.zone, draws),
        ladder={rung: _on(scenario, rung, seed, draws, spread, tally) for rung in RUNGS},
        shares=shares,
        packages={
            name: Share(tally.groups[f"package.{name}"], draws) for name in scenario.packages
        },
        patterns=tuple(
            (held, Share(tally.groups[name], draws))
            for name, (held, _) in groups.items()
            if held is not None
        ),
        weights=main.weights(),
        reservations=main.reservations(),
        reactions=reactions(main.inputs(), np.concatenate(tally.zones), bargaining),
    )


def _named_shares(zone: Zone, main: _Run, tally: Tally) -> tuple[AgreementShares, ...]:
    """Return the shares of the agreements that are told of by name."""
    named = _named(zone, main.pool, tally)
    picked = [place for place, names in named.items() if names == ("most_often_nash",)]
    fresh = tally
    if picked:
        # What was picked because it scored best is told from draws that it was not picked from.
        fresh = _Run(main.pool, main.seed, FRESH, main.draws, main.spread).counted({})
    return tuple(
        _shares(main, place, names, fresh if place in picked else tally)
        for place, names in named.items()
    )


class _Run:
    """One set of draws, made again chunk by chunk whenever they are looked at."""

    def __init__(self, pool: Pool, seed: int, kind: int, draws: int, spread: float) -> None:
        self.pool, self.seed, self.kind = pool, seed, kind
        self.draws, self.spread = draws, spread

    @property
    def step(self) -> int:
        """Draws that are looked at together."""
        return max(1, HELD // max(1, len(self.pool.digits)))

    def chunks(self) -> list[int]:
        """Return how many draws each chunk has."""
        return [min(CHUNK, self.draws - start) for start in range(0, self.draws, CHUNK)]

    def drawn(self, number: int, size: int) -> Drawn:
        """Return the draws of one chunk."""
        sequence = np.random.SeedSequence(self.seed, spawn_key=(self.kind, number))
        rng = np.random.default_rng(sequence)
        return draw_inputs(self.pool.space, size, rng, spread=self.spread)

    def counted(
        self,
        groups: Mapping[str, Bools],
        tell: Callable[[float], None] = lambda share: None,
    ) -> Tally:
        """Return what is counted over all draws."""
        tally = Tally.empty(self.pool, dict(groups))
        for number, size in enumerate(self.chunks()):
            drawn = self.drawn(number, size)
            for start in range(0, size, self.step):
                part = drawn.part(slice(start, start + self.step))
                tally.add(self.pool, part, dict(groups))
            tell((number + 1) / len(self.chunks()))
        return tally

    def with_zone(self) -> int:
        """Return in how many draws some agreement is acceptable."""
        screen, found = Screen(self.pool), 0
        for number, size in enumerate(self.chunks()):
            drawn = self.drawn(number, size)
            for start in range(0, size, self.step):
                part = drawn.part(slice(start, start + self.step))
                passed = screen.acceptable(part) if screen.fits else self.pool.acceptable(part)[0]
                found += int(passed.any(axis=1).sum())
        return found

    def weights(self) -> dict[str, Floats]:
        """Return quantiles of the normalised weights as drawn."""
        every = [self.drawn(number, size).weights for number, size in enumerate(self.chunks())]
        space = self.pool.space
        return {
            space.parties[k].name: np.quantile(
                np.concatenate([one[k] for one in every]), QUANTILES, axis=0
            )
            for k in space.weighing
        }

    def inputs(self) -> dict[str, Floats]:
        """Return every input that differs between draws, by path."""
        every = [self.drawn(number, size).inputs for number, size in enumerate(self.chunks())]
        return {
            path: np.concatenate([one[path] for one in every])
            for path in every[0]
            if all(path in one for one in every)
        }

    def reservations(self) -> dict[str, Floats]:
        """Return quantiles of the no-agreement values as drawn."""
        every = [self.drawn(number, size) for number, size in enumerate(self.chunks())]
        values = np.concatenate([one.reservations for one in every])
        space = self.pool.space
        return {space.parties[k].name: np.quantile(values[:, k], QUANTILES) for k in space.weighing}

    def with_weights(self, central: Mapping[int, Floats], digits: Indices) -> int:
        """Return in how many draws an agreement is acceptable if parties have certain weights."""
        pool = Pool(self.pool.space, digits)
        return sum(
            int(pool.acceptable(fixed(self.drawn(number, size), central))[0].sum())
            for number, size in enumerate(self.chunks())
        )


def fixed(drawn: Drawn, weights: Mapping[int, Floats]) -> Drawn:
    """Return draws in which some parties have the same weights throughout, all else as drawn.

    No-agreement values stay as they were drawn.
    """
    contributions, scales = list(drawn.contributions), drawn.scales.copy()
    found = list(drawn.weights)
    bonuses = drawn.bonuses.copy()
    for party, own in weights.items():
        unit = 1e12
        contributions[party] = tuple(
            np.rint(np.nan_to_num(value) * (own[issue] * unit))
            for issue, value in enumerate(drawn.values[party])
        )
        for number, interaction in enumerate(drawn.space.interactions):
            if interaction.party == party:
                bonuses[:, number] = np.rint(bonuses[:, number] / scales[:, party] * unit)
        scales[:, party] = unit
        found[party] = np.tile(own, (drawn.draws, 1))
    return replace(
        drawn,
        weights=tuple(found),
        contributions=tuple(contributions),
        scales=scales,
        bonuses=bonuses,
    )


def _groups(zone: Zone, pool: Pool) -> dict[str, tuple[Mapping[str, str] | None, Bools]]:
    """Return the groups of agreements that are counted: packages, and patterns of the frontier."""
    space, digits = zone.space, pool.digits
    issues = list(space.scenario.issues.items())
    found: dict[str, tuple[Mapping[str, str] | None, Bools]] = {}
    for name, package in space.scenario.packages.items():
        inside = np.ones(len(digits), dtype=bool)
        for column, (issue, listed) in enumerate(issues):
            if issue in package.agreement:
                inside &= digits[:, column] == listed.place(package.agreement[issue])
        found[f"package.{name}"] = (None, inside)
    labels = holders(depths(space))
    for number, pattern in enumerate((zone.concessions.patterns or ())[:PATTERNS]):
        inside = np.ones(len(digits), dtype=bool)
        for column, (issue, _) in enumerate(issues):
            held = np.array([label == pattern.held[issue] for label in labels[column]])
            inside &= held[digits[:, column]]
        found[f"pattern.{number}"] = (pattern.held, inside)
    return found


def _named(zone: Zone, pool: Pool, tally: Tally) -> dict[int, tuple[str, ...]]:
    """Return which agreements of the pool are told of by name, solutions and packages first."""
    names: dict[int, list[str]] = {}
    places = {tuple(row): place for place, row in enumerate(pool.digits.tolist())}
    issues = list(zone.space.scenario.issues.values())

    def note(agreement: Mapping[str, object], name: str) -> None:
        row = tuple(
            issue.place(option) for issue, option in zip(issues, agreement.values(), strict=True)
        )
        if row in places:
            names.setdefault(places[row], []).append(name)

    for name, solution in (zone.solutions or {}).items():
        note(solution.agreement, name)
    for name, placed in zone.packages.items():
        if placed.judgement is not None:
            note(placed.judgement.outcome.agreement, f"package.{name}")
    best = np.lexsort((np.arange(len(tally.nash)), -tally.nash))[:PICKED]
    for place in best.tolist():
        if tally.nash[place] > 0 and place not in names:
            names[place] = ["most_often_nash"]
    return {place: tuple(found) for place, found in names.items()}


def _shares(run: _Run, place: int, names: tuple[str, ...], tally: Tally) -> AgreementShares:
    space, draws = run.pool.space, run.draws
    central: dict[int, Floats] = {}
    for party in space.consent.everyone:
        if space.parties[party].weighs and tally.accepted[party][place]:
            central[party] = tally.weights[party][place] / tally.accepted[party][place]
    confidence = None
    if set(central) == {k for k in space.consent.everyone if space.parties[k].weighs}:
        digits = run.pool.digits[place][None, :]
        confidence = Share(run.with_weights(central, digits), draws)
    issues = list(space.issues)
    return AgreementShares(
        names,
        space.agreement(run.pool.digits[place]),
        Share(int(tally.acceptable[place]), draws),
        Share(int(tally.frontier[place]), draws),
        Share(float(tally.nash[place]), draws),
        {
            space.parties[party].name: Share(int(counts[place]), draws)
            for party, counts in tally.accepted.items()
        },
        {
            space.parties[party].name: dict(zip(issues, own.tolist(), strict=True))
            for party, own in central.items()
        },
        confidence,
    )


def _on(scenario: Scenario, rung: str, seed: int, draws: int, spread: float, tally: Tally) -> Share:
    """Return in how many draws there is a zone on a rung of the ladder."""
    if rung == "inputs":
        return Share(tally.zone, draws)
    space: Space = compile_space(on_rung(scenario, rung))
    run = _Run(make_pool(space), seed, LADDER + list(RUNGS).index(rung), draws, spread)
    return Share(run.with_zone(), draws)
