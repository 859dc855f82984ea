"""Runs of talks as people ask for them."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import sim
from sim.bargaining import PROTOCOLS, STRATEGIES, bargain, contest
from sim.bargaining import bargain as module_bargain
from sim.bargaining.chunk import CHUNK, Setting
from sim.bargaining.menu import make_menu
from sim.bargaining.run import _nash, run_chunk
from sim.bargaining.settings import make_settings
from sim.bargaining.table import drawn_table
from sim.scenario.errors import ScenarioError
from sim.space.compile import compile_space
from sim.space.draw import draw_inputs
from tests.bargaining.held import cake, menu_of

ISTANBUL = sim.load("scenarios/istanbul-2022.yaml")


def message(scenario: sim.Scenario, **options: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        bargain(scenario, **options)
    return "\n".join(str(problem) for problem in caught.value.problems)


def plain(talks: sim.Bargaining) -> str:
    return json.dumps(talks.to_dict(), allow_nan=False)


def test_the_same_seed_gives_the_same_bytes() -> None:
    found = {plain(bargain(ISTANBUL, runs=50, seed=3)) for _ in range(2)}
    assert len(found) == 1
    assert found != {plain(bargain(ISTANBUL, runs=50, seed=4))}


def test_however_the_work_is_split() -> None:
    scenario = cake(21)
    alone = bargain(scenario, runs=CHUNK + 500, rounds=20)
    assert plain(alone) == plain(bargain(scenario, runs=CHUNK + 500, rounds=20, jobs=2))


@pytest.mark.parametrize(("protocol", "strategy"), [
    ("alternating_offers", "linear"), ("simultaneous_concession", "zeuthen"),
    ("single_text", "linear"),
])  # fmt: skip
def test_talks_do_not_depend_on_how_many_are_held_at_once(protocol: str, strategy: str) -> None:
    scenario = cake(21)
    space = compile_space(scenario)
    settings = make_settings(
        scenario, ("ann", "bob"), rounds=20, draw=True, protocol=protocol, hazard=0.02,
        strategies={"ann": strategy, "bob": strategy},
    )  # fmt: skip
    setting = Setting((make_menu(space, lambda: ()),), settings, 0)
    at_once = run_chunk(setting, 0, 90)
    assert len(at_once.ended) == 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.bargaining.run.HELD", (40 + 4) * 21 * 2 * 7)
        parts = run_chunk(setting, 0, 90)
    assert len(parts.ended) == 13
    for name in ("utilities", "kept", "nash"):
        assert np.array_equal(getattr(parts, name), getattr(at_once, name), equal_nan=True)
    for name in ("agreement", "round", "ending"):
        split = np.concatenate([getattr(one, name) for one in parts.ended])
        assert np.array_equal(split, getattr(at_once.ended[0], name))


def test_many_rounds_do_not_take_memory_with_them() -> None:
    # Offers of fewer talks are kept then; all else is drawn as rounds are played.
    talks = bargain(cake(5), runs=3_000, rounds=200_000, opener="ann",
                    strategies={"ann": "conceder", "bob": "conceder"}, hazard=0.2)  # fmt: skip
    assert talks.traced == 4_000_000 // (200_000 * 2)
    assert talks.runs == 3_000
    usual = bargain(cake(5), runs=3_000, hazard=0.2)
    assert usual.traced == 1_000


def test_shares_add_up() -> None:
    talks = bargain(ISTANBUL, runs=200, seed=1, hazard=0.02)
    assert sum(talks.endings.values()) == 200 == talks.runs
    assert talks.endings["agreed"] == talks.agreed.count == sum(e.share.count for e in talks.ends)
    assert talks.endings["broken_off"] > 0
    for name, counts in talks.by_round.items():
        assert list(counts) == sorted(counts)
        assert counts[-1] == talks.endings[name] or name == "deadline"
    low, high = talks.agreed.interval
    assert low < talks.agreed.value < high
    assert set(talks.moves) == set(talks.learnt) == {"russia", "ukraine"}
    for issues in talks.learnt.values():
        assert sum(estimated for estimated, _ in issues.values()) == pytest.approx(1)


def test_with_nothing_random_all_talks_are_one() -> None:
    strategies = {"ann": "linear", "bob": {"name": "boulware", "exponent": 2}}
    talks = bargain(cake(), runs=5_000, strategies=strategies, opener="bob")
    assert talks.same
    assert talks.runs == 1
    assert talks.to_dict()["varies"] == []
    assert talks.trace[0].party == "bob"
    assert talks.trace_end == "agreed"
    varied = bargain(cake(), runs=300, strategies=strategies)
    assert varied.settings.varies == ("who opens",)
    assert varied.runs == 300
    assert len(varied.ends) <= 2


def test_what_differs_is_named() -> None:
    assert bargain(cake(11), runs=2).settings.varies == ("who opens", "exponents of strategies")
    mediated = bargain(cake(11), runs=2, protocol="single_text")
    assert mediated.settings.varies == ("exponents of strategies", "the mediator's revisions")
    drawn = bargain(cake(11), runs=2, draw=True, hazard=0.1, opener="ann").settings.varies
    assert drawn[1:] == (
        "when talks break off",
        "weights, values and walk-away values",
    )


def test_distance_from_nash() -> None:
    talks = bargain(
        cake(101), strategies={"ann": "linear", "bob": "linear"}, opener="ann", rounds=200
    )
    assert talks.distance_from_nash == pytest.approx(0, abs=0.02)
    yielding = {"name": "conceder", "accept": ["next", "time"]}
    one_sided = bargain(
        cake(101), strategies={"ann": "hardliner", "bob": yielding}, opener="ann", rounds=200
    )
    got = one_sided.parties
    assert got["ann"].from_nash == pytest.approx(0.5)
    assert got["bob"].from_nash == pytest.approx(-0.5)
    # Half of what lies between each one's worst and best, either way.
    assert one_sided.distance_from_nash == pytest.approx(0.5)


def test_distance_from_nash_where_a_party_can_be_passed_over() -> None:
    # Two of three must accept; the third gains almost nothing anywhere in the zone.
    ends = {"ann": 0, "bob": 8, "cem": 10}
    scenario = sim.Scenario.from_dict(
        {
            "title": "Two of three",
            "issues": {"cut": {"range": {"from": 0, "to": 10, "step": 1}}},
            "consent": {"at_least": 2, "of": list(ends)},
            "parties": {
                name: {
                    "weights": {"cut": 1},
                    "positions": {"cut": end},
                    "reservation": {"ann": 0.99, "bob": 0.3, "cem": 0.3}[name],
                }
                for name, end in ends.items()
            },
        }
    )
    for draw in (False, True):
        talks = bargain(scenario, runs=30, draw=draw, spread=0)
        assert talks.agreed.value > 0
        assert talks.distance_from_nash is not None
        assert 0 <= talks.distance_from_nash <= 1
    # Drawn with no spread, the Nash solution of a talk is that of the points.
    menu = menu_of(scenario)
    table = drawn_table(
        menu, draw_inputs(menu.space, 2, np.random.default_rng(0), spread=0), np.ones((3, 2))
    )
    nash = sim.explore(scenario).solutions["nash"]
    assert _nash(table)[:, 0].tolist() == pytest.approx(list(nash.utilities.values()))


def test_gains_are_discounted_for_the_time_they_took() -> None:
    scenario = cake(101, ann={"patience": 0.99, "reservation": 0.2}, bob={"reservation": 0.2})
    talks = bargain(scenario, strategies={"ann": "linear", "bob": "linear"}, opener="ann")
    turns = sum(1 for _ in talks.trace)
    got = talks.parties["ann"]
    assert got.discounted == pytest.approx(0.2 + 0.99 ** (turns / 2) * (got.utility - 0.2))
    assert talks.parties["bob"].discounted == talks.parties["bob"].utility


def test_talks_run_through_the_dates() -> None:
    base = {
        "title": "Two dates",
        "issues": {"cut": {"range": {"from": 0, "to": 100, "step": 1}}},
        "parties": {
            "ann": {"weights": {"cut": 1}, "positions": {"cut": 0}},
            "bob": {
                "weights": {"cut": 1},
                "positions": {"cut": 100},
                "red_lines": {"most": {"never": {"cut": {"at_most": 90}}}},
            },
        },
        "rounds": [
            {"date": "2000-01-01"},
            {"date": "2000-02-01", "changes": {"parties": {"bob": {"red_lines": {"most": None}}}}},
        ],
    }
    scenario = sim.Scenario.from_dict(base)
    strategies = {"ann": "linear", "bob": "linear"}
    last = bargain(scenario, strategies=strategies, opener="ann", rounds=20)
    through = bargain(scenario, strategies=strategies, opener="ann", rounds=20, through_rounds=True)
    assert through.states == ("2000-01-01", "2000-02-01")
    first = [o for o in through.trace if o.round <= 10 and o.party == "bob"]
    assert all(float(o.agreement["cut"]) > 90 for o in first)
    assert through.rounds_needed[0.5] > 10
    assert float(through.ends[0].agreement["cut"]) <= 90
    assert last.agreed.count == through.agreed.count == 1
    assert "no rounds to run through" in message(cake(), through_rounds=True)
    assert "fewer than the 2 states" in message(scenario, through_rounds=True, rounds=1)


def test_the_istanbul_talks_run_through_its_rounds() -> None:
    talks = bargain(ISTANBUL, runs=20, through_rounds=True)
    assert len(talks.states) == 6
    assert talks.runs == 20


def test_where_agreements_cannot_be_listed() -> None:
    scenario = sim.load("scenarios/colombia-2016.yaml")
    zone = sim.explore(scenario)
    talks = bargain(scenario, runs=30, zone=zone)
    assert not talks.listed
    assert talks.menu >= zone.counts.frontier_distinct  # type: ignore[operator]
    assert talks.agreed.count > 0
    text = talks.to_dict()["menu"]
    assert text["all_that_keep_linkages"] is False
    # Forced on a small space the menu holds both frontiers and only what keeps the linkages.
    small = compile_space(ISTANBUL)
    zone = sim.explore(ISTANBUL)
    near = make_menu(small, lambda: (zone.frontier, zone.settlement), most=10)
    every = menu_of(ISTANBUL)
    places = every.find(near.digits)
    assert (places >= 0).all()
    firsts = np.array([zone.frontier.first(p) for p in range(zone.frontier.distinct)])
    assert (near.find(firsts) >= 0).all()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"strategies": {"ann": "bullware"}}, ["<strategies>", "unknown strategy", "'boulware'"]),
        ({"strategies": {"anne": "linear"}}, ["'anne' is no party that bargains", "'ann'"]),
        ({"protocol": "alternating"}, ["<protocol>", "unknown protocol", "alternating_offers"]),
        ({"strategies": {"ann": "zeuthen"}}, ["doesn't fit the protocol", "simultaneous"]),
        ({"strategies": {"ann": {"name": "micro", "exponent": 2}}}, ["takes no exponent"]),
        ({"strategies": {"ann": {"name": "linear", "speed": 2}}}, ["speed"]),
        ({"strategies": {"ann": {"name": "boulware", "exponent": [2, 1000]}}}, ["0.01..100"]),
        ({"rounds": 0}, ["<rounds>", "expected at least 1"]),
        ({"hazard": 1.0}, ["<hazard>", "expected a chance"]),
        ({"opener": "carl"}, ["<opener>", "'carl' is no party that bargains"]),
        (
            {"strategies": {"ann": {"name": "micro", "accept": "time"}}},
            ["accepts by the rule next only"],
        ),
        (
            {"strategies": {"ann": {"name": "boulware", "exponent": "$p"}}},
            ["unknown parameter 'p'"],
        ),
        ({"strategies": {"ann": {"name": "linear", "level": 0.5}}}, ["level: without the rule"]),
        ({"strategies": {"ann": {"name": "linear", "after": 0.5}}}, ["after: without the rule"]),
        (
            {"strategies": {"ann": {"name": "equilibrium", "tolerance": 0.1}}},
            ["always has tolerance: 0.0"],
        ),
        (
            {"strategies": {"ann": {"name": "micro", "ties": "for_others"}}},
            ["always has ties: first"],
        ),
    ],
)
def test_bad_input_is_told(options: dict[str, Any], words: list[str]) -> None:
    text = message(cake(11), **options)
    for word in words:
        assert word in text


def test_no_runs_no_jobs_and_nobody_to_talk_to() -> None:
    wrong: list[tuple[dict[str, Any], type[Exception], str]] = [
        ({"runs": 0}, ValueError, "runs: got 0; expected at least 1"),
        ({"jobs": 0}, ValueError, "jobs: got 0; expected at least 1"),
        ({"seed": -1}, ValueError, "seed: got -1; expected at least 0"),
        ({"runs": 1.5}, TypeError, "runs: got 1.5; expected a whole number"),
        ({"rounds": True}, TypeError, "rounds: got True; expected a whole number"),
        ({"hazard": "often"}, TypeError, "hazard: got 'often'; expected a number"),
        ({"spread": 4}, ValueError, "spread: got 4; expected 0..3"),
        ({"opener": ""}, TypeError, "opener: got ''; expected a name"),
        ({"strategies": ["linear"]}, TypeError, "expected a mapping, party → strategy"),
    ]
    for options, kind, words in wrong:
        with pytest.raises(kind, match=re.escape(words)):
            bargain(cake(11), **options)
    alone = cake(11).with_changes({"parties.bob.bargains": False})
    assert "1 of the parties bargain; talks need at least 2" in message(alone)
    three = cake(11).with_changes(
        {"parties.carl": {"weights": {"cut": 1}, "positions": {"cut": 5}}}
    )
    assert "is for 2 parties and 3 bargain" in message(three, strategies={"ann": "equilibrium"})


def test_problems_of_a_file_are_located(tmp_path: Any) -> None:
    file = tmp_path / "talks.yaml"
    file.write_text(
        "title: T\nissues: {cut: {range: {from: 0, to: 4, step: 1}}}\n"
        "bargaining: {protocol: haggling}\nparties:\n"
        "  ann: {weights: {cut: 1}, positions: {cut: 0}, strategy: hardlyner}\n"
        "  bob: {weights: {cut: 1}, positions: {cut: 4}, patience: 0.9}\n"
    )
    text = message(sim.load(file))
    assert "talks.yaml:3:" in text
    assert "talks.yaml:5:" in text
    assert "hardliner" in text
    file.write_text(file.read_text().replace("patience: 0.9", "patience: 1.5"))
    with pytest.raises(ScenarioError, match="above 0 up to 1"):
        sim.load(file)


def test_what_a_file_says_is_used() -> None:
    changes = {
        "bargaining": {"protocol": "simultaneous_concession", "rounds": 30, "hazard": 0.01},
        "parties.ann.strategy": {"name": "time_dependent", "exponent": [1, 2]},
        "parties.bob.strategy": "zeuthen",
    }
    talks = bargain(cake(51).with_changes(changes), runs=20)
    said = talks.to_dict()["settings"]
    assert (said["protocol"], said["rounds"], said["hazard"]) == (
        "simultaneous_concession",
        30,
        0.01,
    )
    assert said["strategies"]["ann"]["exponent"] == [1, 2]
    assert talks.settings.unstated == ()
    other = bargain(cake(51).with_changes(changes), runs=20, rounds=10, hazard=0.0)
    assert other.settings.rounds == 10


def test_strategies_against_strategies() -> None:
    found = contest(cake(51), runs=5, rounds=20)
    assert "time_dependent" not in found.strategies
    assert set(found.meetings) == {(a, b) for a in found.strategies for b in found.strategies}
    assert found.meetings["hardliner", "hardliner"].agreed.count == 0
    meeting = found.meetings["boulware", "conceder"]
    assert meeting.utilities["ann"] > meeting.utilities["bob"]
    json.dumps(found.to_dict(), allow_nan=False)
    with pytest.raises(ScenarioError, match="no other party that bargains"):
        contest(cake(11), pair=("ann", "ann"))


def test_names_and_protocols_are_what_they_say() -> None:
    assert {one.name for one in PROTOCOLS.values()} == set(PROTOCOLS)
    counted = Counter(protocol for one in STRATEGIES.values() for protocol in one.protocols)
    assert all(counted[name] >= 2 for name in PROTOCOLS)
    assert module_bargain is sim.bargain


def test_others_keep_their_strategies_in_a_contest_however_it_is_split() -> None:
    three = cake(11).with_changes(
        {"parties.carl": {"weights": {"cut": 1}, "positions": {"cut": 0}}}
    )
    options: dict[str, Any] = {"strategies": ["linear", "hardliner"], "runs": 30}
    stubborn = contest(three, others={"carl": "hardliner"}, **options)
    yielding = contest(three, others={"carl": {"name": "conceder", "accept": "time"}}, **options)
    assert not any(one.agreed.count for one in stubborn.meetings.values())
    assert yielding.meetings["linear", "linear"].agreed.count == 30
    split = contest(three, others={"carl": "hardliner"}, jobs=2, **options)
    assert split.to_dict() == stubborn.to_dict()


def test_menus_of_more_issues_than_64_bits_hold() -> None:
    issues = [f"i{k}" for k in range(70)]
    document: dict[str, Any] = {
        "title": "One after the other",
        "issues": {name: {"options": ["a", "b"]} for name in issues},
        "linkages": {
            f"l{k}": {"if": {first: "a"}, "then": {then: "a"}}
            for k, (first, then) in enumerate(pairwise(issues))
        },
        "parties": {
            name: {
                "weights": {"i0": 1, "i40": 1, "i69": 2},
                "positions": dict.fromkeys(("i0", "i40", "i69"), end),
                "reservation": 0.2,
            }
            for name, end in (("x", "a"), ("y", "b"))
        },
    }
    menu = menu_of(sim.Scenario.from_dict(document))
    assert len(menu.digits) == 71
    assert menu.find(menu.digits).tolist() == list(range(71))
    absent = 1 - menu.digits[35:36]
    assert menu.find(absent).tolist() == [-1]
