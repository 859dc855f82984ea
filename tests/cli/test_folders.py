"""Where results go: names never collide, and nobody's file is removed but the command's own."""

from __future__ import annotations

import itertools
import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from sim.cli.app import app
from sim.cli.files import making
from sim.cli.folders import LONGEST, folder_names, result_folder
from sim.cli.placing import RECORD, place
from sim.reporting.asked import Asked
from tests.examples import examples

ROOT = Path(__file__).parent.parent.parent
TWO = ROOT / "scenarios" / "teaching" / "two-issues.yaml"
NONE = ROOT / "scenarios" / "teaching" / "no-zone.yaml"
WORDS = st.text(alphabet="aB@.-+= 0é/\n", min_size=1, max_size=6)
NAMES = st.text(alphabet="aA@-.", min_size=1, max_size=4).filter(lambda x: x.strip("."))
CHANGES = st.builds(
    lambda path, value: f"{path}={value}",
    st.sampled_from(["parameters.p", "parameters.round", "parameters.a-b", "p", "round", "a.b"]),
    WORDS,
)
STATES = st.builds(
    lambda stem, round_, variant, changes: Asked(f"{stem}.yaml", round_, variant, tuple(changes)),
    NAMES,
    st.none() | WORDS,
    st.none() | WORDS,
    st.lists(CHANGES, max_size=3),
)


def sim(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def said(asked: Asked) -> tuple[object, ...]:
    """Return a state without blanks that mean nothing."""
    changes = tuple(tuple(part.strip() for part in text.split("=", 1)) for text in asked.changes)
    return asked.file, asked.round, asked.variant, changes


@examples(500)
@given(st.lists(STATES, min_size=2, max_size=8))
def test_states_that_differ_have_folders_that_differ(states: list[Asked]) -> None:
    for one, other in itertools.combinations(states, 2):
        same = result_folder(one).casefold() == result_folder(other).casefold()
        if said(one) != said(other) and one.file.casefold() == other.file.casefold():
            # Files whose names differ by case alone are two files on some systems only.
            assert not same or one.file != other.file
        elif same:
            assert one.file.casefold() == other.file.casefold()
    for one in states:
        name = result_folder(one)
        stem = Path(one.file).stem.replace("@", "@@")
        assert len(name) <= len(stem) + 1 + LONGEST
        assert not set(name.removeprefix(stem)) - set("@abcdefghijklmnopqrstuvwxyz0123456789_.+-")


@examples(300)
@given(
    st.lists(
        st.lists(NAMES, min_size=1, max_size=3).map(lambda parts: f"{'/'.join(parts)}.yaml"),
        min_size=1,
        max_size=6,
        unique_by=os.path.abspath,
    )
)
def test_files_that_differ_have_folders_that_differ(files: list[str]) -> None:
    names = folder_names([Path(file) for file in files])
    assert len({name.casefold() for name in names}) == len(files)
    assert names == folder_names([Path(file) for file in files])


def test_the_names_that_are_promised() -> None:
    def name(*changes: str, file: str = "istanbul-2022.yaml") -> str:
        return result_folder(Asked(file, changes=changes))

    assert name("parameters.p_russia=0.6") == "istanbul-2022@p_russia-0.6"
    assert name("parameters.p_russia = 0.6") == "istanbul-2022@p_russia-0.6"
    assert name(file="istanbul-2022@p_russia-0.6.yaml") == "istanbul-2022@@p_russia-0.6"
    assert name("parameters.a=1", "parameters.b=2") == "istanbul-2022@a-1+b-2"
    long = name(f"parameters.{'p' * 60}=1")
    assert len(long) == len("istanbul-2022@") + 12
    assert folder_names([Path("a/x.yaml"), Path("c/a/x.yaml")]) == ["a-x", "c-a-x"]
    mixed = folder_names([Path("a/x.yaml"), Path("b/x.yaml"), Path("a-x.yaml")])
    assert len(set(mixed)) == 3
    assert len(set(folder_names([Path("x.yaml"), Path("x.yml")]))) == 2
    assert len({one.casefold() for one in folder_names([Path("x.yaml"), Path("X.yaml")])}) == 2


def test_two_files_of_one_name_in_folders_of_one_name(tmp_path: Path) -> None:
    for folder, file in (("a", TWO), ("c/a", NONE)):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "x.yaml").write_bytes(file.read_bytes())
    files = [tmp_path / "a" / "x.yaml", tmp_path / "c" / "a" / "x.yaml"]
    sim("run", *files, "--out", tmp_path / "o", "--no-figures", "-q")
    results = [json.loads(file.read_text()) for file in (tmp_path / "o").rglob("result.json")]
    assert len(results) == 2
    assert len({one["scenario"]["title"] for one in results}) == 2


