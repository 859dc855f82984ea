"""From a tree to a document: the shape of the file, checked, with every problem located."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.base import Part, kind_of, quotes_help, shown
from sim.scenario.document import Document
from sim.scenario.errors import Path, Problem, closest, nearest
from sim.scenario.tree import Data, Tree


def read_document(tree: Tree) -> Shape:
    """Return the document of a tree, the problems of its shape, and what was left out for them.

    A part with a problem is dropped and the rest read again, so that the checks on meaning can
    still look at it and all problems of a file are reported at once. Each round takes something
    away, so that reading ends.
    """
    data = tree.data
    if not isinstance(data, dict):
        message = f"is {kind_of(data)}; expected a mapping (title:, issues:, …)"
        return Shape(None, [Problem((), message)], [])
    problems: list[Problem] = []
    dropped: list[Path] = list(tree.bad)
    for path in _empty_values(data, ()):
        problems.append(Problem(path, "is empty; expected a value, or no such key"))
        dropped.append(path)
    for path in dropped:
        data = _without(data, path)
    while True:
        try:
            return Shape(Document.model_validate(data), problems, dropped)
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=True)
        found = [details for details in found if not _meant(details, found)]
        for details in found:
            for problem in _problems(details):
                # What stands around a part that was dropped may fail only for its absence.
                around = any(path[: len(problem.path)] == problem.path for path in dropped)
                if not around and problem not in problems:
                    problems.append(problem)
        drops = {_droppable(details, Tree(data)) for details in found}
        dropped += [meant for details in found if (meant := _nearest_key(details)) is not None]
        if any(path in {(), ("issues",), ("parties",)} for path in drops):
            return Shape(None, problems, dropped)
        rest = data
        for path in sorted(drops, key=_last_first):
            rest = _without(rest, path)
            dropped.append(path)
        if rest == data:
            raise AssertionError(f"nothing can be left out for {sorted(map(str, drops))}")
        data = rest


@dataclass(frozen=True)
class Shape:
    """What could be read of a tree.

    Parameters
    ----------
    document
        What is left after dropping what is wrong; None where nothing usable is.
    problems
        What is wrong with the shape of the file.
    dropped
        Paths of what was dropped, and of the keys that misspelt ones stand for.
    """

    document: Document | None
    problems: list[Problem]
    dropped: list[Path]

    def original(self, path: Path) -> Path:
        """Return a path in the file for one in the document, whose evidence list may be shorter."""
        if len(path) < 2 or path[0] != "evidence" or not isinstance(path[1], int):
            return path
        gone = {p[1] for p in self.dropped if len(p) == 2 and p[0] == "evidence"}
        staying = (k for k in count() if k not in gone)
        return ("evidence", next(islice(staying, path[1], None)), *path[2:])


def _last_first(path: Path) -> tuple[int, list[int]]:
    """Sort so that dropping one entry of a list doesn't move another that is to be dropped."""
    return -len(path), [-part for part in path if isinstance(part, int)]


def _empty_values(node: Data, path: Path) -> Iterator[Path]:
    """Yield the paths of values that are empty, where that means nothing."""
    if path[:1] in {("rounds",), ("variants",)} and path[2:3] == ("changes",):
        return
    if isinstance(node, dict):
        for key, value in node.items():
            below = (*path, key)
            is_option = len(below) == 4 and below[0] == "issues" and below[2] == "options"
            if value is None and not is_option:
                yield below
            else:
                yield from _empty_values(value, below)
    elif isinstance(node, list):
        if len(path) == 3 and path[0] == "issues" and path[2] == "options":
            return  # What is wrong with an entry, the options say themselves.
        for place, value in enumerate(node):
            yield from _empty_values(value, (*path, place))


def _nearest_key(details: ErrorDetails) -> Path | None:
    """Return the path of the key that an unknown one is probably meant to be."""
    path = _path(details)
    if details["type"] != "extra_forbidden":
        return None
    close = _meant_key(str(path[-1]), _known_keys(path[:-1]))
    return None if close is None else (*path[:-1], close)


def _meant_key(name: str, known: Sequence[str]) -> str | None:
    """Return the known key that an unknown one probably stands for: another word, or misspelt."""
    others = (word for words in _SAME_MEANING if name in words for word in words)
    return next((word for word in others if word in known), None) or closest(name, known)


def _path(details: ErrorDetails) -> Path:
    """Return where an error is, without the tags of forms, which stand in no file."""
    return tuple(part for part in details["loc"] if not str(part).startswith("<"))


def _meant(details: ErrorDetails, found: list[ErrorDetails]) -> bool:
    """Say whether a key is missing only because it is misspelt."""
    path = _path(details)
    return details["type"] == "missing" and any(_nearest_key(other) == path for other in found)


def _droppable(details: ErrorDetails, tree: Tree) -> Path:
    """Return the smallest part to leave out so that the rest can be read; it is in the data."""
    written: Path = tuple(details["loc"])
    if written == ("title",):
        return written
    path = tree.normal_path(written)
    if details["type"] == "missing" or not path:
        path = tree.normal_path(written[:-1])
    # A list can't lose an element without moving the others: drop the whole of it, except for
    # the evidence list, whose places are kept track of.
    for depth, part in enumerate(path):
        if isinstance(part, int):
            return path[: depth + 1] if path[0] == "evidence" else path[:depth]
    return path


