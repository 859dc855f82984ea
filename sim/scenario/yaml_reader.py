"""Reading YAML 1.2 into a located tree, with nothing that could run code or explode."""

from __future__ import annotations

import math
import re
import warnings
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sim.scenario.errors import LocatedProblem, Mark, Path, ScenarioError, dotted
from sim.scenario.tree import Data, Tree, key_text, torn_hint

MAX_BYTES = 5_000_000
MAX_ALIASED = 10_000
"""How many nodes, or characters, the aliases of one file may repeat (against alias bombs)."""
MAX_DEPTH = 100
"""Maximum number of lists and mappings inside each other; a scenario needs about ten."""
MAX_DIGITS = 1_000
"""Maximum number of digits of a whole number: above 10^308 none is finite anyway."""

TOO_DEEP = f"is nested too deeply; expected at most {MAX_DEPTH} lists or mappings inside each other"

_CORE = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_SPECIAL = {".inf": math.inf, "+.inf": math.inf, "-.inf": -math.inf, ".nan": math.nan}


def read_file(path: FilePath, kind: str = "scenario file") -> Tree:
    """Read a YAML file.

    Parameters
    ----------
    path
        The file.
    kind
        What messages say was expected.

    Raises
    ------
    ScenarioError
        If the file is missing, a folder, too large, not UTF-8, or not plain YAML 1.2.
    """
    name = str(path)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise _failure(Mark(name), f"is a folder; expected a {kind} (.yaml)")
        if not path.is_file():
            raise _failure(Mark(name), f"is no regular file; expected a {kind} (.yaml)")
        if size > MAX_BYTES:
            raise _failure(Mark(name), f"has {size:,} bytes; expected a {kind} of at most 5 MB")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        message = f"is not UTF-8 text (byte 0x{byte:02X}); expected a {kind} saved as UTF-8"
        raise _failure(_undecodable(error, name), message) from None
    except (OSError, ValueError) as error:
        if isinstance(error, ScenarioError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise _failure(Mark(name), f"can't be read: {reason}; expected a {kind}") from None
    return scan_text(text, name, kind)


def _undecodable(error: UnicodeDecodeError, name: str) -> Mark:
    """Return the place of the first byte that is not UTF-8."""
    before = error.object[: error.start].decode("utf-8", "replace")
    text = before.replace("\r\n", "\n").replace("\r", "\n")
    return _mark_at(text, len(text), name)


def read_plain(path: FilePath, kind: str) -> Tree:
    """Read a YAML file that is no scenario, but of another kind.

    Raises
    ------
    ScenarioError
        As :func:`read_file`, and for every problem of the text.
    """
    tree = read_file(path, kind)
    if tree.problems:
        raise ScenarioError(tree.problems)
    return tree


def read_text(text: str, name: str) -> Tree:
    """Read YAML 1.2 text into a tree; ``name`` stands for the text in messages.

    Raises
    ------
    ScenarioError
        If anything is wrong with it.

    Examples
    --------
    >>> read_text("a: [1, no]", "example").data
    {'a': [1, 'no']}
    """
    tree = scan_text(text, name)
    if tree.problems:
        raise ScenarioError(tree.problems)
    return tree


def scan_text(text: str, name: str, kind: str = "scenario") -> Tree:
    """Read YAML 1.2 text into a tree that carries the problems that don't keep it from being read.

    Raises
    ------
    ScenarioError
        If nothing could be read.
    """
    tree = _read(text, name)
    if tree is None:
        hint = " (start one with 'sim new')" if kind.startswith("scenario") else ""
        raise _failure(Mark(name, 1, 1), f"is empty; expected a {kind}{hint}")
    return tree


def _read(text: str, name: str) -> Tree | None:
    """Read text into a tree; None where there is nothing in it."""
    _check_characters(text, name)
    try:
        with warnings.catch_warnings():
            # An anchor may be defined anew in YAML 1.2; the library warns of it.
            warnings.simplefilter("ignore")
            reader = YAML(typ="safe", pure=True)
            reader.Composer = _Composer
            node = reader.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Mark(name, mark.line + 1, mark.column + 1) if mark else Mark(name)
        if isinstance(error, _TooDeep):
            raise _failure(place, TOO_DEEP) from None
        what = " ".join(str(part) for part in (error.context, error.problem) if part)
        raise _failure(place, f"is not valid YAML: {what}") from None
    except YAMLError as error:
        raise _failure(Mark(name), f"is not valid YAML: {' '.join(str(error).split())}") from None
    except (ValueError, OverflowError):
        place = _bad_escape(text, name)
        raise _failure(place, "is not valid YAML: an escape stands for no character") from None
    return None if node is None else _Conversion(name).tree(node)


class _TooDeep(MarkedYAMLError):
    """A part that lies too deep."""


class _Composer(Composer):
    """Composes nodes, and stops at the first that lies too deep."""

    around = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.around > MAX_DEPTH:
            raise _TooDeep(problem_mark=self.parser.peek_event().start_mark)
        self.around += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.around -= 1


def _check_characters(text: str, name: str) -> None:
    """Raise at the first character that YAML doesn't allow."""
    found = _FORBIDDEN.search(text)
    if found is not None:
        code = f"U+{ord(found[0]):04X}"
        message = f"is not valid YAML: the character {code} is not allowed"
        raise _failure(_mark_at(text, found.start(), name), message)


def _bad_escape(text: str, name: str) -> Mark:
    """Return where the quoted text with an impossible escape begins."""
    found = re.search(r'"[^"]*\\U(?!000[0-9A-Fa-f]|0010)', text)
    return _mark_at(text, found.start(), name) if found else Mark(name)


def _mark_at(text: str, place: int, name: str) -> Mark:
    line = text.count("\n", 0, place) + 1
    return Mark(name, line, place - (text.rfind("\n", 0, place) + 1) + 1)


def read_value(text: str, name: str) -> Data:
    """Read the value of a ``--set PATH=VALUE``: a YAML scalar or flow collection."""
    tree = _read(text, name)
    if tree is not None and tree.problems:
        raise ScenarioError(tree.problems)
    return None if tree is None else tree.data


def _failure(mark: Mark, message: str, path: Path = ()) -> ScenarioError:
    return ScenarioError([LocatedProblem(mark, dotted(path), message)])


class _Conversion:
    """Turns composed nodes into plain data, collecting every problem on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.marks: dict[Path, tuple[Mark, Mark]] = {}
        self.problems: list[LocatedProblem] = []
        self.bad: set[Path] = set()
        self.seen: set[int] = set()
        self.open: set[int] = set()
        self.aliased = 0

    def tree(self, node: Node) -> Tree:
        origin = self.place(node)
        self.marks[()] = (origin, origin)
        data = self.convert(node, ())
        return Tree(data, self.marks, origin, tuple(self.problems), frozenset(self.bad))

    def place(self, node: Node) -> Mark:
        return Mark(self.name, node.start_mark.line + 1, node.start_mark.column + 1)

    def wrong(self, node: Node, path: Path, message: str) -> None:
        self.problems.append(LocatedProblem(self.place(node), dotted(path), message))
        self.bad.add(path)

    def convert(self, node: Node, path: Path) -> Data:
        if id(node) in self.open:
            self.wrong(node, path, "refers to itself; expected a plain value")
            return None
        if id(node) in self.seen:
            self.aliased += 1 + (len(node.value) // 10 if isinstance(node, ScalarNode) else 0)
            if self.aliased > MAX_ALIASED:
                raise _failure(
                    self.place(node),
                    f"its aliases repeat more than {MAX_ALIASED:,} values; write them out",
                    path,
                )
        self.seen.add(id(node))
        if isinstance(node, ScalarNode):
            return self.scalar(node, path)
        if len(self.open) == MAX_DEPTH:
            raise _failure(self.place(node), TOO_DEEP)
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
        torn = _Torn()
        for key_node, value_node in node.value:
            whole = torn.text(key_node, value_node) if node.flow_style else ""
            if not isinstance(key_node, ScalarNode):
                self.wrong(key_node, path, "has a key that is not a single word")
                continue
            if key_node.value == "<<":
                self.wrong(key_node, path, "merge keys (<<) are not read; write the keys out")
                continue
            key = self.key(key_node, path)
            below = (*path, key)
            if key in found:
                first = self.marks[below][0]
                message = f"the key stands twice (first on line {first.line}); expected once"
                message += torn_hint(Mark(self.name, torn=whole))
                self.problems.append(LocatedProblem(self.place(key_node), dotted(below), message))
                continue
            place = self.place(key_node)._replace(torn=whole)
            is_empty = isinstance(value_node, ScalarNode) and value_node.value == ""
            plain = is_empty and value_node.style is None
            self.marks[below] = (place, place if plain else self.place(value_node))
            value = self.convert(value_node, below)
            if below not in self.bad:
                found[key] = value
        return found

    def key(self, node: ScalarNode, path: Path) -> str:
        """Return a key as it is written; numbers in their shortest form."""
        value = self.scalar(node, path)
        if isinstance(value, bool) or value is None:
            return str(node.value)
        return key_text(value)

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
        if _SURROGATE.search(text):
            self.wrong(node, path, "holds half a character (a lone surrogate); expected text")
            return ""
        if node.style in {"'", '"', "|", ">"} or kind in {"str", "timestamp", "value"}:
            return text
        if text.lower() in _WORDS:
            return _WORDS[text.lower()]
        if text.lower() in _SPECIAL:
            return _SPECIAL[text.lower()]
        if len(text) > MAX_DIGITS and (_INTEGER.fullmatch(text) or _BASED.fullmatch(text)):
            message = f"is a number of {len(text):,} digits; expected at most {MAX_DIGITS:,}"
            self.wrong(node, path, message)
            return None
        return _number(text)


class _Torn:
    """Finds keys of a flow mapping that may be the rest of a text which a comma ended.

    ``{a: Yes, but not now}`` has a key ``but not now``, without a value.
    """

    def __init__(self) -> None:
        self.before, self.end = "", 0

    def text(self, key: Node, value: Node) -> str:
        """Return the whole text where a key may be the rest of one; else nothing."""
        plain = isinstance(value, ScalarNode) and value.style is None
        rest = plain and not value.value and isinstance(key, ScalarNode) and key.style is None
        if rest and self.before:
            blank = " " if key.start_mark.index > self.end + 1 else ""
            self.before, self.end = f"{self.before},{blank}{key.value}", key.end_mark.index
            return self.before
        self.before, self.end = str(value.value) if plain else "", value.end_mark.index
        return ""


def _number(text: str) -> Data:
    """Return the number that the core schema of YAML 1.2 reads; else the text."""
    if _INTEGER.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return float(text) if _FLOAT.fullmatch(text) else text
