"""Wrong input from Python: what was expected, the nearest name, and no options of commands."""

from __future__ import annotations

import ast
import copy
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.comparison import compare_agreements
from sim.reporting import report
from sim.scenario.base import FrozenDict, UnknownName, names_like
from sim.scenario.option_names import OPTIONS, PHRASES, with_options
from sim.space.budget import argument, option
from sim.zone.compromise_map import compromise_map
from sim.zone.options_used import options_used
from sim.zone.pivotal import pivotal_options
from sim.zone.reservation_map import reservation_map
from sim.zone.rule_matrix import rule_matrix
from sim.zone.trades import trades

FILE = "scenarios/teaching/two-issues.yaml"
OF_A_SCENARIO: list[Callable[[Any], object]] = [
    sim.explore, sim.check, sim.rounds, sim.robustness, sim.sensitivity, sim.bargain, sim.contest,
    report, lambda given: sim.compare({"a": sim.load(FILE), "b": given}),
]  # fmt: skip
OF_EITHER: list[Callable[[Any], object]] = [
    sim.prices, sim.ratify, sim.funnel, sim.roadmap, sim.after_signature,
    lambda given: sim.explain(given, "nash"),
    lambda given: compare_agreements(given, {"a": "nash", "b": "halves"}),
]  # fmt: skip
OF_A_ZONE: list[Callable[[Any], object]] = [
    options_used, pivotal_options, rule_matrix, trades, compromise_map, reservation_map,
    lambda given: sim.robustness(sim.load(FILE), zone=given),
    lambda given: sim.bargain(sim.load(FILE), zone=given),
]  # fmt: skip


@pytest.mark.parametrize("question", OF_A_SCENARIO)
def test_what_needs_a_scenario_says_how_to_read_one(question: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError) as caught:
        question("f.yaml")
    assert str(caught.value) == (
        "expected a Scenario, got 'f.yaml' (a str); sim.load('f.yaml') reads one"
    )
    with pytest.raises(TypeError, match=r"expected a Scenario, got None"):
        question(None)
    with pytest.raises(TypeError, match=r"sim\.Scenario\.from_dict makes one"):
        question({"title": "x"})


@pytest.mark.parametrize("question", OF_EITHER)
def test_what_needs_a_scenario_or_a_zone(question: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError, match=r"a Scenario or a Zone, got PosixPath\('f\.yaml'\)"):
        question(Path("f.yaml"))


@pytest.mark.parametrize("question", OF_A_ZONE)
def test_what_needs_a_zone(question: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError, match=r"expected a Zone, got <Scenario.*sim\.explore\(scenario"):
        question(sim.load(FILE))
    with pytest.raises(TypeError, match=r"sim\.explore\(sim\.load\('f\.yaml'\)\) returns one"):
        question("f.yaml")


def test_a_zone_has_its_scenario() -> None:
    with pytest.raises(TypeError, match=r"got <Zone .*; its \.scenario is one"):
        sim.robustness(sim.explore(sim.load(FILE)))  # type: ignore[arg-type]


def test_other_arguments_of_the_wrong_kind() -> None:
    scenario = sim.load(FILE)
    with pytest.raises(TypeError, match="expected a Plan, got <Scenario"):
        sim.sweep(scenario)  # type: ignore[arg-type]
    for wrong in ({"where": 5}, {"baseline": 5}):
        with pytest.raises(TypeError, match=r"a Mapping, got 5 \(an int\)"):
            sim.explore(scenario, **wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected a str or a Mapping, got 5"):
        sim.explain(scenario, 5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected a Mapping, got <Scenario"):
        sim.compare(scenario)  # type: ignore[arg-type]


def test_a_misspelt_name_has_the_nearest_and_the_known_ones() -> None:
    scenario = sim.load(FILE)
    zone = sim.explore(scenario)
    assert zone.solutions is not None
    robust = sim.robustness(scenario, draws=5, zone=zone, tipping=False)
    talks = sim.bargain(scenario, runs=2, zone=zone)
    misspelt: list[tuple[Mapping[str, Any], str, str]] = [
        (zone.solutions, "nahs", "'nahs' is unknown; did you mean 'nash'? Known: nash, kalai_"),
        (scenario.parties, "greese", "'greese' is unknown; known: overfield, netherfield"),
        (scenario.parties, "overfeld", "did you mean 'overfield'? Known: overfield, netherfield"),
        (scenario.issues, "watr", "did you mean 'water'? Known: water, grazing"),
        (scenario.packages, "halfs", "did you mean 'halves'? Known: halves, trade"),
        (scenario.variants, "x", "'x' is unknown; known: none"),
        (zone.packages, "halfs", "did you mean 'halves'?"),
        (zone.slack, "overfeld", "did you mean 'overfield'?"),
        (zone.solutions["nash"].utilities, "overfeld", "did you mean 'overfield'?"),
        (zone.solutions["nash"].agreement, "watr", "did you mean 'water'?"),
        (robust.packages, "halfs", "did you mean 'halves'?"),
        (robust.ladder, "inputz", "did you mean 'inputs'?"),
        (talks.parties, "overfeld", "did you mean 'overfield'?"),
        (scenario.inputs, "parties.overfield.reservatio", "did you mean 'parties.overfield.res"),
    ]
    for mapping, name, text in misspelt:
        with pytest.raises(KeyError) as caught:
            mapping[name]
        assert text in str(caught.value)


def test_a_mapping_of_known_names_is_a_dictionary_that_does_not_change() -> None:
    mapping = FrozenDict({"a": 1, "b": 2})
    assert mapping == {"a": 1, "b": 2}
    assert isinstance(mapping, Mapping)
    assert mapping.get("c") is None
    assert "c" not in mapping
    for same in (pickle.loads(pickle.dumps(mapping)), copy.deepcopy(mapping)):
        assert same == mapping
        assert type(same) is FrozenDict
    with pytest.raises(TypeError, match="immutable"):
        mapping["c"] = 3
    error = pickle.loads(pickle.dumps(UnknownName("c", ("a", "b"))))
    assert str(error) == "'c' is unknown; known: a, b"
    assert names_like("n1", [f"n{k}" for k in range(20)]).endswith("n11 and 8 more")


def test_states_that_are_not_there() -> None:
    scenario = sim.load("scenarios/teaching/bypass-opens.yaml")
    with pytest.raises(sim.ScenarioError, match=r"did you mean 'without_bypass'\? Known: without"):
        scenario.as_variant("without_bipass")
    with pytest.raises(sim.ScenarioError, match="there is no round 7; expected 0 to 0"):
        scenario.at_round(7)
    with pytest.raises(TypeError, match="round: got '2022-03-29'; expected a whole number"):
        scenario.at_round("2022-03-29")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("with_variant", "as_variant"), ("with_round", "at_round"), ("prties", "parties")],
)
def test_a_misspelt_attribute_of_a_scenario(name: str, meant: str) -> None:
    scenario = sim.load(FILE)
    with pytest.raises(AttributeError, match=f"no '{name}'; did you mean '{meant}'"):
        getattr(scenario, name)
    assert not hasattr(scenario, "zzz")
    assert copy.copy(scenario) == pickle.loads(pickle.dumps(scenario)) == scenario


