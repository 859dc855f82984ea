"""Mutations of a file's text: lines, characters, numbers, and what YAML means by some signs."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.generate.choices import Choices

Lines = list[str]

SIGNS = ("\t", '"', "'", "&a ", "*a", "!!int ", "!x ", "%", "@", "`", "|", ">", "{", "]", ",", "? ",
         "- ", ": ", "#", "---\n", "...\n", "<<: ", "~", "\\", "$", "=")  # fmt: skip
CONTROLS = ("\x00", "\x07", "\x1b[2J", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff", "\ufffe",
            "\r", "\x0b", "\ud800", "\U000e0041", "\u0301")  # fmt: skip
NUMBERS = ("0", "-1", "1e308", "1e400", "-1e400", ".nan", ".inf", "-.inf", "9" * 5_000, "1e-320",
           "0x10", "0o17", "1_000", "1.5.2", "-0", "+3", "00", "1e999999999", "9" * 20,
           "0." + "3" * 5_000, "true", "null", "2031-05-02", "1:30", "٣")  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.$-])-?\d+(\.\d+)?(?![\w.])")


def mutated_text(make: Choices, text: str) -> str:
    """Return a text with one mutation, or two or three."""
    for _ in range(make.one([1, 1, 1, 2, 3])):
        text = make.one(MUTATIONS)(make, text)
    return text


def _on_lines(change: Callable[[Choices, Lines, int], None]) -> Callable[[Choices, str], str]:
    """Return a mutation of a text that changes its lines at one place."""

    def mutate(make: Choices, text: str) -> str:
        lines = text.splitlines(keepends=True)
        if lines:
            change(make, lines, make.integer(0, len(lines) - 1))
        return "".join(lines)

    return mutate


def _delete(make: Choices, lines: Lines, place: int) -> None:
    del lines[place : place + make.integer(1, 3)]


def _duplicate(make: Choices, lines: Lines, place: int) -> None:
    size = make.integer(1, 4)
    lines[place:place] = lines[place : place + size]


def _swap(make: Choices, lines: Lines, place: int) -> None:
    other = make.integer(0, len(lines) - 1)
    lines[place], lines[other] = lines[other], lines[place]


def _move(make: Choices, lines: Lines, place: int) -> None:
    moved = lines.pop(place)
    lines.insert(make.integer(0, len(lines)), moved)


def _indent(make: Choices, lines: Lines, place: int) -> None:
    change = make.one(["  ", " ", "\t", "    ", "-2", "-1"])
    for k in range(place, min(len(lines), place + make.integer(1, 6))):
        if change.startswith("-"):
            cut = int(change[1:])
            lines[k] = lines[k][cut:] if lines[k][:cut].isspace() else lines[k]
        else:
            lines[k] = change + lines[k]


def _rename(make: Choices, lines: Lines, place: int) -> None:
    """Give a line the key of another."""
    key, colon, rest = lines[place].partition(":")
    other = make.one(lines).partition(":")[0].strip()
    if colon:
        lines[place] = key[: len(key) - len(key.lstrip())] + other + colon + rest


def _flip(make: Choices, text: str) -> str:
    """Flip a bit of a character, or put in one of another kind."""
    if not text:
        return text
    place = make.integer(0, len(text) - 1)
    return text[:place] + chr(ord(text[place]) ^ (1 << make.integer(0, 6))) + text[place + 1 :]


def _insert(make: Choices, text: str) -> str:
    place = make.integer(0, len(text))
    return text[:place] + make.one([*SIGNS, *CONTROLS]) + text[place:]


def _number(make: Choices, text: str) -> str:
    found = list(_NUMBER.finditer(text))
    if not found:
        return text
    one = make.one(found)
    return text[: one.start()] + make.one(NUMBERS) + text[one.end() :]


def _cut(make: Choices, text: str) -> str:
    return text[: make.integer(0, len(text))]


def _newlines(make: Choices, text: str) -> str:
    return text.replace("\n", make.one(["\r\n", "\r", "\n\n"]))


MUTATIONS: tuple[Callable[[Choices, str], str], ...] = (
    *map(_on_lines, (_delete, _duplicate, _swap, _move, _indent, _rename)),
    _flip,
    _insert,
    _number,
    _number,
    _cut,
    _newlines,
)
