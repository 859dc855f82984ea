"""Possible and necessary: what some inputs, or all, make acceptable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.space.boxes import Bools
from sim.space.listing import Listed
from sim.space.space import Indices
from sim.uncertainty.ranges import Ranges
from sim.uncertainty.verdicts import NO, OPEN, YES, Answers, Bound, bound


@dataclass(frozen=True, eq=False)
class Possible:
    """What some inputs in the ranges make acceptable (possibly), and what all do (necessarily).

    The relations of Greco, Mousseau and Słowiński (2008), with acceptance in place of preference.

    Parameters
    ----------
    possible, necessary
        Of every agreement, whether some inputs, or all, make it acceptable, shape (agreement,).
    parties
        Party → the same two of its own acceptance.
    """

    possible: Answers
    necessary: Answers
    parties: Mapping[int, tuple[Answers, Answers]]

    def any_of(self, members: Bools, count: float, draws: int) -> Bound:
        """Return whether some inputs, or all, make any of some agreements acceptable.

        Parameters
        ----------
        members
            Which agreements, shape (agreement,).
        count
            In how many draws any of them is acceptable.
        """
        able, sure = self.possible[members], self.necessary[members]
        some = True if count or (able == YES).any() else (None if (able == OPEN).any() else False)
        # Different inputs may each have another acceptable agreement.
        every = True if (sure == YES).any() else (None if count == draws else False)
        return Bound(some, every)

    def with_draws(self, draws: int, acceptable: Indices) -> Possible:
        """Return the same, where what draws have shown is known too.

        Parameters
        ----------
        acceptable
            In how many draws each agreement is acceptable, shape (agreement,).
        """
        shown = _shown(self.possible, self.necessary, acceptable, draws)
        return Possible(*shown, self.parties)

    def party(self, party: int, place: int, count: int, draws: int) -> Bound:
        """Return whether some inputs, or all, make a party accept an agreement.

        Parameters
        ----------
        place
            Of the agreement.
        count
            In how many draws it accepts it.
        """
        able, sure = (answers[place] for answers in self.parties[party])
        able = YES if able == OPEN and count else able
        sure = NO if sure == OPEN and count < draws else sure
        return bound(able, sure)


def _shown(
    possible: Answers, necessary: Answers, counts: Indices, draws: int
) -> tuple[Answers, Answers]:
    return (
        np.where((possible == OPEN) & (counts > 0), YES, possible).astype(np.int8),
        np.where((necessary == OPEN) & (counts < draws), NO, necessary).astype(np.int8),
    )


def possible(pool: Listed, *, spread: float = 1.0, shown: Bools | None = None) -> Possible:
    """Return what some inputs in the ranges, or all, make acceptable.

    Exact and free of distributions; weights of exactly zero at the end of a range aside. Where a
    war would be fought for agreements that hang on what is drawn, or two parties hang on the same
    parameter, an answer may be open.

    Parameters
    ----------
    pool
        The agreements.
    spread
        How far bare numbers without evidence are spread.
    shown
        Which agreements some draw has shown to be acceptable; they need no looking at.
    """
    space, digits = pool.space, pool.digits
    consent = space.consent
    ranges = Ranges(space, spread)
    always, sometimes = _broken(pool)
    parties = {}
    for party in consent.everyone:
        able, sure = np.full((2, len(digits)), YES, dtype=np.int8)
        if space.parties[party].weighs:
            able, sure = ranges.accepts(party, digits)
        able = np.where(always[party], NO, able).astype(np.int8)
        sure = np.where(always[party] | sometimes[party], NO, sure).astype(np.int8)
        parties[party] = (able, sure)
    able, sure = (
        _together(pool, {party: both[which] for party, both in parties.items()}) for which in (0, 1)
    )
    if ranges.shared and consent.unanimous:
        # Each could accept for itself; whether they can for one value of what they share is open.
        known = np.zeros(len(digits), dtype=bool) if shown is None else shown
        able = ranges.jointly(pool, able, known)
    elif ranges.shared or consent.at_least:
        able = np.where(able == YES, OPEN, able).astype(np.int8)
    if consent.at_least:
        # Enough may accept in every draw though none of them does in all.
        sure = np.where(sure == NO, OPEN, sure).astype(np.int8)
        sure = np.where(able == NO, NO, sure).astype(np.int8)
    return Possible(able, sure, parties)


def _together(pool: Listed, answers: Mapping[int, Answers]) -> Answers:
    """Return whether all whose consent is needed say yes, each for itself."""
    consent = pool.space.consent
    yes = consent.passes({k: answer == YES for k, answer in answers.items()}, pool.needed)
    maybe = consent.passes({k: answer != NO for k, answer in answers.items()}, pool.needed)
    found = np.where(yes, YES, np.where(maybe, OPEN, NO)).astype(np.int8)
    return np.broadcast_to(found, len(pool.digits))


def _broken(pool: Listed) -> tuple[dict[int, Bools], dict[int, Bools]]:
    """Return per party which agreements break a red line that always is one, and that may be."""
    space, many = pool.space, len(pool.digits)
    always = {party: np.zeros(many, dtype=bool) for party in space.consent.everyone}
    sometimes = {party: np.zeros(many, dtype=bool) for party in space.consent.everyone}
    for number, rule in enumerate(space.rules):
        if rule.owner not in always or rule.path in space.dropped:
            continue
        name = space.parties[rule.owner].name
        holds = space.scenario.parties[name].red_lines[rule.path.rsplit(".", 1)[1]].holds
        chance = None if holds is None else holds.resolved(space.scenario.parameters)
        if chance is None or chance.low >= 1:
            always[rule.owner] |= pool.broken[number]
        elif chance.high > 0:
            sometimes[rule.owner] |= pool.broken[number]
    return always, sometimes
