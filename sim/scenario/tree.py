"""A document as plain data, with the place where each part of it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.scenario.errors import LocatedProblem, Mark, Path, Problem, dotted

Data = Any
"""Plain data: None, bool, int, float, str, or lists and string-keyed dicts of them."""

NOWHERE = Mark("<scenario>")


@dataclass(frozen=True)
class Tree:
    """Plain data with the marks of its keys and values.

    Parameters
    ----------
    data
        Plain data. It is never changed in place.
    problems
        What was wrong with the text, but not so that nothing could be read.
    bad
        Paths of the parts that were left out for it.
    marks
        For a path, where its key is written and where its value begins.
    """

    data: Data
    marks: Mapping[Path, tuple[Mark, Mark]] = field(default_factory=dict)
    origin: Mark = NOWHERE
    problems: tuple[LocatedProblem, ...] = ()
    bad: frozenset[Path] = frozenset()

    def mark(self, path: Path, *, on_key: bool = False) -> Mark:
        """Return where a path is written, or the nearest part around it that is."""
        while True:
            found = self.marks.get(path)
            if found is not None:
                return found[0 if on_key else 1]
            if not path:
                return self.origin
            path, on_key = path[:-1], False

    def normal_path(self, path: Path) -> Path:
        """Return the path without parts that stand in no written text.

        Short forms are read as if they had been written out, so a problem may name a part
        (``reservation.number``) that the author never wrote.
        """
        node, kept = self.data, []
        for part in path:
            in_list = isinstance(node, list) and isinstance(part, int) and part < len(node)
            if in_list or (isinstance(node, dict) and part in node):
                node = node[part]
                kept.append(part)
        return tuple(kept)

    def locate(self, problem: Problem) -> LocatedProblem:
        """Return a problem with its place in the text."""
        path = self.normal_path(problem.path)
        marks = self.marks.get(path)
        hint = torn_hint(marks[0]) if marks is not None else ""
        mark = self.mark(path, on_key=problem.on_key)
        return LocatedProblem(mark, dotted(path), problem.message + hint)

    def at(self, path: Path) -> Tree:
        """Return the part of this tree below a path."""
        node = self.data
        for part in path:
            node = node[part]
        depth = len(path)
        marks = {p[depth:]: m for p, m in self.marks.items() if p[:depth] == path}
        return Tree(node, marks, self.mark(path))


def torn_hint(mark: Mark) -> str:
    """Return a hint at quotes for a key that may be the rest of the text before it."""
    if not mark.torn:
        return ""
    return f'; if it belongs to the text before it, put that in quotes: "{mark.torn}"'


def from_data(data: Data, name: str) -> Tree:
    """Return a tree of plain data that was not read from a text, with string keys throughout."""
    return Tree(string_keys(data), {(): (Mark(name), Mark(name))}, Mark(name))


def string_keys(data: Data) -> Data:
    """Return a copy of plain data in which every key is a string and every sequence a list."""
    if isinstance(data, Mapping):
        return {key_text(key): string_keys(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [string_keys(value) for value in data]
    return data


def key_text(key: object) -> str:
    """Return a key as text: ``100`` and ``100.0`` are both ``'100'``."""
    if isinstance(key, float) and key.is_integer():
        return str(int(key))
    return str(key)
