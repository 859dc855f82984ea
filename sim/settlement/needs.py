"""What has to be done before a step: facts, demands of parties, and what a step requires."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from sim.space.boxes import clause_box
from sim.space.space import Indices, Space


@dataclass(frozen=True)
class Need:
    """One condition on a step: any one of some steps has to be done before.

    Parameters
    ----------
    path
        Where it stands in the file: ``steps.x.after``, ``demands.x`` or ``steps.x.requires``.
    then
        The step that waits.
    first
        The steps any one of which is enough; none where nothing in the text can meet it.
    by, strength
        Whose demand it is, and how strong; None where law or fact asks for it.
    because
        The author's reason.
    """

    path: str
    then: str
    first: tuple[str, ...]
    by: str | None = None
    strength: str | None = None
    because: str | None = None


def needs_of(space: Space, digits: Indices, names: Collection[str]) -> tuple[Need, ...]:
    """Return what has to be done before the steps of an agreement, in file order.

    Parameters
    ----------
    digits
        Option places among the listed ones, shape (issue,).
    names
        The steps that are part of the way.
    """
    scenario = space.scenario
    found = [
        Need(f"steps.{name}.after", name, (first,), because=step.because)
        for name, step in scenario.steps.items()
        if name in names
        for first in step.after
        if first in names
    ]
    for name in scenario.steps:
        if name in names:
            found += _required(space, digits, names, name)
    for key, demand in scenario.demands.items():
        absent = demand.first not in names
        if demand.then in names and not (absent and demand.unless_absent):
            first = () if absent else (demand.first,)
            found.append(
                Need(
                    f"demands.{key}", demand.then, first, demand.by, demand.strength, demand.because
                )
            )
    return tuple(found)


def _required(space: Space, digits: Indices, names: Collection[str], step: str) -> Iterator[Need]:
    """Yield what a step requires of issues, one by one.

    An issue is settled by a step that takes it where the text has it, or part of the way; what no
    step of the text bears on is as in the status quo all along.
    """
    scenario = space.scenario
    given = scenario.steps[step].requires
    if given is None:
        return
    for number, mask in clause_box(given.options, scenario.issues).items():
        issue = space.issues[number]
        listed = scenario.issues[issue]
        whole = [name for name in names if issue in scenario.steps[name].settles.whole]
        partly = {
            name: listed.place(option)
            for name in names
            if (option := scenario.steps[name].settles.partly.get(issue)) is not None
        }
        first = [name for name in whole if mask[digits[number]]]
        first += [name for name, place in partly.items() if mask[place]]
        if not whole and not partly:
            start = (scenario.status_quo or {}).get(issue)
            place = int(digits[number]) if start is None else listed.place(start)
            if np.asarray(mask)[place]:
                continue
        by, strength = given.by, given.strength if given.by is not None else None
        ordered = tuple(name for name in names if name in first and name != step)
        yield Need(f"steps.{step}.requires", step, ordered, by, strength, given.because)


def can_be_ordered(names: Collection[str], needs: Collection[Need]) -> bool:
    """Return whether the steps can be put in an order that meets all needs.

    Take what waits for nothing, and again: doing more never takes away what is met.
    """
    done: set[str] = set()
    while len(done) < len(names):
        free = [
            name
            for name in names
            if name not in done
            and all(set(need.first) & done for need in needs if need.then == name)
        ]
        if not free:
            return False
        done |= set(free)
    return True
