"""A small sweep, and a real cluster on the loopback address to run it on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
SALE = """\
title: A sale
issues:
  price: {options: [low, middle, high]}
  day: {options: [now, later]}
parties:
  buyer:
    weights: {price: [1, 3], day: 1}
    positions: {price: low, day: {values: {now: 1, later: 0}}}
    reservation: [0.3, 0.7]
  seller:
    weights: {price: 2, day: [0.5, 1]}
    positions: {price: high, day: {values: {now: 0.4, later: 1}}}
    reservation: [0.2, 0.6]
variants:
  eager: {label: An eager buyer, changes: {parties: {buyer: {reservation: 0.1}}}}
rounds:
  - {label: later on, changes: {parties: {seller: {reservation: 0.5}}}}
"""
PLAN: dict[str, Any] = {
    "scenario": "sale.yaml",
    "grid": {
        "parties.buyer.reservation": [0.2, 0.5, 0.8],
        "parties.seller.weights.price": {"from": 1, "to": 2, "step": 0.5},
    },
    "draws": 1500,
    "seed": 3,
    "strategies": [{"buyer": "linear"}, {"buyer": "boulware", "seller": "conceder"}],
    "runs": 40,
    "talks": {"rounds": 20},
}


def write(folder: Path, plan: dict[str, Any], name: str = "plan.yaml") -> Path:
    file = folder / name
    file.write_text(json.dumps(plan, indent=1), encoding="utf-8")
    return file


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.npz"))}


def plain(found: Any) -> str:
    return json.dumps(found.to_dict(), allow_nan=False)


def run(folder: Path, plan: str, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim", "sweep", plan, *more],
        cwd=folder, capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


class Cluster:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        told = folder / "scheduler.json"
        self._start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                    "--scheduler-file", str(told))  # fmt: skip
        until(told.exists)
        until(lambda: bool(told.read_text(encoding="utf-8").strip()))
        self.address: str = json.loads(told.read_text(encoding="utf-8"))["address"]

    def worker(self, name: str) -> subprocess.Popen[bytes]:
        return self._start(
            "dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--name", name, "--local-directory", str(self.folder / name),
        )  # fmt: skip

    def _start(self, command: str, *options: str) -> subprocess.Popen[bytes]:
        log = self.folder / f"{command}-{len(self.processes)}.log"
        with log.open("wb") as file:
            one = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{command}", *options],
                stdout=file, stderr=file, cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        self.processes.append(one)
        return one

    def close(self) -> None:
        for one in reversed(self.processes):
            one.kill()
            one.wait()


def until(check: Any, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)
