"""What an acceptable agreement must be, in the terms of a merge: boxes, marks and thresholds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from sim.engines.relaxation import most_states, relaxed
from sim.space.boxes import Bools, Box
from sim.space.consent import ConsentRule
from sim.space.elimination_plan import Plan, Watched, make_plan
from sim.space.limits import TiedTogether
from sim.space.space import Indices, Space
from sim.space.values import Floats

Key = tuple[Hashable, ...]


@lru_cache(maxsize=128)
def _failures(key: Key) -> list[str]:
    """Return why no plan can be made, once it is known; empty before.

    All the draws of a scenario fail alike, and finding that out takes longer than many an answer.
    """
    return []


@dataclass(frozen=True, eq=False)
class Terms:
    """The terms of a space; marks tell whose red lines are broken and whose consent is needed.

    Parameters
    ----------
    space
        The space.
    red_lines
        Whether red lines count, or only linkages.
    reservations
        Whether reservation values count.
    interactions
        Whether interactions count; not needed where utilities don't matter.
    relaxed
        0 for the terms as they are. Where they tie too many issues together: 1 for terms that
        every acceptable agreement meets, and others too; -1 for terms that only acceptable
        agreements meet, not all of them.
    """

    space: Space
    red_lines: bool = True
    reservations: bool = True
    interactions: bool = True
    relaxed: int = 0

    @cached_property
    def voters(self) -> tuple[int, ...]:
        """The parties of which some are enough, without those that have a veto anyway."""
        consent = self.space.consent
        vetoes = set(consent.required) - set(consent.where)
        return tuple(k for k in consent.of if k not in vetoes)

    @cached_property
    def votes(self) -> int:
        """How many of the voters must accept."""
        consent = self.space.consent
        return max(0, consent.at_least - (len(consent.of) - len(self.voters)))

    @cached_property
    def _broken_mark(self) -> dict[int, int]:
        return {party: bit for bit, party in enumerate(self.voters)}

    @cached_property
    def _needed_mark(self) -> dict[int, int]:
        conditional = [k for k in self.space.consent.where if self.space.parties[k].weighs]
        return {party: len(self.voters) + bit for bit, party in enumerate(conditional)}

    def _asks(self, party: int) -> bool:
        """Say whether a party asks for some utility at all."""
        asked = self.reservations and self.space.parties[party].weighs
        return asked and bool(np.isfinite(self.space.threshold(party)))

    @cached_property
    def watched(self) -> tuple[Watched, ...]:
        """The boxes of rules and interactions."""
        found = self._bonuses() if self.interactions else []
        for rule in self.space.active_rules:
            for box in rule.boxes:
                if rule.owner < 0:
                    found.append(Watched(box, forbidden=True))
                elif self.red_lines:
                    found += self._red_line(rule.owner, box)
        if self.red_lines:
            where = self.space.consent.where
            found += [Watched(where[k], mark=bit) for k, bit in self._needed_mark.items()]
        if self.relaxed:
            return relaxed(found, self.space.options, self.relaxed, self._most or 0)
        return tuple(found)

    def _bonuses(self) -> list[Watched]:
        columns = len(self.space.parties)
        found = []
        for one in self.space.interactions:
            bonus = np.zeros(columns)
            bonus[one.party] = one.steps
            found.append(Watched(one.box, bonus=bonus))
        return found

    def _red_line(self, owner: int, box: Box) -> list[Watched]:
        """Return what a party's red line makes of a box that breaks it."""
        consent, found = self.space.consent, []
        if owner in consent.where:
            # It binds where consent is needed: inside of both boxes, which is a box.
            where = consent.where[owner]
            both = {i: m & where[i] if i in where else m for i, m in box.items()}
            found.append(Watched({**where, **both}, forbidden=True))
        elif owner in consent.required:
            found.append(Watched(box, forbidden=True))
        if owner in self._broken_mark and self.votes:
            found.append(Watched(box, mark=self._broken_mark[owner]))
        return found

    def marks(self, digits: Indices) -> int:
        """Return the marks of one agreement, option places among the listed ones, (issue,)."""
        found = 0
        for one in self.watched:
            if one.mark is not None and self.space.inside(one.box, digits[None, :])[0]:
                found |= 1 << one.mark
        return found

    def possible(self, marks: int) -> bool:
        """Say whether enough voters' red lines are kept."""
        kept = sum(not marks >> bit & 1 for bit in self._broken_mark.values())
        return kept >= self.votes

    def consent(self, marks: int, *, asking: bool = True) -> ConsentRule:
        """Return whose thresholds an agreement with these marks must reach.

        Parameters
        ----------
        marks
            Of an agreement, or of the part of it that is settled: marks still to come only make
            it harder to accept.
        asking
            Leave out whoever asks for nothing; otherwise only those without weights.
        """
        consent = self.space.consent

        def counts(party: int) -> bool:
            return self._asks(party) if asking else self.space.parties[party].weighs

        required = [
            k for k in consent.required
            if counts(k)
            and (k not in consent.where or (k in self._needed_mark
                                            and marks >> self._needed_mark[k] & 1))
        ]  # fmt: skip
        if not self.votes:
            return ConsentRule(tuple(required), {})
        keeping = [k for k in self.voters if not marks >> self._broken_mark[k] & 1]
        silent = sum(not counts(k) for k in keeping)
        others = tuple(k for k in keeping if counts(k))
        return ConsentRule(tuple(required), {}, max(0, self.votes - silent), others)

    def passed(self, marks: int, reached: Callable[[int], Bools], agreements: int) -> Bools:
        """Return which agreements with some marks pass, shape (agreement,).

        Parameters
        ----------
        reached
            Returns which of them reach a party's threshold.
        agreements
            How many there are.
        """
        rule = self.consent(marks)
        passed = rule.passes({party: reached(party) for party in rule.everyone}, {})
        return np.broadcast_to(passed, agreements)

    @cached_property
    def asking(self) -> tuple[int, ...]:
        """The parties whose thresholds matter somewhere."""
        return tuple(k for k in self.space.consent.everyone if self._asks(k))

    @cached_property
    def thresholds(self) -> Floats:
        """What each party asks for, in grid steps, shape (party,)."""
        return np.array([self.space.threshold(k) for k in range(len(self.space.parties))])

    @cached_property
    def plan(self) -> Plan:
        """The merge plan of the space under these terms.

        Raises
        ------
        TiedTogether
            If rules or interactions tie too many issues together.
        """
        accept = self.possible if self.red_lines else None
        known = _failures(self._key)
        if not known:
            try:
                parties = len(self.space.parties)
                return make_plan(self.space.options, self.watched, parties, accept, most=self._most)
            except TiedTogether as error:
                known.append(f"{self._tied_by()}: {error}")
        raise TiedTogether(known[0])

    @cached_property
    def _most(self) -> int | None:
        """How many states an issue may leave open; None for as many as a merge can follow."""
        if not self.relaxed:
            return None
        # Each who asks for something is counted, all together, and none.
        return most_states(self.space.options, 2 + len(self.asking) if self.interactions else 1)

    @cached_property
    def _key(self) -> Key:
        """What decides whether too many issues are tied together."""
        boxes = (
            (one.forbidden, one.mark, tuple((i, mask.tobytes()) for i, mask in one.box.items()))
            for one in self.watched
        )
        return self._most, tuple(places.tobytes() for places in self.space.options), *boxes

    def _tied_by(self) -> str:
        """Return in words what ties too many issues together."""
        rules = replace(self, interactions=False).watched
        try:
            make_plan(self.space.options, rules, 0)
        except TiedTogether:
            return tied_rules(self.space)
        return tied_interactions(self.space)

    @cached_property
    def tables(self) -> Sequence[Floats]:
        """What options add to utilities, in grid steps: per issue shape (option, party)."""
        parties = self.space.parties
        return [
            np.stack([np.nan_to_num(party.contributions[i]) for party in parties], axis=1)
            for i in range(len(self.space.issues))
        ]


def tied_interactions(space: Space) -> str:
    """Return in words how many interactions tie how many issues together."""
    several = [one for one in space.interactions if len(one.box) > 1]
    numbers = Counter(space.parties[one.party].name for one in several)
    by_party = ", ".join(f"{number} of {name}" for name, number in numbers.items())
    issues = len({issue for one in several for issue in one.box})
    return f"the interactions ({by_party}) tie too many issues together ({issues})"


def tied_rules(space: Space) -> str:
    """Return in words how many rules tie how many issues together."""
    several = [rule for rule in space.active_rules if any(len(box) > 1 for box in rule.boxes)]
    owners = Counter(rule.owner for rule in several)
    kinds = [
        f"{number} linkages" if owner < 0 else f"{number} red lines of {space.parties[owner].name}"
        for owner, number in owners.items()
    ]
    issues = len({issue for rule in several for box in rule.boxes for issue in box})
    return f"the rules ({', '.join(kinds)}) tie too many issues together ({issues})"
