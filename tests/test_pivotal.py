"""Pivotal options: forbidding one is the same as taking it off the table by hand."""

from __future__ import annotations

import pytest
from hypothesis import given

import sim
from sim.space.count import at_least
from sim.zone.pivotal import PivotalOption, pivotal_options
from tests.examples import examples
from tests.generate import documents

FEW = examples(40)


def check(scenario: sim.Scenario) -> tuple[PivotalOption, ...]:
    zone = sim.explore(scenario)
    found = pivotal_options(zone)
    if not zone.exists:
        assert found == ()
        return found
    # An issue with one option left is settled: taking that away says nothing.
    assert len(found) == sum(size for size in zone.space.sizes if size > 1)
    for one in found:
        issue = scenario.issues[one.issue]
        places = zone.space.options[zone.space.issues.index(one.issue)].tolist()
        left = [issue.names[p] for p in places if issue.names[p] != one.option]
        if not left:
            assert one.closes
            continue
        by_hand = sim.explore(scenario.with_changes({f"issues.{one.issue}.only": left}))
        assert one.acceptable == by_hand.counts.acceptable
        assert one.closes == (not by_hand.exists)
        for name, now in (by_hand.solutions or {}).items():
            for party, value in now.utilities.items():
                change = value - zone.solutions[name].utilities[party]  # type: ignore[index]
                assert one.solutions[name][party] == pytest.approx(change, abs=1e-12)
        for party, change in one.best.items():
            # What is taken away makes nobody's best better.
            assert change <= 1e-12
            k = list(zone.frontier.points.parties).index(
                next(n for n, p in enumerate(zone.space.parties) if p.name == party)
            )
            most = by_hand.frontier.vectors[:, k].max() - zone.frontier.vectors[:, k].max()
            assert change == pytest.approx(most, abs=1e-12)
    keys = [one.largest for one in found]
    assert keys == sorted(keys, reverse=True)
    return found


@FEW
@given(documents(max_issues=3))
def test_as_if_taken_off_the_table_by_hand(document: dict[str, object]) -> None:
    check(sim.Scenario.from_dict(document))


def test_the_worth_of_a_bypass() -> None:
    found = check(sim.load("scenarios/teaching/bypass-opens.yaml"))
    closing = [one for one in found if one.closes]
    assert [(one.issue, one.option, one.bypass) for one in closing] == [
        ("island", "status_deferred", True)
    ]
    assert at_least(found[-1].acceptable) > 0
