"""``extends``: a scenario file laid over another file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as FilePath

from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.overlay import overlay
from sim.scenario.tree import Tree
from sim.scenario.yaml_reader import read_file


def read_extended(path: FilePath, allowed: Sequence[str | FilePath] = ()) -> Tree:
    """Read a file and lay it over the file that it extends, and so on.

    Parameters
    ----------
    path
        The file.
    allowed
        Files outside the file's own folder that may be extended (those named on the command
        line).

    Raises
    ------
    ScenarioError
        If a file can't be read, the chain is circular, or it leaves the folder.
    """
    permitted = {FilePath(name).resolve() for name in allowed}
    return _read(path, path.resolve().parent, permitted, ())


def _read(
    path: FilePath, root: FilePath, permitted: set[FilePath], chain: tuple[FilePath, ...]
) -> Tree:
    tree = read_file(path)
    if not isinstance(tree.data, dict) or "extends" not in tree.data:
        return tree
    named = tree.data["extends"]
    where = ("extends",)
    if not isinstance(named, str):
        raise ScenarioError([tree.locate(Problem(where, "expected the path of a scenario file"))])
    base = path.parent / named
    target = base.resolve()
    chain = (*chain, path.resolve())
    if target in chain:
        names = " → ".join(p.name for p in (*chain[chain.index(target) :], target))
        raise ScenarioError([tree.locate(Problem(where, f"is circular: {names}"))])
    if not target.is_relative_to(root) and target not in permitted:
        message = (
            f"'{named}' is outside the folder {root.name}/; expected a file below "
            f"it, or one named on the command line"
        )
        raise ScenarioError([tree.locate(Problem(where, message))])
    if not target.is_file():
        raise ScenarioError([tree.locate(Problem(where, f"there is no file '{named}'"))])
    own = {key: value for key, value in tree.data.items() if key != "extends"}
    below = _read(base, root, permitted, chain)
    return overlay(below, Tree(own, tree.marks, tree.origin))
