"""Talks at the edges: nothing to table, powers, and later dates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.bargaining import run
from sim.bargaining.chance import INPUTS, Chance, stream
from sim.bargaining.chunk import Chunk, Setting
from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.settings import Settings, make_settings
from sim.bargaining.table import Table
from sim.bargaining.venue import Venue
from sim.scenario.errors import ScenarioError
from sim.space.draw import draw_inputs
from tests.bargaining.held import menu_of


def two(**more: Any) -> dict[str, Any]:
    """Return a plain document of two parties."""
    ann = {"weights": {"x": 2, "y": 1}, "positions": {"x": 0, "y": {"values": {"a": 1, "b": 0}}}}
    bob = {"weights": {"x": 1, "y": 2}, "positions": {"x": 10, "y": {"values": {"a": 0, "b": 1}}}}
    issues = {
        "x": {"range": {"from": 0, "to": 10, "step": 1}},
        "y": {"options": ["a", "b"]},
    }
    return {"title": "Two", "issues": issues, "parties": {"ann": ann, "bob": bob}, **more}


@pytest.mark.parametrize("protocol", sorted(PROTOCOLS))
def test_with_nothing_to_table_nobody_agrees_in_any_draw(protocol: str) -> None:
    scenario = sim.Scenario.from_dict(two(linkages={"shut": {"never": {"y": ["a", "b"]}}}))
    assert sim.bargain(scenario, draw=True, protocol=protocol, runs=10).agreed.count == 0


def test_nash_of_draws_without_spread_is_that_of_the_file_with_its_powers() -> None:
    document = two()
    document["parties"]["ann"]["power"] = 4
    scenario = sim.Scenario.from_dict(document)
    fixed = sim.bargain(scenario, runs=50)
    drawn = sim.bargain(scenario, runs=50, draw=True, spread=0)
    assert drawn.distance_from_nash == pytest.approx(fixed.distance_from_nash, abs=1e-9)


@pytest.mark.parametrize("strategy", ["zeuthen", "tit_for_tat"])
def test_offers_by_all_at_once_wait_for_later_dates(strategy: str) -> None:
    changes = [{"parties": {"ann": {"reservation": value}}} for value in (2, 0)]
    scenario = sim.Scenario.from_dict(
        two(rounds=[{"label": f"r{k}", "changes": one} for k, one in enumerate(changes)])
    )
    talks = sim.bargain(
        scenario,
        protocol="simultaneous_concession",
        strategies={"ann": strategy, "bob": strategy},
        through_rounds=True,
        runs=20,
    )
    ended_early = sum(talks.by_round["nobody_moves"][:50])
    assert ended_early == 0


def test_a_parameter_is_drawn_once_for_all_who_share_it() -> None:
    said = {"name": "boulware", "exponent": "$late"}
    scenario = scenario_of(
        parameters={"late": [1, 5], "wait": [0.5, 0.9]},
        ann={"strategy": said, "patience": "$wait"},
        bob={"strategy": said, "patience": "$wait"},
    )
    for draw in (False, True):
        settings = make_settings(scenario, ("ann", "bob"), draw=draw, rounds=10)
        assert settings.varies[1] == "exponents of strategies"
        assert ("patience" in settings.varies) == draw
        seen = tables_of(scenario, settings)
        for chance, patience in seen:
            assert np.array_equal(chance.exponents[0], chance.exponents[1])
            assert len(np.unique(chance.exponents[0])) == len(chance.exponents[0])
            assert np.array_equal(patience[0], patience[1])
            assert (len(np.unique(patience[0])) > 1) == draw


def test_a_ranged_hazard_is_drawn_where_inputs_are() -> None:
    scenario = scenario_of(bargaining={"hazard": [0.1, 0.5]})
    for draw in (False, True):
        settings = make_settings(scenario, ("ann", "bob"), draw=draw, rounds=10)
        for chance, _ in tables_of(scenario, settings):
            assert (len(np.unique(chance.hazards)) > 1) == draw
            assert (chance.hazards >= 0.1).all()
            assert (chance.hazards <= 0.5).all()
            assert chance.hazards.mean() == pytest.approx(0.3, abs=0.1)


def test_a_parameter_outside_the_bounds_of_an_exponent() -> None:
    scenario = scenario_of(parameters={"p": [0, 1]})
    with pytest.raises(ScenarioError, match=r"the exponent leaves 0.01..100"):
        sim.bargain(scenario, strategies={"ann": {"name": "boulware", "exponent": "$p"}})


def test_drawing_where_nothing_is_open_is_drawing_nothing() -> None:
    talks = sim.bargain(scenario_of(), draw=True, spread=0, opener="ann", runs=50,
                        strategies={"ann": "linear", "bob": "linear"})  # fmt: skip
    assert talks.same
    assert talks.runs == 1
    assert talks.settings.draw
    open_ = sim.bargain(scenario_of(ann={"reservation": [0.1, 0.2]}), draw=True, spread=0, runs=5)
    assert "weights, values and walk-away values" in open_.settings.varies


def scenario_of(ann: Any = None, bob: Any = None, **more: Any) -> sim.Scenario:
    document = two(**more)
    document["parties"]["ann"] |= ann or {}
    document["parties"]["bob"] |= bob or {}
    return sim.Scenario.from_dict(document)


def tables_of(scenario: sim.Scenario, settings: Settings) -> list[tuple[Chance, Any]]:
    """Return what a chunk of talks is held with."""
    seen = []

    def noting(setting: Setting, tables: list[Table], chance: Chance, traced: int) -> Chunk:
        seen.append((chance, tables[0].patience))
        return held_as_ever(setting, tables, chance, traced)

    held_as_ever = run._hold
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "_hold", noting)
        run.run_chunk(Setting((menu_of(scenario),), settings, 0), 0, 40)
    return seen


@pytest.mark.parametrize("protocol", sorted(PROTOCOLS))
@pytest.mark.parametrize("draw", [False, True], ids=["points", "drawn"])
def test_whatever_is_drawn_and_at_every_date_nobody_goes_below_what_it_needs(
    protocol: str, draw: bool
) -> None:
    changes: list[Any] = [
        {"parties": {"ann": {"reservation": [0.1, 0.5]}, "bob": {"weights": {"x": [1, 2]}}}},
        {"parties": {"bob": {"red_lines": {"line": {"never": {"y": "a"}, "holds": [0.3, 0.9]}}}}},
        {"parties": {"ann": {"reservation": 0.2}}},
    ]
    line = {"low": {"never": {"x": {"at_least": 8}}}}
    scenario = scenario_of(
        ann={"red_lines": line},
        rounds=[{"label": f"r{k}", "changes": one} for k, one in enumerate(changes)],
    )
    venue = Venue(scenario)
    settings = make_settings(
        scenario, venue.seats, protocol=protocol, rounds=24, through_rounds=True, draw=draw,
        strategies=dict.fromkeys(venue.seats, "conceder"),
    )  # fmt: skip
    menus = tuple(state.menu for state in venue.states(through=True))
    assert len(menus) > 1
    chunk = run.run_chunk(Setting(menus, settings, 5), 0, 30)
    state_of = np.arange(24) * len(menus) // 24
    for number, menu in enumerate(menus):
        rng = stream(5, 0, INPUTS)
        drawn = draw_inputs(menu.space, 30, rng, spread=settings.spread)
        ended = [
            np.concatenate([getattr(one, name) for one in chunk.ended])
            for name in ("agreement", "state", "offers")
        ]
        for seat, party in enumerate(menu.seats):
            if draw:
                worth = drawn.utilities(party, menu.digits)
                asked, kept = drawn.reservations[:, party], drawn.keeps(party, menu.broken)
            else:
                worth = np.tile(menu.utilities[party], (30, 1))
                asked = np.full(30, menu.space.reservations[party])
                own = [rule.owner == party for rule in menu.space.rules]
                kept = np.tile(~menu.broken[own].any(axis=0), (30, 1))
            if protocol != "single_text":
                talk, when = np.nonzero(ended[2][:, state_of == number, seat] >= 0)
                offers = ended[2][:, state_of == number, seat][talk, when]
                assert (worth[talk, offers] >= asked[talk] - 1e-9).all()
                assert kept[talk, offers].all()
            rows = np.flatnonzero((ended[0] >= 0) & (ended[1] == number))
            agreed = ended[0][rows]
            assert (worth[rows, agreed] >= asked[rows] - 1e-9).all()
            assert kept[rows, agreed].all()
            assert chunk.utilities[seat, rows] == pytest.approx(worth[rows, agreed])
