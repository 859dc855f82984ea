"""The one overlay mechanism: a partial scenario laid over another.

Rounds, variants, ``extends``, ``--set`` and ``with_changes`` are all changes. A change descends
only through mappings that are keyed by ids; a number, position, reservation value, clause or rule
is replaced whole; None removes a key; a list replaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.scenario.errors import LocatedProblem, Mark, Path, ScenarioError, dotted, nearest
from sim.scenario.tree import Data, Tree

_BY_ID = {
    (),
    ("sources",),
    ("sources", "*"),
    ("parameters",),
    ("issues",),
    ("issues", "*"),
    ("issues", "*", "options"),
    ("issues", "*", "options", "*"),
    ("parties",),
    ("parties", "*"),
    ("parties", "*", "weights"),
    ("parties", "*", "positions"),
    ("parties", "*", "red_lines"),
    ("parties", "*", "interactions"),
    ("parties", "*", "ratification"),
    ("parties", "*", "ratification", "*"),
    ("parties", "*", "ratification", "*", "groups"),
    ("parties", "*", "ratification", "*", "groups", "*"),
    ("parties", "*", "ratification", "*", "groups", "*", "weights"),
    ("parties", "*", "ratification", "*", "groups", "*", "positions"),
    ("linkages",),
    ("steps",),
    ("steps", "*"),
    ("steps", "*", "shift"),
    ("steps", "*", "stop"),
    ("demands",),
    ("demands", "*"),
    ("enforcement",),
    ("enforcement", "guarantors"),
    ("enforcement", "guarantors", "*"),
    ("enforcement", "guarantors", "*", "credibility"),
    ("status_quo",),
    ("bargaining",),
    ("packages",),
    ("variants",),
}
"""The mappings that a change descends into; ``*`` stands for any id."""
_IDS_AT = {
    1: {"sources", "issues", "parties", "steps", "demands"},
    2: {"guarantors"},
    3: {"options", "ratification"},
    5: {"groups"},
}


def _pattern(path: Path) -> Path:
    """Return a path with its ids written ``*``."""
    found: list[str | int] = []
    for depth, part in enumerate(path):
        is_id = (depth in _IDS_AT and found[-1] in _IDS_AT[depth]) if found else False
        found.append("*" if is_id else part)
    return tuple(found)


def overlay(base: Tree, change: Tree) -> Tree:
    """Return a scenario with a change laid over it.

    Raises
    ------
    ScenarioError
        If the change removes what isn't there, or an issue that a rule still names.
    """
    laid = _Laying(base, change)
    data = laid.merge(base.data, change.data, ())
    if laid.problems:
        raise ScenarioError(laid.problems)
    tree = Tree(data, laid.marks, base.origin, (*base.problems, *change.problems))
    for issue in laid.removed_issues:
        tree = _without_issue(tree, issue, change)
    return tree


class _Laying:
    def __init__(self, base: Tree, change: Tree) -> None:
        self.change = change
        self.marks = dict(base.marks)
        self.problems: list[LocatedProblem] = []
        self.removed_issues: list[str] = []

    def merge(self, base: Data, change: Data, path: Path) -> Data:
        pattern = _pattern(path)
        base, change = _as_mapping(base, pattern), _as_mapping(change, pattern, of_change=True)
        if pattern not in _BY_ID or not isinstance(base, dict) or not isinstance(change, dict):
            self.replace_marks(path)
            return change
        merged = dict(base)
        for key, value in change.items():
            below = (*path, key)
            if value is None:
                self.remove(merged, below)
            elif key in merged:
                merged[key] = self.merge(merged[key], value, below)
            else:
                # Laid over nothing: what is to be removed below it is not there.
                merged[key] = self.merge({}, value, below) if self.descends(below, value) else value
                self.replace_marks(below)
        return merged

    def descends(self, path: Path, value: Data) -> bool:
        """Say whether a new part holds parts by id, so that what it removes is looked for."""
        return _pattern(path) in _BY_ID and isinstance(value, dict) and None in value.values()

    def remove(self, merged: dict[str, Any], path: Path) -> None:
        if path[-1] not in merged:
            self.problems.append(
                LocatedProblem(
                    self.change.mark(path, on_key=True),
                    dotted(path),
                    f"removes what is not there; {nearest(path[-1], list(merged))}",
                )
            )
            return
        del merged[path[-1]]
        if path[:-1] == ("issues",):
            self.removed_issues.append(str(path[-1]))

    def replace_marks(self, path: Path) -> None:
        depth = len(path)
        for old in [p for p in self.marks if p[:depth] == path]:
            del self.marks[old]
        if not path:
            self.marks.update(self.change.marks)
            return
        for new, marks in self.change.marks.items():
            if new[:depth] == path:
                self.marks[new] = marks
        nearest_mark = self.change.mark(path)
        self.marks.setdefault(path, (nearest_mark, nearest_mark))


def _as_mapping(part: Data, pattern: Path, *, of_change: bool = False) -> Data:
    """Write out a short form that a change descends into.

    The list of options of a change replaces them, so it stays a list.
    """
    if pattern == ("issues", "*", "options") and isinstance(part, list) and not of_change:
        return {str(name): {} for name in part}
    if pattern == ("issues", "*", "options", "*"):
        return {"label": part} if isinstance(part, str) else ({} if part is None else part)
    return part


def _without_issue(tree: Tree, issue: str, change: Tree) -> Tree:
    """Drop what refers to a removed issue; a rule that names it is an error."""
    naming = [path for path, clause in _clauses(tree.data) if issue in clause]
    if naming:
        raise ScenarioError(
            LocatedProblem(
                change.mark(("issues", issue), on_key=True),
                dotted(("issues", issue)),
                f"is removed, but {dotted(path)} names it; expected that rule to be removed too",
            )
            for path in naming
        )
    data = dict(tree.data)
    data["parties"] = {
        name: _party_without(party, issue) for name, party in data.get("parties", {}).items()
    }
    if isinstance(data.get("status_quo"), dict):
        data["status_quo"] = _drop(data["status_quo"], issue)
    if isinstance(data.get("steps"), dict):
        data["steps"] = {name: _step_without(one, issue) for name, one in data["steps"].items()}
    if isinstance(data.get("packages"), dict):
        left = {
            name: _package_without(package, issue) for name, package in data["packages"].items()
        }
        data["packages"] = {name: package for name, package in left.items() if package is not None}
    return Tree(data, tree.marks, tree.origin, tree.problems)


def _party_without(party: Data, issue: str) -> Data:
    if not isinstance(party, dict):
        return party
    party = dict(party)
    for key in ("weights", "positions"):
        if isinstance(party.get(key), dict):
            party[key] = _drop(party[key], issue)
    if isinstance(party.get("order"), list):
        groups = [
            [i for i in group if i != issue] if isinstance(group, list) else group
            for group in party["order"]
        ]
        party["order"] = [group for group in groups if group not in (issue, [])]
    if isinstance(party.get("reservation"), dict):
        party["reservation"] = _outcomes_without(party["reservation"], issue)
    if isinstance(party.get("ratification"), dict):
        party["ratification"] = {
            name: _ratification_without(one, issue) for name, one in party["ratification"].items()
        }
    return party


def _ratification_without(one: Data, issue: str) -> Data:
    """Drop an issue from what groups of voters weigh."""
    if not isinstance(one, dict) or not isinstance(one.get("groups"), dict):
        return one
    groups = {name: _party_without(group, issue) for name, group in one["groups"].items()}
    return {**one, "groups": groups}


def _step_without(step: Data, issue: str) -> Data:
    """Drop an issue from what a step settles."""
    settles = step.get("settles") if isinstance(step, dict) else None
    if isinstance(settles, list):
        return {**step, "settles": [name for name in settles if name != issue]}
    return {**step, "settles": _drop(settles, issue)} if isinstance(settles, dict) else step


def _outcomes_without(reservation: dict[str, Any], issue: str) -> dict[str, Any]:
    """Drop an issue from the agreements that a reservation value names."""
    found = dict(reservation)
    for key in ("agreement", "won", "lost"):
        if isinstance(found.get(key), dict):
            found[key] = _drop(found[key], issue)
    if isinstance(found.get("war"), dict):
        found["war"] = _outcomes_without(found["war"], issue)
    return found


def _package_without(package: Data, issue: str) -> Data:
    """Return a package without an issue; None if it says nothing on any other."""
    if not isinstance(package, dict):
        return package
    if isinstance(package.get("agreement"), dict):
        left = _drop(package["agreement"], issue)
        return {**package, "agreement": left} if left else None
    return _drop(package, issue) or None


def _drop(mapping: dict[str, Any], key: str) -> dict[str, Any]:
    return {k: v for k, v in mapping.items() if k != key}


def _clauses(data: Data) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every clause of a document's rules with the path of its rule."""
    holders: list[tuple[Path, Any]] = [
        (("linkages", name), rule) for name, rule in (data.get("linkages") or {}).items()
    ]
    holders += [(("steps", name), step) for name, step in (data.get("steps") or {}).items()]
    enforcement = data.get("enforcement")
    named = enforcement.get("guarantors") if isinstance(enforcement, dict) else None
    if isinstance(named, dict):
        holders += [(("enforcement", "guarantors", name), one) for name, one in named.items()]
    for name, party in (data.get("parties") or {}).items():
        if not isinstance(party, dict):
            continue
        for kind in ("red_lines", "interactions", "ratification"):
            rules = party.get(kind)
            if isinstance(rules, dict):
                holders += [(("parties", name, kind, key), rule) for key, rule in rules.items()]
        if isinstance(party.get("consents"), dict):
            holders.append((("parties", name, "consents"), party["consents"]))
    for path, rule in holders:
        for key in ("never", "if", "then", "when", "requires"):
            clause = rule.get(key) if isinstance(rule, dict) else None
            if isinstance(clause, dict):
                # The long form of what a step requires has its clause under options:.
                inner = clause.get("options") if key == "requires" else None
                yield path, inner if isinstance(inner, dict) else clause


