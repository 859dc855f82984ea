"""Long-lived workers, each killed and replaced when a case takes it too long."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from tests.fuzz.bases import ROOT
from tests.fuzz.worker import Told

WAIT = 15
"""How many times its limit, which is of processor time, a worker may take by the clock."""
_FRAME = re.compile(r'File "[^"]*?(sim/[^"]+)", line (\d+) in (\S+)')


class Worker:
    """One process; see ``tests/fuzz/worker.py``."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.log = Path(tempfile.mkstemp(prefix="fuzz-", suffix=".log")[1])
        self.start()

    def start(self) -> None:
        """Start the process."""
        alone = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.fuzz.worker", str(self.limit)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=ROOT,
                env={**os.environ, **alone},
            )

    def ask(self, number: int, text: str) -> Told:
        """Return what a case does; if it doesn't end, or ends the process, that is its fault."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        line = json.dumps({"number": number, "text": text}) + "\n"
        self.process.stdin.write(line.encode())
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], self.limit * WAIT)
        answer = self.process.stdout.readline() if ready else b""
        if answer:
            return Told(**json.loads(answer))
        self.stop()
        stack = self.log.read_text(encoding="utf-8")
        self.start()
        frames = _FRAME.findall(stack)
        where = f" in {frames[0][0]}:{frames[0][1]} {frames[0][2]}" if frames else ""
        what = f"not done within {self.limit:g} s" if frames else "the worker ended"
        return Told(faults={f"{what}{where}": stack})

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()


class Pool:
    """Some workers that share cases."""

    def __init__(self, jobs: int, limit: float) -> None:
        self.workers = [Worker(limit) for _ in range(jobs)]
        self.idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self.workers:
            self.idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        stack: TracebackType | None,
    ) -> None:
        for worker in self.workers:
            worker.stop()
            worker.log.unlink(missing_ok=True)

    def ask(self, number: int, text: str) -> Told:
        """Return what a case does, on any worker."""
        worker = self.idle.get()
        try:
            return worker.ask(number, text)
        finally:
            self.idle.put(worker)

    def answers(self, cases: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, Told]]:
        """Yield every case with what it does, in order."""
        with ThreadPoolExecutor(len(self.workers)) as threads:
            asked = [(n, text, threads.submit(self.ask, n, text)) for n, text in cases]
            for number, text, told in asked:
                yield number, text, told.result()
