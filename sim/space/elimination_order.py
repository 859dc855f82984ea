"""In which order issues are merged, so that few boxes are open at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import log2

MANY = 64
"""From so many options on, an issue that no rule names comes first, while fronts are small."""


def merge_order(
    sizes: Sequence[int], kinds: Sequence[int], scopes: Sequence[Collection[int]]
) -> list[int]:
    """Return the issues in an order that keeps the state small, greedily.

    Issues that no box ties to others come first if they have many options, while there is little
    to merge them with, and last otherwise. Of the others, the next is always the one after which
    the open boxes can be in the fewest states.

    Parameters
    ----------
    sizes
        Number of options per issue.
    kinds
        How many kinds of options each issue has, as far as boxes can tell.
    scopes
        The issues of each box.

    Examples
    --------
    >>> merge_order([3, 3, 3, 100, 3], [2, 3, 2, 1, 1], [{0, 1}, {1, 2}])
    [3, 0, 1, 2, 4]
    """
    touching = [[j for j, scope in enumerate(scopes) if i in scope] for i in range(len(sizes))]
    free = [i for i in range(len(sizes)) if all(len(scopes[j]) < 2 for j in touching[i])]
    first = sorted((i for i in free if sizes[i] > MANY), key=lambda i: (-sizes[i], i))
    last = sorted((i for i in free if sizes[i] <= MANY), key=lambda i: (-sizes[i], i))
    remaining = set(range(len(sizes))) - set(free)
    begun: set[int] = set()
    done: set[int] = set()
    order = list(first)
    while remaining:
        near = {i for j in begun for i in scopes[j]} & remaining
        chosen = min(
            near or remaining,
            key=lambda i: (_states(i, begun, done, scopes, touching, kinds), -sizes[i], i),
        )
        order.append(chosen)
        remaining.discard(chosen)
        done.add(chosen)
        begun = {j for j in begun | set(touching[chosen]) if not done.issuperset(scopes[j])}
    return order + last


def _states(
    issue: int,
    begun: set[int],
    done: set[int],
    scopes: Sequence[Collection[int]],
    touching: Sequence[Sequence[int]],
    kinds: Sequence[int],
) -> float:
    """Return the logarithm of a bound on the states after an issue."""
    after = done | {issue}
    still = [j for j in begun.union(touching[issue]) if not after.issuperset(scopes[j])]
    behind = {i for j in still for i in scopes[j] if i in after}
    return min(float(len(still)), sum(log2(kinds[i]) for i in behind))
