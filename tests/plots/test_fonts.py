"""Labels in other scripts: fonts that have them, and one warning where none has."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.text import Text

import sim
from sim.plots import fonts, zone_figure
from sim.plots.fonts import MissingGlyphs, fallback_fonts, without_glyph
from sim.plots.style import styled
from sim.plots.typesetting import text_width

RARE = "\u20d3"
"""A character that comes with matplotlib, but not in the first font."""


def drawn(label: str) -> Figure:
    """Return the figure of a scenario with a party of some label."""
    scenario = sim.Scenario.from_dict(
        {
            "title": "A sale",
            "issues": {"price": {"options": ["low", "middle", "high"]}},
            "parties": {
                "buyer": {"label": label, "weights": {"price": 1}, "positions": {"price": "low"}},
                "seller": {"weights": {"price": 1}, "positions": {"price": "high"}},
            },
        }
    )
    figure = zone_figure(sim.explore(scenario))
    assert figure is not None
    return figure


def test_one_warning_names_what_no_font_has() -> None:
    label = "政府代表团"
    missing = without_glyph(label, [fonts.FIRST, *fallback_fonts()])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        drawn(label)
    assert [type(one.message) for one in told] == ([MissingGlyphs] if missing else [])
    assert all("政 (U+653F)" in str(one.message) for one in told)


def test_a_font_that_has_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    family = next(
        (one.name for one in fontManager.ttflist if not without_glyph(RARE, [one.name])), None
    )
    assert without_glyph(RARE, [fonts.FIRST]) == RARE
    if family is None:
        pytest.skip("no font with the character")
    monkeypatch.setattr(fonts, "fallback_fonts", lambda: (family,))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = drawn(f"Buyer {RARE}")
    needing = [text for text in figure.findobj(Text) if RARE in text.get_text()]
    assert needing
    assert all(text.get_fontfamily() == ["sans-serif", family] for text in needing)


def test_latin_labels_keep_the_first_font() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = drawn("Käufer – “Łódź”")
    assert {tuple(text.get_fontfamily()) for text in figure.findobj(Text)} == {("sans-serif",)}


def test_wide_characters_are_as_wide_as_they_are_high() -> None:
    with styled():
        assert text_width("水水", 72.0) == pytest.approx(2.0, abs=0.1)


def test_no_control_character_is_drawn(tmp_path: Path) -> None:
    figure = drawn("A\x1b[2J\u202eB")
    assert not any(set("\x1b\u202e") & set(text.get_text()) for text in figure.findobj(Text))
