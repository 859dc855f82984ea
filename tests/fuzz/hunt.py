"""Looking for faults in many cases, and telling of each kind once, with a small case.

By hand, for 10,000 cases on two cores, with what is found in a folder:

    python -m tests.fuzz.hunt --cases 10000 --jobs 2 --out found
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.bases import case
from tests.fuzz.pool import Pool
from tests.fuzz.smaller import smaller

LIMIT = 20.0
"""Seconds of processor time that a case may take."""


@dataclass
class Fault:
    """A kind of fault, and the first case that shows it.

    Parameters
    ----------
    number
        Of the case.
    text
        The case, made smaller.
    said
        What was printed or raised.
    asked
        The commands that were run.
    cases
        How many cases show it.
    """

    number: int
    text: str
    said: str
    asked: list[list[str]]
    cases: int = 1


@dataclass
class Found:
    """What some cases did: how many there were, how many were accepted, and the faults by kind."""

    cases: int = 0
    accepted: int = 0
    faults: dict[str, Fault] = field(default_factory=dict)

    def __str__(self) -> str:
        head = (
            f"{self.cases:,} cases, {self.accepted:,} accepted, {len(self.faults)} kinds of fault"
        )
        parts = [
            f"{kind} ({one.cases:,} cases, first {one.number})\n{one.asked[-1:]}\n"
            f"{one.said.strip()}\n--- the case, made smaller:\n{one.text}"
            for kind, one in self.faults.items()
        ]
        return "\n\n".join([head, *parts])


def hunt(
    first: int,
    cases: int,
    *,
    jobs: int = 1,
    limit: float = LIMIT,
    seconds: float = 20.0,
    tell: Callable[[str], None] = lambda _: None,
) -> Found:
    """Try cases, and return what went wrong.

    Parameters
    ----------
    first, cases
        The number of the first case, and how many there are.
    jobs
        How many processes share them.
    limit
        Seconds of processor time that a case may take.
    seconds
        How long each kind of fault is made smaller.
    tell
        Called with each kind when it is first seen.
    """
    found = Found(cases)
    with Pool(jobs, limit) as pool:
        for number, text, told in pool.answers((n, case(n)) for n in range(first, first + cases)):
            found.accepted += told.accepted
            for kind, said in told.faults.items():
                if kind in found.faults:
                    found.faults[kind].cases += 1
                else:
                    found.faults[kind] = Fault(number, text, said, told.asked)
                    tell(f"case {number}: {kind}")
        for kind, fault in found.faults.items():
            fault.text = smaller(
                fault.text,
                lambda text, k=kind, n=fault.number: k in pool.ask(n, text).faults,  # type: ignore[misc]
                seconds,
            )
    return found


def main() -> None:
    """Look for faults by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60.0, help="for making each smaller")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds for a case")
    parser.add_argument("--out", type=Path, help="folder for the cases that fail")
    asked = parser.parse_args()
    found = hunt(
        asked.first,
        asked.cases,
        jobs=asked.jobs,
        limit=asked.limit,
        seconds=asked.seconds,
        tell=lambda text: print(text, flush=True),
    )
    print(found)
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        for kind, fault in found.faults.items():
            name = re.sub(r"\W+", "_", kind)[:80]
            text = fault.text.encode("utf-8", "surrogatepass")
            (asked.out / f"{name}.yaml").write_bytes(text)
            said = f"{kind}\n{fault.cases} cases\n{fault.asked}\n{fault.said}"
            (asked.out / f"{name}.txt").write_text(said, encoding="utf-8")


if __name__ == "__main__":
    main()
