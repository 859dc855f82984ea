"""The style: colours that can be told apart, no traces, the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from sim.plots import FIGURES, save
from sim.plots.labels import Label, Sheet, place_labels
from sim.plots.style import (
    BLUES,
    GREYS,
    INK,
    RC,
    Frame,
    Page,
    frame,
    party_style,
    styled,
    written_on,
)
from sim.plots.typesetting import balanced, fit, text_width, wrap
from tests.plots.drawn import ROOT, assert_clean, figure_of, words, zone_of

VISION = {
    "normal": np.eye(3),
    "no red": [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]],
    "no green": [[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]],
    "no blue": [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]],
}
"""How colours look to people (Machado, Oliveira and Fernandes 2009), on linear light."""


def seen(colour: str, vision: str) -> np.ndarray:
    """Return a colour as seen, in CIELAB."""
    linear = np.array(
        [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    )
    light = np.clip(np.array(VISION[vision]) @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    f = np.cbrt(np.maximum(np.array(to_xyz) @ light / [0.9505, 1, 1.089], 1e-6))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", VISION)
def test_colours_of_parties_are_far_apart(vision: str) -> None:
    for a, b in combinations(range(8), 2):
        one, other = seen(party_style(a).colour, vision), seen(party_style(b).colour, vision)
        assert np.linalg.norm(one - other) > 18, (a, b)


def test_principals_differ_in_black_and_white_and_have_no_flag_colours() -> None:
    first, second = (seen(party_style(k).colour, "normal") for k in (0, 1))
    assert abs(first[0] - second[0]) > 20
    for k in range(8):
        red, green, blue = to_rgb(party_style(k).colour)
        assert not (blue > 0.6 and red < 0.3), "a plain blue"
        assert not (red > 0.7 and green < 0.3 and blue < 0.3), "a plain red"
        assert not (red > 0.8 and green > 0.7 and blue < 0.4), "a plain yellow"


def test_each_party_differs_in_every_way() -> None:
    styles = [party_style(k) for k in range(7)]
    for part in ("colour", "marker", "hatch", "line"):
        assert len({str(getattr(style, part)) for style in styles}) == 7
    assert len({str(party_style(k)) for k in range(40)}) == 40


def test_acceptable_is_darker_than_on_the_table() -> None:
    darkest = seen(matplotlib.colors.to_hex(GREYS(1.0)), "normal")[0]
    lightest = seen(matplotlib.colors.to_hex(BLUES(0.0)), "normal")[0]
    assert lightest < darkest - 2


def test_type_can_be_read_on_every_shade() -> None:
    for k in range(8):
        for share in np.linspace(0, 1, 9):
            ground = party_style(k).ramp(share)
            contrast = abs(
                np.dot(to_rgb(written_on(ground)), [0.299, 0.587, 0.114])
                - np.dot(ground[:3], [0.299, 0.587, 0.114])
            )
            assert contrast > 0.38


def test_no_setting_is_left_behind() -> None:
    before = dict(matplotlib.rcParams)
    zone = zone_of("two-issues")
    for draw in FIGURES.values():
        draw(zone)
    assert dict(matplotlib.rcParams) == before

    def fails() -> None:
        with styled():
            assert matplotlib.rcParams["text.parse_math"] is False
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert dict(matplotlib.rcParams) == before


def test_settings_from_outside_change_nothing(tmp_path: Path) -> None:
    zone = zone_of("two-issues")
    plain = save(FIGURES["zone"](zone), tmp_path, "plain")  # type: ignore[arg-type]
    loud = {"font.size": 30, "axes.grid": True, "lines.linewidth": 9, "figure.dpi": 40}
    with matplotlib.rc_context(loud):  # type: ignore[arg-type]
        other = save(FIGURES["zone"](zone), tmp_path, "other")  # type: ignore[arg-type]
    for one, same in zip(plain, other, strict=True):
        assert one.read_bytes() == same.read_bytes()


SCRIPT = """
import sys, sim
from sim.plots import FIGURES, save
for file in ("istanbul-2022", "teaching/k-of-n"):
    zone = sim.explore(sim.load(f"scenarios/{file}.yaml"))
    for name, draw in FIGURES.items():
        figure = draw(zone)
        if figure is not None:
            save(figure, sys.argv[1], file.split("/")[-1] + "-" + name)
