"""``extends``: a scenario file laid over another file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as FilePath

from sim.scenario.base import shown
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.overlay import overlay
from sim.scenario.tree import Tree
from sim.scenario.yaml_reader import read_file

MAX_CHAIN = 50
"""Maximum number of files of which each extends the next."""


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
    permitted = {_resolved(FilePath(name)) for name in allowed}
    return _read(path, _resolved(path).parent, permitted, ())


def _resolved(path: FilePath) -> FilePath:
    """Return a path without links; as it is where they lead in a circle, and can't be read."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def _read(
    path: FilePath, root: FilePath, permitted: set[FilePath], chain: tuple[FilePath, ...]
) -> Tree:
    tree = read_file(path)
    if not isinstance(tree.data, dict) or "extends" not in tree.data:
        if chain and not isinstance(tree.data, dict):
            raise ScenarioError(
                [tree.locate(Problem((), f"got {shown(tree.data)}; expected a mapping"))]
            )
        return tree
    own_data = {key: value for key, value in tree.data.items() if key != "extends"}
    own = Tree(own_data, tree.marks, tree.origin, tree.problems)
    base = path.parent / str(tree.data["extends"])
    wrong = _wrong(tree, base, root, permitted, (*chain, path.resolve()))
    if wrong is not None:
        # Without the other file nothing can be said of what this one changes.
        raise ScenarioError([*tree.problems, tree.locate(Problem(("extends",), wrong))])
    return overlay(_read(base, root, permitted, (*chain, path.resolve())), own)


def _wrong(
    tree: Tree,
    base: FilePath,
    root: FilePath,
    permitted: set[FilePath],
    chain: tuple[FilePath, ...],
) -> str | None:
    """Say what is wrong with the file that another extends, if anything is."""
    named = tree.data["extends"]
    if not isinstance(named, str):
        return "expected the path of a scenario file"
    try:
        target = base.resolve()
        is_file = target.is_file()
    except (OSError, ValueError, RuntimeError):
        return f"there is no file {shown(named)}"
    if target in chain:
        names = " → ".join(p.name for p in (*chain[chain.index(target) :], target))
        return f"is circular: {names}"
    if len(chain) >= MAX_CHAIN:
        return f"makes a chain of {len(chain) + 1} files; expected at most {MAX_CHAIN}"
    if not target.is_relative_to(root) and target not in permitted:
        return (
            f"{shown(named)} is outside the folder {root.name}/; expected a file below it, or one "
            "named on the command line"
        )
    return None if is_file else f"there is no file {shown(named)}"
