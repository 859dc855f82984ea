"""Reading YAML 1.2 into a located tree, with nothing that could run code or explode."""

from __future__ import annotations

import contextlib
import math
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sim.scenario.errors import LocatedProblem, Mark, Path, ScenarioError, dotted
from sim.scenario.tree import Data, Tree, key_text

MAX_BYTES = 5_000_000
MAX_ALIASED = 10_000
"""How many nodes the aliases of one file may repeat (a guard against alias bombs)."""

_CORE = "tag:yaml.org,2002:"
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_SPECIAL = {".inf": math.inf, "+.inf": math.inf, "-.inf": -math.inf, ".nan": math.nan}


def read_file(path: FilePath) -> Tree:
    """Read a YAML file.

    Raises
    ------
    ScenarioError
        If the file is missing, a folder, too large, not UTF-8, or not plain YAML 1.2.
    """
    name = str(path)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise _failure(Mark(name), "is a folder; expected a scenario file (.yaml)")
        if size > MAX_BYTES:
            raise _failure(
                Mark(name), f"has {size:,} bytes; expected a scenario file of at most 5 MB"
            )
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _failure(Mark(name), f"is not UTF-8 text (byte {error.start})") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise _failure(Mark(name), f"can't be read: {reason}; expected a scenario file") from None
    return read_text(text, name)


def read_text(text: str, name: str) -> Tree:
    """Read YAML 1.2 text into a tree; ``name`` stands for the text in messages.

    >>> read_text("a: [1, no]", "example").data
    {'a': [1, 'no']}
    """
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Mark(name, mark.line + 1, mark.column + 1) if mark else Mark(name)
        what = " ".join(str(part) for part in (error.context, error.problem) if part)
        raise _failure(place, f"is not valid YAML: {what}") from None
    except YAMLError as error:
        raise _failure(Mark(name), f"is not valid YAML: {error}") from None
    except RecursionError:
        raise _failure(Mark(name), "is nested too deeply; expected a plain scenario") from None
    if node is None:
        raise _failure(Mark(name), "is empty; expected a scenario (start one with 'sim new')")
    return _Conversion(name).tree(node)


def read_value(text: str, name: str) -> Data:
    """Read the value of a ``--set PATH=VALUE``: a YAML scalar or flow collection."""
    return None if not text.strip() else read_text(text, name).data


def _failure(mark: Mark, message: str, path: Path = ()) -> ScenarioError:
    return ScenarioError([LocatedProblem(mark, dotted(path), message)])


class _Conversion:
    """Turns composed nodes into plain data, collecting every problem on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.marks: dict[Path, tuple[Mark, Mark]] = {}
        self.problems: list[LocatedProblem] = []
        self.seen: set[int] = set()
        self.open: set[int] = set()
        self.aliased = 0

    def tree(self, node: Node) -> Tree:
        origin = self.place(node)
        self.marks[()] = (origin, origin)
        try:
            data = self.convert(node, ())
        except RecursionError:
            raise _failure(origin, "is nested too deeply; expected a plain scenario") from None
        if self.problems:
            raise ScenarioError(self.problems)
        return Tree(data, self.marks, origin)

    def place(self, node: Node) -> Mark:
        return Mark(self.name, node.start_mark.line + 1, node.start_mark.column + 1)

    def wrong(self, node: Node, path: Path, message: str) -> None:
        self.problems.append(LocatedProblem(self.place(node), dotted(path), message))

    def convert(self, node: Node, path: Path) -> Data:
        if id(node) in self.open:
            self.wrong(node, path, "refers to itself; expected a plain value")
            return None
        if id(node) in self.seen:
            self.aliased += 1
            if self.aliased > MAX_ALIASED:
                raise _failure(
                    self.place(node),
                    f"its aliases repeat more than {MAX_ALIASED:,} values; write them out",
                    path,
                )
        self.seen.add(id(node))
        if isinstance(node, ScalarNode):
            return self.scalar(node, path)
        self.open.add(id(node))
        try:
            if isinstance(node, MappingNode):
                return self.mapping(node, path)
            assert isinstance(node, SequenceNode)
            return self.sequence(node, path)
        finally:
            self.open.discard(id(node))

    def check_tag(self, node: Node, path: Path, expected: str) -> bool:
        tag = str(node.tag)
        if tag == _CORE + expected:
            return True
        self.wrong(node, path, f"has the tag {tag}; expected plain YAML without tags")
        return False

    def sequence(self, node: SequenceNode, path: Path) -> list[Any]:
        self.check_tag(node, path, "seq")
        items = []
        for position, child in enumerate(node.value):
            below = (*path, position)
            self.marks[below] = (self.place(child), self.place(child))
            items.append(self.convert(child, below))
        return items

    def mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        self.check_tag(node, path, "map")
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self.wrong(key_node, path, "has a key that is not a single word")
                continue
            if key_node.value == "<<":
                self.wrong(key_node, path, "merge keys (<<) are not read; write the keys out")
                continue
            key = key_text(self.scalar(key_node, path))
            below = (*path, key)
            if key in found:
                first = self.marks[below][0]
                self.wrong(
                    key_node,
                    below,
                    f"the key stands twice (first on line {first.line}); expected once",
                )
                continue
            self.marks[below] = (self.place(key_node), self.place(value_node))
            found[key] = self.convert(value_node, below)
        return found

    def scalar(self, node: ScalarNode, path: Path) -> Data:
        text, tag = node.value, str(node.tag)
        kind = tag.removeprefix(_CORE)
        if not tag.startswith(_CORE) or kind not in {
            "str",
            "int",
            "float",
            "bool",
            "null",
            "timestamp",
            "value",
        }:
            self.wrong(node, path, f"has the tag {tag}; expected plain YAML without tags")
            return None
        # A plain scalar is resolved here, by the core schema of YAML 1.2; dates stay text.
        if node.style in {"'", '"', "|", ">"} or kind in {"str", "timestamp", "value"}:
            return text
        if text.lower() in _WORDS:
            return _WORDS[text.lower()]
        if text.lower() in _SPECIAL:
            return _SPECIAL[text.lower()]
        return _number(text)


def _number(text: str) -> Data:
    """Return an int or a float, in decimal, octal (0o) or hexadecimal (0x); else the text."""
    for read in (int, float, lambda written: int(written, 0)):
        with contextlib.suppress(ValueError):
            return read(text)
    return text
