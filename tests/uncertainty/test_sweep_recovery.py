"""Sweeps that are damaged, killed, changed or shared: the same bytes in the end, and a message."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import sim.uncertainty.sweep.shard as shard_module
from sim.cli.placing import RECORD
from sim.scenario.errors import ScenarioError
from sim.uncertainty.sweep import load_plan, sweep
from sim.uncertainty.sweep.plan import MOST_STEPS
from sim.uncertainty.sweep.shard import shards
from sim.uncertainty.sweep.store import Store
from tests.uncertainty.sweeps import PLAN, ROOT, SALE, Cluster, bytes_of, plain, run, until, write

LONG = {**PLAN, "draws": 30_000, "runs": 20_000}
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sale.yaml").write_text(SALE, encoding="utf-8")
    write(tmp_path, PLAN)
    return tmp_path


def damaged(content: bytes, rng: random.Random) -> bytes:
    """Return bytes with one of the things that happen to files done to them."""
    kind = rng.randrange(6)
    place = rng.randrange(len(content))
    if kind == 0:
        return content[:place]
    if kind == 1:
        return content + bytes([rng.randrange(256)])
    if kind == 2:
        return content[:place] + bytes(len(content) - place)
    changed = bytearray(content)
    for _ in range(kind):
        changed[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def test_whatever_reading_a_damaged_shard_raises_it_is_redone(folder: Path) -> None:
    plan = load_plan(folder / "plan.yaml")
    place = folder / "shards"
    first = plain(sweep(plan, folder=place))
    whole, rng = bytes_of(place), random.Random(5)
    for name, content in whole.items():
        (place / name).write_bytes(damaged(content, rng))
    spoilt = [name for name, content in bytes_of(place).items() if content != whole[name]]
    notes: list[str] = []
    assert plain(sweep(plan, folder=place, note=notes.append)) == first
    assert bytes_of(place) == whole
    assert len(notes) == 1
    assert notes[0].startswith("damaged, and done again: ")
    assert f"and {len(spoilt) - 5} more" in notes[0]


def test_no_bit_of_a_shard_can_change_unseen(folder: Path) -> None:
    plan = load_plan(folder / "plan.yaml")
    store, rng = Store(folder / "shards", plan.digest), random.Random(1)
    with store.writer() as write_shard:
        write_shard(3, shard_module.run_shard(plan, 3))
    content = store.path(3).read_bytes()
    assert store.read(3) is not None
    for place in rng.sample(range(8 * len(content)), 2_000):
        changed = bytearray(content)
        changed[place // 8] ^= 1 << place % 8
        store.path(3).write_bytes(bytes(changed))
        assert store.read(3) is None, place
    for rest in (b"", content[:31], content[:32], content[-32:], content * 2):
        store.path(3).write_bytes(rest)
        assert store.read(3) is None
    # The whole shard under another number, or of another plan, is none either.
    store.path(4).write_bytes(content)
    assert store.read(4) is None
    other = Store(folder / "shards", plan.digest[:16] + "0" * 48)
    other.path(3).write_bytes(content)
    assert other.read(3) is None


def test_a_folder_in_the_place_of_a_shard_is_a_message(folder: Path) -> None:
    plan = load_plan(folder / "plan.yaml")
    place = folder / "results" / "plan" / "shards"
    Store(place, plan.digest).path(0).mkdir(parents=True)
    done = run(folder, "plan.yaml", "--no-figures")
    assert done.returncode == 1
    assert "can't be written: Is a directory" in done.stderr
    assert "Traceback" not in done.stderr


def children(process: int) -> list[int]:
    """Return the processes that share the work of one."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            after = (folder / "stat").read_text().rpartition(")")[2].split()
            arguments = (folder / "cmdline").read_text()
        except (OSError, ValueError):
            continue
        if folder.name.isdigit() and int(after[1]) == process and "LokyProcess" in arguments:
            found.append(int(folder.name))
    return found


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")
def test_killed_jobs_are_a_message_and_the_run_goes_on(folder: Path) -> None:
    file = write(folder, LONG, "long.yaml")
    place = folder / "results" / "long" / "shards"
    command = [sys.executable, "-m", "sim", "sweep", str(file), "--jobs", "2", "--no-figures"]
    driver = subprocess.Popen(
        command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        for share in (1, 40):
            until(lambda share=share: len(bytes_of(place)) > share and children(driver.pid))
            os.kill(children(driver.pid)[0], signal.SIGKILL)
        _, told = driver.communicate(timeout=300)
    finally:
        driver.kill()
        driver.wait()
    assert driver.returncode == 0, told
    assert "Traceback" not in told
    assert "a process died, killed or out of memory: what it had to do is done again" in told
    sweep(load_plan(file), folder=folder / "one")
    assert bytes_of(place) == bytes_of(folder / "one")
    assert {path.name for path in place.parent.parent.rglob(".*")} <= {RECORD}


@pytest.mark.long
def test_a_run_that_is_killed_leaves_nothing_that_the_next_does_not_clear(folder: Path) -> None:
    file = write(folder, LONG, "long.yaml")
    place = folder / "results" / "long" / "shards"
    command = [sys.executable, "-m", "sim", "sweep", str(file), "--no-figures", "-q"]
    for count in (2, 20):
        driver = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT)
        until(lambda count=count: len(bytes_of(place)) > count)
        driver.kill()
        driver.wait()
    # As if it had been killed between the two.
    left = place / ".shards-00000000"
    (left / "files").mkdir(parents=True)
    (left / "owner").touch()
    assert subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=False).returncode == 0
    sweep(load_plan(file), folder=folder / "one")
    assert bytes_of(place) == bytes_of(folder / "one")
    assert {path.name for path in place.parent.parent.rglob(".*")} <= {RECORD}


