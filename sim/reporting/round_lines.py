"""What is said of a scenario round by round."""

from __future__ import annotations

from sim.comparison.rounds import Rounds, RoundState
from sim.reporting.grid import Grid
from sim.reporting.words import Words, count, number
from sim.space.count import counted


def round_grid(found: Rounds, words: Words) -> Grid:
    """Return every state with what keeps the rules, what is acceptable, r* and Nash."""
    last = found.states[-1].space
    names = [last.parties[k].name for k in last.bargaining]
    rows = []
    for state in found.states:
        nash = (state.solutions or {}).get("nash")
        rows.append(
            (
                f"{state.number}: {state.title}" if state.number else state.title,
                counted(state.within_rules),
                counted(state.acceptable),
                "yes" if state.exists else "no",
                number(state.critical_reservation, 3),
                *("–" if nash is None else number(nash.utilities.get(name), 3) for name in names),
            )
        )
    gets = (f"Nash: {words.party(name)}" for name in names)
    header = ("Round", "keep the rules", "acceptable", "zone", "r*", *gets)
    return Grid(header, tuple(rows), frozenset(range(1, len(header))))


def round_lines(found: Rounds, words: Words) -> list[str]:
    """Return which change turned the answer in which round, and where utilities don't compare."""
    return [line for state in found.states for line in _state(state, words)]


def _state(state: RoundState, words: Words) -> list[str]:
    lines = []
    if state.turns:
        what = "opened" if state.exists else "closed"
        alone = [words.change(one.path) for one in state.turns if one.alone]
        needed = [words.change(one.path) for one in state.turns if one.needed]
        text = f"The zone {what} in round {state.number} ({state.title}), with "
        text += f"{count(len(state.turns), 'change')}. "
        text += f"Enough alone: {'; '.join(alone) or 'none'}. "
        text += f"Needed: {'; '.join(needed) or 'none'}."
        lines.append(text)
    if state.apart:
        names = ", ".join(words.party(name) for name in state.apart)
        lines.append(
            f"From round {state.number} on utilities of {names} do not compare with those before: "
            "weights, values or options changed."
        )
    return lines
