"""Scenarios with one thing wrong, at any depth; all must be refused, with the place."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from tests.generate.choices import Choices
from tests.generate.parts import options_of

Path = tuple[str | int, ...]

WRONG_KEYS = (
    "title",
    "titel",
    "lable",
    "labels",
    "Label",
    "zzz",
    "wieght",
    "ideel",
    "low",
    "null_",
)
"""Keys that stand for no part; ``title`` does where sources and the file itself say theirs."""


def broken_document(make: Choices, document: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return a copy of a sound scenario with one thing wrong, and what is wrong."""
    broken = copy.deepcopy(document)
    kinds = ["key", "key", "empty", "consent"]
    kind = make.one(kinds)
    if kind == "consent":
        return _conditional_in_k_of_n(make, broken)
    if kind == "empty":
        path = make.one([path for path, _ in _values(broken, ()) if _must_be_full(path)])
        _part(broken, path[:-1])[path[-1]] = None
        return broken, f"{_shown(path)} is empty"
    holders = [path for path, node in _values(broken, ()) if _closed(path, node)]
    holder = make.one([(), *holders])
    known = {"title"} if holder[-1:] in ((), ("changes",)) or "sources" in holder else set()
    key = make.one([key for key in WRONG_KEYS if key not in known | set(_part(broken, holder))])
    _part(broken, holder)[key] = "Water"
    return broken, _shown((*holder, key))


def _conditional_in_k_of_n(make: Choices, document: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return a scenario in which a party among k of n consents only where a clause matches."""
    parties = document["parties"]
    named = list(parties)[:2]
    for party in parties.values():
        party.pop("consents", None)
    name = make.one(list(document["issues"]))
    parties[named[0]]["consents"] = {"when": {name: options_of(document["issues"][name])[0]}}
    parties[named[0]].pop("roles", None)
    parties[named[0]]["role"] = "principal"
    document["consent"] = make.one(
        [
            {"at_least": 1, "of": named},
            {"at_least": 1},
            {"required": [named[0]], "at_least": 1},
            {"required": named, "at_least": 1, "of": named},
        ]
    )
    return document, f"consents of {named[0]} is conditional"


def _values(node: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield everything below a part, with its path."""
    items = node.items() if isinstance(node, dict) else ()
    items = enumerate(node) if isinstance(node, list) else items
    for key, value in items:
        below = (*path, key)
        yield below, value
        yield from _values(value, below)


def _is_option(path: Path) -> bool:
    """Return whether a path is that of the options of an issue, or of one of them."""
    inside = path[path.index("changes") + 1 :] if "changes" in path else path
    return inside[:1] == ("issues",) and len(inside) in (3, 4) and inside[2] == "options"


def _closed(path: Path, node: Any) -> bool:
    """Return whether a mapping takes no further key with a text; the options of an issue do."""
    return isinstance(node, dict) and not (_is_option(path) and path[-1] == "options")


def _must_be_full(path: Path) -> bool:
    """Return whether nothing means nothing at a path: options and changes give it a meaning."""
    return "changes" not in path and not _is_option(path) and isinstance(path[-1], str)


def _part(node: Any, path: Path) -> Any:
    for key in path:
        node = node[key]
    return node


def _shown(path: Path) -> str:
    return ".".join(map(str, path))
