"""The votes of ``sim ratify`` as CSV: the numbers of ``result.json``, a row a group."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.commands import run

EVERYTHING = Path(__file__).parent.parent / "data" / "everything.yaml"
ISTANBUL = Path(__file__).parent.parent.parent / "scenarios" / "istanbul-2022.yaml"


def ratify(folder: Path, file: Path, *arguments: str) -> str:
    done = run(["ratify", str(file), "--no-figures", "--draws", "9", *arguments], folder)
    assert done.error is None, done.error
    assert done.code == 0, done.err
    return done.out


def test_votes_are_those_of_the_result(tmp_path: Path) -> None:
    assert "Ratification" in ratify(tmp_path, EVERYTHING, "--csv", "votes.csv")
    with (tmp_path / "votes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (written,) = tmp_path.rglob("result.json")
    result = json.loads(written.read_text("utf-8"))
    expected = [
        (one["name"], vote["party"], vote["name"], group, part["share"], part["support"],
         vote["threshold"], vote["support"], vote["passes"], one["ratified"])
        for one in result["ratification"]["judged"]
        for vote in one["votes"]
        for group, part in vote["groups"].items()
    ]  # fmt: skip
    assert expected
    yes = {"yes": True, "no": False}
    assert expected == [
        (row["agreement"], row["party"], row["ratification"], row["group"],
         float(row["group_share"]), float(row["group_support"]), float(row["threshold"]),
         float(row["support"]), yes[row["passes"]], yes[row["ratified"]])
        for row in rows
    ]  # fmt: skip
    drawn = result["after_signature"]["votes"]
    for row in rows:
        path = f"parties.{row['party']}.ratification.{row['ratification']}"
        share = drawn[row["agreement"]][path]
        assert (int(row["draws"]), int(row["draws_passed"])) == (share["of"], share["count"])


def test_the_table_alone_on_standard_output(tmp_path: Path) -> None:
    text = ratify(tmp_path, EVERYTHING, "--csv", "-")
    assert text.startswith("agreement,label,acceptable,ratified,party,ratification,kind,needed,")
    assert len(text.splitlines()) > 1
    assert text == ratify(tmp_path, EVERYTHING, "--csv", "-", "--quiet")


def test_without_voters_the_table_has_its_header_alone(tmp_path: Path) -> None:
    assert len(ratify(tmp_path, ISTANBUL, "--csv", "-").splitlines()) == 1
