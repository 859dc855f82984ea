"""Scratch folders: made, removed, and cleared after processes that were killed, never others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sim.scratch import clear_leftovers, scratch_folder, uninterrupted

ROOT = Path(__file__).parent.parent
HOLDER = """\
import sys, time
from pathlib import Path
from sim.scratch import scratch_folder
with scratch_folder(Path(sys.argv[1]), "run") as made:
    (made / "half").write_text("half")
    print("made", flush=True)
    time.sleep(60)
"""
BUSY = """\
import os, sys
from pathlib import Path
from sim.scratch import clear_leftovers, scratch_folder
parent, me = Path(sys.argv[1]), sys.argv[2]
for number in range(60):
    clear_leftovers(parent, "run")
    with scratch_folder(parent, "run") as made:
        (made / "whole").write_text(f"{me} {number}")
        os.replace(made / "whole", parent / f"{me}-{number}")
"""


def script(text: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", text, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def hidden(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.startswith("."))


def test_it_is_empty_and_gone_afterwards(tmp_path: Path) -> None:
    with scratch_folder(tmp_path, "run") as made:
        assert list(made.iterdir()) == []
        assert hidden(tmp_path)[0].name.startswith(".run-")
        (made / "deep").mkdir()
        (made / "deep" / "file").touch()
    assert hidden(tmp_path) == []
    with pytest.raises(KeyError), scratch_folder(tmp_path, "n" * 300) as made:
        raise KeyError
    assert hidden(tmp_path) == []


def test_an_error_names_the_parent(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for parent in (tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(OSError) as caught, scratch_folder(parent, "run"):  # noqa: PT011
            pass
        assert caught.value.filename == str(parent)


def test_only_those_of_killed_processes_are_cleared(tmp_path: Path) -> None:
    holder = script(HOLDER, tmp_path)
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "made\n"
        # What a person keeps under such a name is nobody's leftover.
        own = tmp_path / ".run-my_notes"
        own.mkdir()
        (own / "notes.txt").write_text("mine")
        empty = tmp_path / ".run-abcdefgh"
        empty.mkdir()
        (tmp_path / ".run-12345678").write_text("a file")
        before = hidden(tmp_path)
        clear_leftovers(tmp_path, "run")
        assert set(before) - set(hidden(tmp_path)) == {empty}
        holder.send_signal(signal.SIGSTOP)
        clear_leftovers(tmp_path, "run")
        assert len(hidden(tmp_path)) == 3
        clear_leftovers(tmp_path, "other")
        assert len(hidden(tmp_path)) == 3
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    clear_leftovers(tmp_path, "run")
    assert [path.name for path in hidden(tmp_path)] == [".run-12345678", ".run-my_notes"]
    clear_leftovers(tmp_path / "missing", "run")


def test_many_at_once_never_take_each_others(tmp_path: Path) -> None:
    several = [script(BUSY, tmp_path, name) for name in ("a", "b", "c")]
    assert [one.wait(timeout=120) for one in several] == [0, 0, 0]
    for one in several:
        assert one.stdout is not None
        one.stdout.close()
    assert hidden(tmp_path) == []
    assert len(list(tmp_path.iterdir())) == 180
    assert (tmp_path / "b-59").read_text() == "b 59"


def test_an_interrupt_waits_for_a_short_stretch() -> None:
    done = []

    def stretch() -> None:
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append(time.monotonic())

    with pytest.raises(KeyboardInterrupt):
        stretch()
    assert len(done) == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def elsewhere() -> None:
        with uninterrupted():
            done.append(time.monotonic())

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(done) == 2
