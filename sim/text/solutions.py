"""What is said of the solutions: where they differ, and what all of them say alike."""

from __future__ import annotations

from math import isinf

from sim.text.agreements import solution_title
from sim.text.names import Words
from sim.text.numbers import decimals
from sim.text.tables import Grid
from sim.zone.solutions import SCALE_FREE
from sim.zone.solve import Solution
from sim.zone.zone import Zone


def solution_grid(zone: Zone, words: Words) -> Grid:
    """Return the options on which solutions differ, and what each party gets; a column a text."""
    columns = _columns(zone)
    chosen = [alike[0] for alike in columns]
    rows = []
    for issue in zone.scenario.issues:
        options = [words.option(issue, solution.agreement[issue]) for solution in chosen]
        if len(set(options)) > 1:
            rows.append((words.issue(issue), *options))
    for k in zone.space.weighing:
        name = zone.space.parties[k].name
        got = [decimals(solution.utilities[name], 3) for solution in chosen]
        rows.append((f"Utility of {words.party(name)}", *got))
    return Grid(("", *(", ".join(map(_title, alike)) for alike in columns)), tuple(rows))


def solution_lines(zone: Zone, words: Words) -> list[str]:
    """Return what all solutions say alike, and how they were found."""
    assert zone.solutions is not None
    chosen = [alike[0] for alike in _columns(zone)]
    alike = []
    for issue in zone.scenario.issues:
        options = {words.option(issue, solution.agreement[issue]) for solution in chosen}
        if len(options) == 1:
            alike.append(f"{words.issue(issue)}: {options.pop()}")
    lines = []
    if alike:
        where = "In all of them" if len(chosen) > 1 else "It says"
        lines.append(f"{where}: {'; '.join(alike)}.")
    left_out = zone.solutions["nash"].left_out
    if left_out:
        without = ", ".join(words.party(name) for name in left_out)
        lines.append(f"Left out of Nash and Kalai–Smorodinsky, which can't gain: {without}.")
    lines.append("* if a point of one scale counts as much as a point of another.")
    if not zone.frontier.complete:
        gaps = [
            f"{_title(s)} {'no bound found' if isinf(s.gap) else format(s.gap, '.1e')}"
            for s in zone.solutions.values()
        ]
        lines.append(
            "Found by optimisation, each proven to be within this much of the best (of the "
            f"product, relative, for Nash): {'; '.join(gaps)}. Whether others tie is not known."
        )
    return lines


def _columns(zone: Zone) -> list[list[Solution]]:
    """Return the solutions, those of the same agreement together."""
    columns: dict[tuple[object, ...], list[Solution]] = {}
    for solution in (zone.solutions or {}).values():
        columns.setdefault(tuple(solution.agreement.values()), []).append(solution)
    return list(columns.values())


def _title(solution: Solution) -> str:
    tied = f" (one of {solution.tied:,})" if solution.tied and solution.tied > 1 else ""
    return solution_title(solution.name) + tied + ("" if solution.name in SCALE_FREE else "*")
