"""Sweeps: shards that are pure, kept whole, taken up again, and the same on a cluster."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from benchmarks.opposed import mixed
from sim.plots.sweep_map import sweep_map
from sim.scenario.errors import ScenarioError
from sim.uncertainty.sweep import Plan, load_plan, sweep
from sim.uncertainty.sweep import shard as shards_module
from sim.uncertainty.sweep.shard import run_shard, shards
from sim.uncertainty.sweep.store import Store
from sim.uncertainty.sweep.where import Unreachable
from tests.uncertainty.sweeps import PLAN, ROOT, SALE, Cluster, bytes_of, plain, run, until, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sale.yaml").write_text(SALE, encoding="utf-8")
    write(tmp_path, PLAN)
    return tmp_path


def test_a_point_is_what_each_analysis_says(folder: Path) -> None:
    plan = load_plan(folder / "plan.yaml")
    found = sweep(plan)
    assert plan.number == len(found.points) == 9
    assert [p.changes["parties.seller.weights.price"] for p in found.points[:3]] == [1, 1.5, 2]
    for place in (0, 5, 8):
        point = found.points[place]
        scenario = sim.load(folder / "sale.yaml").with_changes(point.changes)
        zone = sim.explore(scenario)
        assert point.exists == zone.exists
        assert point.acceptable == zone.counts.acceptable
        assert point.critical_reservation == zone.critical_reservation
        assert point.nash == (dict(zone.solutions["nash"].utilities) if zone.solutions else {})
        assert point.zone == sim.robustness(scenario, draws=1500, seed=3).zone
        for said, one in zip(PLAN["strategies"], point.talks, strict=True):
            talks = sim.bargain(scenario, strategies=said, runs=40, seed=3, rounds=20)
            assert one.agreed == talks.agreed
            means = {name: got.utility for name, got in talks.parties.items()}
            assert one.utilities == pytest.approx(means)


def test_however_the_work_is_split(folder: Path) -> None:
    plan = load_plan(folder / "plan.yaml")
    alone = sweep(plan, folder=folder / "one")
    shared = sweep(plan, folder=folder / "two", jobs=2)
    assert plain(alone) == plain(shared) == plain(sweep(plan))
    assert bytes_of(folder / "one") == bytes_of(folder / "two")
    assert len(bytes_of(folder / "one")) == shards(plan) == 9 * (1 + 2 + 2)


def test_what_is_there_is_taken_up_and_what_is_damaged_done_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = load_plan(folder / "plan.yaml")
    place = folder / "shards"
    first = plain(sweep(plan, folder=place))
    whole = bytes_of(place)
    files = sorted(place.glob("*.npz"))
    files[3].unlink()
    files[7].write_bytes(files[7].read_bytes()[:100])
    bad = bytearray(files[11].read_bytes())
    bad[len(bad) // 2] ^= 0xFF
    files[11].write_bytes(bytes(bad))
    # A whole file of another shard is no better.
    files[20].write_bytes(files[21].read_bytes())
    left = place / ".shards-abcd1234"
    (left / "files").mkdir(parents=True)
    (left / "owner").touch()
    (left / "files" / "half.npz").write_bytes(b"half")
    ran = []

    def noting(plan: Plan, number: int) -> Any:
        ran.append(number)
        return run_shard(plan, number)

    monkeypatch.setattr("sim.uncertainty.sweep.where.run_shard", noting)
    assert plain(sweep(plan, folder=place)) == first
    assert ran == [3, 7, 11, 20]
    assert bytes_of(place) == whole
    assert not list(place.glob(".*"))


def test_a_changed_plan_or_scenario_never_mixes_with_old_shards(folder: Path) -> None:
    plan = load_plan(folder / "plan.yaml")
    place = folder / "shards"
    sweep(plan, folder=place)
    before = bytes_of(place)
    changes: list[dict[str, Any]] = [{"seed": 4}, {"draws": 1400}, {"talks": {"rounds": 10}}]
    others = [load_plan(write(folder, {**PLAN, **one}, f"{k}.yaml")) for k, one in
              enumerate(changes)]  # fmt: skip
    (folder / "sale.yaml").write_text(SALE.replace("day: 1}", "day: 1.5}"), encoding="utf-8")
    others.append(load_plan(folder / "plan.yaml"))
    assert len({plan.digest, *(one.digest for one in others)}) == 5
    for one in others:
        assert Store(place, one.digest).read(0) is None
    fresh = plain(sweep(others[-1]))
    assert plain(sweep(others[-1], folder=place)) == fresh
    assert before.items() <= bytes_of(place).items()
    # A title says nothing of the numbers.
    titled = load_plan(write(folder, {**PLAN, "title": "Another"}, "titled.yaml"))
    assert titled.digest == others[-1].digest


def test_rounds_and_variants_and_listed_points(folder: Path) -> None:
    document = {
        "scenario": "sale.yaml",
        "draws": 0,
        "grid": {"variant": [None, "eager"], "round": [0, 1]},
        "points": [
            {"label": "as it is"},
            {"label": "dear", "changes": {"parties.seller.reservation": 0.9}},
        ],
    }
    plan = load_plan(write(folder, document, "states.yaml"))
    found = sweep(plan)
    assert [point.label for point in found.points] == ["as it is"] * 4 + ["dear"] * 4
    base = sim.load(folder / "sale.yaml")
    for point in found.points:
        scenario = base.at_round(point.changes["round"]).as_variant(point.changes["variant"])
        if point.label == "dear":
            scenario = scenario.with_changes({"parties.seller.reservation": 0.9})
        assert point.critical_reservation == sim.explore(scenario).critical_reservation
        assert point.zone is None
    assert sweep_map(found) is not None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scenario": "none.yaml"}, ["there is no file", "expected a scenario file"]),
        ({"grid": {"parties.buyer.reservation": 3}}, ["expected a list of values"]),
        ({"grid": {"parties.nobody.reservation": [1]}}, ["nobody"]),
        ({"grid": {"parties.buyer.reservation": ["much"]}}, ["parties.buyer.reservation"]),
        ({"grid": {"variant": ["none"]}}, ["no variant 'none'"]),
        ({"grid": {"x": {"from": 1, "to": 0, "step": 1}}}, ["has no values"]),
        ({"grid": {"variant": [["eager"]]}}, ['got ["eager"]; expected the name of a variant']),
        ({"grid": {"round": ["x"]}}, ["got 'x'; expected the number of a round"]),
        ({"grid": {"round": [0.5]}}, ["got 0.5; expected the number of a round"]),
        ({"scenario": "x" * 300}, ["there is no file"]),
        ({"draws": 1.5}, ["draws"]),
        ({"draw": 10}, ["is no key here; known: title, scenario"]),
        ({"points": [{"change": {}}]}, ["is no key here; known: label, changes"]),
        ({"talks": {"round": 3}}, ["is no key here; known: protocol, rounds"]),
        ({"seed": -1}, ["seed"]),
    ],
)
def test_bad_plans_are_told(folder: Path, changes: dict[str, Any], words: list[str]) -> None:
    file = write(folder, {**PLAN, **changes}, "bad.yaml")
    with pytest.raises(ScenarioError) as caught:
        load_plan(file)
    text = str(caught.value)
    for word in words:
        assert word in text
    assert "bad.yaml" in text


def test_strategies_that_do_not_fit_stop_it_and_nothing_is_lost(folder: Path) -> None:
    document = {**PLAN, "strategies": [{"buyer": "bullware"}]}
    plan = load_plan(write(folder, document, "wrong.yaml"))
    with pytest.raises(ScenarioError, match="unknown strategy 'bullware'"):
        sweep(plan, folder=folder / "shards")
    assert bytes_of(folder / "shards")


def test_points_with_other_parties(folder: Path) -> None:
    third = {"weights": {"price": 1}, "positions": {"price": "middle"}}
    document = {
        "scenario": "sale.yaml",
        "draws": 10,
        "grid": {"parties.buyer.reservation": [0], "parties.seller.reservation": [0]},
        "points": [{"label": "two"}, {"changes": {"parties.broker": third}}],
        "strategies": [{"buyer": "linear"}],
        "runs": 5,
    }
    found = sweep(load_plan(write(folder, document, "parties.yaml")))
    assert [set(point.nash) - {"buyer", "seller"} for point in found.points] == [set(), {"broker"}]
    done = run(folder, "parties.yaml", "--no-figures")
    assert done.returncode == 0, done.stderr
    table = folder / "results" / "parties" / "sweep.csv"
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [bool(row["nash:broker"]) for row in rows] == [False, True]


def test_the_map_and_the_table(folder: Path) -> None:
    done = run(folder, "plan.yaml")
    assert done.returncode == 0, done.stderr
    place = folder / "results" / "plan"
    with (place / "sweep.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 18
    told = json.loads((place / "sweep.json").read_text(encoding="utf-8"))
    assert len(told["points"]) == 9
    assert {path.name for path in place.iterdir() if path.name[0] != "."} == {
        "shards", "sweep.csv", "sweep.json", "sweep_map.png", "sweep_map.svg",
    }  # fmt: skip
    assert float(rows[0]["share_with_zone"]) == told["points"][0]["draws"]["share"]
    svg = (place / "sweep_map.svg").read_text(encoding="utf-8")
    assert svg.count('id="cell"') + svg.count('id="cell') > 0


def test_places_that_are_none(folder: Path) -> None:
    plan = load_plan(folder / "plan.yaml")
    with pytest.raises(ValueError, match="expected dask:tcp://HOST:PORT"):
        sweep(plan, on="tcp://127.0.0.1:1")
    done = run(folder, "plan.yaml", "--on", "cluster")
    assert done.returncode == 2
    assert "expected dask:tcp://HOST:PORT" in done.stderr


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    found = Cluster(folder)
    yield found
    found.close()


def test_on_a_cluster_that_loses_a_worker_and_its_driver(folder: Path, cluster: Cluster) -> None:
    document = {**PLAN, "draws": 40_000, "runs": 2_000}
    file = write(folder, document, "long.yaml")
    plan = load_plan(file)
    total = shards(plan)
    expected = plain(sweep(plan, folder=folder / "local", jobs=2))
    workers = [cluster.worker("one"), cluster.worker("two")]
    place = folder / "results" / "long" / "shards"
    command = [sys.executable, "-m", "sim", "sweep", str(file), "--on", f"dask:{cluster.address}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    driver = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    try:
        # Half-way one worker dies.
        until(lambda: len(bytes_of(place)) > total // 4)
        workers[0].send_signal(signal.SIGKILL)
        seen = len(bytes_of(place))
        until(lambda: len(bytes_of(place)) > min(seen + 5, total - 1))
        # Then the driver dies, before all is done.
        driver.send_signal(signal.SIGKILL)
    finally:
        driver.kill()
        driver.wait()
    there = bytes_of(place)
    assert total // 4 < len(there) < total
    made = {name: (place / name).stat().st_mtime_ns for name in there}
    cluster.worker("three")
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    # Nothing lost, nothing done twice, and the same bytes as on this machine.
    assert {name: (place / name).stat().st_mtime_ns for name in made} == made
    assert bytes_of(place) == bytes_of(folder / "local")
    told = (folder / "results" / "long" / "sweep.json").read_text(encoding="utf-8")
    assert json.loads(told) == json.loads(expected)


def test_no_scheduler_is_told(folder: Path) -> None:
    pytest.importorskip("distributed")
    plan = load_plan(folder / "plan.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.uncertainty.sweep.where.PATIENCE", "1s")
        with pytest.raises(Unreachable, match=re.escape("no scheduler answers at tcp://127.0.0.1")):
            sweep(plan, on="dask:tcp://127.0.0.1:9")


def test_where_agreements_cannot_be_listed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = load_plan(write(folder, {**PLAN, "draws": 40, "strategies": []}, "few.yaml"))
    expected = plain(sweep(plan))
    shards_module._pool.cache_clear()
    monkeypatch.setattr("sim.space.listing.list_keeping", lambda *rest: None)
    assert plain(sweep(plan)) == expected
    shards_module._pool.cache_clear()
    assert np.isnan(run_shard(plan, 0)["nash"]).sum() in (0, 2)


def test_an_effort_goes_with_the_plan_wherever_it_is_worked_out(folder: Path) -> None:
    document = mixed(6, 14, 5, 0.35, 2)
    (folder / "large.yaml").write_text(json.dumps(document), encoding="utf-8")
    write(
        folder,
        {"scenario": "large.yaml", "grid": {"parties.p0.reservation": [0.3, 0.35]}, "draws": 0},
    )
    with sim.effort(0.03):
        plan = load_plan(folder / "plan.yaml")
    found = [sweep(plan, folder=folder / "one"), sweep(plan, folder=folder / "two", jobs=2)]
    assert bytes_of(folder / "one") == bytes_of(folder / "two")
    assert plain(found[0]) == plain(found[1])
    # It is another plan, so that results of the two never mix.
    assert load_plan(folder / "plan.yaml").digest != plan.digest
    with sim.effort(0.03):
        zone = sim.explore(sim.load(folder / "large.yaml"))
    assert zone.stopped_by == "work"
    assert found[0].points[1].acceptable == zone.counts.acceptable
