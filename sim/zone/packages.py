"""Packages: texts on the table, placed among the agreements."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.answer import Answer
from sim.engines.choice import Engines
from sim.engines.protocol import Engine
from sim.scenario.base import FrozenDict
from sim.scenario.rules import OptionName
from sim.space.budget import SHARE, part
from sim.space.count import Bounds, Count, at_least
from sim.space.limits import BudgetSpent, TooManyAgreements
from sim.space.space import TOLERANCE, Indices, Space, reservation_path
from sim.zone.frontier import Frontier, Outcome, outcomes
from sim.zone.ways_out import broken_sets


@dataclass(frozen=True)
class Judgement(Answer):
    """What one agreement is to the parties.

    Parameters
    ----------
    outcome
        The agreement and the utilities.
    acceptable
        Whether it is in the zone.
    accepts
        Party → whether it keeps its red lines and, with weights, its reservation value.
    margins
        Party with weights → utility less reservation value; None where that is undefined.
    not_met
        Paths of the rules and reservation values that bind and are not met.
    listed_only
        Paths of red lines that are not met and don't bind, because that party's consent is not
        required.
    """

    _keys = "**outcome acceptable accepts margins not_met listed_only"

    outcome: Outcome
    acceptable: bool
    accepts: Mapping[str, bool]
    margins: Mapping[str, float | None]
    not_met: tuple[str, ...]
    listed_only: tuple[str, ...]


@dataclass(frozen=True)
class Placed(Answer):
    """A package with its place among the agreements.

    Parameters
    ----------
    name, label
        Its id and what people read.
    given
        What it says.
    open_issues
        Issues that it leaves open; they are completed as well as can be.
    off_table
        Issues on which it names an option that is off the table.
    acceptable_completions
        How many acceptable agreements say all that it says.
    judgement
        Of the package or its best completion; None if no agreement on the table says all that
        it says.
    reopening
        Smallest sets of its issues that must be reopened so that some acceptable agreement keeps
        all the rest of it.
    reopening_complete
        False if there are more of these sets than were worked out.
    cut_short
        Whether working it out took more than allowed; then nothing of this is known.
    """

    _keys = (
        "label given open_issues off_table acceptable_completions completed=judgement reopening "
        "reopening_complete cut_short"
    )

    name: str
    label: str
    given: Mapping[str, OptionName]
    open_issues: tuple[str, ...]
    off_table: tuple[str, ...]
    acceptable_completions: Count
    judgement: Judgement | None
    reopening: tuple[tuple[str, ...], ...]
    reopening_complete: bool = True
    cut_short: bool = False


def judge(space: Space, digits: Indices) -> Judgement:
    """Return what one agreement is to the parties.

    Parameters
    ----------
    digits
        Option places among the listed ones, shape (issue,).
    """
    row = np.asarray(digits)[None, :]
    broken = space.broken(row)[:, 0]
    consent = space.consent
    steps = space.steps(row)[:, 0]
    needed = space.needed(row)
    bound = {k: k not in needed or bool(needed[k][0]) for k in consent.everyone}
    accepts: dict[str, bool] = {}
    margins: dict[str, float | None] = {}
    listed: list[str] = []
    not_met = [r.path for r, b in zip(space.rules, broken, strict=True) if b and r.owner < 0]
    admissible = not not_met
    for k, party in enumerate(space.parties):
        own = [r.path for r, b in zip(space.rules, broken, strict=True) if b and r.owner == k]
        enough = steps[k] >= party.threshold
        if party.weighs:
            margin = float(steps[k] / party.scale - party.reservation)
            margins[party.name] = None if math.isnan(margin) else margin
        accepts[party.name] = not own and bool(enough)
        if bound.get(k, False):
            not_met += own + ([] if enough else [reservation_path(party.name)])
        else:
            listed += own
    enough_accept = consent.passes(np.array(list(accepts.values())), needed)
    acceptable = admissible and bool(enough_accept)
    outcome = next(outcomes(space, row))
    by_party = FrozenDict(accepts), FrozenDict(margins)
    return Judgement(outcome, acceptable, *by_party, tuple(not_met), tuple(listed))


@part(SHARE)
def place(space: Space, engine: Engine, engines: Engines, acceptable: Count) -> dict[str, Placed]:
    """Return every package of the scenario with its place."""
    there = engine if at_least(acceptable) else None
    return {
        name: _place(space, there, engines, name, package.label or name, package.agreement)
        for name, package in space.scenario.packages.items()
    }


def _place(
    space: Space,
    engine: Engine | None,
    engines: Engines,
    name: str,
    label: str,
    given: Mapping[str, OptionName],
) -> Placed:
    narrow = space.narrowed(fixed(space, given))
    issues = space.scenario.issues
    placed = Placed(
        name,
        label,
        {issue: issues[issue].names[issues[issue].place(o)] for issue, o in given.items()},
        tuple(issue for issue in issues if issue not in given),
        tuple(i for k, i in enumerate(issues) if i in given and not len(narrow.options[k])),
        Bounds(0, None),
        None,
        (),
        reopening_complete=False,
        cut_short=True,
    )
    try:
        completion, acceptable = best_completion(narrow, engines)
        reopening, complete = _reopening(space, engine, given)
    except TooManyAgreements:
        return placed
    return replace(
        placed,
        acceptable_completions=acceptable,
        judgement=None if completion is None else judge(space, completion),
        reopening=reopening,
        reopening_complete=complete,
        cut_short=False,
    )


def fixed(space: Space, given: Mapping[str, OptionName]) -> dict[int, np.ndarray]:
    """Return the options that a possibly partial agreement allows, by issue number."""
    allowed = {}
    for number, (name, issue) in enumerate(space.scenario.issues.items()):
        if name in given:
            allowed[number] = np.zeros(len(issue.names), dtype=bool)
            allowed[number][issue.place(given[name])] = True
    return allowed


def best_completion(narrow: Space, engines: Engines) -> tuple[Indices | None, Count]:
    """Return the best agreement of a narrowed space and how many of it are acceptable.

    An acceptable one with the largest Nash objective; where there is none, one that misses the
    fewest rules and reservation values, and of those one with the largest smallest margin. The
    first in file order of equally good ones. None if the space has no agreement.
    """
    engine = engines.of(narrow)
    acceptable = engine.acceptable()
    if at_least(acceptable):
        parties = narrow.bargaining or narrow.consenting
        frontier = Frontier(narrow, engine.best(parties))
        top = frontier.space.reservations[list(parties)]
        return _first(frontier, _nash_ties(frontier, top)), acceptable
    broken = broken_sets(narrow, engine, reservations=True, definitions=True)
    if not len(broken.sets):
        if not broken.complete:
            raise BudgetSpent("it was cut short before anything was found that it breaks")
        return None, 0
    fewest = broken.sets.sum(axis=1).min()
    found: list[tuple[float, tuple[int, ...]]] = []
    for rules in broken.named():
        if len(rules) == fewest:
            open_space = narrow.without(rules)
            known = np.isfinite(narrow.reservations)
            parties = tuple(k for k in narrow.consenting if known[k]) or narrow.weighing[:1]
            frontier = Frontier(open_space, engines.of(open_space).best(parties))
            margins = (frontier.vectors - narrow.reservations[list(parties)]).min(
                axis=1, initial=np.inf
            )
            best = margins.max()
            ties = (
                np.flatnonzero(margins >= best - TOLERANCE * 1e-3)
                if np.isfinite(best)
                else range(frontier.distinct)
            )
            found.append((-float(best), tuple(_first(frontier, ties).tolist())))
    best_margin = min(margin for margin, _ in found)
    rows = [row for margin, row in found if not margin > best_margin + TOLERANCE * 1e-3]
    return np.array(min(rows)), 0


def _nash_ties(frontier: Frontier, reservations: np.ndarray) -> Indices:
    """Return the points that tie for the best Nash objective; the frontier is sorted by it."""
    from sim.zone.solutions.gains import TIE
    from sim.zone.solutions.nash import nash_objective

    power = np.array([frontier.space.parties[k].power for k in frontier.points.parties])
    gains = np.maximum(0.0, frontier.vectors - np.nan_to_num(reservations))
    count, product = nash_objective(gains, power)
    return np.flatnonzero((count == count[0]) & (product >= product[0] * (1 - TIE)))


def _first(frontier: Frontier, points: Any) -> Indices:
    rows = [frontier.first(int(point)) for point in points]
    return min(rows, key=lambda row: tuple(row.tolist()))


def _reopening(
    space: Space, engine: Engine | None, given: Mapping[str, OptionName]
) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """Return the smallest sets of a package's issues that must be reopened; and if they are all."""
    if engine is None:
        return (), True
    names = [name for name in space.issues if name in given]
    marks = []
    for name, issue in space.scenario.issues.items():
        table = np.zeros((len(issue.names), len(names)), dtype=bool)
        if name in given:
            table[:, names.index(name)] = True
            table[issue.place(given[name]), names.index(name)] = False
        marks.append(table)
    found = engine.minimal_marks(marks)
    sets = tuple(tuple(names[k] for k in np.flatnonzero(row)) for row in found.sets)
    return sets, found.complete
