"""What reaches a terminal: no control of a scenario, no broken word, every column."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sim.cli.csv_file import cell
from sim.cli.grids import FittedTable
from sim.text.tables import Grid
from sim.text.wrapping import wrapped

ROOT = Path(__file__).parent.parent.parent
MARKUP = ROOT / "tests" / "data" / "cases" / "markup.yaml"
ISTANBUL = ROOT / "scenarios" / "istanbul-2022.yaml"
STYLE = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\?25[lh]|\x1b\[[0-9]*[AKG]|\x1b\[2K")
"""Colours, and what a progress bar moves the cursor by: what the program itself writes."""
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e]|\u2066")
SLOW = "import sim.cli.progress as p; p.PATIENCE = -1.0; from sim.cli import main; main()"
"""The program with a progress bar from the start."""


def on_terminal(*arguments: object, folder: Path) -> tuple[int, str]:
    """Run the program on a pseudo-terminal; return its exit code and what it wrote there."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "TERM": "xterm"}
    running = subprocess.Popen(
        [sys.executable, "-c", SLOW, *map(str, arguments)],
        stdin=follower, stdout=follower, stderr=follower, cwd=folder, env=environment,
    )  # fmt: skip
    os.close(follower)
    pieces = []
    while select.select([leader], [], [], 120)[0]:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # The other end is closed.
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(leader)
    return running.wait(), b"".join(pieces).decode("utf-8")


@pytest.mark.long
@pytest.mark.parametrize(
    "command",
    [("run", "--no-figures"), ("check",), ("explain", "-a", "a=x"), ("robustness", "--no-figures"),
     ("bargain", "--no-figures", "--runs", "5"), ("report",)],
    ids=lambda command: command[0],
)  # fmt: skip
def test_markup_and_controls_are_shown_as_text(command: tuple[str, ...], tmp_path: Path) -> None:
    code, text = on_terminal(command[0], MARKUP, *command[1:], folder=tmp_path)
    assert code == 0, text
    assert "Traceback" not in text
    assert not CONTROL.search(STYLE.sub("", text))
    if command[0] != "report":
        assert "Talks [/nope] \\x1b[2J on water" in text
        assert "[link=http://example.org]x[/link]" in re.sub(r"\s+", "", text)


BAD = {
    "key": 'title: T\n"is\\e]8;;http://x\\asues": {}\n',
    "value": 'title: T\nissues: {a: {options: [x]}}\nparties: {p: {role: "\\e[2J\\u202ecipal"}}\n',
    "raw": "title: a\u202eb\u009b\nissues: {}\n",
}


@pytest.mark.parametrize("kind", BAD)
def test_errors_write_controls_out(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "bad\x1b[2J\u202e.yaml"
    file.write_text(BAD[kind], encoding="utf-8")
    code, text = on_terminal("run", file.name, folder=tmp_path)
    assert code == 1
    assert "bad\\x1b[2J\\u202e.yaml" in text
    assert not CONTROL.search(text)


@pytest.mark.parametrize(
    "arguments",
    [("run", "no\x1b[2J.yaml"), ("ru\x1b[2Jn",), ("run", MARKUP, "--set", "\x1b]8;;x\x07"),
     ("run", MARKUP, "--engine", "\x9b2J"), ("explain", MARKUP, "-a", "a=\x1b[2J"),
     ("new", "no/such\x1b[2J/folder.yaml")],
)  # fmt: skip
def test_what_is_typed_is_written_out_too(arguments: tuple[object, ...], tmp_path: Path) -> None:
    code, text = on_terminal(*arguments, folder=tmp_path)
    assert code in {1, 2}
    assert not CONTROL.search(text)


@pytest.mark.long
def test_piped_output_has_the_columns_asked_for(tmp_path: Path) -> None:
    def lines(columns: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-m", "sim", "check", ISTANBUL], capture_output=True, text=True,
            cwd=tmp_path, check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": columns},
        )  # fmt: skip
        return done.stdout.splitlines()

    for columns in (60, 90, 200):
        prose = [one for one in lines(str(columns)) if "this file says" in one]
        assert max(map(len, prose)) <= columns
    assert lines("0") == lines("")
    assert lines("60") != lines("200")


words = st.text("abcdefghij水,-“”%", min_size=1, max_size=14)
cells = st.lists(words, max_size=12).map(" ".join)


@given(st.data(), st.integers(1, 7), st.integers(8, 120))
def test_tables_keep_every_word_and_every_column(
    data: st.DataObject, columns: int, width: int
) -> None:
    a_row = st.tuples(*[cells] * columns)
    header = data.draw(a_row)
    rows = data.draw(st.lists(a_row, min_size=1, max_size=4))
    table = FittedTable(Grid(header, tuple(rows), frozenset({columns - 1})))
    lines = [line.plain for line in table.lines(width)]
    text = " ".join(lines)
    for row in rows:
        for word in " ".join(row).split():
            pieces = re.findall("水|[^水]+", word)
            assert all(piece in text for piece in pieces)
    texts = [text for row in [header, *rows] for text in row]
    long = max((cell_len(word) for text in texts for word in text.split()), default=0)
    assert all(cell_len(line) <= max(width, 2 * long + 8) for line in lines)


@given(cells, st.integers(1, 60))
def test_lines_break_between_words_only(text: str, width: int) -> None:
    lines = wrapped(text, width)
    # Between wide characters a line may end; everywhere else only at a blank.
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for before, after in pairwise(lines):
        wide = before[-1] == "水" or after[0] == "水"
        assert wide or f"{before} {after}" in " ".join(text.split())


@given(st.one_of(st.text(), st.floats(), st.integers(), st.sampled_from(["=1", "+a", "-a", "@a"])))
def test_no_cell_of_a_csv_file_is_a_formula(value: object) -> None:
    shown = cell(value)
    if isinstance(value, (int, float)):
        assert shown == value or value != value
        assert cell(repr(value)) == repr(value) or "n" in repr(value)
    elif str(shown)[:1] in set("=+-@\t\r\n"):
        assert shown == value
        float(str(value))
