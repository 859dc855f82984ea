"""Every figure of every scenario: nothing overlaps, nothing is cut, the words are kept to."""

from __future__ import annotations

import re

import pytest
from matplotlib.patches import Rectangle

from sim.plots import FIGURES
from tests.plots.drawn import EVERY, assert_clean, box, caption, figure_of, texts, words, zone_of
from tests.plots.scenarios import STRAIN
from tests.test_words import BANNED

CASES = [(name, kind) for name in EVERY for kind in FIGURES]


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_no_text_overlaps_or_is_cut(name: str, kind: str) -> None:
    figure = figure_of(name, kind)
    if figure is not None:
        assert_clean(figure)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_the_words_are_kept_to(name: str, kind: str) -> None:
    figure = figure_of(name, kind)
    if figure is None:
        return
    text = caption(figure)
    assert "under the stated assumptions" in text.split(". ")[0].lower()
    assert "exact for this file" in text
    assert "says nothing on legality or justice" in text
    if name not in STRAIN:
        assert not BANNED.search(words(figure)), BANNED.search(words(figure))
        assert "%" not in words(figure)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_no_axes_are_empty(name: str, kind: str) -> None:
    figure = figure_of(name, kind)
    for axes in figure.axes if figure is not None else ():
        assert axes.get_lines() or axes.patches or axes.images or axes.texts


def test_which_figures_there_are() -> None:
    def there(name: str) -> list[str]:
        return [kind for kind in FIGURES if figure_of(name, kind) is not None]

    assert there("istanbul-2022") == list(FIGURES)
    assert there("two-issues") == list(FIGURES)
    # No zone, no concessions to show.
    assert there("no-zone") == ["zone", "compromise_map", "reservation_map"]
    # k of n: no two parties are both required.
    assert there("k-of-n") == ["zone", "concession_matrix", "compromise_map"]
    assert there("one_party") == ["concession_matrix", "compromise_map"]
    assert there("nobody") == []


@pytest.mark.parametrize("name", [name for name in EVERY if name != "nobody"])
def test_texts_stay_in_their_cells(name: str) -> None:
    """What is written into a cell of the compromise map does not run over its edge."""
    figure = figure_of(name, "compromise_map")
    assert figure is not None
    cells = [
        patch.get_window_extent()
        for patch in figure.axes[0].patches
        if re.match("(open|closed)-", patch.get_gid() or "")
        and (isinstance(patch, Rectangle) or "pair" not in (patch.get_gid() or ""))
    ]
    for text in texts(figure):
        where = box(text, figure)
        for cell in cells:
            if cell.contains(where.x0 + 1, (where.y0 + where.y1) / 2):
                assert where.x1 <= cell.x1 + 2
                assert where.y0 >= cell.y0 - 2
                assert where.y1 <= cell.y1 + 2


def test_names_are_cut_and_numbers_are_not() -> None:
    figure = figure_of("odd_names", "zone")
    assert figure is not None
    assert re.search(r"The Confederation.*: walk-away value 0\.4", words(figure))
    assert zone_of("odd_names").scenario.title in words(figure)
