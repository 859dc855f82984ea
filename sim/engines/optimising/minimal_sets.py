"""Minimal sets of marks or of broken rules, found one after the other, fewest members first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sim.engines.optimising.model import Model
from sim.engines.protocol import Sets
from sim.space.bitsets import antichain_order
from sim.space.boxes import Bools
from sim.space.integer_program import CUTS
from sim.space.listing import acceptable
from sim.space.space import Indices, Space


def enumerated(
    model: Model, members: Sequence[int], carried: Callable[[Indices], Bools | None], most: int
) -> tuple[Bools, bool]:
    """Return the minimal sets of members, and whether they are all.

    Each search asks for the fewest members outside every set found so far, so what it finds is
    minimal (Liffiton and Sakallah 2008).

    Parameters
    ----------
    model
        The agreements to look at.
    members
        The variable of each member: at least 1 where an agreement has it.
    carried
        Returns the members that an agreement has, shape (member,), on the exact grid; None if it
        isn't one of those to look at.
    most
        How many sets to find.

    Returns
    -------
    (ndarray of bool, bool)
        Shape (set, member), in the order of their size and members.
    """
    model = model.copy()
    objective = dict.fromkeys(members, -1.0)
    found: list[Bools] = []
    complete, failing = False, 0
    while len(found) < most:
        optimum = model.program.largest(objective, gap=0.0)
        if optimum.values is None:
            complete = optimum.infeasible
            break
        digits = model.digits(optimum)
        if optimum.cut_short:
            # What was found need not be smallest, so it is not taken.
            break
        one = carried(digits)
        if one is None or any((other & ~one).sum() == 0 for other in found):
            # Only within the solver's tolerance; on the exact grid it is something else.
            failing += 1
            if failing > CUTS:
                raise RuntimeError(f"{CUTS} agreements of the optimiser fail on the exact grid")
            model.cut(digits)
            continue
        found = [other for other in found if (one & ~other).any()]
        found.append(one)
        chosen = {members[k]: 1.0 for k in np.flatnonzero(one).tolist()}
        if not chosen:
            complete = True
            break
        model.program.row(chosen, high=len(chosen) - 1.0)
    else:
        complete = model.program.largest(objective, gap=0.0).infeasible
    sets = np.array(found, dtype=bool).reshape(len(found), len(members))
    return antichain_order(sets), complete


def marks_model(space: Space, marks: Sequence[Bools]) -> tuple[Model, list[int]]:
    """Return the acceptable agreements, with a variable for each mark that they carry.

    Parameters
    ----------
    marks
        Per issue which marks each listed option carries, shape (option, mark).
    """
    model = Model(space)
    model.accept()
    members = [model.program.variable(0, 1) for _ in range(marks[0].shape[1])]
    for issue, table in enumerate(marks):
        for mark in np.flatnonzero(table.any(axis=0)).tolist():
            having = {
                variable: 1.0
                for place, variable in model.options[issue].items()
                if table[place, mark]
            }
            if having:
                model.program.row({members[mark]: -1.0, **having}, high=0.0)
    return model, members


def marks_of(marks: Sequence[Bools], digits: Indices) -> Bools:
    """Return which marks an agreement carries."""
    found = np.zeros(marks[0].shape[1], dtype=bool)
    for table, place in zip(marks, digits.tolist(), strict=True):
        found |= table[place]
    return found


def broken_model(
    space: Space, coalition: Sequence[int], *, reservations: bool, definitions: bool
) -> tuple[Model, list[int]]:
    """Return all agreements, with a variable for each rule and reservation value not met.

    The members are the active rules, then the parties.
    """
    model = Model(space)
    program = model.program
    members = [program.variable(0, 1) for _ in space.active_rules]
    for member, rule in zip(members, space.active_rules, strict=True):
        if rule.owner >= 0 and rule.owner not in coalition:
            continue
        for box in rule.boxes:
            if rule.owner in space.consent.where:
                where = space.consent.where[rule.owner]
                box = {**where, **{i: m & where[i] if i in where else m for i, m in box.items()}}
            must = rule.definition and not definitions
            model.avoid(box, unless=None if must else member)
    for party in range(len(space.parties)):
        short = program.variable(0, 1, whole=True)
        members.append(short)
        asks = np.isfinite(space.threshold(party)) and space.parties[party].weighs
        if not reservations or party not in coalition or not asks:
            continue
        unless = {short: 1.0}
        if party in space.consent.where:
            unless |= model.outside(space.consent.where[party])
        model.at_least(party, model.threshold(party), unless)
    return model, members


def broken_of(
    space: Space,
    coalition: Sequence[int],
    digits: Indices,
    *,
    reservations: bool,
    definitions: bool,
) -> Bools | None:
    """Return what an agreement breaks of what a coalition's consent takes, on the exact grid.

    None if it breaks a definition that may not be broken.
    """
    row = digits[None, :]
    bound = {
        party: party not in space.consent.where
        or bool(space.inside(space.consent.where[party], row)[0])
        for party in coalition
    }
    found = np.zeros(len(space.active_rules) + len(space.parties), dtype=bool)
    for place, rule in enumerate(space.active_rules):
        broken = any(bool(space.inside(box, row)[0]) for box in rule.boxes)
        if rule.owner < 0 and broken and rule.definition and not definitions:
            return None
        found[place] = broken and (rule.owner < 0 or bound.get(rule.owner, False))
    steps = space.steps(row)[:, 0]
    for party in coalition if reservations else ():
        if bound[party] and space.parties[party].weighs:
            short = steps[party] < space.threshold(party)
            found[len(space.active_rules) + party] = short
    return found


def minimal_marks(space: Space, marks: Sequence[Bools], most: int) -> Sets:
    """Return the minimal sets of marks that acceptable agreements carry, fewest first.

    Parameters
    ----------
    marks
        Per issue which marks each listed option carries, shape (option, mark).
    most
        How many to work out.
    """
    width = marks[0].shape[1] if marks else 0
    if not space.agreements:
        return Sets.of(np.zeros((0, width), dtype=bool))
    model, members = marks_model(space, marks)

    def carried(digits: Indices) -> Bools | None:
        accepted = acceptable(space, digits[None, :])[0]
        return marks_of(marks, digits) if accepted else None

    sets, complete = enumerated(model, members, carried, most)
    return Sets(sets, complete)


def minimal_broken(
    space: Space, coalition: tuple[int, ...], most: int, *, reservations: bool, definitions: bool
) -> Sets:
    """Return the minimal sets of rules and reservation values that agreements break.

    Members are the active rules, then the parties.
    """
    if not space.agreements:
        width = len(space.active_rules) + len(space.parties)
        return Sets.of(np.zeros((0, width), dtype=bool))
    model, members = broken_model(
        space, coalition, reservations=reservations, definitions=definitions
    )

    def carried(digits: Indices) -> Bools | None:
        return broken_of(
            space, coalition, digits, reservations=reservations, definitions=definitions
        )

    sets, complete = enumerated(model, members, carried, most)
    return Sets(sets, complete)
