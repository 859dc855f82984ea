"""Fonts for labels in other scripts, and a warning where no installed font has a character."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterable
from functools import cache

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.text import Text

from sim.scenario.visible import visible_lines

FIRST = "DejaVu Sans"
"""The font of every figure, which comes with matplotlib."""
FALLBACKS = (
    "Noto Sans CJK SC", "Noto Sans CJK TC", "Noto Sans CJK JP", "Noto Sans CJK KR",
    "Noto Sans SC", "Noto Sans TC", "Noto Sans JP", "Noto Sans KR", "Source Han Sans SC",
    "Source Han Sans", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback",
    "PingFang SC", "Hiragino Sans", "Hiragino Sans GB", "Apple SD Gothic Neo", "Heiti TC",
    "Microsoft YaHei", "SimHei", "Yu Gothic", "MS Gothic", "Malgun Gothic", "Nirmala UI",
    "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Bengali",
    "Noto Sans Tamil", "Noto Sans Thai", "Noto Sans Khmer", "Noto Sans Myanmar",
    "Noto Sans Ethiopic", "Noto Sans Sinhala", "FreeSans", "Arial Unicode MS", "Unifont",
)  # fmt: skip
"""Fonts that are looked for where the first has no glyph, in this order."""
NAMED = 10
"""Maximum number of characters that a warning names."""


class MissingGlyphs(UserWarning):
    """Characters that no installed font has.

    Parameters
    ----------
    characters
        The characters, each once.
    """

    def __init__(self, characters: str) -> None:
        self.characters = characters
        named = ", ".join(f"{one} (U+{ord(one):04X})" for one in characters[:NAMED])
        more = f" and {len(characters) - NAMED} more" if len(characters) > NAMED else ""
        super().__init__(
            f"no installed font has {named}{more}: figures show boxes instead; a font for that "
            "script, such as Noto Sans CJK, helps"
        )


@cache
def fallback_fonts() -> tuple[str, ...]:
    """Return those of the fonts that are installed."""
    installed = {entry.name for entry in fontManager.ttflist}
    return tuple(name for name in FALLBACKS if name in installed)


@cache
def _glyphs(name: str) -> frozenset[int]:
    """Return the code points that a font has a glyph for."""
    return frozenset(get_font(fontManager.findfont(FontProperties(family=[name]))).get_charmap())


def without_glyph(text: str, fonts: Iterable[str]) -> str:
    """Return the characters of a text that none of some fonts has, each once, in their order."""
    rest = [one for one in dict.fromkeys(text) if not one.isspace() and one.isprintable()]
    for name in fonts:
        if not rest:
            break
        glyphs = _glyphs(name)
        rest = [one for one in rest if ord(one) not in glyphs]
    return "".join(rest)


def is_wide(letter: str) -> bool:
    """Return whether a character is as wide as it is high, as in Chinese and Japanese."""
    return unicodedata.east_asian_width(letter) in "WF"


def legible(figure: Figure) -> None:
    """Give texts the fonts that they need and write control characters out.

    Warns
    -----
    MissingGlyphs
        Once, with all characters of the figure that no installed font has.
    """
    for axes in figure.axes:
        axes.get_xticklabels()
        axes.get_yticklabels()
    missing = ""
    for text in figure.findobj(Text):
        said = text.get_text()
        if visible_lines(said) != said:
            text.set_text(visible_lines(said))
        if without_glyph(said, [FIRST]):
            fonts = fallback_fonts()
            text.set_fontfamily(["sans-serif", *fonts])
            missing += without_glyph(said, [FIRST, *fonts])
    if missing:
        warnings.warn(MissingGlyphs("".join(dict.fromkeys(missing))), stacklevel=3)
