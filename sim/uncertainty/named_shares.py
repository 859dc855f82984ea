"""Shares of draws of the agreements that have a name: solutions, packages, most often Nash."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.space.listing import Listed
from sim.space.proportion import Share
from sim.space.values import Floats
from sim.uncertainty.draw_set import DrawSet, fixed
from sim.uncertainty.possible_necessary import Possible
from sim.uncertainty.result import PICKED_NAME, AgreementShares
from sim.uncertainty.tally import Tally
from sim.uncertainty.verdicts import bound
from sim.zone.zone import Zone

PICKED = 3
"""Number of agreements that most often were Nash solutions that are looked at."""


def named_agreements(zone: Zone) -> list[tuple[tuple[int, ...], str]]:
    """Return the agreements of the points that are told of, by option places, with their names."""
    issues = list(zone.space.scenario.issues.values())
    agreements = [(one.agreement, name) for name, one in (zone.solutions or {}).items()]
    agreements += [
        (placed.judgement.outcome.agreement, f"package.{name}")
        for name, placed in zone.packages.items()
        if placed.judgement is not None
    ]
    return [
        (tuple(issue.place(o) for issue, o in zip(issues, one.values(), strict=True)), name)
        for one, name in agreements
    ]


def known_places(zone: Zone, pool: Listed) -> dict[int, tuple[str, ...]]:
    """Return the place of every such agreement with all its names, solutions first."""
    named = named_agreements(zone)
    rows = np.array([row for row, _ in named], dtype=np.int64).reshape(
        len(named), pool.digits.shape[1]
    )
    names: dict[int, tuple[str, ...]] = {}
    for place, (_, name) in zip(pool.find(rows).tolist(), named, strict=True):
        if place >= 0:
            names[place] = (*names.get(place, ()), name)
    return names


def most_often_nash(
    tally: Tally, names: Mapping[int, tuple[str, ...]]
) -> dict[int, tuple[str, ...]]:
    """Return what most often was a Nash solution, of those that have no name yet."""
    best = np.lexsort((np.arange(len(tally.nash)), -tally.nash))[:PICKED]
    return {p: (PICKED_NAME,) for p in best.tolist() if tally.nash[p] > 0 and p not in names}


def agreement_shares(
    draws: DrawSet, tally: Tally, names: Mapping[int, tuple[str, ...]], told: Possible
) -> tuple[AgreementShares, ...]:
    """Return the shares of some of the places of a tally."""
    space, many, digits = draws.space, draws.draws, tally.pool.digits
    weighing = [k for k in space.consent.everyone if space.parties[k].weighs]
    central: dict[int, dict[int, Floats]] = {}
    for place in names:
        row = tally.places.index(place)
        central[place] = {
            party: tally.central(party, row) for party in weighing if tally.accepted[party][row]
        }
    confident = [place for place, own in central.items() if len(own) == len(weighing)]
    counts = dict.fromkeys(confident, 0)
    for drawn in draws if confident else ():
        for place in confident:
            alone = Listed(space, digits[place][None, :])
            counts[place] += int(fixed(drawn, central[place]).acceptable(alone)[0].sum())
    issues, found = list(space.issues), []
    for place, own_names in names.items():
        row = tally.places.index(place)
        accepted = {party: int(own[row]) for party, own in tally.accepted.items()}
        found.append(
            AgreementShares(
                own_names,
                space.agreement(digits[place]),
                Share(int(tally.acceptable[place]), many),
                bound(told.possible[place], told.necessary[place]),
                Share(int(tally.frontier[row]), many),
                Share(float(tally.nash[place]), many),
                {space.parties[party].name: Share(n, many) for party, n in accepted.items()},
                {
                    space.parties[party].name: told.party(party, place, n, many)
                    for party, n in accepted.items()
                },
                {
                    path: Share(int(unmet[row]), many)
                    for path, unmet in tally.unmet.items()
                    if unmet[row]
                },
                {
                    space.parties[party].name: dict(zip(issues, own.tolist(), strict=True))
                    for party, own in central[place].items()
                },
                Share(counts[place], many) if place in counts else None,
            )
        )
    return tuple(found)
