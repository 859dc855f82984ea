"""The states that ``sim compare`` sets side by side, and what their columns are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from sim.cli.options import asked_for, printable, read_scenarios
from sim.reporting.asked import Asked
from sim.scenario import Scenario
from sim.scenario.display_names import told_apart
from sim.scenario.states import path_exists

NAME = "compare"
AS_IT_STANDS = "as it stands"
"""Head of the column of the file itself, where nothing else is compared than states of it."""


@dataclass(frozen=True)
class State:
    """One state of one file.

    Parameters
    ----------
    file
        The file.
    scenario
        What it says in that state.
    asked
        The same as it was typed.
    head
        What its column is called: what was set, in words.
    """

    file: Path
    scenario: Scenario
    asked: Asked
    head: str


def states_of_file(file: Path) -> dict[str, State]:
    """Return the file itself by its name."""
    scenario = read_scenarios([file], None, None, None)[0]
    return {file.stem: State(file, scenario, asked_for(file, None, None, None), AS_IT_STANDS)}


def states_of(
    file: Path,
    others: Sequence[Path],
    rounds: Sequence[str],
    variants: Sequence[str],
    changes: Sequence[str],
) -> dict[str, State]:
    """Return the file itself and the states that are asked for, each under a name of its own.

    Names are made of what was typed; they stand in ``comparison.json`` and in CSV files.
    """
    states = states_of_file(file)
    stem, base, alone = printable(file.stem), states[file.stem].scenario, not others
    if not alone:
        states[file.stem] = replace(states[file.stem], head=stem)

    def add(
        name: str,
        where: Path,
        round_: str | None = None,
        variant: str | None = None,
        changed: list[str] | None = None,
    ) -> None:
        state = (where, round_, variant, changed)
        asked = asked_for(*state)
        while name in states and (where != file or states[name].asked != asked):
            name = f"{name} ({where if where != file else asked.typed(NAME)})"
        scenario = read_scenarios([where], round_, variant, changed)[0]
        words = printable(where.stem) if where != file else _head(base, scenario, asked)
        head = words if alone or where != file else f"{stem}, {words}"
        states[name] = State(where, scenario, asked, head)

    for other in others:
        name = printable(other.stem)
        add(name if name not in states else printable(str(other)), other)
    for name in variants:
        add(name, file, variant=name)
    for number in rounds:
        add(f"round {number}", file, round_=number)
    for change in changes:
        settings = [part.strip() for part in change.split(";")]
        add("; ".join(settings), file, changed=settings)
    if len(states) < 2:
        raise typer.BadParameter(
            "expected something to compare with: another file, --variant, --round, --set or "
            "--package"
        )
    return states


def _head(base: Scenario, scenario: Scenario, asked: Asked) -> str:
    """Return what a state of a file has that the file has not, in words."""
    if asked.variant is not None:
        label = base.document.variants[asked.variant].label
        return asked.variant if label is None else base.labels.variants[asked.variant]
    if asked.round is not None:
        if not scenario.round:
            return "before the first round"
        last = base.rounds[scenario.round - 1]
        more = last.date or last.label
        return f"after round {scenario.round}" + (f" ({more})" if more else "")
    return "; ".join(_setting(base, scenario, change) for change in asked.changes)


def _setting(base: Scenario, scenario: Scenario, change: str) -> str:
    """Return what one ``PATH=VALUE`` sets: "Russia's weight of Crimea = 40"."""
    from sim.text.inputs import input_label

    path, _, value = (part.strip() for part in change.partition("="))
    known = [state for state in (scenario, base) if path_exists(state.tree.data, path)]
    words = input_label(known[0], path) if known else path
    if value in ("", "null", "~"):
        return f"without {words}"
    return f"{path}={value}" if words == path else f"{words} = {value}"


def heads_of(states: Mapping[str, State]) -> tuple[str, ...]:
    """Return the heads of columns, told apart by the states' names where they read the same."""
    return tuple(told_apart({name: state.head for name, state in states.items()}).values())


def files_of(states: Mapping[str, State]) -> Iterator[str]:
    """Yield what is common to the columns of each file: its title, and its name."""
    titles: dict[Path, str] = {}
    for state in states.values():
        # The first state of a file is the file itself, before anything is set.
        titles.setdefault(state.file, state.scenario.title)
    for file, title in titles.items():
        yield f"{title} ({printable(file.name)})"