assert "matplotlib.pyplot" not in sys.modules
"""


@pytest.mark.long
def test_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        # Importing older releases of matplotlib warns that newer ones of pyparsing rename things.
        strict = [sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning"]
        command = [*strict, "-c", SCRIPT, str(tmp_path / seed)]
        subprocess.run(command, check=True, cwd=ROOT, env=environment)
    files = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert len(files) == 2 * (4 + 3)
    for name in files:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name


def test_svg_keeps_text_and_says_no_date(tmp_path: Path) -> None:
    figure = figure_of("istanbul-2022", "concession_matrix")
    assert figure is not None
    png, svg = save(figure, tmp_path / "new" / "folder", "matrix")
    text = svg.read_text(encoding="utf-8")
    assert "NATO membership</text>" in text
    assert "<dc:date>" not in text
    assert png.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert b"matplotlib" not in png.read_bytes()


def test_marks_of_typesetters_stand_as_they_are() -> None:
    for kind in FIGURES:
        figure = figure_of("odd_names", kind)
        assert figure is not None
        assert "Costs of $5 and $x^2$ & <tags>" in words(figure)


def test_mirror_swaps_the_texts_and_changes_nothing_else() -> None:
    import json

    import sim
    from tests.test_words import swapped

    data = zone_of("istanbul-2022").scenario
    other = sim.Scenario.from_dict(json.loads(swapped(json.dumps(data.tree.data))))
    here = sim.explore(sim.Scenario.from_dict(json.loads(json.dumps(data.tree.data))))
    there = sim.explore(other)
    for kind, draw in FIGURES.items():
        one, two = draw(here), draw(there)
        assert one is not None
        assert two is not None
        # Without spaces: lines break where they do.
        first, second = (swapped(words(one)), words(two))
        assert sorted(first.replace(" ", "")) == sorted(second.replace(" ", "")), kind
        if kind != "zone":
            assert first.replace(" ", "") == second.replace(" ", ""), kind


def test_text_is_as_wide_as_it_is_drawn() -> None:
    page = frame(6.0, None, "Heading", "Caption").page(2.0)
    for size in (6.0, 8.0, 11.0):
        for words_of in ("Kalai–Smorodinsky", "AVAVAV To. Wa", "3,038 agreements", "ÄÖÜ ŁĐ жшщ"):
            for weight in ("normal", "bold"):
                text = page.text(0.1, 1.0, words_of, fontsize=size, fontweight=weight)
                drawn = text.get_window_extent().width / page.figure.dpi
                expected = text_width(words_of, size, weight == "bold")
                assert drawn >= 0.85 * expected  # kerning
                assert drawn <= expected + 0.03


def test_wrapping() -> None:
    text = "one two three four five six seven eight nine ten"
    for width in (0.3, 0.5, 1.0, 2.0):
        broken = wrap(text, width, 8.0)
        assert broken.split() == text.split() or width < 0.35
        assert all(text_width(line, 8.0) <= width for line in broken.split("\n"))
        assert fit(text, width, 8.0, 2).count("\n") <= 1
    assert fit(text, 9.0, 8.0, 1) == text
    assert fit(text, 1.0, 8.0, 1).endswith("…")
    lines = balanced(text, 1.5, 8.0, 3).split("\n")
    widths = [text_width(line, 8.0) for line in lines]
    assert max(widths) - min(widths) < 0.6
    assert wrap("", 1.0, 8.0) == ""


def blank() -> tuple[Page, Sheet]:
    page = Frame(6.0, "", "", "").page(5.0)
    axes = page.axes(0.5, 0.5, 5.0, 4.0)
    return page, Sheet(axes)


def test_labels_of_a_crowd_of_points_overlap_nothing() -> None:
    with styled():
        page, sheet = blank()
        rng = np.random.default_rng(3)
        spots = rng.normal(0.5, 0.03, (12, 2)).clip(0, 1)
        sheet.mark(spots, 40.0, 8.0)
        labels = [
            Label(f"Label of point {k}", (float(x), float(y))) for k, (x, y) in enumerate(spots)
        ]
        assert place_labels(sheet, labels, 8.0) == []
    assert len(page.figure.axes[0].texts) == 12
    assert_clean(page.figure)


def test_labels_without_room_are_named() -> None:
    with styled():
        page, sheet = blank()
        many = [Label(f"A long label {k}\nof two lines", (0.5, 0.5)) for k in range(60)]
        missed = place_labels(sheet, [*many, Label("x" * 200, (0.5, 0.5))], 12.0)
    assert missed
    assert "x" * 200 in missed
    assert len(page.figure.axes[0].texts) == 61 - len(missed)
    assert_clean(page.figure)


def test_ink_is_dark() -> None:
    assert RC["text.color"] == INK
    assert written_on("#FFFFFF") == INK
