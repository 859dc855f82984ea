"""Files mutated as text and as trees: no crash, no hang, and nothing written when refused.

A few hundred cases run with all tests; ``SIM_FUZZ=10000`` tries as many, ``SIM_FUZZ_FIRST`` says
which is the first, and ``SIM_FUZZ_JOBS`` how many processes share them.
"""

from __future__ import annotations

import os

from tests.examples import few
from tests.fuzz.hunt import hunt

CASES = int(os.environ.get("SIM_FUZZ", few(300)))
FIRST = int(os.environ.get("SIM_FUZZ_FIRST", "0"))
JOBS = int(os.environ.get("SIM_FUZZ_JOBS", "1"))


def test_mutated_files_are_run_or_refused() -> None:
    found = hunt(FIRST, CASES, jobs=JOBS)
    assert found.accepted > CASES // 20, "too few cases get past the check to say anything"
    assert not found.faults, str(found)
