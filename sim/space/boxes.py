"""Clauses and rules as boxes: products of option sets, one per issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario.issue import Issue
from sim.scenario.rules import Rule, Term

Bools = NDArray[np.bool_]
Box = Mapping[int, Bools]
"""Issue number → which of its listed options are in; other issues are unrestricted."""


@dataclass(frozen=True, eq=False)
class BoxRule:
    """A rule as the boxes of agreements that break it.

    Parameters
    ----------
    path
        Where it stands in the scenario.
    owner
        Number of the party whose red line it is; -1 for a linkage.
    definition
        True for a linkage that is true by definition.
    boxes
        An agreement in any of them breaks the rule.
    """

    path: str
    owner: int
    definition: bool
    boxes: tuple[Box, ...]


def term_mask(term: Term, issue: Issue) -> Bools:
    """Return which listed options of an issue match a term, shape (option,)."""
    mask = np.zeros(len(issue.names), dtype=bool)
    if term.options is not None:
        mask[[issue.place(option) for option in term.options]] = True
        return mask
    at = np.array([np.nan if c is None else c for c in issue.coordinates])
    mask = np.asarray(~np.isnan(at))
    if term.at_least is not None:
        mask &= at >= float(issue.coordinate(term.at_least) or 0.0)
    if term.at_most is not None:
        mask &= at <= float(issue.coordinate(term.at_most) or 0.0)
    return mask


def clause_box(clause: Mapping[str, Term], issues: Mapping[str, Issue]) -> Box:
    """Return the box of agreements that match a clause."""
    numbers = {name: number for number, name in enumerate(issues)}
    return {numbers[name]: term_mask(term, issues[name]) for name, term in clause.items()}


def breaking_boxes(rule: Rule, issues: Mapping[str, Issue]) -> tuple[Box, ...]:
    """Return the boxes of agreements that break a rule.

    ``never: c`` is broken inside c; ``if: a, then: b`` inside a and outside b, which is one box
    for every issue that b names.
    """
    if rule.never is not None:
        return (clause_box(rule.never, issues),)
    assert rule.if_ is not None
    assert rule.then is not None
    condition, consequence = clause_box(rule.if_, issues), clause_box(rule.then, issues)
    return tuple(
        {**condition, issue: condition.get(issue, True) & ~mask}
        for issue, mask in consequence.items()
    )


def box_matches(box: Box, digits: NDArray[np.int64], issues: Sequence[int]) -> Bools:
    """Return which (partial) agreements are inside a box as far as these issues go.

    Parameters
    ----------
    digits
        Places of options among the listed ones, shape (agreement, issue).
    issues
        The issue number of each column.
    """
    inside = np.ones(len(digits), dtype=bool)
    for column, issue in enumerate(issues):
        if issue in box:
            inside &= box[issue][digits[:, column]]
    return inside
