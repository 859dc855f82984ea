"""Agreements as a list: what each breaks, what it gives, and whether it is acceptable."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from sim.space.boxes import Bools, BoxRule
from sim.space.limits import MOST_LISTED, TooManyAgreements
from sim.space.space import LINKAGES, Indices, Space
from sim.space.values import Floats

READY = 4_000_000
"""Maximum number of entries of a table of who has which option that is kept between draws."""


class Columns:
    """Which agreements have which options, as a table of ones for matrix products.

    Parameters
    ----------
    space
        The space.
    digits
        Option places among the listed ones, shape (agreement, issue).
    """

    def __init__(self, space: Space, digits: Indices) -> None:
        self.space, self.digits = space, digits
        self.used = [np.flatnonzero(np.bincount(column)) for column in digits.T]
        """Per issue the places of the options that any agreement has."""
        rows = [
            column[None, :] == used[:, None]
            for column, used in zip(digits.T, self.used, strict=True)
        ]
        self._rows = np.concatenate(rows).astype(float)

    def bonuses(self, party: int) -> list[int]:
        """Return the numbers of a party's interactions."""
        return [k for k, x in enumerate(self.space.interactions) if x.party == party]

    def of(self, party: int) -> Floats:
        """Return 1 where an agreement has an option or a bonus, shape (column, agreement)."""
        own = [self.space.interactions[k].box for k in self.bonuses(party)]
        inside = [self.space.inside(box, self.digits)[None, :].astype(float) for box in own]
        return np.concatenate([self._rows, *inside]) if inside else self._rows


@dataclass(frozen=True, eq=False)
class Listed:
    """Agreements of a space, with what each breaks and gives, worked out when first asked for.

    Parameters
    ----------
    space
        The space; what is dropped there is no test.
    digits
        Option places among the listed ones, shape (agreement, issue).
    many
        How many agreements each stands for, shape (agreement,); None for itself alone.
    """

    space: Space
    digits: Indices
    many: Indices | None = None

    @cached_property
    def broken(self) -> Bools:
        """Which rules are broken, shape (rule, agreement); of one that is dropped, none."""
        broken = self.space.broken(self.digits)
        broken[[rule.path in self.space.dropped for rule in self.space.rules]] = False
        return broken

    @cached_property
    def needed(self) -> dict[int, Bools]:
        """Of parties whose consent is conditional, where it is needed, shape (agreement,)."""
        return self.space.needed(self.digits)

    @cached_property
    def linked(self) -> Bools:
        """Which agreements keep every linkage, shape (agreement,)."""
        return self.space.keeps(LINKAGES, self.broken)

    @cached_property
    def keeps(self) -> dict[int, Bools]:
        """Party that has a say → which agreements keep its red lines, shape (agreement,)."""
        return {party: self.space.keeps(party, self.broken) for party in self._everyone}

    @cached_property
    def steps(self) -> Floats:
        """Utilities in grid steps, shape (party, agreement)."""
        return self.space.steps(self.digits)

    @cached_property
    def utilities(self) -> Floats:
        """Utilities at the points, shape (party, agreement)."""
        return self.steps / self.space.scales[:, None]

    @cached_property
    def gains(self) -> dict[int, Floats]:
        """Party that has a say and weights → utility less walk-away value, shape (agreement,).

        Infinite where it asks for nothing, or its walk-away value is dropped.
        """
        space, found = self.space, {}
        for party in space.consenting:
            asks = not np.isneginf(space.threshold(party))
            numbers = space.parties[party]
            asked = numbers.reservation if asks else -np.inf
            found[party] = self.steps[party] / numbers.scale - asked
        return found

    @cached_property
    def columns(self) -> Columns | None:
        """The agreements made ready for draws; None where keeping that would take much memory."""
        wide = sum(len(issue.names) for issue in self.space.scenario.issues.values())
        small = 0 < wide * len(self.digits) <= READY
        return Columns(self.space, self.digits) if small else None

    @property
    def _everyone(self) -> tuple[int, ...]:
        return self.space.consent.everyone

    @cached_property
    def within_red_lines(self) -> Bools:
        """Which agreements keep linkages and the red lines that bind, shape (agreement,)."""
        return self.linked & self.space.consent.passes(self.keeps, self.needed)

    @cached_property
    def acceptable(self) -> Bools:
        """Which agreements are acceptable, shape (agreement,)."""
        return self.passing()

    def passing(self, free: Collection[int] = (), against: Collection[int] = ()) -> Bools:
        """Return which agreements are acceptable, shape (agreement,).

        Parameters
        ----------
        free
            Parties whose walk-away value is left out of account.
        against
            Parties that accept nothing.
        """
        accepts = dict(self.keeps)
        for party in self._everyone:
            if party in against:
                accepts[party] = np.zeros(len(self.digits), dtype=bool)
            elif party not in free:
                accepts[party] = accepts[party] & self._reaches[party]
        return self.linked & self.space.consent.passes(accepts, self.needed)

    @cached_property
    def _reaches(self) -> dict[int, Bools]:
        return {k: self.steps[k] >= self.space.threshold(k) for k in self._everyone}

    @cached_property
    def strides(self) -> Indices:
        """What one option further on adds to an agreement's number, shape (issue,).

        Whole numbers of any size where 64 bits don't hold as many as there are agreements.
        """
        sizes = [len(issue.names) for issue in self.space.scenario.issues.values()]
        kind = np.int64 if prod(sizes) < 2**63 else object
        return np.array([prod(sizes[k + 1 :]) for k in range(len(sizes))], dtype=kind)

    @cached_property
    def numbers(self) -> Indices:
        """Numbers of the agreements among all listed options, ascending, shape (agreement,)."""
        return self.number(self.digits)

    def number(self, digits: Indices) -> Indices:
        """Return the numbers of some agreements, shape (agreement,)."""
        return np.asarray((digits * self.strides).sum(axis=1))

    def find(self, digits: Indices) -> Indices:
        """Return the places of agreements in the list, in file order; -1 for what is not in it."""
        if not len(self.digits):
            return np.full(len(digits), -1)
        wanted = self.number(digits)
        place = np.searchsorted(self.numbers, wanted).clip(max=len(self.numbers) - 1)
        return np.where(self.numbers[place] == wanted, place, -1)

    def only(self, which: Bools | Indices) -> Listed:
        """Return some of the agreements, as a list of their own."""
        many = None if self.many is None else self.many[which]
        return Listed(self.space, self.digits[which], many)


