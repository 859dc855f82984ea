"""Progress where standard error is piped: plain lines, few of them, none on standard output."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sim.cli import progress
from sim.cli.progress import FIRST_LINE, NEXT_STAGE, SAME_STAGE, PlainLines, reporting

ROOT = Path(__file__).parent.parent.parent
TWO = ROOT / "scenarios" / "teaching" / "two-issues.yaml"
EAGER = (
    "import sim.cli.progress as p; p.FIRST_LINE = -1.0; p.NEXT_STAGE = 0.0; "
    "from sim.cli import main; main()"
)
"""The program, which shows a line for every stage at once."""
LINE = re.compile(rb"\[\d+ s\] [^\x00-\x1f\x7f]+: [^\x00-\x1f\x7f]+, \d+%[^\x00-\x1f\x7f]*")


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_lines_are_few() -> None:
    clock, out = Clock(), io.StringIO()
    lines = PlainLines("Talks", out, clock)

    def at(seconds: float, what: str | None = None, share: float = 0.0) -> list[str]:
        """Return the lines that are shown at a time, with a report or without."""
        before = len(out.getvalue())
        clock.now = 100.0 + seconds
        if what is None:
            lines.show()
        else:
            lines.tell(what, share)
        return out.getvalue()[before:].splitlines()

    assert at(0, "compiling") == at(FIRST_LINE - 0.1, "counting", 0.05) == []
    # No report comes: the last one is shown when its time has come.
    assert at(FIRST_LINE) == ["[10 s] Talks: counting, 5%"]
    assert at(11, "frontiers", 0.3) == at(11 + NEXT_STAGE - 1.1) == []
    assert at(10 + NEXT_STAGE) == ["[15 s] Talks: frontiers, 30%"]
    assert at(30, "frontiers", 0.4) == at(15 + SAME_STAGE - 0.1, "frontiers", 0.5) == []
    assert at(15 + SAME_STAGE) == ["[75 s] Talks: frontiers, 50%"]
    assert at(100, "1,000 of 2,000 shards", 0.5) == ["[100 s] Talks: 1,000 of 2,000 shards, 50%"]
    # A count is no other stage.
    assert at(110, "1,100 of 2,000 shards", 0.55) == []


def test_short_work_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with reporting("Talks", quiet=False) as tell:
        for share in range(10):
            tell(f"stage {'x' * share}", share / 10)
    assert capsys.readouterr() == ("", "")


def test_a_long_stage_is_shown_without_a_report_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "FIRST_LINE", 0.05)
    monkeypatch.setattr(progress, "TICK", 0.01)
    said = ""
    with reporting("Talks", quiet=False) as tell:
        tell("counting", 0.05)
        end = time.monotonic() + 30
        while not said and time.monotonic() < end:
            time.sleep(0.01)
            said = capsys.readouterr().err
    assert said == "[0 s] Talks: counting, 5%\n"
    assert "progress" not in [one.name for one in threading.enumerate()]


def test_a_reader_that_has_left_stops_no_work() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    clock = Clock()
    with os.fdopen(writing, "w", buffering=1) as out:
        lines = PlainLines("Talks", out, clock)
        for what in ("counting", "frontiers"):
            clock.now += FIRST_LINE
            lines.tell(what, 0.5)
        # What could not be written is dropped, not written at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), writing)


def test_controls_of_a_title_are_written_out() -> None:
    out = io.StringIO()
    clock = Clock()
    lines = PlainLines("a\x1b[2J\nb\r", out, clock)
    clock.now += FIRST_LINE
    lines.tell("counting", 0.5)
    assert out.getvalue() == "[10 s] a\\x1b[2J b\\x0d: counting, 50%\n"


def piped(*arguments: object, folder: Path) -> tuple[bytes, bytes]:
    """Run the eager program; return the bytes of standard output and standard error."""
    done = subprocess.run(
        [sys.executable, "-c", EAGER, *map(str, arguments)],
        capture_output=True, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("run", "--no-figures"), ("robustness", "--draws", "20", "--no-figures"),
     ("bargain", "--runs", "5", "--no-figures")],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_piped_progress_is_plain_lines(arguments: tuple[str, ...], tmp_path: Path) -> None:
    command, *more = arguments
    out, err = piped(command, TWO, *more, folder=tmp_path)
    assert err.endswith(b"\n")
    lines = err.splitlines()
    assert len(lines) > 2
    assert all(LINE.fullmatch(line) for line in lines), err
    assert b"\r" not in err
    assert b"\x1b" not in err + out
    assert not re.search(rb"^\[\d+ s\]", out, re.MULTILINE)
    quiet = piped(command, TWO, *more, "--quiet", folder=tmp_path)
    assert quiet == (b"", b"")
