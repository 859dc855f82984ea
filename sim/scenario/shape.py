"""From a tree to a document: the shape of the file, checked, with every problem located."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.base import Part
from sim.scenario.document import Document
from sim.scenario.errors import Path, Problem, nearest
from sim.scenario.tree import Data, Tree

LATER_KEYS = {
    "bargaining": "bargaining", "patience": "bargaining", "strategy": "bargaining",
    "steps": "settlement", "demands": "settlement", "ratification": "settlement",
    "belief": "settlement", "enforcement": "settlement",
}  # fmt: skip
"""Keys that a later version brings, by the part that brings them."""


def read_document(tree: Tree) -> tuple[Document | None, list[Problem], list[Path]]:
    """Return the document of a tree, the problems of its shape, and what was left out for them.

    A part with a problem is dropped and the rest read again, so that the checks on meaning can
    still look at it and all problems of a file are reported at once. The document is None where
    nothing usable remains.
    """
    problems: list[Problem] = []
    dropped: list[Path] = []
    data = tree.data
    if not isinstance(data, dict):
        return None, [Problem((), f"is {_kind(data)}; expected a mapping (title:, issues:, …)")], []
    while True:
        try:
            return Document.model_validate(data), problems, dropped
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=True)
        for details in found:
            problem = _problem(details, data)
            # What stands around a part that was dropped may fail only for its absence.
            around = any(path[: len(problem.path)] == problem.path for path in dropped)
            if not around and problem not in problems:
                problems.append(problem)
        drops = {_droppable(details, Tree(data)) for details in found}
        if any(path in {(), ("issues",), ("parties",)} for path in drops):
            return None, problems, dropped
        for path in sorted(drops, key=len, reverse=True):
            data = _without(data, path)
            dropped.append(path)


def _droppable(details: ErrorDetails, tree: Tree) -> Path:
    """Return the smallest part to leave out so that the rest can be read."""
    written: Path = tuple(details["loc"])
    if written == ("title",):
        return written
    path = tree.normal_path(written)
    if details["type"] == "missing" or not path:
        path = tree.normal_path(written[:-1])
    # A list can't lose an element without moving the others: drop the whole of it, except for
    # the evidence list, whose elements nothing points at by number.
    for depth, part in enumerate(path):
        if isinstance(part, int):
            return path[: depth + 1] if path[0] == "evidence" else path[:depth]
    return path


def _without(node: Data, path: Path) -> Data:
    if not path:
        return node
    if path == ("title",):
        return {**node, "title": "(untitled)"}
    head, rest = path[0], path[1:]
    if isinstance(node, list):
        if not isinstance(head, int) or head >= len(node):
            return node
        return [
            _without(item, rest) if k == head else item
            for k, item in enumerate(node)
            if rest or k != head
        ]
    if not isinstance(node, dict) or head not in node:
        return node
    if not rest:
        return {key: value for key, value in node.items() if key != head}
    return {key: _without(value, rest) if key == head else value for key, value in node.items()}


def _problem(details: ErrorDetails, data: Data) -> Problem:
    path: Path = tuple(details["loc"])
    kind, written = details["type"], details["input"]
    if kind == "extra_forbidden":
        name = str(path[-1])
        if name in LATER_KEYS:
            hint = f"belongs to the part on {LATER_KEYS[name]}, which this version doesn't have yet"
        else:
            hint = nearest(name, _known_keys(path[:-1]))
        return Problem(path, f"unknown key '{name}'; {hint}", on_key=True)
    if kind == "missing":
        return Problem(path[:-1], f"'{path[-1]}' is missing; expected it here")
    if kind in {"scenario", "quantity"}:
        on_key = isinstance(written, str) and path[-1:] == ("[key]",)
        return Problem(path[:-1] if on_key else path, details["msg"], on_key=on_key)
    return Problem(path, _PHRASES.get(kind, _plain)(details))


def _plain(details: ErrorDetails) -> str:
    message = details["msg"].removeprefix("Input ")
    return f"got {_shown(details['input'])}; {message[0].lower()}{message[1:]}"


def _text(details: ErrorDetails) -> str:
    return f"is {_kind(details['input'])}; expected text"


def _mapping(details: ErrorDetails) -> str:
    return f"is {_kind(details['input'])}; expected a mapping"


def _list(details: ErrorDetails) -> str:
    return f"is {_kind(details['input'])}; expected a list"


def _one_of(details: ErrorDetails) -> str:
    expected = details["ctx"]["expected"].replace("'", "")
    known = [name.strip() for part in expected.split(",") for name in part.split(" or ")]
    return (
        f"got {_shown(details['input'])}; expected {expected} ({nearest(details['input'], known)})"
    )


def _short(details: ErrorDetails) -> str:
    return "is empty; expected at least one entry"


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


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _kind(value: Any) -> str:
    names = {dict: "a mapping", list: "a list", str: "text", bool: "a yes/no value"}
    if value is None:
        return "empty"
    return names.get(type(value), f"the number {value}")


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
