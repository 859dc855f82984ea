"""The command line as people use it: by running it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.placing import RECORD

ROOT = Path(__file__).parent.parent.parent
ISTANBUL = ROOT / "scenarios" / "istanbul-2022.yaml"
TEACHING = ROOT / "scenarios" / "teaching"


def sim(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command line and check its exit code."""
    environment = {k: v for k, v in os.environ.items() if k not in {"FORCE_COLOR", "COLUMNS"}}
    done = subprocess.run(
        [sys.executable, "-m", "sim", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )
    assert done.returncode == code, done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    return done


def test_run_writes_numbers_and_figures(tmp_path: Path) -> None:
    done = sim("run", ISTANBUL, "--out", tmp_path, "--full")
    assert "Zone of possible agreement" in done.stdout
    assert "\x1b" not in done.stdout
    names = {path.name for path in (tmp_path / "istanbul-2022").iterdir()} - {RECORD}
    figures = (
        "zone", "concession_matrix", "compromise_map", "reservation_map", "talks_end", "share_map",
    )  # fmt: skip
    changes = ("prices", "pivotal", "rule_matrix", "trades")
    later = ("funnel", "step_graph", "staircase", "belief", "rounds_timeline")
    assert names == {
        "result.json",
        "frontier.csv",
        "brief.md",
        "talk.csv",
        *(
            f"{figure}.{ending}"
            for figure in (*figures, *changes, *later)
            for ending in ("png", "svg")
        ),
    }
    written = json.loads((tmp_path / "istanbul-2022" / "result.json").read_text("utf-8"))
    assert set(changes) <= set(written)
    assert written["prices"]["asked"] == "close"
    assert {"ratification", "roadmap", "funnel"} <= set(written)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.long
def test_bargain_writes_talks_beside_the_zone(tmp_path: Path) -> None:
    file, folder = TEACHING / "two-issues.yaml", tmp_path / "two-issues"
    sim("run", file, "--full", "--out", tmp_path, "-q")
    options = ("--runs", 50, "--rounds", 20, "--seed", 3, "--strategy", "overfield=boulware")
    done = sim("bargain", file, "--out", tmp_path, *options)
    assert "Who moved on what, and when" in done.stdout
    figures = ("talks_end", "aspirations", "negotiation_dance", "strategy_table")
    # What the other command drew of the same scenario stays.
    for figure in (*figures, "zone", "compromise_map"):
        assert (folder / f"{figure}.png").exists(), figure
    talks = json.loads((folder / "result.json").read_text(encoding="utf-8"))["bargaining"]
    assert talks["runs"] == 50
    assert talks["settings"]["strategies"]["overfield"]["name"] == "boulware"
    assert len(talks["contest"]["meetings"]) == 49
    rows = (folder / "talk.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "round,by,water,grazing,utility:overfield,utility:netherfield"
    assert rows[-1] == "ended: agreed"
    sim("bargain", file, "--out", tmp_path, "-q", "--no-figures", "--runs", 5)
    # Its own go, those of the other command stay.
    assert not [figure for figure in figures if (folder / f"{figure}.png").exists()]
    assert (folder / "zone.png").exists()


@pytest.mark.long
def test_bargain_tells_what_is_wrong(tmp_path: Path) -> None:
    file = TEACHING / "two-issues.yaml"
    done = sim("bargain", file, "--out", tmp_path, "--strategy", "overfield=bulware", code=1)
    assert "did you mean 'boulware'?" in done.stderr
    assert "known: time_dependent" in done.stderr
    for wrong in (("--runs", 0), ("--rounds", 0), ("--strategy", "overfield")):
        sim("bargain", file, "--out", tmp_path, *wrong, code=2)
    assert not list(tmp_path.iterdir())


@pytest.mark.long
def test_result_and_frontier_agree(tmp_path: Path) -> None:
    sim("run", ISTANBUL, "--out", tmp_path, "--no-figures", "--quiet")
    folder = tmp_path / "istanbul-2022"
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    text = (folder / "frontier.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert result["format"] == "agreement-simulation/2"
    assert len(rows) == result["counts"]["frontier"] == len(result["frontier"])
    for row, listed in zip(rows, result["frontier"], strict=True):
        assert {k: str(v) for k, v in listed["agreement"].items()}.items() <= row.items()
        assert float(row["utility:russia"]) == listed["utilities"]["russia"]
    for path in result["rules"]["listed"]:
        assert result["rules"]["listed"][path]["kind"] in {"linkage", "red line", "reservation"}


@pytest.mark.long
def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        sim("run", TEACHING / "k-of-n.yaml", "--out", tmp_path / name, "--quiet")
    first, second = (sorted((tmp_path / name / "k-of-n").iterdir()) for name in ("a", "b"))
    assert [path.name for path in first] == [path.name for path in second]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_quiet_prints_nothing(tmp_path: Path) -> None:
    done = sim("run", TEACHING / "no-zone.yaml", "--out", tmp_path, "--no-figures", "-q")
    assert done.stdout == done.stderr == ""


def test_several_files_and_none_written_if_one_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("title: x\nissues: {a: {options: [b, c]}}\nparties: {p: {wieghts: {a: 1}}}\n")
    out = tmp_path / "out"
    done = sim("run", TEACHING / "two-issues.yaml", wrong, "--out", out, code=1)
    assert f"{wrong}:3:15: parties.p.wieghts: unknown key 'wieghts'" in done.stderr
    assert "did you mean 'weights'?" in done.stderr
    assert not out.exists()


def test_files_of_one_name_go_to_different_folders(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        text = (TEACHING / "two-issues.yaml").read_text(encoding="utf-8")
        (tmp_path / name / "x.yaml").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    files = [tmp_path / name / "x.yaml" for name in ("a", "b")]
    sim("run", *files, "--out", out, "--no-figures", "-q")
    assert {path.name for path in out.iterdir()} == {"a-x", "b-x"}


@pytest.mark.long
def test_set_round_and_variant(tmp_path: Path) -> None:
    done = sim(
        "run", ISTANBUL, "--set", "parties.ukraine.weights.crimea=40", "--round", "2022-03-28",
        "--out", tmp_path, "--no-figures",
    )  # fmt: skip
    assert "after round 5 of 6" in done.stdout
    done = sim("check", TEACHING / "bypass-opens.yaml", "--variant", "without_bypass")
    assert "variant:" in done.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--set", "parties.ukrane.weights.crimea=40"], "parties.ukrane"),
        (["--set", "parties.ukraine.weights.crimea=[3, 1]"], "the range is reversed"),
        (["--round", "9"], "there is no round 9; expected 0 to 6"),
        (["--round", "2021-01-01"], "expected 0 to 6, or a date"),
        (["--variant", "none"], "there is no variant 'none'"),
        (["--baseline", "reported_darft"], "did you mean 'reported_draft'?"),
    ],
)
def test_wrong_options_are_located(tmp_path: Path, options: list[str], words: str) -> None:
    done = sim("run", ISTANBUL, "--out", tmp_path / "out", "--no-figures", *options, code=1)
    assert words in done.stderr
    assert not (tmp_path / "out").exists()


def test_usage_errors_exit_with_2(tmp_path: Path) -> None:
    sim("run", code=2)
    sim("run", ISTANBUL, "--set", "nonsense", "--out", tmp_path, code=2)
    sim("run", ISTANBUL, "--material", "2", "--out", tmp_path, code=2)


def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file")
    done = sim("run", TEACHING / "two-issues.yaml", "--out", tmp_path / "results", code=1)
    assert "can't be written" in done.stderr


@pytest.mark.long
def test_an_engine_can_be_forced_and_says_what_it_cannot(tmp_path: Path) -> None:
    issues = "\n".join(f"  i{k}: {{options: [a, b, c, d]}}" for k in range(20))
    positions = ", ".join(f"i{k}: a" for k in range(20))
    weights = ", ".join(f"i{k}: 1" for k in range(20))
    file = tmp_path / "large.yaml"
    file.write_text(
        f"title: Large\nissues:\n{issues}\n"
        f"parties: {{p: {{weights: {{{weights}}}, positions: {{{positions}}}}}}}\n"
    )
    out = tmp_path / "out"
    done = sim("run", file, "--out", out, "--engine", "stream", code=1)
    assert "1,099,511,627,776 agreements" in done.stderr
    assert "up to 200,000,000" in done.stderr
    assert not out.exists()
    assert "stream, merge, optimise" in sim("run", file, "--engine", "magic", code=2).stderr
    done = sim("run", file, "--out", out, "--pairs", "i0,j9", code=1)
    assert "unknown issue 'j9'" in done.stderr
    done = sim("run", file, "--out", out, "--pairs", "i0,i3", "--full")
    assert "Engine: merge (more than 200,000,000 agreements" in " ".join(done.stdout.split())
    found = json.loads((out / "large" / "result.json").read_text())
    assert found["engine"] == "merge"
    assert found["counts"]["acceptable"] == 4**20
    done = sim("run", file, "--out", out, "--engine", "optimise", "--no-figures", "--full")
    assert "Found by optimisation" in done.stdout
    found = json.loads((out / "large" / "result.json").read_text())
    assert found["counts"]["frontier"] == {"lower": 1, "upper": None}
    assert not found["frontier_complete"]


def test_new_check_run(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    sim("new", file, "--title", 'My "own" talks')
    assert "assumptions" in sim("check", file).stdout.lower()
    done = sim("run", file, "--out", tmp_path, "--no-figures")
    assert 'My "own" talks' in done.stdout
    before = file.read_bytes()
    assert "nothing was written" in sim("new", file, code=1).stderr
    assert file.read_bytes() == before


def test_new_with_everything(tmp_path: Path) -> None:
    file = tmp_path / "lake.yaml"
    sim("new", file, "--full", "--title", 'The "blue" lake')
    assert "assumptions" in sim("check", file).stdout.lower()
    done = sim("run", file, "--out", tmp_path, "--no-figures")
    assert 'The "blue" lake' in done.stdout
    found = json.loads((tmp_path / "lake" / "result.json").read_text(encoding="utf-8"))
    assert 0 < found["counts"]["acceptable"] < found["counts"]["agreements"]
    before = file.read_bytes()
    assert "nothing was written" in sim("new", file, "--full", code=1).stderr
    assert file.read_bytes() == before


def test_schema(tmp_path: Path) -> None:
    printed = sim("schema").stdout
    sim("schema", "--out", tmp_path / "schema.json")
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == printed
    assert printed == (ROOT / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8")


@pytest.mark.long
def test_explain(tmp_path: Path) -> None:
    done = sim("explain", ISTANBUL, "--agreement", "nash")
    assert "Nash is acceptable" in done.stdout
    done = sim("explain", ISTANBUL, "--agreement", "nato=renounced,crimea=recognised_as_russian")
    assert "not acceptable" in done.stdout
    assert "It leaves issues open" in done.stdout
    assert "Rules not met" in done.stdout
    file = tmp_path / "agreement.yaml"
    file.write_text("{nato: renounced, eu: not_opposed}\n")
    assert "is acceptable" in sim("explain", ISTANBUL, "--agreement", f"@{file}").stdout
    done = sim("explain", ISTANBUL, "--agreement", "nato=renounced,crimae=left_out", code=1)
    assert "did you mean 'crimea'?" in done.stderr
    assert "known:" in sim("explain", ISTANBUL, "--agreement", "xyz", code=1).stderr


def test_version() -> None:
    assert sim("--version").stdout.strip() == "0.1.0"


@pytest.mark.parametrize("settings", ["protocol: haggling", "rounds: 100000"])
def test_settings_of_talks_leave_the_rest_of_the_analysis(settings: str, tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    text = (TEACHING / "two-issues.yaml").read_text(encoding="utf-8")
    assert "bargaining:" not in text
    file.write_text(f"{text}\nbargaining: {{{settings}}}\n", encoding="utf-8")
    done = sim("run", file, "--no-figures", "--full", "--out", tmp_path)
    assert (tmp_path / "two" / "result.json").exists()
    assert ("no talks can be held" in done.stdout) == ("haggling" in settings)


def test_check_looks_at_what_a_file_says_of_talks(tmp_path: Path) -> None:
    text = Path("scenarios/teaching/two-issues.yaml").read_text(encoding="utf-8")
    file = tmp_path / "talks.yaml"
    for said, words in (
        ("{opener: zed}", "'zed' is no party"),
        ("{through_rounds: true}", "there are no rounds to run through"),
        ("{protocol: haggling}", "unknown protocol 'haggling'"),
    ):
        file.write_text(f"{text}\nbargaining: {said}\n", encoding="utf-8")
        ran = sim("check", file, code=1)
        assert words in ran.stderr
        assert "talks.yaml:" in ran.stderr


def test_two_strategies_of_one_party() -> None:
    scenario = "scenarios/teaching/two-issues.yaml"
    twice = ["--strategy", "overfield=linear", "--strategy", "overfield=boulware"]
    ran = sim("bargain", scenario, *twice, code=2)
    assert "two strategies" in ran.stderr


@pytest.mark.long
@pytest.mark.parametrize("command", ["ratify", "roadmap"])
def test_what_comes_after_signature(command: str, tmp_path: Path) -> None:
    done = sim(command, ISTANBUL, "--out", tmp_path)
    assert "Under the stated assumptions" in done.stdout.splitlines()[1]
    assert "says nothing on legality or justice" in " ".join(done.stdout.split())
    written = json.loads((tmp_path / "istanbul-2022" / "result.json").read_text("utf-8"))
    assert {"ratify": "ratification", "roadmap": "roadmap"}[command] in written
    other = sim(command, TEACHING / "two-issues.yaml", "--out", tmp_path, code=1)
    assert "expected" in other.stderr


def test_a_misspelt_party_is_named_as_such(tmp_path: Path) -> None:
    file = TEACHING / "two-issues.yaml"
    for path, said in (
        ("parties.overfeld.reservation", "unknown party 'overfeld'; did you mean 'overfield'?"),
        ("issues.rver.label", "unknown issue 'rver'"),
    ):
        done = sim("check", file, "--set", f"{path}=0.5", code=1)
        assert said in done.stderr
    sim("check", file, "--set", "parties.third={consents: false}")


def test_check_says_who_counts() -> None:
    done = sim("check", ISTANBUL)
    text = " ".join(done.stdout.split())
    assert "at the table: Russia, Ukraine; with a say: Russia, Ukraine, United States" in text


def test_check_says_whose_no_agreement_value_is_out_of_reach() -> None:
    file = TEACHING / "two-issues.yaml"
    assert "out of reach" not in sim("check", file).stdout
    done = sim("check", file, "--set", "parties.overfield.reservation=50")
    text = " ".join(done.stdout.split())
    assert "Overfield: 50, and no agreement gives it more than 1;" in text