def _without(node: Data, path: Path) -> Data:
    """Return data without the part at a path; the title, without which nothing is read, stays."""
    if path == ("title",):
        return {**node, "title": "(untitled)"}
    return _cut(node, path)


def _cut(node: Data, path: Path) -> Data:
    if not path:
        return node
    head, rest = path[0], path[1:]
    if isinstance(node, list):
        if not isinstance(head, int) or head >= len(node):
            return node
        return [
            _cut(item, rest) if k == head else item
            for k, item in enumerate(node)
            if rest or k != head
        ]
    if not isinstance(node, dict) or head not in node:
        return node
    if not rest:
        return {key: value for key, value in node.items() if key != head}
    return {key: _cut(value, rest) if key == head else value for key, value in node.items()}


def _problems(details: ErrorDetails) -> list[Problem]:
    """Return the problems that an error stands for: one for each entry of a list that is wrong."""
    if details["type"] != "entries":
        return [_problem(details)]
    path = _path(details)
    return [Problem((*path, place), said) for place, said in details["ctx"]["entries"].items()]


def _problem(details: ErrorDetails) -> Problem:
    path = _path(details)
    kind, written = details["type"], details["input"]
    if kind == "extra_forbidden":
        name = str(path[-1]).removesuffix(":")
        known = [key for key in _known_keys(path[:-1]) if key != name]
        meant = _meant_key(name, known)
        hint = nearest(name, known) if meant is None else f"did you mean '{meant}'?"
        return Problem(path, f"unknown key '{name}'; {hint}", on_key=True)
    if kind == "missing":
        return Problem(path[:-1], f"'{path[-1]}' is missing; expected it here")
    if kind in {"scenario", "quantity"}:
        on_key = isinstance(written, str) and path[-1:] == ("[key]",)
        return Problem(path[:-1] if on_key else path, details["msg"], on_key=on_key)
    return Problem(path, _PHRASES.get(kind, _plain)(details))


def _plain(details: ErrorDetails) -> str:
    message = details["msg"].removeprefix("Input ")
    return f"got {shown(details['input'])}; {message[0].lower()}{message[1:]}"


def _text(details: ErrorDetails) -> str:
    written = details["input"]
    return f"is {kind_of(written)}; expected text{quotes_help(written)}"


def _mapping(details: ErrorDetails) -> str:
    return f"is {kind_of(details['input'])}; expected a mapping"


def _list(details: ErrorDetails) -> str:
    return f"is {kind_of(details['input'])}; expected a list"


def _one_of(details: ErrorDetails) -> str:
    expected = details["ctx"]["expected"].replace("'", "")
    known = [name.strip() for part in expected.split(",") for name in part.split(" or ")]
    close = closest(str(details["input"]), known)
    hint = f"; did you mean '{close}'?" if close else ""
    return f"got {shown(details['input'])}; expected {expected}{hint}"


def _short(details: ErrorDetails) -> str:
    return "is empty; expected at least one entry"


_SAME_MEANING = (
    ("label", "title", "name"),
    ("summary", "description", "note", "notes", "comment"),
    ("because", "reason", "why", "rationale"),
    ("options", "values", "choices"),
)
"""Words that people use for one another's keys."""

_PHRASES = {
    "string_type": _text,
    "mapping_type": _mapping,
    "dict_type": _mapping,
    "model_type": _mapping,
    "model_attributes_type": _mapping,
    "tuple_type": _list,
    "literal_error": _one_of,
    "too_short": _short,
}


def _known_keys(path: Path) -> list[str]:
    """Return the keys that a document may have at a path."""
    kind: Any = Document
    for part in path:
        kind = _below(kind, part)
        if kind is None:
            return []
    model = _model(kind)
    return [] if model is None else [f.alias or name for name, f in model.model_fields.items()]


def _below(kind: Any, part: str | int) -> Any:
    model = _model(kind)
    if model is not None:
        return next(
            (f.annotation for name, f in model.model_fields.items() if part in (name, f.alias)),
            None,
        )
    if isinstance(part, str) and part.startswith("<"):
        return kind
    for choice in _choices(kind):
        if get_origin(choice) in {tuple, Mapping} and get_args(choice):
            return get_args(choice)[0 if get_origin(choice) is tuple else 1]
    return None


def _model(kind: Any) -> type[Part] | None:
    return next((c for c in _choices(kind) if isinstance(c, type) and issubclass(c, Part)), None)


def _choices(kind: Any) -> list[Any]:
    """Return the types that an annotation may stand for."""
    if get_origin(kind) is Annotated:
        return _choices(get_args(kind)[0])
    if get_origin(kind) in {Union, types.UnionType}:
        return [choice for arg in get_args(kind) for choice in _choices(arg)]
    if get_origin(kind) is Mapping or get_origin(kind) is tuple:
        return [kind]
    origin = get_origin(kind)
    return [kind] if origin is None or not hasattr(kind, "__value__") else _choices(kind.__value__)
