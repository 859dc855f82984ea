"""The oracle: explore a plain document by brute force (the definitions are in `tests/brute`)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.brute.concessions import Concessions, Moves, Pair
from tests.brute.exploration import Exploration
from tests.brute.families import Sets
from tests.brute.model import Model, Option
from tests.brute.ways_out import WaysOut


@dataclass
class BruteResult:
    """Everything the oracle knows; agreements are named by their index in file order."""

    issues: list[str]
    options: dict[str, list[Option]]
    agreements: list[tuple[Option, ...]]
    utilities: list[dict[str, Fraction]]
    weights: dict[str, dict[str, Fraction]]
    reservation: dict[str, Fraction | None]
    range: dict[str, tuple[Fraction, Fraction]]
    admissible: list[int]
    within_red_lines: list[int]
    acceptable: list[int]
    critical_reservation: Fraction | None
    slack: dict[str, Fraction | None]
    settlement_frontier: list[int]
    frontier: list[int]
    solutions: dict[str, list[int]] | None
    unavoidable: list[Pair]
    least_depths: list[Fraction]  # beside `unavoidable`, shares of the party's total weight
    never_needed: list[Pair]
    minimal_sets: list[tuple[Moves, int]]
    either_or: dict[str, frozenset[Moves]]
    whole_sets: list[Moves]  # the minimal sets with the moves on either–or issues
    raised: tuple[Fraction, Fraction | float] | None  # (low, high] of common thresholds
    changes: dict[str, bool]  # "0.8" and "1.2" times the thresholds -> whether a list changes
    material: dict[str, Fraction]
    settled: list[tuple[str, Option]]
    undecided: bool  # a depth differs from its threshold by no more than the tolerance
    weighed: list[Pair]  # who weighs what that is not settled
    patterns: dict[tuple[tuple[str, str], ...], int]  # ((issue, label), …) -> agreements
    interactions: list[tuple[str, str]]  # left out of the answers on concessions: (party, id)
    ways_out: list[dict[str, Any]]
    conflict_sets: Sets
    options_ruled_out: dict[tuple[str, Option], Sets]
    common_ground: list[str]
    packages: dict[str, dict[str, Any]]
    cells: dict[tuple[tuple[str, Option], tuple[str, Option]], Fraction]
    single: dict[tuple[str, Option], Fraction]


def explore(
    document: dict[str, Any], material: float | None = None, baseline: str | None = None
) -> BruteResult:
    """Explore a valid, already overlaid scenario document by brute force."""
    m = Model(document)
    x = Exploration(m)
    ways_out, conflict_sets = WaysOut(x).answers()
    packages = document.get("packages") or {}
    return BruteResult(
        issues=list(m.issues),
        options={i: issue.table for i, issue in m.issues.items()},
        agreements=[tuple(a.values()) for a in x.all],
        utilities=x.u,
        weights={p: {i: w / m.total[p] for i, w in ws.items()} for p, ws in m.weights.items()},
        reservation=x.r,
        range={p: (min(u[p] for u in x.u), max(u[p] for u in x.u)) for p in m.weights},
        admissible=x.admissible,
        within_red_lines=x.within,
        acceptable=x.acceptable,
        critical_reservation=x.critical_reservation(),
        slack=x.slack(),
        settlement_frontier=x.settlement_frontier,
        frontier=x.frontier,
        solutions=x.solutions(),
        **Concessions(x, material, baseline).to_dict(),
        ways_out=ways_out,
        conflict_sets=conflict_sets,
        options_ruled_out=x.options_ruled_out(),
        common_ground=x.common_ground(),
        packages={name: x.package(data) for name, data in packages.items()},
        cells=x.best_margins(2),
        single={key[0]: least for key, least in x.best_margins(1).items()},
    )