def acceptable(space: Space, digits: Indices) -> Bools:
    """Return which agreements are acceptable, shape (agreement,).

    Parameters
    ----------
    digits
        Option places among the listed ones, shape (agreement, issue).
    """
    return Listed(space, digits).acceptable


def within_red_lines(space: Space, digits: Indices) -> Bools:
    """Return which agreements keep linkages and the red lines that bind, shape (agreement,).

    Parameters
    ----------
    digits
        Option places among the listed ones, shape (agreement, issue).
    """
    return Listed(space, digits).within_red_lines


def list_admissible(space: Space, what: str, most: int = MOST_LISTED) -> Listed:
    """Return the agreements on the table that keep every linkage, in file order.

    Parameters
    ----------
    what
        What they are listed for, as the beginning of a sentence: "prices are looked for".

    Raises
    ------
    TooManyAgreements
        If there are too many to list.
    """
    rules = [rule for rule in space.active_rules if rule.owner == LINKAGES]
    return _listed(space, rules, what, "keep every linkage", most)


def list_possible(
    space: Space, what: str = "draws are looked at", most: int = MOST_LISTED
) -> Listed:
    """Return the agreements that keep every rule that always binds, in file order.

    No other can be acceptable, whatever is drawn. See :func:`list_admissible`.
    """
    rules = [rule for rule in space.active_rules if _binds_always(space, rule)]
    return _listed(space, rules, what, "keep the rules that always bind", most)


def list_conceivable(
    space: Space, what: str = "prices are looked for", most: int = MOST_LISTED
) -> Listed:
    """Return the agreements that break no definition, in file order.

    No other can be acceptable, whichever rules are given up. See :func:`list_admissible`.
    """
    rules = [rule for rule in space.active_rules if rule.definition]
    return _listed(space, rules, what, "break no definition", most)


def _listed(space: Space, rules: Iterable[BoxRule], what: str, do: str, most: int) -> Listed:
    digits = list_keeping(space, most, rules)
    if digits is None:
        raise TooManyAgreements(f"{what} over a list of agreements, and more than {most:,} {do}")
    return Listed(space, digits)


def _binds_always(space: Space, rule: BoxRule) -> bool:
    """Return whether no acceptable agreement breaks a rule, whatever is drawn."""
    if rule.owner == LINKAGES:
        return True
    consent, party = space.consent, space.parties[rule.owner].name
    line = space.scenario.parties[party].red_lines[rule.path.rsplit(".", 1)[1]]
    return rule.owner in consent.required and rule.owner not in consent.where and line.holds is None


def list_keeping(space: Space, most: int, rules: Iterable[BoxRule]) -> Indices | None:
    """Return the agreements on the table that keep some rules.

    Put together issue by issue; what is inside a forbidden box is dropped as soon as the last
    issue of the box has an option.

    Parameters
    ----------
    space
        The space.
    most
        How many agreements, whole or partial, may be held.
    rules
        The rules.

    Returns
    -------
    ndarray or None
        Option places among the listed ones in file order, shape (agreement, issue); None if
        there are more.
    """
    forbidden = [
        box for rule in rules for box in rule.boxes if all(mask.any() for mask in box.values())
    ]
    found = np.zeros((1, 0), dtype=np.int64)
    for issue, places in enumerate(space.options):
        if len(found) * len(places) > most:
            return None
        longer = np.repeat(found, len(places), axis=0)
        last = np.tile(places, len(found))
        found = np.concatenate([longer, last[:, None]], axis=1)
        closing = [box for box in forbidden if max(box) == issue]
        if closing:
            found = found[~space.inside_any(closing, found)]
    return found
