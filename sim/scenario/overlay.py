"""The one overlay mechanism: a partial scenario laid over another.

Rounds, variants, ``extends``, ``--set`` and ``with_changes`` are all changes. A change descends
only through mappings that are keyed by ids; a number, position, reservation value, clause or rule
is replaced whole; None removes a key; a list replaces.
"""

from __future__ import annotations

from typing import Any

from sim.scenario.errors import LocatedProblem, Mark, Path, ScenarioError, dotted, nearest
from sim.scenario.references import descends, namings, pattern_of
from sim.scenario.tree import Data, Tree


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
        pattern = pattern_of(path)
        base, change = _as_mapping(base, pattern), _as_mapping(change, pattern, of_change=True)
        if not descends(pattern) or not isinstance(base, dict) or not isinstance(change, dict):
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
        return descends(pattern_of(path)) and isinstance(value, dict) and None in value.values()

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
    named = [one for one in namings(tree.data) if _names(_part(tree.data, one.path), issue)]
    rules = dict.fromkeys(_rule_of(one.path) for one in named if one.how == "clause")
    if rules:
        raise ScenarioError(
            LocatedProblem(
                change.mark(("issues", issue), on_key=True),
                dotted(("issues", issue)),
                f"is removed, but {dotted(path)} names it; expected that rule to be removed too",
            )
            for path in rules
        )
    data = tree.data
    for one in named:
        data = _replaced(data, one.path, _dropped(_part(data, one.path), issue))
    # A package that says nothing on any other issue goes too.
    emptied = [one.path for one in named if one.path[0] == "packages" and not _part(data, one.path)]
    for path in emptied:
        left = {name: one for name, one in data["packages"].items() if name != path[1]}
        data = {**data, "packages": left}
    return Tree(data, tree.marks, tree.origin, tree.problems)


def _names(there: Data, issue: str) -> bool:
    """Return whether a mapping by issue, a list of issues or of groups of issues, names one."""
    return any(issue in one if isinstance(one, list) else one == issue for one in there)


def _rule_of(path: Path) -> Path:
    """Return the path of the rule that a clause belongs to."""
    pattern = pattern_of(path)  # A step may be called "then".
    while pattern[-1] in ("never", "if", "then", "when", "requires", "options"):
        pattern = pattern[:-1]
    return path[: len(pattern)]


def _dropped(there: Data, issue: str) -> Data:
    """Return a mapping by issue, a list of issues or of groups of issues, without an issue."""
    if isinstance(there, dict):
        return {key: value for key, value in there.items() if key != issue}
    left = [[i for i in one if i != issue] if isinstance(one, list) else one for one in there]
    return [one for one in left if one not in (issue, [])]


def _replaced(data: Data, path: Path, value: Data) -> Data:
    """Return data with one part replaced."""
    if not path:
        return value
    return {**data, path[0]: _replaced(data[path[0]], path[1:], value)}


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
        pattern = pattern_of(path[:depth])
        if not descends(pattern):
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
