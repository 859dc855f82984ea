"""Smallest sets of a family, hitting sets, and the best of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from tests.brute.arithmetic import TIE

Sets = list[frozenset[str]]


def smallest_sets(family: Iterable[frozenset[Any]]) -> list[frozenset[Any]]:
    """The inclusion-minimal sets of a family."""
    distinct = set(family)
    return [s for s in distinct if not any(other < s for other in distinct)]


def minimal_hitting_sets(family: Iterable[frozenset[str]]) -> Sets:
    """Berge: hit one set after the other, keeping what is inclusion-minimal."""
    hitting: Sets = [frozenset()]
    for target in family:
        hitting = smallest_sets(
            h if h & target else h | {element} for h in hitting for element in target
        )
    return hitting


def in_order(sets: Iterable[frozenset[Any]], order: list[Any]) -> list[frozenset[Any]]:
    """Smallest first, then by the places of the elements in `order`."""
    place = {element: n for n, element in enumerate(order)}
    return sorted(sets, key=lambda s: (len(s), sorted(place[e] for e in s)))


def undominated(indices: list[int], vector: Callable[[int], tuple[Any, ...]]) -> list[int]:
    """Those whose vector no other one's vector dominates (at least as large, and different)."""
    distinct = {vector(n) for n in indices}
    kept = {
        v
        for v in distinct
        if not any(w != v and all(x >= y for x, y in zip(w, v, strict=True)) for w in distinct)
    }
    return [n for n in indices if vector(n) in kept]


def best_by(indices: list[int], score: Callable[[int], Any]) -> list[int]:
    """The maximisers of a score, ties within 10^-12 relative."""
    scores = {n: score(n) for n in indices}
    best = max(scores.values())
    return [n for n in indices if scores[n] == best or scores[n] >= best - TIE * abs(best)]


def leximin(indices: list[int], vector: Callable[[int], list[Fraction]]) -> list[int]:
    """Maximise the smallest entry, among those the second smallest, and so on."""
    ascending = {n: sorted(vector(n)) for n in indices}
    for place in range(len(ascending[indices[0]])):
        column = {n: ascending[n][place] for n in indices}
        indices = best_by(indices, column.__getitem__)
    return indices
