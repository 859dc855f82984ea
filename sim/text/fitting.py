"""Fitting: a few sentences in at most so many lines, with shorter lists where there is no room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sim.text.wrapping import display_width, wrapped


@dataclass(frozen=True)
class Detail:
    """How much a sentence says.

    Parameters
    ----------
    entries
        Maximum number of entries of a list.
    letters
        Maximum number of columns of a label; longer ones are cut.
    """

    entries: int
    letters: int

    def cut(self, label: str) -> str:
        """Return a label, cut where it is too long: at a word, if that leaves most of the room.

        Examples
        --------
        >>> Detail(3, 21).cut("Guarantors support Ukraine"), Detail(3, 7).cut("Constitution")
        ('Guarantors support…', 'Consti…')
        """
        if display_width(label) <= self.letters + OVER:
            return label
        room = self.letters - 1
        first = wrapped(label, room)[0]
        if not room * LEFT <= display_width(first) <= room:
            first = label
            while display_width(first) > room:
                first = first[:-1]
        first = first.rstrip(" ,;:“(") + "…"
        return first + "”" * (first.count("“") - first.count("”"))

    def listing(
        self, items: Sequence[str], last: str = "and", *, mark: str = ", ", more: str = "{} more"
    ) -> str:
        """Return items in a row: the first ones, and how many more there are.

        Examples
        --------
        >>> Detail(2, 20).listing(["a", "b", "c", "d"]), Detail(2, 20).listing(["a", "b", "c"])
        ('a, b and 2 more', 'a, b and c')
        """
        # One more entry takes no more room than to say that there is one.
        many = self.entries + 1 if len(items) == self.entries + 1 else self.entries
        shown = list(items[:many])
        rest = len(items) - len(shown)
        if rest:
            shown.append(more.format(f"{rest:,}"))
            last = "and"
        if len(shown) < 2:
            return "".join(shown)
        between = f" {last} " if mark == ", " else f"{mark}{last} " if rest else mark
        return f"{mark.join(shown[:-1])}{between}{shown[-1]}"

    def name(self, label: str) -> str:
        """Return a party's label, cut only where it is longer than most are."""
        return Detail(self.entries, self._named).cut(label)

    def phrase(self, text: str) -> str:
        """Return a phrase that names a party and something of it, cut where it is far too long."""
        return Detail(self.entries, 3 * self._named).cut(text)

    @property
    def _named(self) -> int:
        return max(self.letters, min(NAME, self.letters + 4))

    def people(self, labels: Sequence[str], last: str = "and") -> str:
        """Return parties in a row: three, and how many more there are."""
        return Detail(PEOPLE, self.letters).listing([self.name(label) for label in labels], last)


OVER = 3
"""Columns by which a label may be longer before it is cut."""
LEFT = 0.6
"""A label is cut at a word if so much of the room is used."""
PEOPLE = 3
"""Maximum number of parties in a row."""
NAME = 22
"""Columns of a party's label that are cut only where there is least room."""
DETAILS = tuple(
    Detail(entries, letters)
    for entries, letters in (
        (1, 8), (1, 12), (1, 20), (2, 18), (2, 24), (3, 20), (3, 28), (4, 20), (4, 28), (5, 28),
        (5, 36), (5, 48),
    )
)  # fmt: skip
"""From least to most."""
LEAST, ENOUGH = 3, 9
"""Numbers of details that all sentences have, if there is room, before any has more."""
Sentence = Callable[[Detail], str]
ROOM = ((100, 12), (80, 16))
"""Columns of a page → lines that a block may take on it."""


def fitted(paragraphs: Sequence[Sequence[tuple[int, Sentence]]]) -> tuple[str, ...]:
    """Return paragraphs at the most detail with which all of them fit, empty ones left out.

    All sentences begin with the least detail; one after another is given as much of what most of
    them need as there is room for, and then the rest. On every page of ``ROOM`` they fit, so that
    the text is the same whatever the width of a terminal.

    Parameters
    ----------
    paragraphs
        Sentences of each: its turn (the lowest is first), and the sentence at some detail.
    """
    texts = [[say(DETAILS[0]) for _, say in one] for one in paragraphs]
    turns = sorted(
        (turn, k, i) for k, row in enumerate(paragraphs) for i, (turn, _) in enumerate(row)
    )
    for levels in (DETAILS[1:LEAST], DETAILS[LEAST:ENOUGH], DETAILS[ENOUGH:]):
        for _, k, i in turns:
            for detail in levels:
                before = texts[k][i]
                texts[k][i] = paragraphs[k][i][1](detail)
                if not _fits(texts):
                    texts[k][i] = before
    return tuple(_joined(row) for row in texts if any(row))


def _fits(texts: Sequence[Sequence[str]]) -> bool:
    return all(_lines(texts, width) <= most for width, most in ROOM)


def _joined(texts: Sequence[str]) -> str:
    return " ".join(filter(None, texts))


def _lines(texts: Sequence[Sequence[str]], width: int) -> int:
    return sum(_height(_joined(row), width) for row in texts if any(row))


@lru_cache(maxsize=256)
def _height(text: str, width: int) -> int:
    """Return how many lines a paragraph takes; of several, mostly one only has changed."""
    return len(wrapped(text, width))
