"""References: where a file names issues, and what a change replaces, from its classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from sim.scenario.base import NamesIssues, Part
from sim.scenario.document import Document
from sim.scenario.errors import Path
from sim.scenario.tree import Data


@dataclass(frozen=True)
class Naming:
    """A place of a file that names issues.

    Parameters
    ----------
    path
        Where.
    how
        See :class:`~sim.scenario.base.NamesIssues`.
    """

    path: Path
    how: str


def pattern_of(path: Path) -> Path:
    """Return a path with its ids written ``*``."""
    found: Path = ()
    for part in path:
        found = (*found, "*" if found in _by_id() else part)
    return found


def descends(pattern: Path) -> bool:
    """Return whether a change descends into a mapping; if not, it replaces all of it."""
    return pattern in _merged()


def namings(data: Data) -> Iterator[Naming]:
    """Yield every place of a document, as plain data, that names issues."""
    yield from _named(Document, None, data, ())


@cache
def _merged() -> frozenset[Path]:
    return frozenset(pattern for pattern, _ in _patterns(Document, ()))


@cache
def _by_id() -> frozenset[Path]:
    return frozenset(pattern for pattern, keyed in _patterns(Document, ()) if keyed)


def _patterns(part: type[Part], path: Path) -> Iterator[tuple[Path, bool]]:
    """Yield the mappings that a change descends into, and whether their keys are ids."""
    yield path, False
    for key, kinds in _fields(part):
        for kind, how in kinds:
            below = (*path, key)
            values = _values(kind)
            if values is not None and how != "clause":
                yield below, True
                for value, _ in values:
                    yield from _deeper(value, (*below, "*"))
            yield from _deeper(kind, below)


def _deeper(kind: Any, path: Path) -> Iterator[tuple[Path, bool]]:
    if _is_part(kind) and not kind.replaced_whole:
        yield from _patterns(kind, path)


def _named(kind: Any, how: str | None, data: Data, path: Path) -> Iterator[Naming]:
    """Yield the places of some data, read as one kind, that name issues."""
    if how is not None and isinstance(data, list if how in ("list", "groups") else dict):
        yield Naming(path, how)
    elif _is_part(kind):
        short = isinstance(data, (dict, list)) and kind.is_short(data)
        for key, kinds in _fields(kind):
            for inner, names in kinds:
                if short and key in kind.short_for:
                    yield from _named(inner, names, data, path)
                elif not short and isinstance(data, dict) and key in data:
                    yield from _named(inner, names, data[key], (*path, key))
    elif (values := _values(kind)) is not None and isinstance(data, dict):
        for key, value in data.items():
            for inner, names in values:
                yield from _named(inner, names, value, (*path, key))


@cache
def _fields(part: type[Part]) -> tuple[tuple[str, tuple[tuple[Any, str | None], ...]], ...]:
    """Return the keys of a part, with what may stand there and how it names issues."""
    return tuple(
        (field.alias or name, tuple(_kinds(field.annotation, _marked(field.metadata))))
        for name, field in part.model_fields.items()
    )


def _kinds(annotation: Any, how: str | None = None) -> Iterator[tuple[Any, str | None]]:
    """Yield what an annotation allows, and how each names issues."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        yield from _kinds(inner, _marked(metadata) or how)
    elif origin in (Union, UnionType):
        for one in get_args(annotation):
            yield from _kinds(one, how)
    else:
        yield annotation, how


def _marked(metadata: list[Any]) -> str | None:
    return next((one.how for one in metadata if isinstance(one, NamesIssues)), None)


def _values(kind: Any) -> list[tuple[Any, str | None]] | None:
    """Return what a mapping holds; None for anything else."""
    origin = get_origin(kind)
    if not isinstance(origin, type) or not issubclass(origin, Mapping):
        return None
    return list(_kinds(get_args(kind)[1]))


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Part)
