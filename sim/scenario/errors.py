"""Located problems of a scenario file, and the error that carries all of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sim.scenario.visible import visible

Path = tuple[str | int, ...]
"""Where something stands in a scenario: the keys and list positions that lead to it."""


class Mark(NamedTuple):
    """A place in a source text: its name, and line and column from 1 (0: not from a text).

    Where a key stands that may be the rest of a text which a comma ended, ``torn`` is the whole.
    """

    name: str
    line: int = 0
    column: int = 0
    torn: str = ""

    def __str__(self) -> str:
        """Return ``name:line:column``, or the name alone where there is no text."""
        return f"{self.name}:{self.line}:{self.column}" if self.line else self.name


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a scenario.

    Parameters
    ----------
    path
        Where it stands in the scenario.
    message
        What is wrong and what was expected.
    on_key
        True if the key itself is wrong (an unknown key), not its value.
    depends_on
        Paths whose absence would cause this problem; it is not reported when one of them was
        dropped for a problem of its own.
    """

    path: Path
    message: str
    on_key: bool = False
    depends_on: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class LocatedProblem:
    """A problem with the place in the text where it stands."""

    mark: Mark
    path: str
    message: str

    def __str__(self) -> str:
        """Return ``file:line:column: path: what is wrong, what was expected``."""
        parts = (str(self.mark), self.path, self.message)
        return visible(": ".join(part for part in parts if part))


class ScenarioError(ValueError):
    """A scenario that can't be used; ``problems`` has every located problem of it."""

    def __init__(self, problems: Iterable[LocatedProblem]) -> None:
        self.problems: tuple[LocatedProblem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[LocatedProblem, ...]]]:
        """Pickle by the problems, so that the error crosses process borders whole."""
        return type(self), (self.problems,)


def dotted(path: Path) -> str:
    """Return a path as people write it.

    >>> dotted(("parties", "russia", "weights", "nato"))
    'parties.russia.weights.nato'
    >>> dotted(("rounds", 0, "date"))
    'rounds[0].date'
    """
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    return text


def closest(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that is nearest to a misspelt one, or None."""
    found = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return found[0] if found else None


def nearest(name: object, known: Sequence[str]) -> str:
    """Return a hint at what was meant: the nearest known name, or the known ones.

    >>> nearest("crimae", ["nato", "crimea"])
    "did you mean 'crimea'?"
    >>> nearest("xyz", ["nato", "crimea"])
    'known: nato, crimea'
    """
    close = closest(str(name), known)
    if close is not None:
        return f"did you mean '{close}'?"
    if not known:
        return "none is known here"
    shown = ", ".join(known[:12])
    return f"known: {shown}" + (f" and {len(known) - 12} more" if len(known) > 12 else "")
