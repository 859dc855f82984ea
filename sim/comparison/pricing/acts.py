"""Prices of acts that are no numbers: rules given up, options permitted, options added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from sim.comparison.pricing.price import Price
from sim.engines.choice import Engines
from sim.scenario.scenario import Scenario
from sim.space.compile import compile_space
from sim.space.count import at_least
from sim.space.dominance import nondominated
from sim.space.space import Space, reservation_path
from sim.space.values import Floats
from sim.zone.frontier import Frontier
from sim.zone.zone import Zone

ADDED = "added_option"
"""Id of an option that is tried out."""


def rules_given_up(zone: Zone) -> Iterator[Price]:
    """Yield every rule without which alone an empty zone opens."""
    for way in zone.ways_out:
        rule = way.rules[0]
        if len(way.rules) == 1 and not way.price:
            yield Price(
                "rule",
                rule,
                party=rule.split(".")[1] if rule.startswith("parties.") else None,
                opens=way.opens,
                agreement=way.example.agreement,
            )


def options_permitted(zone: Zone) -> Iterator[Price]:
    """Yield every option off the table that alone opens an empty zone if it is permitted."""
    space, engines = zone.space, Engines(limits=zone.engines.limits)
    for number, (name, issue) in enumerate(space.scenario.issues.items()):
        for place in sorted(set(range(len(issue.names))) - set(space.options[number].tolist())):
            options = list(space.options)
            # The zone is empty without it, so that only agreements that have it count.
            options[number] = np.array([place], dtype=np.int64)
            permitted = replace(space, options=tuple(options))
            engine = engines.of(permitted)
            opens = engine.acceptable()
            if at_least(opens):
                first = Frontier(permitted, engine.best(space.bargaining or space.weighing[:1]))
                yield Price(
                    "permitted",
                    f"issues.{name}",
                    option=issue.names[place],
                    opens=opens,
                    agreement=space.agreement(first.first(0)),
                )


def options_added(zone: Zone) -> Iterator[Price]:
    """Yield every issue on which one more option could open an empty zone, with its least values.

    The option is one that separates what the scale of the issue joins (``bypass``), so that the
    values of all others stay; no rule that lists options names it. Only where every party that has
    a say has it everywhere.
    """
    space = zone.space
    if not space.consent.unanimous or space.consent.where:
        return
    for name, issue in space.scenario.issues.items():
        number = space.issues.index(name)
        owners = [k for k in space.consenting if space.parties[k].weights[number] > 0]
        if issue.numeric or not owners:
            continue
        added = _with_option(space, name)
        if added is None:
            continue
        paths = [reservation_path(space.parties[k].name) for k in owners]
        engine = Engines(limits=zone.engines.limits).of(added.without(paths))
        if not engine.exists():
            continue
        points = engine.best(tuple(owners))
        weights = np.array([space.parties[k].weights[number] for k in owners])
        asked = np.array([space.reservations[k] for k in owners])
        got = points.steps / added.scales[owners]
        needs = np.maximum(0.0, (asked - got) / weights)
        needs = _smallest(needs[(needs <= 1.0).all(axis=1)])
        if len(needs):
            first = int(needs.max(axis=1).argmin())
            ordered = np.concatenate([needs[first : first + 1], np.delete(needs, first, axis=0)])
            yield Price(
                "added",
                f"issues.{name}",
                amount=float(ordered[0].max()),
                needs=tuple(tuple(row) for row in ordered.tolist()),
                parties=tuple(space.parties[k].name for k in owners),
                exact=points.complete,
            )


def _smallest(needs: Floats) -> Floats:
    """Return the Pareto-minimal rows, each once, in ascending order."""
    if not len(needs):
        return needs
    return np.unique(needs[nondominated(-needs)], axis=0)


def _with_option(space: Space, issue: str) -> Space | None:
    """Return the space with one more option of an issue, worth 0 to all, that all texts have.

    Worth 0 to voters at home too: an option without a value would be no valid file.
    """
    scenario: Scenario = space.scenario
    given = scenario.issues[issue]
    if ADDED in given.names:
        return None
    changes: dict[str, object] = {f"issues.{issue}.options.{ADDED}": {"bypass": True}}
    if given.only is not None:
        changes[f"issues.{issue}.only"] = [*given.only, ADDED]
    for path in _positions_on(scenario, issue):
        changes[f"{path}.values.{ADDED}"] = 0
    made = compile_space(scenario.with_changes(changes, name="<added option>"))
    # Walk-away values stay: nobody fights for an option that is not on the table.
    kept: Mapping[str, float] = {one.name: one.reservation for one in space.parties}
    parties = tuple(replace(one, reservation=kept[one.name]) for one in made.parties)
    place = len(given.names)
    mask = np.zeros(place + 1, dtype=bool)
    mask[place] = True
    narrow = replace(made, parties=parties, dropped=space.dropped)
    return narrow.narrowed({space.issues.index(issue): mask})


def _positions_on(scenario: Scenario, issue: str) -> Iterator[str]:
    """Yield the path of every position on an issue, of parties and of voters."""
    for name, party in scenario.parties.items():
        if issue in party.positions:
            yield f"parties.{name}.positions.{issue}"
        for test, ratification in party.ratification.items():
            for group, voters in ratification.groups.items():
                if issue in voters.positions:
                    yield f"parties.{name}.ratification.{test}.groups.{group}.positions.{issue}"