def test_a_misspelt_function() -> None:
    with pytest.raises(AttributeError, match="no attribute 'explroe'; did you mean 'explore'"):
        getattr(sim, "explroe")  # noqa: B009


def literals(path: Path) -> list[str]:
    """Return the texts in a file's code, without docstrings and what stands below constants."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # fmt: skip
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documented
    ]


def test_errors_outside_commands_name_no_options() -> None:
    allowed = {
        "option_names.py",  # Which options stand for which arguments.
        "budget.py",  # `option`, for texts of commands.
        "concessions.py",  # The command of what was not computed.
        "scenario.py",  # Tells changes of --set from others.
    }
    found = [
        (path.name, text)
        for path in sorted(Path("sim").rglob("*.py"))
        if path.parts[1] not in {"cli", "reporting", "plots", "text"} and path.name not in allowed
        for text in literals(path)
        if re.search(r"(^|[\s(`'\"])--[a-z]", text)
    ]
    assert found == []


def test_commands_name_their_options() -> None:
    for name, printed in OPTIONS.items():
        assert with_options(f"<{name}>: path: wrong\n<{name}>: more") == (
            f"{printed}: path: wrong\n{printed}: more"
        )
    assert with_options("about <rounds>: here") == "about <rounds>: here"
    assert with_options(f"it takes more ({argument('work')})") == "it takes more (--effort)"
    assert with_options(f"up ({argument('time')})") == f"up ({option('time')})" == "up (--time)"
    assert {"(sim.effort)", "try fewer jobs", "Leave out engine,"} <= set(PHRASES)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        (("bargain", "--strategy", "overfield=bulware"), "--strategy: parties.overfield.strategy"),
        (("bargain", "--opener", "carl"), "--opener: bargaining.opener: 'carl'"),
        (("bargain", "--through-rounds"), "--through-rounds: rounds: there are no rounds"),
        (("explain", "--agreement", "nahs"), "--agreement: nahs: is no solution"),
        (("run", "--baseline", "halfs"), "--baseline: packages: unknown package 'halfs'"),
    ],
)
def test_what_is_wrong_is_named_as_it_was_typed(
    typed: tuple[str, ...], printed: str, tmp_path: Path
) -> None:
    folder = ["--out", str(tmp_path)] if typed[0] == "run" else []
    done = subprocess.run(
        [sys.executable, "-m", "sim", typed[0], FILE, *typed[1:], *folder],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(printed), done.stderr


@pytest.mark.parametrize(
    ("question", "mark"),
    [
        (lambda s: sim.bargain(s, strategies={"overfield": "bulware"}), "<strategies>: "),
        (lambda s: sim.bargain(s, opener="carl"), "<opener>: "),
        (lambda s: sim.bargain(s, through_rounds=True), "<through_rounds>: "),
        (lambda s: sim.explain(s, "nahs"), "<agreement>: nahs: "),
        (lambda s: sim.explore(s, baseline="halfs"), "<baseline>: "),
    ],
)
def test_what_is_wrong_is_named_as_it_was_passed(
    question: Callable[[sim.Scenario], object], mark: str
) -> None:
    with pytest.raises(sim.ScenarioError) as caught:
        question(sim.load(FILE))
    assert str(caught.value).startswith(mark)
    assert "--" not in str(caught.value)
