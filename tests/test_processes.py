"""Processes that share work, and what is done when they are killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SCRIPT = """\
import os, signal, sys
from pathlib import Path
from sim.processes import WorkersDied, in_processes

def task(folder, number, deaths):
    tried = Path(folder) / f"{number}"
    tries = len(tried.read_text()) if tried.exists() else 0
    tried.write_text("x" * (tries + 1))
    if tries < deaths.get(number, 0):
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number

notes = []
deaths = {int(k): int(v) for k, v in (pair.split(":") for pair in sys.argv[2:])}
calls = [(sys.argv[1], number, deaths) for number in range(8)]
try:
    print(dict(sorted(in_processes(task, calls, 2, notes.append))))
except WorkersDied as error:
    print(error)
print(len(notes))
"""


def ran(folder: Path, *deaths: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT, str(folder), *deaths],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout.splitlines()


def test_what_killed_processes_had_to_do_is_done_again(tmp_path: Path) -> None:
    squares = str({number: number * number for number in range(8)})
    found, notes = ran(tmp_path, "2:1", "5:2")
    assert found == squares
    # Two may die before the first of them is seen.
    assert notes in {"2", "3"}


def test_one_that_always_dies_is_given_up(tmp_path: Path) -> None:
    said, notes = ran(tmp_path, "7:1000")
    assert said.startswith("processes died 5 times without any work done in between")
    assert "fewer jobs" in said
    # Deaths while others got on don't count.
    assert 4 <= int(notes) <= 12
