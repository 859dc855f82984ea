"""Mutations of a scenario as a tree: keys, values and references, at every depth."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Callable, Iterator
from typing import Any

from sim.scenario.party import Party
from tests.generate.choices import Choices
from tests.generate.names import LABELS
from tests.generate.text import Raw

Path = tuple[str | int, ...]

KEYS = (
    "title", "label", "summary", "because", "evidence", "when", "never", "if", "then", "values",
    "ideal", "loss", "at", "bypass", "only", "range", "options", "weights", "order", "war", "win",
    "agreement", "status_quo", "number", "cost", "low", "required", "at_least", "of", "consents",
    "role", "roles", "holds", "worth", "changes", "settles", "by", "groups", "share", "spread", "0",
    "null", "", "a.b", "-", " x", "ｗ", "__class__", "extends", "linkage", *Party.model_fields,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 0.5, 2, 1e-9, 1e12, 1e300, -1e300, float("nan"), float("inf"),
    Raw("9" * 5_000), Raw("0." + "1" * 5_000), Raw("1e400"), "", " ", "x", "unknown", "status_quo",
    "$odds", "1 - $odds", "$nothing", "1-$odds", "none", [], {}, [[]], [{}], {"": None},
    [0, 1], [1, 0], [0, 0], [1, 2, 3], {"low": 0, "mode": 0.5, "high": 1}, {"low": 1},
    {"when": {}}, {"never": {}}, {"number": 0.4}, {"war": {"win": 0.5}}, *LABELS,
)  # fmt: skip

NUMBERS: tuple[Any, ...] = (
    0, 1, 0.5, 1 / 3, 0.1, 1e-9, 1e-12, 1e-300, -0.0, 1e6, 1e12, -1, -1e6, 100, [0, 1], [0.2, 0.2],
    {"low": 0, "mode": 0.5, "high": 1}, "$odds", "1 - $odds", 0.30000000000000004,
)  # fmt: skip


def mutated_tree(make: Choices, document: Any) -> Any:
    """Return a tree with one mutation, or two or three."""
    made = copy.deepcopy(document)
    for _ in range(make.one([1, 1, 1, 2, 3])):
        make.one(MUTATIONS)(make, made)
    return made


def values_of(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield everything below a part, with its path."""
    items = node.items() if isinstance(node, dict) else ()
    for key, value in enumerate(node) if isinstance(node, list) else items:
        yield (*path, key), value
        yield from values_of(value, (*path, key))


def part_at(node: Any, path: Path) -> Any:
    """Return the part at a path."""
    for key in path:
        node = node[key]
    return node


def _places(document: Any) -> list[Path]:
    return [path for path, _ in values_of(document)]


def _mappings(document: Any) -> list[Any]:
    return [document, *(node for _, node in values_of(document) if isinstance(node, dict))]


def _rename(make: Choices, document: Any) -> None:
    """Rename a key, in its place: misspelt, or to another key of the format."""
    holders = [node for node in _mappings(document) if node]
    if not holders:
        return
    holder = make.one(holders)
    old = make.one(list(holder))
    text = str(old)
    new = make.one([*KEYS, text[1:], text + "s", text[:1] + text, text.upper(), text.swapcase()])
    items = [(new if key == old else key, value) for key, value in holder.items()]
    holder.clear()
    holder.update(items)


def _drop(make: Choices, document: Any) -> None:
    places = _places(document)
    if places:
        path = make.one(places)
        del part_at(document, path[:-1])[path[-1]]


def _duplicate(make: Choices, document: Any) -> None:
    """Put a part into another mapping or list, under its own name or another."""
    places = _places(document)
    if not places:
        return
    path = make.one(places)
    holders = [document, *(n for _, n in values_of(document) if isinstance(n, (dict, list)))]
    holder, value = make.one(holders), copy.deepcopy(part_at(document, path))
    if isinstance(holder, list):
        holder.insert(make.integer(0, len(holder)), value)
    else:
        holder[make.one([str(path[-1]), *KEYS])] = value


def _move(make: Choices, document: Any) -> None:
    """Move a part into the mapping above its own, or another one."""
    places = [path for path in _places(document) if isinstance(path[-1], str)]
    if not places:
        return
    path = make.one(places)
    value = part_at(document, path[:-1]).pop(path[-1])
    above = part_at(document, path[:-2]) if len(path) > 1 and make.chance(1, 2) else document
    holder = above if isinstance(above, dict) else make.one(_mappings(document))
    holder[path[-1]] = value


def _replace(make: Choices, document: Any) -> None:
    """Replace a part by one of another kind."""
    places = _places(document)
    if places:
        path = make.one(places)
        part_at(document, path[:-1])[path[-1]] = copy.deepcopy(make.one(VALUES))


def _add(make: Choices, document: Any) -> None:
    make.one(_mappings(document))[make.one(KEYS)] = copy.deepcopy(make.one(VALUES))


def _refer(make: Choices, document: Any) -> None:
    """Let a name stand for nothing, or for another of the file's names."""
    texts = [path for path, node in values_of(document) if isinstance(node, str)]
    if not texts:
        return
    path = make.one(texts)
    old = part_at(document, path)
    names = sorted({str(key) for node in _mappings(document) for key in node})
    near = difflib.get_close_matches(old, names, 5, 0.1)
    part_at(document, path[:-1])[path[-1]] = make.one([*near, old + "x", *names])


def _exchange(make: Choices, document: Any) -> None:
    """Exchange two parts that don't hold each other."""
    places = _places(document)
    if len(places) < 2:
        return
    one, other = make.some(places, 2, 2)
    size = min(len(one), len(other))
    if one[:size] != other[:size]:
        first, second = part_at(document, one), part_at(document, other)
        part_at(document, one[:-1])[one[-1]] = second
        part_at(document, other[:-1])[other[-1]] = first


def _number(make: Choices, document: Any) -> None:
    """Replace a number by another one."""
    places = [path for path, node in values_of(document) if _is_number(node)]
    if places:
        path = make.one(places)
        part_at(document, path[:-1])[path[-1]] = make.one(NUMBERS)


def _is_number(node: Any) -> bool:
    return isinstance(node, (int, float)) and not isinstance(node, bool)


def _wrap(make: Choices, document: Any) -> None:
    """Put a part into a list or mapping of its own, or many times over."""
    places = _places(document)
    if places:
        path = make.one(places)
        value = part_at(document, path)
        wrapped = make.one([[value], {"x": value}, [value, copy.deepcopy(value)], [[[[value]]]]])
        part_at(document, path[:-1])[path[-1]] = wrapped


MUTATIONS: tuple[Callable[[Choices, Any], None], ...] = (
    _rename,
    _rename,
    _drop,
    _duplicate,
    _move,
    _replace,
    _number,
    _number,
    _drop,
    _add,
    _refer,
    _exchange,
    _wrap,
)