def test_a_state_has_its_own_folder_with_the_full_text(tmp_path: Path) -> None:
    out, change = ("--out", tmp_path), "parties.overfield.reservation=0.2"
    sim("report", TWO, *out, "-q")
    for command in ("run", "bargain", "robustness"):
        few = {"bargain": ("--runs", 5), "robustness": ("--draws", 10)}.get(command, ())
        sim(command, TWO, *out, *few, "--no-figures", "-q", "--set", change)
    assert (tmp_path / "two-issues" / "report.html").exists()
    folder = tmp_path / "two-issues@parties.overfield.reservation-0.2"
    data = json.loads((folder / "result.json").read_text())
    assert data["asked"] == {
        "file": "two-issues.yaml", "round": None, "variant": None, "set": [change], "effort": 1.0,
    }  # fmt: skip
    assert {path.name for path in tmp_path.iterdir()} == {"two-issues", folder.name}


@pytest.mark.parametrize("first", ["report", "bargain"])
def test_what_another_command_wrote_stays_and_is_told_of(first: str, tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_bytes(TWO.read_bytes())
    out = ("--out", tmp_path / "o")
    sim(first, file, *out, "-q", *(("--runs", 5) if first == "bargain" else ()))
    theirs = {"report": "report.html", "bargain": "strategy_table.png"}[first]
    done = sim("run", file, *out, "--no-figures")
    assert "Still there" not in done
    file.write_text(TWO.read_text().replace("reservation: 0.3", "reservation: 0.2"))
    done = sim("run", file, *out, "--no-figures")
    assert (tmp_path / "o" / "two" / theirs).exists()
    assert re.search(r"Replaced: .*result\.json", done)
    left = done.partition("Still there, of other runs: ")[2]
    assert {"report": "report.html", "bargain": "strategy_table"}[first] in left
    assert f"(of 'sim {first}')" in left


def test_older_files_of_the_same_command_go_and_this_is_said(tmp_path: Path) -> None:
    out = ("--out", tmp_path)
    done = sim("run", TWO, *out, "--report")
    assert "Replaced" not in done
    assert "Removed" not in done
    folder = tmp_path / "two-issues"
    (folder / "notes.txt").write_text("mine")
    done = sim("run", TWO, *out, "--no-figures")
    assert "Removed, as this run does not have them: compromise_map" in done
    assert {path.name for path in folder.iterdir()} == {
        RECORD, "result.json", "frontier.csv", "brief.md", "notes.txt",
    }  # fmt: skip
    assert "Removed" not in sim("run", TWO, *out, "--no-figures")


def test_a_figure_of_an_unknown_run_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "two-issues").mkdir()
    (tmp_path / "two-issues" / "zone.png").write_bytes(b"old")
    done = sim("run", TWO, "--out", tmp_path, "--no-figures")
    assert "Still there, of other runs: zone." in done
    assert (tmp_path / "two-issues" / "zone.png").exists()


def test_a_record_that_cannot_be_read_removes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    for text in (None, "{", '{"run": 3}', "[]"):
        with making(folder) as made:
            (made / f"{'old' if text is None else 'new'}.csv").write_text("x")
            if text is not None:
                (folder / RECORD).write_text(text)
            assert place(made, folder, "run", "d").removed == ()
        assert (folder / "old.csv").exists()
    with making(folder) as made:
        assert place(made, folder, "run", "d").removed == ("new.csv",)


def test_a_comparison_says_what_its_states_are(tmp_path: Path) -> None:
    change = "parties.overfield.reservation=0.9"
    sim("compare", TWO, NONE, "--set", change, "--out", tmp_path, "-q")
    (file,) = tmp_path.rglob("comparison.json")
    assert file.parent.name == "two-issues@parties.overfield.reservation-0.9"
    asked = json.loads(file.read_text())["asked"]
    assert list(asked) == ["two-issues", "no-zone", change]
    assert asked[change]["set"] == [change]
