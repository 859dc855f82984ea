"""What figures say: names that people read, wrapped to the room there is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from sim.plots.fonts import FIRST, fallback_fonts, is_wide
from sim.scenario.scenario import Scenario
from sim.space.count import Bounds, Count
from sim.space.count import counted as count_text
from sim.space.space import Space
from sim.zone.rule_notes import rule_notes

EVEN = (
    "The model treats all positions alike for arithmetic and says nothing on legality or justice."
)
"""The fixed line under every figure."""
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


def number(value: float, places: int = 3) -> str:
    """Return a number as people write it.

    Examples
    --------
    >>> number(0.5), number(0.38868), number(-0.00001), number(-1250.0)
    ('0.5', '0.389', '0', '−1,250')
    """
    rounded = round(float(value), places) + 0.0
    whole, _, part = f"{rounded:,.{places}f}".partition(".")
    part = part.rstrip("0")
    return (f"{whole}.{part}" if part else whole).replace("-", "−")


def decimals(value: float, places: int = 3) -> str:
    """Return a number with all of its decimals, as among others in a table.

    Examples
    --------
    >>> decimals(0.28), decimals(-0.00001), decimals(-0.1, 2)
    ('0.280', '0.000', '−0.10')
    """
    return f"{round(float(value), places) + 0.0:,.{places}f}".replace("-", "−")


def counted(many: Count, one: str, several: str | None = None) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "agreement"), counted(3038, "agreement")
    ('1 agreement', '3,038 agreements')
    """
    return f"{count_text(many)} {one if many == 1 else several or one + 's'}"


def short_count(count: Count) -> str:
    """Return a count in a few characters, large ones rounded; bounds by what is proven at least.

    Examples
    --------
    >>> short_count(3038), short_count(12 * 10**20), short_count(Bounds(5 * 10**9, 10**10))
    ('3,038', '1.2·10²¹', '≥ 5.0·10⁹')
    """
    if isinstance(count, Bounds):
        return f"≥ {short_count(count.lower)}"
    if count < 10**7:
        return f"{count:,}"
    exponent = len(str(count)) - 1
    digits = str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{count / 10**exponent:.1f}·10{digits}"


def listing(names: Sequence[str]) -> str:
    """Return names in a row.

    Examples
    --------
    >>> listing(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def party_label(scenario: Scenario, name: str) -> str:
    """Return what people read for a party."""
    return scenario.labels.parties[name]


def issue_label(scenario: Scenario, name: str) -> str:
    """Return what people read for an issue."""
    return scenario.labels.issues[name]


def rule_names(space: Space) -> dict[str, str]:
    """Return path → what people read for every rule and no-agreement value.

    ``parties.russia.red_lines.nato_aim_not_kept`` is "Russia: nato aim not kept (inferred)".
    """
    found = {}
    for path, note in rule_notes(space).items():
        owner = "linkage" if note.owner is None else party_label(space.scenario, note.owner)
        found[path] = f"{owner}: {note.name}" + (f" ({note.standing})" if note.standing else "")
    return found


def state(scenario: Scenario) -> str:
    """Return which round and variant of a scenario is shown; empty where there is only one."""
    parts = []
    if scenario.round:
        reached = scenario.rounds[scenario.round - 1].label
        parts.append(f"round {scenario.round}" + (f": {reached}" if reached else ""))
    elif scenario.rounds:
        parts.append("before the first round")
    if scenario.variant is not None:
        parts.append(f"variant: {scenario.labels.variants[scenario.variant]}")
    return " · ".join(parts)
