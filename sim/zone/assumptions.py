"""Assumptions: the judgements of a file that no evidence stands behind."""

from __future__ import annotations

from sim.scenario.inputs import Assessment, assessments
from sim.scenario.scenario import Scenario


def assumptions(scenario: Scenario) -> tuple[Assessment, ...]:
    """Return every judgement that no evidence stands behind, in file order.

    Evidence on a position covers its ideal or order only: each of its numbers is an assumption
    unless evidence names that very path.

    Examples
    --------
    >>> from sim.scenario import Scenario
    >>> scenario = Scenario.from_dict({
    ...     "title": "One issue",
    ...     "issues": {"price": {"options": ["low", "high"]}},
    ...     "parties": {"buyer": {"weights": {"price": 1}, "positions": {"price": "low"}}},
    ... })
    >>> [one.path for one in assumptions(scenario)]
    ['parties.buyer.weights.price', 'parties.buyer.positions.price', 'parties.buyer.reservation']
    """
    return tuple(one for one in judgements(scenario) if one.path not in scenario.evidence)


def judgements(scenario: Scenario) -> tuple[Assessment, ...]:
    """Return every judgement of a file, with evidence or without."""
    return tuple(one for one in assessments(scenario.document) if one.stated)
