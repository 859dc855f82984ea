"""The command line in unusual places: interrupted, cut off, in the way, killed, oddly named."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TWO = ROOT / "scenarios" / "teaching" / "two-issues.yaml"
ISTANBUL = ROOT / "scenarios" / "istanbul-2022.yaml"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
STOPPED = "Stopped; nothing is half-written."


def start(*arguments: object, python: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *python, "-m", "sim", *map(str, arguments)],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )


def ended(started: subprocess.Popen[str]) -> tuple[int, str]:
    try:
        _, told = started.communicate(timeout=120)
    finally:
        started.kill()
        started.wait()
    assert "Traceback" not in told
    assert "ignored" not in told
    # Python ends itself with the signal where the interrupt fell into code that is made from a
    # text, as that of data classes; a shell says 130 in either case.
    return 130 if started.returncode == -signal.SIGINT else started.returncode, told


def sim(*arguments: object, code: int = 0) -> str:
    found, told = ended(start(*arguments))
    assert found == code, told
    return told


def until(check: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.005)


def hidden(folder: Path) -> list[Path]:
    return [path for path in folder.glob(".*") if path.is_dir()] if folder.exists() else []


STAGES = ("typer", "numpy.linalg", "sim.cli.app", "sim.zone.explore", "mesa", "matplotlib.figure")
"""Modules that are loaded one after the other: while it starts, reads, explores, talks, draws."""


@pytest.mark.long
@pytest.mark.parametrize("module", STAGES)
def test_ctrl_c_at_every_stage(module: str, tmp_path: Path) -> None:
    started = start("run", ISTANBUL, "--full", "--out", tmp_path, python=("-X", "importtime"))
    assert started.stderr is not None
    assert any(line.rstrip().endswith(f" {module}") for line in started.stderr)
    os.killpg(started.pid, signal.SIGINT)
    assert ended(started)[0] == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
@pytest.mark.parametrize("delay", [2.0, 4.0, 8.0])
def test_ctrl_c_at_any_time(delay: float, tmp_path: Path) -> None:
    started = start("run", ISTANBUL, "--report", "--out", tmp_path)
    time.sleep(delay)
    os.killpg(started.pid, signal.SIGINT)
    code, told = ended(started)
    assert (code, told.strip()) in {(130, STOPPED), (130, ""), (0, "")}
    names = {path.name for path in tmp_path.iterdir()}
    assert names == ({"istanbul-2022"} if code == 0 else set())


def test_ctrl_c_while_files_are_made(tmp_path: Path) -> None:
    started = start("run", TWO, "--out", tmp_path)
    until(lambda: hidden(tmp_path))
    time.sleep(0.5)
    os.killpg(started.pid, signal.SIGINT)
    code, told = ended(started)
    assert (code, told.strip()) == (130, STOPPED)
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_in_a_sweep_keeps_what_is_finished(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    grid = {"parties.overfield.reservation": {"from": 0, "to": 1, "step": 0.01}}
    plan.write_text(json.dumps({"scenario": str(TWO), "grid": grid, "draws": 2000}))
    for jobs in (1, 2):
        out = tmp_path / f"{jobs}"
        shards = out / "plan" / "shards"
        started = start("sweep", plan, "--out", out, "--jobs", jobs, "--no-figures")
        until(lambda shards=shards: len(list(shards.glob("*.npz"))) > 3)
        os.killpg(started.pid, signal.SIGINT)
        code, told = ended(started)
        assert code == 130
        assert told.splitlines() == [
            f"Finished shards are kept in {shards}/: the same command takes them up.",
            STOPPED,
        ]
        assert [path for path in shards.iterdir() if path.suffix != ".npz"] == []


def test_interrupts_that_are_ignored_stay_so(tmp_path: Path) -> None:
    code = (
        "import os, signal, subprocess, sys\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'sim', *sys.argv[1:]])\n"
    )
    command = [sys.executable, "-c", code, "run", str(TWO), "--out", str(tmp_path), "--no-figures"]
    started = subprocess.Popen(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    time.sleep(1)
    started.send_signal(signal.SIGINT)
    assert ended(started)[0] == 0


def test_what_a_killed_run_leaves_goes_with_the_next(tmp_path: Path) -> None:
    started = start("run", TWO, "--out", tmp_path)
    until(lambda: hidden(tmp_path))
    started.kill()
    ended(started)
    assert hidden(tmp_path)
    sim("run", TWO, "--out", tmp_path, "--no-figures", "-q")
    assert [path.name for path in tmp_path.iterdir()] == ["two-issues"]


@pytest.mark.long
def test_a_run_beside_another_leaves_its_scratch_alone(tmp_path: Path) -> None:
    started = start("run", TWO, "--out", tmp_path)
    until(lambda: hidden(tmp_path))
    started.send_signal(signal.SIGSTOP)
    (own,) = hidden(tmp_path)
    sim("run", TWO, "--out", tmp_path, "--no-figures", "-q")
    assert hidden(tmp_path) == [own]
    started.send_signal(signal.SIGCONT)
    assert ended(started) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["two-issues"]
    assert (tmp_path / "two-issues" / "zone.png").exists()


@pytest.mark.long
@pytest.mark.parametrize(
    "command",
    ["sim check {}", "sim run {} --no-figures", "sim explain {} -a nash", "sim schema",
     "sim --help"],
)  # fmt: skip
@pytest.mark.parametrize(
    ("behind", "words"),
    [
        ("| head -1", ""),
        ("| true", ""),
        ("> /dev/full", "standard output: can't be written: No space left on device"),
        (">&-", ""),
        (">&- 2>&-", ""),
        ("2> /dev/full > /dev/null", ""),
    ],
)
def test_output_that_nobody_takes(command: str, behind: str, words: str, tmp_path: Path) -> None:
    if "/dev/full" in behind and not Path("/dev/full").exists():
        pytest.skip("no device that is full")
    line = command.format(TWO).replace("sim", f"{sys.executable} -m sim", 1) + f" {behind}"
    done = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.stderr.strip() == words
    if "run" in command:
        assert (tmp_path / "results" / "two-issues" / "result.json").exists()


def test_output_in_any_encoding(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(TWO.read_text("utf-8").replace("title:", "title: Дніпро –", 1), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sim", "check", str(file)], capture_output=True, text=True,
        env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"}, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u0414" in done.stdout


@pytest.mark.long
@pytest.mark.parametrize(
    "command",
    [
        ("schema", "--out"),
        ("new",),
        ("run", TWO, "--no-figures", "--out"),
        ("report", TWO, "--out"),
        ("compare", TWO, "--set", "parties.overfield.reservation=0.3", "--out"),
        ("bargain", TWO, "--runs", "5", "--no-table", "--no-figures", "--out"),
    ],
)
def test_what_is_in_the_way_is_named(command: tuple[object, ...], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    single = command[0] in {"schema", "new"}
    places = [tmp_path / "file" / "below"]
    if single:
        places += [tmp_path / "missing" / "x", *([tmp_path] if command[0] == "schema" else [])]
    else:
        places += [tmp_path / "file"]
    for place in places:
        told = sim(*command, place, code=1)
        assert "can't be written" in told
        assert str(tmp_path) in told
        assert len(told.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.long
def test_a_folder_with_the_name_of_a_result_leaves_all_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "two-issues"
    sim("run", TWO, "--full", "--out", tmp_path, "--no-figures", "-q")
    (folder / "talk.csv").unlink()
    (folder / "talk.csv").mkdir()
    before = (folder / "result.json").read_bytes()
    told = sim("run", TWO, "--full", "--out", tmp_path, "--no-figures", "-q", code=1)
    assert told == f"{folder / 'talk.csv'}: can't be written: a folder has its name\n"
    assert (folder / "result.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["two-issues"]


@pytest.mark.long
@pytest.mark.parametrize("name", [b"caf\xe9\xff", "Дніпро".encode(), b"a b'c", b"n" * 240])
def test_files_and_folders_of_any_name(name: bytes, tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name + b".yaml"))
    out = Path(os.fsdecode(os.fsencode(tmp_path) + b"/out " + name))
    file.write_bytes(TWO.read_bytes())
    change = ("--set", "parties.overfield.reservation=0.3")
    for command in (
        ("check", file),
        ("run", file, "--no-figures", "--report", "--out", out),
        ("report", file, "--out", out),
        ("compare", file, *change, "--out", out),
        ("explain", file, "-a", "nash"),
    ):
        sim(*command)
    assert (out / file.stem / "report.html").read_text(encoding="utf-8")
    (compared,) = out.glob("*/comparison.json")
    assert json.loads(compared.read_text(encoding="utf-8"))
    assert json.loads((out / file.stem / "result.json").read_text(encoding="utf-8"))


@pytest.mark.long
@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("robustness", "--draws", 10**12), "1000000"),
        (("bargain", "--runs", 10**12), "1000000"),
        (("bargain", "--rounds", 10**12), "1000000"),
        (("bargain", "--jobs", 10**12), "256"),
        (("ratify", "--draws", 10**12), "1000000"),
        (("run", "--memory", "inf"), "100000"),
        (("run", "--memory", "nan"), "--memory"),
        (("run", "--material", "nan"), "1"),
        (("bargain", "--hazard", "nan"), "0.999"),
        (("robustness", "--spread", "nan"), "3"),
        (("robustness", "--seed", "9" * 5000), "--seed"),
        (("run", "--round", "9" * 5000), "there is no round"),
        (("run", "--set", f"parties.overfield.reservation={'9' * 5000}"), "expected at most 1,000"),
    ],
)
def test_numbers_out_of_bounds(option: tuple[object, ...], words: str, tmp_path: Path) -> None:
    command, *rest = option
    started = start(command, TWO, *rest, "--out", tmp_path / "out")
    code, told = ended(started)
    assert code in {1, 2}
    assert words in told
    assert not (tmp_path / "out").exists()
