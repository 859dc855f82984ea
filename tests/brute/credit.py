"""What rounds are credited with, in r* and in zone yes or no.

The players are the rounds with changes after the first round of the file. One that only works on
keys that an earlier player added or changed joins it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from math import factorial
from typing import Any

from tests.brute.exploration import Exploration
from tests.brute.model import Model
from tests.brute.overlay import leaves, overlaid

Value = Fraction | None


@dataclass(frozen=True)
class Credit:
    """What one player is credited with; None where a state that it needs has no value."""

    first: Value  # alone on the state after the first round, before all other players
    in_turn: Value  # after all players before it
    last: Value  # after all other players
    shapley: Value


@dataclass(frozen=True)
class Player:
    """A round with changes, and those that join it: their places in the file's list, from 1."""

    rounds: tuple[int, ...]


def players(document: dict[str, Any]) -> list[Player]:
    """The rounds that are credited, in file order."""
    found: list[list[int]] = []
    touched: list[set[Any]] = []  # the keys that each player added or changed
    for number, one in enumerate(document.get("rounds") or [], start=1):
        change = leaves(one.get("changes") or {})
        if number == 1 or not change:
            continue
        kept = {path for path, value in change.items() if value is not None}
        home = [k for k, keys in enumerate(touched) if set(change) <= keys]
        if home:
            found[home[-1]].append(number)
            touched[home[-1]] |= kept
        else:
            found.append([number])
            touched.append(kept)
    return [Player(tuple(rounds)) for rounds in found]


def state(document: dict[str, Any], numbers: set[int]) -> dict[str, Any]:
    """The body with the first round and the rounds of these numbers, in file order."""
    found = {key: value for key, value in document.items() if key not in ("rounds", "variants")}
    for number, one in enumerate(document.get("rounds") or [], start=1):
        if number == 1 or number in numbers:
            found = overlaid(found, one.get("changes") or {})
    return found


def worth(document: dict[str, Any]) -> tuple[Value, Fraction]:
    """r* of a state, and 1 or 0 for a zone or none."""
    explored = Exploration(Model(document))
    return explored.critical_reservation(), Fraction(bool(explored.acceptable))


def credits_of(document: dict[str, Any]) -> list[tuple[Player, Credit, Credit]]:
    """Each player with its credit in r* and in zone yes or no."""
    playing = players(document)
    places = range(len(playing))
    values = {
        frozenset(coalition): worth(
            state(document, {number for k in coalition for number in playing[k].rounds})
        )
        for size in range(len(playing) + 1)
        for coalition in itertools.combinations(places, size)
    }
    r_star = {coalition: value for coalition, (value, _) in values.items()}
    zone: dict[frozenset[int], Value] = {coalition: yes for coalition, (_, yes) in values.items()}
    return [
        (playing[k], credit(k, len(playing), r_star), credit(k, len(playing), zone)) for k in places
    ]


def credit(k: int, n: int, value: dict[frozenset[int], Value]) -> Credit:
    """The credit of player k of n, given the value of every coalition."""

    def adds(before: frozenset[int]) -> Value:
        with_it, without_it = value[before | {k}], value[before]
        return None if with_it is None or without_it is None else with_it - without_it

    others = frozenset(range(n)) - {k}
    orders = [
        adds(frozenset(order[: order.index(k)])) for order in itertools.permutations(range(n))
    ]
    known = [x for x in orders if x is not None]
    return Credit(
        first=adds(frozenset()),
        in_turn=adds(frozenset(range(k))),
        last=adds(others),
        shapley=sum(known, Fraction(0)) / factorial(n) if len(known) == len(orders) else None,
    )
