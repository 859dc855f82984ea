"""Prices: what would have to be different for a zone to open or close, or a text to be accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.comparison.pricing.acts import options_added, options_permitted, rules_given_up
from sim.comparison.pricing.inputs import input_prices, reservation_prices
from sim.comparison.pricing.pairs import pairs
from sim.comparison.pricing.price import Price, Prices
from sim.comparison.pricing.weights import weights_to_close, weights_to_open
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.space.budget import answering
from sim.space.listing import Listed, list_conceivable
from sim.space.space import Indices, Space, reservation_path
from sim.zone.explain import explain
from sim.zone.explore import zone_of
from sim.zone.zone import Zone


@answering
def prices(
    scenario: Scenario | Zone, agreement: str | Mapping[str, OptionName] | None = None
) -> Prices:
    """Return the least that would have to be different for the answer to be another.

    Of an empty zone, what would open it; of an open one, how near it is to closing; of a named
    agreement, what each test that it doesn't meet would take. Inputs are taken one by one, all
    others at their points, then in pairs. Amounts of different parties and kinds don't compare;
    prices are ordered by how far the input would be on the way from its point to the end of its
    stated range.

    Parameters
    ----------
    scenario
        The scenario, or its zone where that is at hand.
    agreement
        As for :func:`sim.explain`.

    Raises
    ------
    TooManyAgreements
        If there are too many to list.
    ScenarioError
        If the agreement names what the scenario hasn't.

    Examples
    --------
    >>> import sim
    >>> found = prices(sim.Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"options": ["low", "middle", "high"]}},
    ...     "parties": {
    ...         "buyer": {"weights": {"price": 1}, "positions": {"price": "low"},
    ...                   "reservation": [0.4, 0.8]},
    ...         "seller": {"weights": {"price": 1}, "positions": {"price": "high"},
    ...                    "reservation": 0.5},
    ...     },
    ... }))
    >>> [(one.party, round(one.at, 3), round(one.multiple, 3)) for one in found.singles
    ...  if one.kind == "reservation"]
    [('buyer', 0.5, 0.5), ('seller', 0.0, 3.333)]
    """
    zone = zone_of(scenario)
    if agreement is not None:
        return _of_agreement(zone, agreement)
    tried = list_conceivable(zone.space)
    if zone.exists:
        return Prices("close", None, {"": _ordered(_to_close(tried))})
    together, left_out = pairs(tried)
    acts = [*rules_given_up(zone), *options_permitted(zone), *options_added(zone)]
    singles = _ordered([*_to_open(tried), *acts])
    return Prices("open", None, {"": singles}, tuple(together), tuple(left_out))


def _to_open(tried: Listed) -> Iterator[Price]:
    for party in tried.space.consenting:
        found = weights_to_open(tried, party, tried.passing((party,)))
        if found is not None:
            yield found
    yield from reservation_prices(tried, opening=True)
    yield from input_prices(tried, opening=True)


def _to_close(tried: Listed) -> Iterator[Price]:
    for party in tried.space.consenting:
        found = weights_to_close(tried, party)
        if found is not None:
            yield found
    yield from reservation_prices(tried, opening=False)
    yield from input_prices(tried, opening=False)


def _of_agreement(zone: Zone, agreement: str | Mapping[str, OptionName]) -> Prices:
    """Return, test by test, what a named agreement would take."""
    explained = explain(zone, agreement)
    space, judged = zone.space, explained.judgement
    digits = _digits(space, judged.outcome.agreement)
    tests: dict[str, tuple[Price, ...]] = {}
    for test in () if judged.acceptable else judged.not_met:
        others = [path for path in judged.not_met if path != test]
        tests[test] = _ordered(_of_test(space.without(others), test, digits))
    together, left_out = pairs(Listed(space, digits[None, :])) if len(tests) > 1 else ([], [])
    return Prices("accept", judged.outcome.agreement, tests, tuple(together), tuple(left_out))


def _of_test(space: Space, test: str, digits: Indices) -> Iterator[Price]:
    """Yield what meets one test of an agreement, all its other ones left out of account."""
    values = {reservation_path(party.name) for party in space.parties}
    if test in values:
        yield from _to_open(Listed(space, digits[None, :]))
        return
    rule = next(one for one in space.rules if one.path == test)
    if not rule.definition:
        party = space.parties[rule.owner].name if rule.owner >= 0 else None
        yield Price("rule", test, party=party, opens=1)


def _digits(space: Space, agreement: Mapping[str, OptionName]) -> Indices:
    import numpy as np

    issues = space.scenario.issues.items()
    return np.array([issue.place(agreement[name]) for name, issue in issues], dtype=np.int64)


def _ordered(found: Iterator[Price] | list[Price]) -> tuple[Price, ...]:
    """Return prices by multiple of the range, those without one last, in the order of the file."""
    return tuple(sorted(found, key=lambda one: one.rank))