def test_two_runs_of_one_plan_side_by_side(folder: Path) -> None:
    command = [sys.executable, "-m", "sim", "sweep", "plan.yaml", "--no-figures", "-q"]
    both = [
        subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for one in both:
        _, told = one.communicate(timeout=300)
        assert (one.returncode, told) == (0, "")
    plan = load_plan(folder / "plan.yaml")
    sweep(plan, folder=folder / "one")
    assert bytes_of(folder / "results" / "plan" / "shards") == bytes_of(folder / "one")


@pytest.mark.long
def test_a_plan_changed_between_runs_mixes_with_nothing_and_it_is_said(folder: Path) -> None:
    def swept() -> tuple[str, dict[str, Any]]:
        done = run(folder, "plan.yaml", "--no-figures")
        assert done.returncode == 0, done.stderr
        text = (folder / "results" / "plan" / "sweep.json").read_text(encoding="utf-8")
        return done.stderr, json.loads(text)

    told, first = swept()
    assert told == ""
    changed = {**PLAN, "draws": 1400}
    write(folder, changed)
    told, second = swept()
    total = shards(load_plan(folder / "plan.yaml"))
    assert f"also has {total} shards of another plan, or of this one before it" in told
    assert "left there, not used" in told
    fresh = sweep(load_plan(folder / "plan.yaml"))
    assert second == json.loads(plain(fresh)) != first
    (folder / "sale.yaml").write_text(SALE.replace("price: 2", "price: 3"), encoding="utf-8")
    told, third = swept()
    assert f"also has {2 * total} shards" in told
    assert third == json.loads(plain(sweep(load_plan(folder / "plan.yaml"))))
    # As it was first: taken up.
    write(folder, PLAN)
    (folder / "sale.yaml").write_text(SALE, encoding="utf-8")
    assert swept()[1] == first


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"draws": 10**12}, "draws: got 1000000000000; expected at most 1,000,000"),
        ({"runs": 10**12}, "runs: got 1000000000000; expected at most 1,000,000"),
        ({"talks": {"rounds": 10**12}}, "expected at most 1,000,000"),
        ({"draws": -1}, "draws: got -1; expected at least 0"),
        ({"spread": 4}, "spread: got 4; expected at most 3"),
        ({"grid": {"x": [1] * (MOST_STEPS + 1)}}, "has 10,001 values; expected at most 10,000"),
        ({"grid": {"x": {"from": 0, "to": 1, "step": 1e-300}}}, "makes about 1.00e+300 values"),
        ({"grid": {"x": {"from": -1e308, "to": 1e308, "step": 1}}}, "expected at most 10,000"),
        ({"grid": {k: list(range(100)) for k in "xyz"}}, "makes 1,000,000 points; expected at mo"),
    ],
)
def test_the_largest_numbers_are_stated(folder: Path, changes: dict[str, Any], words: str) -> None:
    file = write(folder, {**PLAN, **changes}, "large.yaml")
    with pytest.raises(ScenarioError) as caught:
        load_plan(file)
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{file}:")


def test_too_many_shards_are_told_at_once(folder: Path) -> None:
    grid = {"parties.buyer.reservation": {"from": 0, "to": 1, "step": 0.0005}}
    plan = load_plan(write(folder, {**PLAN, "grid": grid, "draws": 10**6}, "many.yaml"))
    with pytest.raises(ScenarioError, match="make 2,007,003 shards of at most"):
        sweep(plan)


