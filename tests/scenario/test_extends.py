"""A scenario file laid over another."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import Scenario, ScenarioError, load
from tests.scenario.helpers import BODY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "inside"
    (inside / "below").mkdir(parents=True)
    (inside / "base.yaml").write_text(BODY)
    (inside / "below" / "base.yaml").write_text(BODY)
    (tmp_path / "outside.yaml").write_text(BODY)
    return inside


def child(folder: Path, text: str) -> Scenario:
    (folder / "child.yaml").write_text(text)
    return load(folder / "child.yaml")


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        child(folder, text)
    return [str(p).replace(f"{folder}/", "") for p in caught.value.problems]


def test_the_file_is_laid_over_the_other(folder: Path) -> None:
    scenario = child(
        folder,
        "extends: below/base.yaml\ntitle: C\n"
        "parties: {a: {weights: {nato: 9}, red_lines: {r1: null}}}\n",
    )
    assert (scenario.title, scenario.name) == ("C", "child")
    assert scenario.parties["a"].weights["nato"].point() == 9  # type: ignore[index]
    assert not scenario.parties["a"].red_lines


def test_a_chain(folder: Path) -> None:
    (folder / "middle.yaml").write_text("extends: base.yaml\ntitle: M\nsummary: s\n")
    scenario = child(folder, "extends: middle.yaml\ntitle: C\n")
    assert (scenario.title, scenario.document.summary) == ("C", "s")


def test_problems_are_located_in_the_file_that_wrote_them(folder: Path) -> None:
    (folder / "bad.yaml").write_text(BODY.replace("nato: kept", "nato: kpt"))
    found = problems(folder, "extends: bad.yaml\nparties: {b: {weights: {land: -1}}}\nbogus: 1\n")
    assert [f.split(": ")[0] for f in found] == [
        "bad.yaml:14:13",
        "child.yaml:2:31",
        "child.yaml:3:1",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("extends: child.yaml\n", "is circular"),
        ("extends: ../outside.yaml\n", "outside the folder"),
        ("extends: /etc/passwd\n", "outside the folder"),
        ("extends: below/../../outside.yaml\n", "outside the folder"),
        ("extends: nope.yaml\n", "no file 'nope.yaml'"),
        ("extends: below\n", "no file 'below'"),
        ('extends: ""\n', "no file"),
        ("extends: [base.yaml]\n", "expected the path"),
        ("extends: 5\n", "expected the path"),
        ("extends: ~/x.yaml\n", "no file"),
        ('extends: "a\\0b"\n', "no file"),
        (f"extends: {'a' * 5000}\n", "no file"),
    ],
)
def test_what_extends_nothing(folder: Path, text: str, words: str) -> None:
    (found,) = problems(folder, text)
    assert found.startswith("child.yaml:1:10: extends: ")
    assert words in found


def test_a_circle_of_two(folder: Path) -> None:
    (folder / "other.yaml").write_text("extends: child.yaml\n")
    (found,) = problems(folder, "extends: other.yaml\n")
    assert found.startswith(
        "other.yaml:1:10: extends: is circular: child.yaml → other.yaml → child.yaml"
    )


def test_a_link_does_not_escape(folder: Path) -> None:
    (folder / "link.yaml").symlink_to(folder.parent / "outside.yaml")
    assert "outside the folder" in problems(folder, "extends: link.yaml\n")[0]


def test_a_file_named_on_the_command_line_may_be_extended(folder: Path) -> None:
    (folder / "child.yaml").write_text("extends: ../outside.yaml\ntitle: C\n")
    assert load(folder / "child.yaml", allowed=(folder.parent / "outside.yaml",)).title == "C"


def test_a_long_chain_ends_in_an_error(folder: Path) -> None:
    for number in range(1200):
        (folder / f"{number}.yaml").write_text(f"extends: {number + 1}.yaml\n")
    with pytest.raises(ScenarioError, match=r"49\.yaml:1:10: extends: makes a chain of 51"):
        load(folder / "0.yaml")


@pytest.mark.parametrize("base", ["- a\n", "null\n", "text\n"])
def test_the_other_file_is_no_mapping(folder: Path, base: str) -> None:
    (folder / "list.yaml").write_text(base)
    found = problems(folder, "extends: list.yaml\ntitle: x\n")
    assert len(found) == 1
    assert "list.yaml" in found[0]
    assert "expected a mapping" in found[0]


def test_rounds_of_the_file_replace_those_of_the_other(folder: Path) -> None:
    (folder / "rounds.yaml").write_text(
        BODY + "rounds: [{label: one}, {label: two}]\nvariants: {v: {label: V}}\n"
    )
    scenario = child(
        folder,
        "extends: rounds.yaml\nrounds: [{label: other, changes: {title: R}}]\n"
        "variants: {w: {label: W}}\n",
    )
    assert [r.label for r in scenario.rounds] == ["other"]
    assert list(scenario.variants) == ["v", "w"]
    assert scenario.title == "R"
