"""What is said of a scenario round by round."""

from __future__ import annotations

from sim.comparison.credit import Worth
from sim.comparison.rounds import Rounds, RoundState
from sim.space.count import Between, counted
from sim.space.space import TOLERANCE
from sim.text.names import Words
from sim.text.numbers import count, decimals, signed
from sim.text.tables import Grid


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
                _critical(state),
                *("–" if nash is None else decimals(nash.utilities.get(name), 3) for name in names),
            )
        )
    gets = (f"Nash: {words.party(name)}" for name in names)
    header = ("Round", "keep the rules", "acceptable", "zone", "r*", *gets)
    return Grid(header, tuple(rows), frozenset(range(1, len(header))))


def _critical(state: RoundState) -> str:
    """Return r* as people read it, or the bounds on it."""
    critical = state.critical
    return str(critical) if isinstance(critical, Between) else decimals(critical, 3)


def round_lines(found: Rounds, words: Words) -> list[str]:
    """Return what is said of the rounds besides their tables."""
    return turn_lines(found, words) + credit_lines(found)


def turn_lines(found: Rounds, words: Words) -> list[str]:
    """Return which change turned the answer in which round, and where utilities don't compare."""
    return [line for state in found.states for line in _state(state, words)]


def credit_grid(found: Rounds, words: Words) -> Grid | None:
    """Return what each round adds to r*; None where there is nothing to credit."""
    titles = {state.number: state.title for state in found.states}
    rows = [
        (
            " and ".join(f"{number}: {titles[number]}" for number in one.rounds),
            _added(one.alone),
            _added(one.in_turn),
            _added(one.last),
            "–" if one.shapley is None else signed(one.shapley, 3),
        )
        for one in found.credits
    ]
    header = ("Round", "alone", "after those before", "after all others", "Shapley value")
    return Grid(header, tuple(rows), frozenset(range(1, 5))) if rows else None


def _added(worth: Worth) -> str:
    """Return what a round adds to r*, and whether it opens or closes the zone."""
    change = worth.critical_reservation
    text = "–" if change is None else signed(change, 3)
    turned = {True: " (opens the zone)", False: " (closes the zone)", None: ""}
    return text + turned[worth.zone]


def credit_lines(found: Rounds) -> list[str]:
    """Return which rounds matter whatever came before, and which only with others."""
    alike = [
        one
        for one in found.credits
        if one.alone.critical_reservation is not None
        and one.last.critical_reservation is not None
        and abs(one.alone.critical_reservation - one.last.critical_reservation) > TOLERANCE
    ]
    if not alike:
        return []
    return [
        "What a round adds to r* depends on what else has changed by then: alone counts from the "
        "state after the first round; the Shapley value is the mean over all orders."
    ]


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
