"""Runs of another program, offer by offer (``tests/data/bargaining.json`` names its origin)."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import numpy as np
import pytest

import sim
from sim.bargaining.ladder import SharedLadder
from sim.bargaining.menu import Menu
from sim.bargaining.table import shared_table
from sim.space.compile import compile_space
from sim.space.listing import list_admissible
from tests.bargaining.held import held
from tests.test_truth import DATA, DOMAINS, domain

RUNS = json.loads((DATA / "bargaining.json").read_text())["runs"]
CASES = {case["name"]: case for case in DOMAINS}
TOLERANCE = {"asp": 1e-3 + 1e-6, "tb": 1e-4}
"""How far below its level that program accepts and offers; the first kind takes 1e-6 more."""


def kind(strategy: str) -> str:
    return strategy.partition("-")[0]


def said(strategy: str) -> dict[str, Any]:
    if strategy == "micro":
        return {"name": "micro", "ties": "first"}
    name = strategy.partition("-")[2]
    return {"name": name, "ties": "first", "tolerance": TOLERANCE[kind(strategy)]}


def taken_first() -> dict[tuple[str, str, int], set[int]]:
    """Return which of its offers of equal worth that program makes, by kind, domain and party.

    Its sorting is not stable, so this is no rule; it is the same in all its runs.
    """
    found = defaultdict(set)
    for run in RUNS:
        for offer, proposer in zip(run["offers"], run["proposers"], strict=True):
            strategy = run["strategies"][int(proposer)]
            if strategy != "micro":
                found[kind(strategy), run["domain"], int(proposer)].add(offer)
    return found


FIRST = taken_first()


def put_first(ladder: SharedLadder, offers: set[int]) -> None:
    """Put some offers before those of equal worth."""
    for offer in sorted(offers):
        place = np.flatnonzero(ladder.offers == offer)
        start, _ = ladder.equal(place, place)
        ladder.offers[[start, place]] = ladder.offers[[place, start]]


def menu_of(scenario: sim.Scenario) -> Menu:
    """Return all agreements: that program leaves out none that all could improve on."""
    space = compile_space(scenario)
    digits = list_admissible(space, "talks are").digits
    return Menu(space, digits)


def test_that_program_takes_the_same_of_equal_offers_in_all_runs() -> None:
    for (_, name, party), offers in FIRST.items():
        menu = menu_of(domain(CASES[name]))
        utilities = menu.utilities[party, sorted(offers)].round(9)
        assert len(set(utilities.tolist())) == len(offers)


@pytest.mark.parametrize(
    "run", RUNS, ids=[f"{run['domain']}-{'-'.join(run['strategies'])}" for run in RUNS]
)
def test_offers_and_agreements(run: dict[str, Any]) -> None:
    scenario = domain(CASES[run["domain"]])
    menu = menu_of(scenario)
    table = shared_table(menu, np.ones((len(menu.seats), 1)))
    for seat, (ladder, strategy) in enumerate(zip(table.ladders, run["strategies"], strict=True)):
        if strategy != "micro":
            assert isinstance(ladder, SharedLadder)
            put_first(ladder, FIRST[kind(strategy), run["domain"], seat])
    strategies = [said(strategy) for strategy in run["strategies"]]
    ended = held(scenario, strategies, table=table, rounds=run["rounds"])
    made = [(seat, offer) for row in ended.offers[0].tolist() for seat, offer in enumerate(row)]
    made = [(seat, offer) for seat, offer in made if offer >= 0]
    assert [offer for _, offer in made] == run["offers"]
    assert "".join(str(seat) for seat, _ in made) == run["proposers"]
    agreement = None if ended.agreement[0] < 0 else int(ended.agreement[0])
    assert agreement == run["agreement"]
    counted = int(ended.round[0]) + 1 if agreement is not None else run["rounds"]
    assert counted == run["counted_rounds"]
    if agreement is not None:
        got = menu.utilities[list(menu.seats), agreement]
        assert got.tolist() == pytest.approx(run["utilities"], abs=1e-9)
