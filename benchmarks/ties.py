"""Talks on 100,000 agreements that tie beside talks on 100,000 that don't, in one run.

    python benchmarks/ties.py

Every strategy in a protocol that it fits; CPU seconds of 1,000 talks of 100 rounds from a scenario
to its answer, the zone included, and how many times the untied file's they are. ``all``: one issue
of five is weighed; ``some``: round weights, so that about 100 agreements are worth the same.
"""

from __future__ import annotations

import time
from typing import Any

import sim
from sim.bargaining import run  # noqa: F401  (Mesa's import is not what is measured)
from sim.bargaining.strategies import STRATEGIES

TALKS = 1_000
WEIGHTS = {
    "none": ((100_000, 10_007, 1_003, 101, 11), (100_000, 10_013, 1_009, 103, 7)),
    "some": ((10, 10, 20, 20, 40), (30, 30, 20, 10, 10)),
    "all": ((1, 0, 0, 0, 0), (1, 0, 0, 0, 0)),
}
"""What ties → the weights of both parties."""


def scenario(ties: str) -> sim.Scenario:
    """Return two opposed parties on five issues of ten options."""
    options = [f"o{k}" for k in range(10)]
    parties: dict[str, Any] = {}
    for name, numbers, end in zip("ab", WEIGHTS[ties], ("o0", "o9"), strict=True):
        weights = {f"i{i}": weight for i, weight in enumerate(numbers) if weight}
        positions = dict.fromkeys(weights, end)
        parties[name] = {"weights": weights, "positions": positions, "reservation": 0.2}
    issues = {f"i{i}": {"options": options} for i in range(5)}
    return sim.Scenario.from_dict({"title": ties, "issues": issues, "parties": parties})


def seconds(ties: str, strategy: str, protocol: str) -> float:
    """Return the CPU seconds of talks in which both parties have a strategy."""
    given = scenario(ties)
    chosen = {name: {"name": strategy} for name in "ab"}
    began = time.process_time()
    sim.bargain(given, runs=TALKS, seed=1, protocol=protocol, strategies=chosen)
    return time.process_time() - began


def main() -> None:
    """Run the benchmark."""
    seconds("none", "linear", "alternating_offers")
    for name, strategy in STRATEGIES.items():
        protocol = min(strategy.protocols)
        used = {ties: seconds(ties, name, protocol) for ties in WEIGHTS}
        told = "; ".join(
            f"{ties} {one:5.2f} s ({one / used['none']:.2f})" for ties, one in used.items()
        )
        print(f"{name:15} {told}")


if __name__ == "__main__":
    main()