def without_missing(change: Data, base: Data) -> Data:
    """Return a change without the removals of what is not there."""
    if not isinstance(change, dict):
        return change
    there = base if isinstance(base, dict) else {}
    if isinstance(base, list):
        there = {str(name): None for name in base}
    return {
        key: without_missing(value, there.get(key))
        for key, value in change.items()
        if value is not None or key in there
    }


def join(change: dict[str, Any], further: dict[str, Any]) -> None:
    """Put a further change into a change, path by path; the later value of one path stands."""
    for key, value in further.items():
        if isinstance(value, dict) and isinstance(change.get(key), dict):
            join(change[key], value)
        else:
            change[key] = value


def nested(
    base: Data, path: Path, value: Data, name: str = "<changes>", laid: Data = None
) -> dict[str, Any]:
    """Return the change that sets one path of a scenario to a value.

    Below a part that a change replaces whole, such as a position, the part is copied from the
    scenario with that one value set in it.

    Parameters
    ----------
    base
        The scenario.
    path, value
        What to set, and to what; None removes.
    name
        What messages call the change.
    laid
        The change so far: a part that it already replaces is copied from there.

    Raises
    ------
    ScenarioError
        If it would remove what isn't there.

    Examples
    --------
    >>> nested({"parties": {}}, ("parties", "a", "weights", "x"), 3)
    {'parties': {'a': {'weights': {'x': 3}}}}
    """
    for depth in range(len(path)):
        pattern = _pattern(path[:depth])
        if pattern not in _BY_ID:
            whole = _part(laid, path[:depth])
            if whole is None:
                whole = _part(base, path[:depth])
            whole = _written_out(whole, pattern)
            value, path = _with(whole, path, depth, value, name), path[:depth]
            break
    for part in reversed(path):
        value = {part: value}
    return dict(value)


