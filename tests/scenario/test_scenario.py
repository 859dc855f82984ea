"""The scenario: its states, changes, digest, evidence, and that nothing changes it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.scenario import Scenario, ScenarioError, load
from tests.scenario.helpers import BODY, scenario_of

TEXT = BODY + (
    "linkages: {l: {never: {nato: kept, army: 0}}}\n"
    "packages: {p: {nato: kept}}\n"
    "sources: {s: {title: t}}\n"
    "evidence:\n"
    "  - {about: parties.a.positions.nato, source: s, claim: c}\n"
    "  - {about: [linkages.l, packages.p], source: s, claim: d}\n"
    "rounds:\n"
    "  - {date: 2022-01-01, changes: {parties: {a: {weights: {nato: 5}}}}}\n"
    "  - {date: 2022-02-01, changes: {linkages: {l: null}, parties: {a: {weights: {nato: 7}}}}}\n"
    "variants:\n"
    "  v: {probability: 0.3, changes: {parties: {a: {weights: {land: 9}}}}}\n"
)


def weights(scenario: Scenario, party: str = "a") -> list[float]:
    return [w.point() for w in scenario.parties[party].weights.values()]  # type: ignore[union-attr]


def test_states() -> None:
    last = scenario_of(TEXT)
    assert (last.round, last.variant, weights(last), list(last.linkages)) == (
        2,
        None,
        [7, 2, 3],
        [],
    )
    assert (weights(last.at_round(0)), list(last.at_round(0).linkages)) == ([1, 2, 3], ["l"])
    assert (weights(last.at_round(1)), list(last.at_round(1).linkages)) == ([5, 2, 3], ["l"])
    assert last.at_round(1).at_round(2) == last
    assert weights(last.as_variant("v")) == [7, 9, 3]
    assert weights(last.as_variant("v").at_round(0)) == [1, 9, 3]
    assert last.as_variant("v").as_variant(None) == last
    assert weights(last.at_round(0).as_variant("v").as_variant(None)) == [1, 2, 3]


def test_changes_come_after_rounds_and_variants() -> None:
    changed = scenario_of(TEXT).with_weights("a", nato=77)
    assert weights(changed) == [77, 2, 3]
    assert weights(changed.at_round(0)) == [77, 2, 3]
    assert weights(changed.as_variant("v").at_round(1)) == [77, 9, 3]
    assert weights(scenario_of(TEXT)) == [7, 2, 3]
    assert weights(changed.with_weights("a", nato=1)) == [1, 2, 3]


@pytest.mark.parametrize("number", [-1, 3])
def test_no_such_round(number: int) -> None:
    with pytest.raises(ScenarioError, match="expected 0 to 2"):
        scenario_of(TEXT).at_round(number)


def test_no_such_variant_or_party_or_issue() -> None:
    scenario = scenario_of(TEXT)
    with pytest.raises(ScenarioError, match="no variant 'w'; known: v"):
        scenario.as_variant("w")
    with pytest.raises(ScenarioError, match="unknown party 'q'"):
        scenario.with_weights("q", nato=1)
    with pytest.raises(ScenarioError, match="did you mean 'nato'"):
        scenario.with_weights("a", natoo=1)


@pytest.mark.parametrize("weight", [-1, "x", float("nan"), float("inf"), [2, 1], True])
def test_weights_that_are_none(weight: Any) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario_of(TEXT).with_weights("a", nato=weight)
    assert [p.path for p in caught.value.problems] == ["parties.a.weights.nato"]


def test_weights_as_ranges() -> None:
    after = scenario_of(TEXT).with_weights("a", nato=[1, 3], land=(2, 4))
    assert weights(after) == [2, 3, 3]


def test_digest() -> None:
    scenario = scenario_of(TEXT)
    assert scenario.digest.startswith("sha256:")
    assert scenario.digest == scenario_of("# a comment\n" + TEXT + "\n").digest
    assert scenario.digest == scenario.with_changes({}).digest
    assert scenario.digest == scenario.with_weights("a", nato=7).digest
    assert scenario.digest == scenario_of(TEXT.replace("variants:", "variants: # x")).digest
    digests = {scenario.at_round(n).digest for n in range(3)} | {
        scenario.as_variant("v").digest,
        scenario.with_weights("a", nato=8).digest,
    }
    assert len(digests) == 5


def test_digest_is_of_what_is_said() -> None:
    scenario = scenario_of(TEXT)
    assert scenario.digest == scenario.with_weights("a", nato=7.0).digest


def test_from_dict_copies() -> None:
    data: dict[str, Any] = {
        "title": "t",
        "issues": {"x": {"options": ["p", "q"]}},
        "parties": {"a": {"weights": {"x": 1}, "positions": {"x": "p"}}},
    }
    scenario = Scenario.from_dict(data)
    data["parties"]["a"]["weights"]["x"] = 9
    assert weights(scenario) == [1]
    assert weights(scenario.at_round(0)) == [1]


@pytest.mark.parametrize(
    "change",
    [
        lambda s: setattr(s, "name", "x"),
        lambda s: setattr(s.document, "title", "x"),
        lambda s: setattr(s.parties["a"], "label", "x"),
        lambda s: s.issues.__setitem__("x", 1),
        lambda s: s.parties["a"].weights.update({}),
        lambda s: s.parties.popitem(),
        lambda s: s.parties["a"].weights.__ior__({}),
        lambda s: setattr(s.parties["a"].weights["nato"], "low", 1),
        lambda s: s.evidence.__setitem__("x", ()),
        lambda s: s.rounds[0].changes["parties"]["a"]["weights"].__setitem__("nato", 99),
    ],
)
def test_a_scenario_is_immutable(change: Callable[[Scenario], None]) -> None:
    scenario = scenario_of(TEXT)
    with pytest.raises((AttributeError, TypeError, ValueError)):
        change(scenario)
    assert weights(scenario.at_round(1)) == [5, 2, 3]


def test_pickle_and_copy() -> None:
    scenario = scenario_of(TEXT).with_weights("a", nato=3)
    for other in (pickle.loads(pickle.dumps(scenario)), copy.deepcopy(scenario)):
        assert other == scenario
        assert other.digest == scenario.digest
        assert other.at_round(0).digest == scenario.at_round(0).digest
        with pytest.raises(TypeError):
            other.parties["x"] = 1


def test_hash() -> None:
    assert hash(scenario_of(TEXT)) == hash(scenario_of(TEXT))


def test_errors_pickle() -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario_of(TEXT.replace("nato: kept\n", "nato: kpt\n", 1))
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


def test_evidence_of_a_state() -> None:
    scenario = scenario_of(TEXT)
    assert set(scenario.at_round(0).evidence) == {
        "parties.a.positions.nato",
        "linkages.l",
        "packages.p",
    }
    assert set(scenario.evidence) == {"parties.a.positions.nato", "packages.p"}
    assert [c.claim for c in scenario.evidence["packages.p"]] == ["d"]


def test_inline_evidence_comes_after_listed() -> None:
    text = BODY.replace(
        "nato: kept", "nato: {ideal: kept, evidence: {source: s, claim: inline}}"
    ) + (
        "sources: {s: {title: t}}\nevidence: {about: x, source: s, claim: c}\n".replace(
            "{about: x, source: s, claim: c}",
            "[{about: parties.a.positions.nato, source: s, claim: listed}]",
        )
    )
    assert [c.claim for c in scenario_of(text).evidence["parties.a.positions.nato"]] == [
        "listed",
        "inline",
    ]


@pytest.mark.parametrize("data", [None, [], 5, "x"])
def test_from_dict_of_no_mapping(data: Any) -> None:
    with pytest.raises(ScenarioError, match="expected a mapping"):
        Scenario.from_dict(data)


@pytest.mark.parametrize("value", [{1, 2}, object()])
def test_python_objects_are_called_what_they_are(value: Any) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_dict(
            {"title": value, "issues": {"x": {"options": ["p"]}}, "parties": {"a": {}}}
        )
    assert "the number" not in str(caught.value)


def test_load_names_the_scenario_after_its_file(tmp_path: Path) -> None:
    (tmp_path / "talks-2022.yaml").write_text(TEXT)
    assert load(str(tmp_path / "talks-2022.yaml")).name == "talks-2022"
