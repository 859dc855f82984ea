"""The states of a scenario file: its body, after each round, and each variant; all checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sim.scenario.base import shown
from sim.scenario.check import check_document
from sim.scenario.document import Document
from sim.scenario.errors import LocatedProblem, Problem, ScenarioError, nearest
from sim.scenario.overlay import overlay
from sim.scenario.shape import read_document
from sim.scenario.tree import Data, Tree

STATES = ("rounds", "variants", "extends")
"""Keys that no change can hold."""


def checked(tree: Tree, change: Tree | None = None) -> Document:
    """Return the document of a tree.

    Parameters
    ----------
    tree
        A scenario in one state.
    change
        What was last laid over it, if anything: what it brings is told there.

    Raises
    ------
    ScenarioError
        With all its problems.
    """
    document, found = _read(tree)
    if found or document is None:
        raise ScenarioError(in_order(_located(problem, tree, change) for problem in found))
    return document


def _read(tree: Tree) -> tuple[Document | None, list[Problem]]:
    """Return the document of a tree and all its problems."""
    shape = read_document(tree)
    problems = list(shape.problems)
    if shape.document is not None:
        for found in check_document(shape.document):
            if not any(_related(p, drop) for p in found.depends_on for drop in shape.dropped):
                problems.append(replace(found, path=shape.original(found.path)))
    return shape.document, problems


def _related(path: Sequence[object], dropped: Sequence[object]) -> bool:
    short = min(len(path), len(dropped))
    return path[:short] == dropped[:short]


def _located(problem: Problem, tree: Tree, change: Tree | None) -> LocatedProblem:
    """Return a problem with its place; if it stands outside the change that brings it, at that."""
    located = tree.locate(problem)
    if change is None or located.mark in {mark for pair in change.marks.values() for mark in pair}:
        return located
    where = f" (with this change; it stands at {located.mark})" if located.mark.line else ""
    return LocatedProblem(change.origin, located.path, located.message + where)


def in_order(problems: Iterable[LocatedProblem]) -> list[LocatedProblem]:
    """Return each problem once, in the order of the text."""
    return sorted(
        dict.fromkeys(problems), key=lambda p: (p.mark.name, p.mark.line, p.mark.column, p.path)
    )


def changes_of(step: Tree) -> Tree:
    """Return the partial scenario that a round or variant lays over the one before.

    Raises
    ------
    ScenarioError
        If it holds what no change can.
    """
    if not isinstance(step.data, dict) or "changes" not in step.data:
        return Tree({}, {}, step.origin)
    change = step.at(("changes",))
    reject_states(change)
    return change


def reject_states(change: Tree) -> None:
    """Raise if a change is no mapping, or would change rounds, variants or what is extended."""
    if not isinstance(change.data, dict):
        message = f"got {shown(change.data)}; expected a partial scenario (a mapping)"
        raise ScenarioError([change.locate(Problem((), message))])
    wrong = [key for key in STATES if key in change.data]
    if wrong:
        raise ScenarioError(
            change.locate(Problem((key,), f"a change can't hold {key}:", on_key=True))
            for key in wrong
        )


def problems_of_file(body: Tree) -> list[LocatedProblem]:
    """Return every problem of a file in any of its states, each where it comes in."""
    problems = list(body.problems)
    states = [body]
    seen: set[Problem] = set()

    def look(tree: Tree, change: Tree | None) -> None:
        _, found = _read(tree)
        problems.extend(_located(p, tree, change) for p in found if p not in seen)
        seen.update(found)

    look(body, None)
    tree = body
    for step, onward in _steps(body):
        try:
            change = changes_of(step)
            laid = overlay(tree, change)
        except ScenarioError as error:
            problems += error.problems
            continue
        states.append(laid)
        look(laid, change)
        tree = laid if onward else tree
    problems += check_evidence(states)
    return in_order(problems)


def _steps(body: Tree) -> Iterator[tuple[Tree, bool]]:
    """Yield the rounds in order, then the variants; and whether the next is laid over it."""
    if not isinstance(body.data, dict):
        return
    rounds, variants = body.data.get("rounds"), body.data.get("variants")
    for place in range(len(rounds) if isinstance(rounds, list) else 0):
        yield body.at(("rounds", place)), True
    for name in variants if isinstance(variants, dict) else ():
        yield body.at(("variants", name)), False


def check_evidence(states: Sequence[Tree], only: Tree | None = None) -> list[LocatedProblem]:
    """Return the entries of evidence lists that point at nothing in any state.

    Parameters
    ----------
    states
        The states of a scenario, the body first.
    only
        Look only at the evidence of this change.
    """
    problems = []
    for tree in [only] if only is not None else states:
        for place, path in _pointing(tree.data):
            if any(path_exists(state.data, path) for state in states):
                continue
            known, part = _longest_known(states[-1].data, path)
            message = (
                f"'{path}' stands nowhere in the scenario; '{part}' is unknown there, "
                f"{nearest(part, known)}"
            )
            problems.append(tree.locate(Problem(("evidence", place, "about"), message)))
    return problems


def _pointing(data: Data) -> Iterator[tuple[int, str]]:
    """Yield the paths that an evidence list points at, with the place of the entry."""
    listed = data.get("evidence") if isinstance(data, dict) else None
    for place, claim in enumerate(listed if isinstance(listed, list) else ()):
        about = claim.get("about") if isinstance(claim, dict) else None
        for path in about if isinstance(about, list) else [about]:
            if isinstance(path, str):
                yield place, path


def path_exists(data: Data, about: str) -> bool:
    """Say whether a dotted path stands in a document."""
    node = data
    parts = about.split(".")
    for depth, part in enumerate(parts):
        if isinstance(node, list) and parts[:depth][-1:] == ["options"] and part in node:
            node = None
        elif isinstance(node, dict) and part in node:
            node = node[part]
        else:
            return False
    return True


def _longest_known(data: Data, path: str) -> tuple[list[str], str]:
    """Return what is known where a path first leads nowhere, and the part that isn't."""
    node = data
    for part in path.split("."):
        if not isinstance(node, dict) or part not in node:
            return (list(node) if isinstance(node, dict) else []), part
        node = node[part]
    return [], path