def _part(data: Data, path: Path) -> Data:
    for part in path:
        data = data.get(part) if isinstance(data, dict) else None
    return data


def _written_out(part: Data, pattern: Path) -> Data:
    """Return a part that a change replaces whole in its long form, to set one key of it."""
    is_range = isinstance(part, dict) and set(part) == {"low", "mode", "high"}
    if (isinstance(part, dict) and not is_range) or part is None or pattern[:1] != ("parties",):
        return part
    if pattern[-2:-1] == ("positions",):
        return {"ideal": part}
    if pattern[-1:] == ("reservation",):
        return {"status_quo": True} if part == "status_quo" else {"number": part}
    return {"name": part} if pattern[-1:] == ("strategy",) else part


def _with(node: Data, path: Path, depth: int, value: Data, name: str) -> Data:
    """Return a part with one value in it set, or removed."""
    if depth == len(path):
        return value
    copied = dict(node) if isinstance(node, dict) else {}
    key = str(path[depth])
    if depth == len(path) - 1 and value is None:
        if key not in copied:
            message = f"removes what is not there; {nearest(key, list(copied))}"
            raise ScenarioError([LocatedProblem(Mark(name), dotted(path), message)])
        del copied[key]
        return copied
    copied[key] = _with(copied.get(key), path, depth + 1, value, name)
    return copied
