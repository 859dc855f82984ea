"""``sim weights``: a table out, a table in, and the file stays as it is."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

import sim
from sim.scenario.errors import Mark
from sim.scenario.weight_sheet import cell_name
from tests.commands import Ran, run

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a scenario, and a folder of scenarios in it."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    shutil.copy(ROOT / "scenarios" / "teaching" / "two-issues.yaml", tmp_path / "two.yaml")
    return tmp_path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def weights(folder: Path, *arguments: str, code: int = 0) -> Ran:
    done = run(["weights", *arguments], folder)
    assert done.error is None, done.error
    assert done.code == code, done.err + done.out
    return done


def test_the_table_is_printed(folder: Path) -> None:
    done = weights(folder, "scenarios/istanbul-2022.yaml")
    lines = [line.split() for line in done.out.splitlines()]
    assert ["Crimea", "60", "to", "100", "60", "to", "100"] in lines
    assert "Turkey" not in done.out
    assert weights(folder, "two.yaml", "--quiet").out == ""
    assert names(folder) == {"scenarios", "two.yaml"}


def test_out_and_in_again(folder: Path) -> None:
    done = weights(folder, "two.yaml", "--csv", "w.csv")
    assert "sim weights two.yaml --from w.csv --out NEW.yaml" in done.out
    assert (folder / "w.csv").read_text("utf-8") == weights(folder, "two.yaml", "--csv", "-").out
    done = weights(folder, "two.yaml", "--from", "w.csv", "--out", "same.yaml")
    assert "The table has the weights that the file has." in done.out
    assert sim.load(folder / "same.yaml").digest == sim.load(folder / "two.yaml").digest


def test_changed_weights_make_a_file_that_extends(folder: Path) -> None:
    before = (folder / "scenarios" / "istanbul-2022.yaml").read_bytes()
    text = weights(folder, "scenarios/istanbul-2022.yaml", "--csv", "-").out
    rows = [line.split(",") for line in text.splitlines()]
    next(row for row in rows if row[0] == "crimea")[2:4] = ["12,5 to 30", "7"]
    (folder / "w.csv").write_text("\n".join(map(";".join, rows)), encoding="utf-8-sig")
    arguments = ("scenarios/istanbul-2022.yaml", "--from", "w.csv")
    done = weights(folder, *arguments)
    assert "Nothing was written" in done.out
    assert names(folder) == {"scenarios", "two.yaml", "w.csv"}
    done = weights(folder, *arguments, "--out", "new.yaml")
    lines = [line.split() for line in done.out.splitlines()]
    assert ["Russia", "Crimea", "60", "to", "100", "12.5", "to", "30"] in lines
    assert "Wrote new.yaml, which extends scenarios/istanbul-2022.yaml." in done.out
    parties = sim.load(folder / "new.yaml").parties
    assert parties["russia"].weights["crimea"].written() == [12.5, 30]  # type: ignore[index,union-attr]
    assert parties["ukraine"].weights["crimea"].written() == 7  # type: ignore[index,union-attr]
    assert (folder / "scenarios" / "istanbul-2022.yaml").read_bytes() == before
    weights(folder, *arguments, "--out", "variant.yaml", "--as-variant", "experts")
    scenario = sim.load(folder / "variant.yaml")
    assert scenario.digest == sim.load(folder / "scenarios" / "istanbul-2022.yaml").digest
    there = scenario.as_variant("experts").parties
    assert there["russia"].weights == parties["russia"].weights
    assert "wider_aims_russia" in scenario.variants


def test_evidence_for_the_old_number_is_reported(folder: Path) -> None:
    text = (folder / "two.yaml").read_text("utf-8")
    text += "sources: {s: {title: S}}\nevidence:\n"
    text += "  - {about: parties.overfield.weights.water, claim: C, source: s, quote: Q}\n"
    (folder / "two.yaml").write_text(text, encoding="utf-8")
    (folder / "w.csv").write_text("issue,overfield\nwater,5\ngrazing,6\n")
    done = weights(folder, "two.yaml", "--from", "w.csv")
    assert "1 of them has evidence in the file, which is for the old number." in done.out


WRONG = {
    "number": "issue,overfield\nwater,much\n",
    "negative": "issue,overfield\nwater,-3\n",
    "bytes": "issue,overfield\nwater,\x00\n",
    "empty": "",
}


@pytest.mark.parametrize("kind", WRONG)
def test_nothing_is_written_where_the_table_is_wrong(kind: str, folder: Path) -> None:
    (folder / "w.csv").write_text(WRONG[kind])
    done = weights(folder, "two.yaml", "--from", "w.csv", "--out", "new.yaml", code=1)
    assert done.err.startswith("w.csv:")
    assert names(folder) == {"scenarios", "two.yaml", "w.csv"}


def test_nothing_is_written_over(folder: Path) -> None:
    (folder / "w.csv").write_text("issue,overfield\nwater,5\n")
    before = (folder / "two.yaml").read_bytes()
    for arguments in (("--csv", "w.csv"), ("--from", "w.csv", "--out", "two.yaml")):
        done = weights(folder, "two.yaml", *arguments, code=1)
        assert "is there already; nothing was written" in done.err
    assert (folder / "two.yaml").read_bytes() == before
    assert (folder / "w.csv").read_text() == "issue,overfield\nwater,5\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--csv", "a.csv", "--from", "b.csv"], "one of --csv and --from"),
        (["--out", "n.yaml"], "expected --from"),
        (["--from", "w.csv", "--as-variant", "x"], "expected --out"),
        (["--from", "w.csv", "--out", "n.yaml", "--as-variant", "x y"], "got 'x y'"),
        (["--from", "w.csv", "--out", "scenarios/n.yaml"], "or a folder above it"),
    ],
)
def test_options_that_do_not_go_together(arguments: list[str], words: str, folder: Path) -> None:
    (folder / "w.csv").write_text("issue,overfield\nwater,5\n")
    done = weights(folder, "two.yaml", *arguments, code=2)
    assert words in " ".join(done.err.replace("│", " ").split())
    assert names(folder) == {"scenarios", "two.yaml", "w.csv"}


def test_a_missing_table_and_a_missing_folder(folder: Path) -> None:
    done = weights(folder, "two.yaml", "--from", "no.csv", code=1)
    assert done.err == "no.csv: can't be read: No such file or directory; expected a CSV file\n"
    done = weights(folder, "two.yaml", "--csv", "no/w.csv", code=1)
    assert "there is no folder no/" in done.err
    (folder / "w.csv").write_text("issue,overfield\nwater,5\n")
    done = weights(folder, "two.yaml", "--from", "w.csv", "--out", "x/n.yaml", code=2)


def test_a_label_that_begins_like_a_formula_is_no_formula(folder: Path) -> None:
    text = (folder / "two.yaml").read_text("utf-8").replace("Canal water", "=1+1")
    (folder / "two.yaml").write_text(text, encoding="utf-8")
    rows = list(csv.reader(weights(folder, "two.yaml", "--csv", "-").out.splitlines()))
    assert rows[1][:2] == ["water", "'=1+1"]


@pytest.mark.parametrize(("column", "name"), [(1, "A2"), (26, "Z2"), (27, "AA2"), (703, "AAA2")])
def test_cells_have_the_names_of_spreadsheets(column: int, name: str) -> None:
    assert cell_name(Mark("x", 2, column)) == name
