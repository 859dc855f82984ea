"""Lines of a terminal: texts are broken between words only, never inside one."""

from __future__ import annotations

import re
import unicodedata

_BLANK = re.compile(r"\s+(?!%)")
"""Where a line may end between words; a per cent sign stays with its number."""
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_PIECE = re.compile(f"[{_WIDE}]|[^{_WIDE}]+")
_CLOSING = "、。，．：；？！）］｝」』】》〉"
"""Punctuation of scripts without blanks that can't begin a line."""


def display_width(text: str) -> int:
    r"""Return how many columns a text takes: two for a wide character, none for a mark above one.

    Examples
    --------
    >>> display_width("Donbas"), display_width("和平"), display_width("e\u0301")
    (6, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Me", "Mn")
        else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of at most so many columns; a longer word has a line of its own.

    >>> wrapped("the territorial integrity", 11)
    ['the', 'territorial', 'integrity']
    """
    lines = [""]
    for word in _BLANK.split(text.strip()):
        for place, piece in enumerate(_pieces(word)):
            gap = " " if lines[-1] and not place else ""
            if not lines[-1] or display_width(lines[-1] + gap + piece) <= width:
                lines[-1] += gap + piece
            else:
                lines.append(piece)
    return lines


def longest_word(text: str) -> int:
    """Return how many columns the widest piece of a text takes that is not to be broken."""
    return max(
        (display_width(piece) for word in _BLANK.split(text.strip()) for piece in _pieces(word)),
        default=0,
    )


def _pieces(word: str) -> list[str]:
    """Return a word in the pieces between which a line may end.

    Chinese and Japanese have no blanks: a line may end after any of their characters.
    """
    pieces: list[str] = []
    for run in _PIECE.findall(word):
        if pieces and run in _CLOSING:
            pieces[-1] += run
        else:
            pieces.append(run)
    return pieces
