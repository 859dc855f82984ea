"""Typesetting: the width of texts, wrapped and cut to the room there is."""

from __future__ import annotations

from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from sim.plots.fonts import FIRST, fallback_fonts, is_wide

NO_ZONE = "no agreement is acceptable under the stated assumptions"


def line_height(size: float) -> float:
    """Return the height of a line of type of so many points, in inches."""
    return size * 1.32 / 72


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return the width of a line of text, in inches."""
    # Hinted glyphs on the screen run a little wider than their outlines.
    return sum(_advance(letter, bold) for letter in text) * size / 72 * 1.02


@cache
def _advance(letter: str, bold: bool) -> float:
    """Return how far a letter moves the pen, in points at a size of 1 point."""
    if is_wide(letter):
        return 1.0
    return (_ink(f"H{letter}H", bold) - _ink("HH", bold)) / 100


def _ink(text: str, bold: bool) -> float:
    weight = "bold" if bold else "normal"
    font = FontProperties(family=[FIRST, *fallback_fonts()], size=100, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, False)[0])


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Return a text broken into lines no wider than so many inches."""
    return "\n".join(_lines(text, width, size, bold))


def fit(text: str, width: float, size: float, lines: int, *, bold: bool = False) -> str:
    """Return a text in at most so many lines of a width; what doesn't fit is cut with ``…``."""
    broken = _lines(text, width, size, bold)
    if len(broken) <= lines:
        return "\n".join(broken)
    last = broken[lines - 1]
    while last and text_width(last + "…", size, bold) > width:
        last = last[:-1]
    return "\n".join([*broken[: lines - 1], last.rstrip(" ,;:") + "…"])


def balanced(text: str, width: float, size: float, lines: int) -> str:
    """Return a text fitted into lines of about equal length, none wider than so many inches."""
    fitted = fit(text, width, size, lines)
    many, narrow = fitted.count("\n"), width
    longest = max(text_width(word, size) for word in [*text.split(), ""])
    while many and narrow - width / 20 > longest:
        narrow -= width / 20
        tighter = fit(text, narrow, size, lines)
        if tighter.count("\n") > many or tighter.endswith("…") != fitted.endswith("…"):
            break
        fitted = tighter
    return fitted


def _lines(text: str, width: float, size: float, bold: bool) -> list[str]:
    done: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if text_width(longer, size, bold) <= width:
                line = longer
                continue
            if line:
                done.append(line)
            *full, line = _pieces(word, width, size, bold)
            done += full
        done.append(line)
    return done


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    """Return a word in pieces that are no wider than a line."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size, bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
