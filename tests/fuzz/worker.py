"""A process that runs commands on one case after another, and tells what went wrong.

It reads one case a line as JSON and answers with one line. What a case does wrong is told by
*kind*, so that the same fault found by many cases is one.
"""

from __future__ import annotations

import faulthandler
import json
import os
import re
import resource
import signal
import sys
import tempfile
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = "case.yaml"
MEMORY = 4_000_000_000
"""Bytes that a worker may take: a case that asks for more fails, and not the machine."""
_PLACED = re.compile(rf"{FILE}:\d+:\d+: .+|{FILE}: (is|has|can't) .+")
_FRAME = re.compile(r'File "[^"]*?(sim/[^"]+)", line (\d+),? in (\S+)')


@dataclass
class Told:
    """What a case did.

    Parameters
    ----------
    accepted
        Whether ``sim check`` accepts it.
    faults
        Kind → what was printed or raised.
    asked
        The commands that were run.
    """

    accepted: bool = False
    faults: dict[str, str] = field(default_factory=dict)
    asked: list[list[str]] = field(default_factory=list)


def try_case(number: int, text: str) -> Told:
    """Run ``sim check`` on a text, and a few other commands where it is accepted."""
    told = Told()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / FILE).write_bytes(text.encode("utf-8", "surrogatepass"))
        told.accepted = _runs(told, ["check", FILE], folder)
        if told.accepted:
            for asked in _further(number, folder):
                _runs(told, asked, folder)
    return told


def _further(number: int, folder: Path) -> list[list[str]]:
    """Return commands for a scenario that is accepted, chosen by the number of its case."""
    from sim.scenario import load
    from tests.commands import COMMANDS, arguments, has_subject
    from tests.generate.choices import seeded

    make = seeded(number)
    document = load(folder / FILE).tree.data
    fitting = [
        name
        for name in COMMANDS
        if name not in ("check", "schema", "new") and has_subject(name, document)
    ]
    chosen = make.some(fitting, 1, 2)
    return [arguments(make, name, document, folder / FILE) for name in chosen]


def _runs(told: Told, asked: list[str], folder: Path) -> bool:
    """Run one command, note what is wrong with how it ended, and return whether it ended well."""
    from tests.commands import is_clean, run

    told.asked.append(asked)
    before = _listed(folder)
    done = run(asked, folder)
    name, written = asked[0], _listed(folder) - before
    if done.error is not None:
        told.faults[f"{name}: {_raised(done.error)}"] = done.error
    elif done.code == 0:
        if not is_clean(done.err):
            told.faults[f"{name}: prints a warning"] = done.err
        if name == "check" and written:
            told.faults["check: writes"] = ", ".join(written)
        return True
    elif name != "check":
        told.faults[f"{name}: refuses what check accepts: {_general(done.err)}"] = done.err
    else:
        if done.code != 1:
            told.faults[f"check: exit code {done.code}"] = done.err
        lines = done.err.splitlines()
        if not lines or done.out:
            told.faults["check: refuses and prints on standard output"] = done.out
        for line in lines:
            if not _PLACED.fullmatch(line):
                told.faults[f"check: a problem without its place: {_general(line)}"] = done.err
    if written and done.code != 0:
        told.faults[f"{name}: writes and fails"] = ", ".join(sorted(written))
    return False


def _listed(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def _raised(error: str) -> str:
    """Return what was raised and where, without what differs from case to case."""
    frames = _FRAME.findall(error)
    where = f" in {frames[-1][0]}:{frames[-1][1]} {frames[-1][2]}" if frames else ""
    last = error.strip().splitlines()[-1]
    return f"{last.partition(':')[0].split('.')[-1]}{where}"


def _general(text: str) -> str:
    """Return the first line of a text without places, names and numbers."""
    line = (text.strip().splitlines() or [""])[0]
    line = line.rpartition(": ")[2] if ": " in line else line
    return re.sub(r"'[^']*'|-?\d[\d.e+-]*", "…", line)[:80]


def main() -> None:
    """Answer cases from standard input until there are no more."""
    limit = float(sys.argv[1])
    # Time of the processor, so that a busy machine makes nothing look like a hang.
    spent = signal.ITIMER_PROF
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, most))
    warnings.simplefilter("error")
    os.environ["MPLBACKEND"] = "agg"
    cases, answers = sys.stdin, os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # What a library prints past Python may not look like an answer.
    # The signal ends the process, once it is written where that was.
    faulthandler.register(signal.SIGPROF, all_threads=False, chain=True)
    for line in cases:
        case: dict[str, Any] = json.loads(line)
        signal.setitimer(spent, limit)
        told = try_case(case["number"], case["text"])
        signal.setitimer(spent, 0)
        print(json.dumps(vars(told)), file=answers, flush=True)


if __name__ == "__main__":
    main()
