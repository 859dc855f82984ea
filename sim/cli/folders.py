"""Names of the folders that results go to: one for every file, and for every state of it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.reporting.asked import Asked

LONGEST = 60
"""Maximum length of what is added to a file's name for its state."""
LONGEST_NAME = 255
"""Maximum length of a folder's name in bytes, that of usual file systems."""
DIGEST = 12
"""Length of the digest that stands for what can't be spelt out, in hexadecimal digits."""
_PATH = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
_WORD = re.compile(r"-?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_-])?")
_OPTIONS = ("round", "variant")


def result_folder(asked: Asked) -> str:
    """Return the name of the folder for one file in a state.

    The file's name without its ending; ``@`` and the state where one is asked for. Different
    states have different names, also where letters of either case are the same.

    Examples
    --------
    >>> result_folder(Asked("istanbul-2022.yaml", changes=("parameters.p_russia=0.6",)))
    'istanbul-2022@p_russia-0.6'
    """
    return with_state(_escaped(Path(asked.file).stem), *asked.options)


def with_state(
    name: str, rounds: Sequence[str], variants: Sequence[str], changes: Sequence[str]
) -> str:
    """Return a file's name with its state, as short as names of folders have to be.

    Examples
    --------
    >>> with_state("x", ["3"], [], [])
    'x@round-3'
    >>> len(with_state("n" * 250, ["3"], [], []))
    255
    """
    whole = name + state_suffix(rounds, variants, changes)
    raw = os.fsencode(whole)
    if len(raw) <= LONGEST_NAME:
        return whole
    # No state begins with a hyphen, so no other name is the same.
    end = f"@-{_digest(whole)}"
    return raw[: LONGEST_NAME - len(end)].decode("utf-8", "ignore") + end


def state_suffix(rounds: Sequence[str], variants: Sequence[str], changes: Sequence[str]) -> str:
    """Return what is added to a file's name for its state: ``@`` and a slug, or a digest.

    Parameters
    ----------
    rounds, variants, changes
        What ``--round``, ``--variant`` and ``--set`` say, in order.

    Examples
    --------
    >>> state_suffix(["3"], ["no_war"], ["parties.a.weights.x=40"])
    '@round-3+variant-no_war+parties.a.weights.x-40'
    >>> state_suffix([], [], ["parties.a.reservation={war: {win: 0.5, cost: 0}}"])
    '@7d870e2c24c4'
    >>> state_suffix([], [], [])
    ''
    """
    said = [("round", text) for text in rounds] + [("variant", text) for text in variants]
    parts = [f"{name}-{_word(text)}" if _word(text) else None for name, text in said]
    parts += [_changed(text) for text in changes]
    if not parts:
        return ""
    slug = "+".join(part or "" for part in parts)
    if None in parts or len(slug) > LONGEST:
        slug = _digest(json.dumps([said, list(changes)]))
    return f"@{slug}"


def folder_names(files: Sequence[Path]) -> list[str]:
    """Return a folder name for each file of one command: its stem, and more where stems repeat.

    Then as many of the folders above it, as typed, stand in front as tell it from the others;
    where these don't, those of its whole path do, and at last a digest. Letters of either case
    count as the same, because on many file systems they are.

    Examples
    --------
    >>> folder_names([Path("a/x.yaml"), Path("c/a/x.yaml"), Path("y.yaml")])
    ['a-x', 'c-a-x', 'y']
    """
    typed = {os.path.abspath(file): Path(os.path.normpath(file)) for file in files}
    whole = {path: Path(path) for path in typed}
    found, twice = _told_apart(typed)
    if twice:
        found, twice = _told_apart(whole)
    # No state begins with a hyphen.
    found |= {path: f"{_escaped(Path(path).stem)}@-{_digest(path)}" for path in twice}
    return [found[os.path.abspath(file)] for file in files]


def _told_apart(paths: Mapping[str, Path]) -> tuple[dict[str, str], list[str]]:
    """Return names with as many folders in front as need be, and those that are still the same.

    Parameters
    ----------
    paths
        Whole path → the path to take folders from.
    """
    above = {
        key: [part for part in path.parent.parts if part not in (path.anchor, "..")]
        for key, path in paths.items()
    }
    taken = dict.fromkeys(paths, 0)

    def name(key: str) -> str:
        parents = above[key][len(above[key]) - taken[key] :]
        return "-".join(_escaped(part) for part in (*parents, paths[key].stem))

    while True:
        many = Counter(_folded(name(key)) for key in paths)
        twice = [key for key in paths if many[_folded(name(key))] > 1]
        longer = [key for key in twice if taken[key] < len(above[key])]
        if not longer:
            return {key: name(key) for key in paths}, twice
        for key in longer:
            taken[key] += 1


def _changed(text: str) -> str | None:
    """Return a change of one path as a slug that no other change has; None where it has none."""
    path, _, value = (part.strip() for part in text.partition("="))
    # No path that is left has a hyphen, so the first one ends it.
    if not _PATH.fullmatch(path) or _word(value) is None:
        return None
    first, _, rest = path.partition(".")
    # A parameter's own name is enough; a longer path keeps its dots, an option's name is taken.
    short = first == "parameters" and "." not in rest and rest not in _OPTIONS
    return f"{rest if short else path}-{value}"


def _word(text: str) -> str | None:
    """Return a text if it can stand in a folder's name as it is."""
    return text if _WORD.fullmatch(text) else None


def _escaped(stem: str) -> str:
    """Return a file's stem with ``@`` doubled, so that a single one begins a state."""
    return stem.replace("@", "@@")


def _folded(name: str) -> str:
    """Return a name as file systems that don't tell cases apart compare it."""
    return unicodedata.normalize("NFKC", name).casefold()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:DIGEST]