ODD = (".inf", "-.inf", ".nan", "1e400", "1e308", "-1e308", "9" * 5000)
FORMS = (
    "[%s]",
    "{from: %s, to: 1, step: 0.5}",
    "{from: 0, to: %s, step: 1}",
    "{from: 0, to: 1, step: %s}",
)


@pytest.mark.parametrize(("form", "value"), [*product(FORMS, ODD)], ids=lambda text: text[:20])
def test_numbers_that_are_none_in_a_grid_are_located(folder: Path, form: str, value: str) -> None:
    file = folder / "odd.yaml"
    axis = "parties.buyer.positions.day.values.now"
    file.write_text(f"scenario: sale.yaml\ndraws: 0\ngrid:\n  {axis}: {form % value}\n")
    # A step of any size is one, as long as there is a value.
    if (form, value) == (FORMS[3], "1e308"):
        assert load_plan(file).number == 1
        return
    with pytest.raises(ScenarioError, match=r"odd\.yaml:4:"):
        load_plan(file)


def test_steps_are_exact_in_decimals(folder: Path) -> None:
    def values(written: dict[str, float]) -> list[float]:
        document = {**PLAN, "grid": {"parties.buyer.reservation": written}}
        plan = load_plan(write(folder, document, "steps.yaml"))
        return list(plan.document.grid["parties.buyer.reservation"])

    assert values({"from": 0, "to": 0.7, "step": 0.1}) == [0.1 * 0, *(k / 10 for k in range(1, 8))]
    assert values({"from": 0, "to": 2, "step": 1}) == [0, 1, 2]
    assert all(isinstance(x, int) for x in values({"from": 0, "to": 2, "step": 1}))
    assert values({"from": 0, "to": 3e-13, "step": 1e-13}) == [0, 1e-13, 2e-13, 3e-13]


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    found = Cluster(folder)
    yield found
    found.close()


def driver_on(cluster: Cluster, file: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sim", "sweep", str(file), "--no-figures"]
    return subprocess.Popen(
        [*command, "--on", f"dask:{cluster.address}", *more], cwd=cluster.folder, env=ENVIRONMENT,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_every_worker_of_a_cluster_may_be_killed(folder: Path, cluster: Cluster) -> None:
    file = write(folder, LONG, "long.yaml")
    place = folder / "results" / "long" / "shards"
    workers = [cluster.worker("one"), cluster.worker("two")]
    driver = driver_on(cluster, file)
    try:
        for number, count in enumerate((5, 40)):
            until(lambda count=count: len(bytes_of(place)) > count)
            for worker in workers:
                worker.kill()
                worker.wait()
            workers = [cluster.worker(f"later {number}")]
        _, told = driver.communicate(timeout=300)
    finally:
        driver.kill()
        driver.wait()
    assert driver.returncode == 0, told
    assert "Traceback" not in told
    sweep(load_plan(file), folder=folder / "one")
    assert bytes_of(place) == bytes_of(folder / "one")


def test_a_scheduler_that_goes_away_is_a_message(folder: Path, cluster: Cluster) -> None:
    file = write(folder, LONG, "long.yaml")
    place = folder / "results" / "long" / "shards"
    cluster.worker("one")
    driver = driver_on(cluster, file)
    try:
        until(lambda: len(bytes_of(place)) > 5)
        cluster.processes[0].kill()
        _, told = driver.communicate(timeout=120)
    finally:
        driver.kill()
        driver.wait()
    assert driver.returncode == 1
    assert "Traceback" not in told
    assert f"the scheduler at {cluster.address} went away" in told
    assert "the same command takes them up" in told


@pytest.mark.cluster
def test_a_local_cluster_of_processes_that_loses_one(folder: Path) -> None:
    distributed = pytest.importorskip("distributed")
    file = write(folder, LONG, "long.yaml")
    script = f"""\
import os, signal
from distributed import LocalCluster
from sim.uncertainty.sweep import sweep

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        pids = [nanny.pid for nanny in cluster.workers.values()]
        done = []

        def progress(text, share):
            done.append(text)
            if len(done) in (4, 30):
                os.kill(pids.pop(), signal.SIGKILL)

        sweep({str(file)!r}, folder="there", on=f"dask:{{cluster.scheduler_address}}",
              progress=progress)
    print("done", len(pids))
"""
    assert distributed is not None
    (folder / "local.py").write_text(script)
    done = subprocess.run(
        [sys.executable, "local.py"], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.stdout == "done 0\n", done.stderr
    sweep(load_plan(file), folder=folder / "here")
    assert bytes_of(folder / "there") == bytes_of(folder / "here")
