"""Orders and credits of the program against the oracle's.

Two adapters stand between them: `as_written` (how a file says who insists on what a step requires)
and `credited` (what the answer on rounds calls its parts).
"""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given

import sim
from sim.settlement.orders import Orders
from sim.settlement.process import Process
from sim.space.compile import compile_space
from tests.brute.credit import Credit, credits_of
from tests.brute.generate import histories, processes
from tests.brute.order import SAYS_WHO, Implementation, least_dropped
from tests.brute.overlay import leaves, overlaid
from tests.examples import examples

SLOW = examples(150)


def as_written(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document in the file's form: who insists stands beside the options."""
    found = copy.deepcopy(document)
    for step in found["steps"].values():
        given = step.get("requires")
        if given is not None:
            said = {key: given.pop(key) for key in SAYS_WHO if key in given}
            step["requires"] = {"options": given, **said} if said else given
    return found


def orders(document: dict[str, Any], agreement: dict[str, str]) -> Orders:
    scenario = sim.Scenario.from_dict(as_written(document))
    places = [issue.place(agreement[name]) for name, issue in scenario.issues.items()]
    return Orders(Process.of(compile_space(scenario), np.array(places)))


@SLOW
@given(processes())
def test_orders_are_those_of_the_oracle(
    given_process: tuple[dict[str, Any], dict[str, str]],
) -> None:
    document, agreement = given_process
    found, brute = orders(document, agreement), Implementation(document, agreement)
    assert list(found.process.names) == brute.steps
    every = list(brute.orders())
    assert found.exists == bool(every)
    best = found.best()
    assert (best is None) == (not every)
    assert best is None or best in every


@SLOW
@given(processes())
def test_an_order_exists_without_demands_where_the_oracle_finds_one(
    given_process: tuple[dict[str, Any], dict[str, str]],
) -> None:
    """The demands of the file, dropped by hand: the smallest sets, and nothing less."""
    document, agreement = given_process
    for step in document["steps"].values():
        step.get("requires", {}).pop("by", None)  # Facts only: what is dropped is demands.
        step.get("requires", {}).pop("strength", None)
    for dropped in least_dropped(document, [agreement]):
        fewer = copy.deepcopy(document)
        for path in dropped:
            del fewer["demands"][path.removeprefix("demands.")]
        assert orders(fewer, agreement).exists
        for path in dropped:
            kept = copy.deepcopy(fewer)
            name = path.removeprefix("demands.")
            kept["demands"][name] = document["demands"][name]
            assert not orders(kept, agreement).exists


def credited(document: dict[str, Any]) -> list[tuple[tuple[int, ...], Credit, Credit]]:
    """Return the program's players with their credits in r* and in zone yes or no."""
    zones = {True: Fraction(1), False: Fraction(-1), None: Fraction(0)}

    def credit(one: Any, value: Any, shapley: Any) -> Credit:
        return Credit(value(one.alone), value(one.in_turn), value(one.last), shapley)

    return [
        (
            tuple(one.rounds),
            credit(one, lambda worth: worth.critical_reservation, one.shapley),
            credit(one, lambda worth: zones[worth.zone], one.shapley_zone),
        )
        for one in sim.rounds(sim.Scenario.from_dict(document)).credits
    ]


def valid(document: dict[str, Any]) -> bool:
    """Whether no round of a file removes what is not there (an error in a file)."""
    state = {key: value for key, value in document.items() if key != "rounds"}
    for one in document["rounds"]:
        for path, value in leaves(one["changes"]).items():
            here: Any = state
            for name in path:
                here = here.get(name) if isinstance(here, dict) else None
            if value is None and here is None:
                return False
        state = overlaid(state, one["changes"])
    return True


@SLOW
@given(histories())
def test_credits_are_those_of_the_oracle(document: dict[str, Any]) -> None:
    assume(valid(document))
    found = credited(document)
    expected = credits_of(document)
    assert [rounds for rounds, _, _ in found] == [player.rounds for player, _, _ in expected]
    for (_, *mine), (_, *theirs) in zip(found, expected, strict=True):
        for got, wanted in zip(mine, theirs, strict=True):
            for name in ("first", "in_turn", "last", "shapley"):
                value = getattr(wanted, name)
                one = None if value is None else pytest.approx(float(value), abs=1e-9)
                assert getattr(got, name) == one, name
