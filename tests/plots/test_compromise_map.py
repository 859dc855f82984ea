"""The compromise map: which cells are open, hatched, and how they are shaded."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch

import sim
from sim.plots import compromise_figure
from sim.plots.options_alone import OptionsAlone
from sim.plots.options_paired import PAIRS, OptionsPaired
from sim.plots.shades import ALONE, TOGETHER, Shades, pooled
from sim.plots.style import DPI, GAINS, INK, written_on
from sim.zone.compromise_map import CompromiseMap, compromise_map
from tests.plots.drawn import EVERY, caption, figure_of, named, words, zone_of
from tests.plots.scenarios import STRAIN

DRAWN = [name for name in EVERY if figure_of(name, "compromise_map") is not None]


def map_of(name: str) -> tuple[CompromiseMap, Figure]:
    figure = figure_of(name, "compromise_map")
    assert figure is not None
    return compromise_map(zone_of(name)), figure


def squares(patch: object) -> int:
    """Return of how many boxes a hatched patch is made."""
    assert isinstance(patch, PathPatch)
    return len(patch.get_path().vertices) // 5


@pytest.mark.parametrize("name", DRAWN)
def test_each_option_alone(name: str) -> None:
    answer, figure = map_of(name)
    drawing = OptionsAlone(answer, 11.0)
    for issue, places in enumerate(answer.space.options):
        if drawing.strip(issue):
            continue
        for place in places.tolist():
            opened = named(figure, f"open-{issue}-{place}")
            opened = [one for one in opened if one.get_gid() == f"open-{issue}-{place}"]
            shut = [
                one
                for one in named(figure, f"closed-{issue}-")
                if one.get_gid() == f"closed-{issue}-{place}"
            ]
            assert len(opened) == answer.occurs(issue)[place]
            assert len(shut) == (not answer.occurs(issue)[place])
            assert all(isinstance(one, Patch) and one.get_hatch() == ALONE for one in shut)


@pytest.mark.parametrize("name", DRAWN)
def test_pairs_closed_as_a_pair_only(name: str) -> None:
    answer, figure = map_of(name)
    shown = answer.closed_pairs[:PAIRS]
    patches = named(figure, "closed-pair-")
    assert [one.get_gid() for one in patches] == [f"closed-pair-{i}-{j}" for i, j in shown]
    for patch, (i, j) in zip(patches, shown, strict=True):
        assert isinstance(patch, Patch)
        assert patch.get_hatch() == TOGETHER != ALONE
        cells = answer.closed_as_pair(i, j)
        gains = answer.gain(i, j)
        opened = named(figure, f"open-{i}-{j}-")
        if not OptionsPaired(answer, 11.0).fine((i, j)):
            assert squares(patch) == cells.sum()
            assert len(opened) == np.isfinite(gains).sum()


@pytest.mark.parametrize("name", DRAWN)
def test_a_larger_gain_is_darker(name: str) -> None:
    answer, figure = map_of(name)
    found = []
    for one in named(figure, "open-"):
        parts = [int(part) for part in str(one.get_gid()).split("-")[1:]]
        if len(parts) == 2:
            gain = answer.cells.gains[parts[0]][parts[1]]
        else:
            i, j, row, column = parts
            gain = answer.gain(i, j)[answer.space.options[i][row], answer.space.options[j][column]]
        light = float(np.dot(one.get_facecolor()[:3], [0.299, 0.587, 0.114]))  # type: ignore[attr-defined]
        found.append((float(gain), light))
    lights = [light for _, light in sorted(found)]
    assert all(a >= b - 1e-9 for a, b in pairwise(lights))


def test_istanbul() -> None:
    answer, figure = map_of("istanbul-2022")
    text = words(figure)
    assert len(answer.never) == 7
    assert "not met – Russia: nato aim not kept (inferred)" in text
    assert "not met – Ukraine: ceasefire for any deal (inferred)" in text
    assert "not met – linkage: all means returned (definition)" in text
    assert "largest smallest gain of the parties that bargain: 0.047 to 0.185" in text
    assert len(named(figure, "closed-pair-")) == 6
    # Not of an option that is off the table.
    assert text.count("In the text as Russia asked") == 0


def test_a_thousand_levels() -> None:
    answer, figure = map_of("levels")
    axes = figure.axes[0]
    strip = axes.images[0].get_array()
    assert np.asarray(strip).shape == (1, 1000, 4)
    gains = answer.cells.gains[0]
    shades = np.asarray(strip)[0]
    darkest, palest = int(np.nanargmax(gains)), int(np.nanargmin(gains))
    assert shades[darkest, :3].sum() < shades[palest, :3].sum()
    ticks = [t.get_text() for t in axes.texts if t.get_text().endswith(" men")]
    assert 2 <= len(set(ticks)) <= 12
    assert {"1 men", "200 men", "1,000 men"} <= set(ticks)
    # The number of a level that is named stands below it, with all its decimals.
    assert f"{gains[0]:.3f}" in words(figure)
    assert "stand the numbers of those that are named" in caption(figure)
    # A stretch too narrow to be written on gets a note.
    assert "10 years: not met – linkage: long means few (practical)" in words(figure)
    patch = named(figure, "closed-pair-0-1")[0]
    assert squares(patch) < 100


def test_hatched_stretches_cover_what_is_closed() -> None:
    answer, figure = map_of("levels")
    for i, j in answer.closed_pairs:
        patch = named(figure, f"closed-pair-{i}-{j}")[0]
        assert isinstance(patch, PathPatch)
        boxes = patch.get_path().vertices.reshape(-1, 5, 2)
        area = np.prod(boxes.max(axis=1) - boxes.min(axis=1), axis=1).sum()
        panel = [image.get_extent() for image in figure.axes[0].images]
        grid = next(
            ((right - left) * abs(top - bottom))
            for left, right, bottom, top in [*panel, (0, 1, 0, 1)]
            if boxes[..., 0].min() >= left - 1e-9 and boxes[..., 0].max() <= right + 1e-9
            and boxes[..., 1].min() >= min(bottom, top) - 1e-9
            and boxes[..., 1].max() <= max(bottom, top) + 1e-9
        ) if (i, j) != (1, 2) else None  # fmt: skip
        if grid is not None:
            assert area / grid == pytest.approx(answer.closed_as_pair(i, j).mean())


def test_the_rest_is_counted() -> None:
    answer, figure = map_of("fourteen")
    more = len(answer.closed_pairs) - PAIRS
    assert len(named(figure, "closed-pair-")) == min(PAIRS, len(answer.closed_pairs))
    assert (f"Not shown: {more} further pair" in caption(figure)) == (more > 0)


def test_below_zero_is_explained() -> None:
    _, figure = map_of("k-of-n")
    assert "It is below zero where" in caption(figure)
    assert "−0.150 to −0.050" in words(figure)
    assert "below zero" not in caption(map_of("two-issues")[1])


@pytest.mark.parametrize("name", ["no-zone", "bypass-opens:without_bypass", "without_zone"])
def test_an_empty_zone(name: str) -> None:
    _, figure = map_of(name)
    assert "no agreement is acceptable, so no option occurs in one" in caption(figure)
    assert not named(figure, "open-")
    assert named(figure, "closed-")


def test_an_option_without_any_agreement() -> None:
    _, figure = map_of("no_admissible")
    assert "not met – linkage: nothing (practical)" in words(figure)


def test_nobody_bargains() -> None:
    assert compromise_figure(compromise_map(zone_of("nobody"))) is None


def test_given_axes_are_drawn_into() -> None:
    figure = Figure(figsize=(11, 5))
    axes = figure.add_axes((0, 0, 1, 1))
    answer = compromise_map(zone_of("two-issues"))
    assert compromise_figure(answer, axes) is figure
    assert len(named(figure, "open-")) == 6 + 5
    assert squares(named(figure, "closed-pair-0-1")[0]) == 4


def test_what_stands_against_all_is_said_once() -> None:
    data = STRAIN["without_zone"]()
    for party in data["parties"].values():
        party.pop("red_lines")
        party["reservation"] = 1.2
    answer = compromise_map(sim.explore(sim.Scenario.from_dict(data)))
    figure = compromise_figure(answer)
    assert figure is not None
    reason = "not met – Eastshore: walk-away value; Westshore: walk-away value"
    assert f"Every option: {reason}" in words(figure)
    assert words(figure).count("Eastshore: walk-away value") == 1
    assert len(named(figure, "closed-")) == sum(answer.space.sizes) + 1
    key = next(iter(answer.not_met))
    other = replace(
        answer,
        not_met={**answer.not_met, key: (("parties.east.reservation",),)},
        among_others=frozenset([key]),
    )
    figure = compromise_figure(other)
    assert figure is not None
    assert f"Every option with no other note: {reason}" in words(figure)
    assert "not met, among others – Eastshore: walk-away value" in words(figure)
    assert "Among others: further sets as small may exist" in caption(figure)


def test_more_levels_than_can_be_drawn_share_a_shade() -> None:
    gains = np.array([[0.1, 0.3, np.nan, 0.2, np.nan, np.nan, 0.4]])
    assert pooled(gains, (0, 0, 9.0, 1.0)) is gains
    found = pooled(gains, (0, 0, 4.5 / DPI, 1.0))
    assert found[0] == pytest.approx([0.3, 0.2, np.nan, 0.4], nan_ok=True)


def test_numbers_are_written_in_one_colour_that_can_be_read() -> None:
    assert {written_on(GAINS(share)) for share in np.linspace(0, 1, 101)} == {INK}


def test_one_gain_has_the_middle_shade() -> None:
    assert Shades(0.2, 0.2).colour(0.2) == pytest.approx(GAINS(0.5))
