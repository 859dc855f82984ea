"""The reservation map: region, point, ranges, track and r*."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle
from matplotlib.path import Path

from sim.plots import reservation_figure
from sim.zone.reservation_map import reservation_map
from tests.plots.drawn import EVERY, caption, figure_of, lines, named, words, zone_of

DRAWN = [name for name in EVERY if figure_of(name, "reservation_map") is not None]


@pytest.mark.parametrize("name", DRAWN)
def test_the_region_is_where_a_zone_exists(name: str) -> None:
    answer, figure = reservation_map(zone_of(name)), figure_of(name, "reservation_map")
    assert answer is not None
    assert figure is not None
    regions = named(figure, "region")
    assert len(regions) == (len(answer.corners) > 0)
    low, high = figure.axes[0].get_xlim()
    rng = np.random.default_rng(1)
    for x, y in rng.uniform(low, high, (300, 2)):
        inside = any(
            isinstance(one, Polygon) and Path(one.get_xy()).contains_point((x, y))
            for one in regions
        )
        assert inside == answer.exists(x, y)


@pytest.mark.parametrize("name", DRAWN)
def test_the_file_is_marked(name: str) -> None:
    answer, figure = reservation_map(zone_of(name)), figure_of(name, "reservation_map")
    assert answer is not None
    assert figure is not None
    axes = figure.axes[0]
    (point,) = lines(axes, "file")
    assert np.array(point.get_xydata())[0] == pytest.approx(answer.point)
    there = "a zone exists" if zone_of(name).exists else "no zone exists"
    assert f"At the file's own values {there}." in caption(figure)
    for value in (answer.corners, answer.ranges.T, answer.point[None, :]):
        assert (value >= axes.get_xlim()[0]).all()
        assert (value <= axes.get_xlim()[1]).all()


def test_istanbul() -> None:
    zone, figure = zone_of("istanbul-2022"), figure_of("istanbul-2022", "reservation_map")
    answer = reservation_map(zone)
    assert answer is not None
    assert figure is not None
    axes = figure.axes[0]
    (box,) = named(figure, "ranges")
    assert isinstance(box, Rectangle)
    corners = [[box.get_x(), box.get_x() + box.get_width()]]
    corners.append([box.get_y(), box.get_y() + box.get_height()])
    assert np.array(corners) == pytest.approx(answer.ranges)
    (track,) = lines(axes, "track")
    assert np.array(track.get_xydata()) == pytest.approx(answer.track)
    assert "p_russia" in [text.get_text() for text in axes.texts]
    (critical,) = lines(axes, "critical")
    assert set(np.array(critical.get_xydata())[0]) == {zone.critical_reservation}
    assert "Fearon 1995" in caption(figure)
    assert "r* = 0.568" in words(figure)


def test_r_star_lies_on_the_border() -> None:
    for name in DRAWN:
        answer, zone = reservation_map(zone_of(name)), zone_of(name)
        figure = figure_of(name, "reservation_map")
        assert answer is not None
        assert figure is not None
        if lines(figure.axes[0], "critical"):
            r = zone.critical_reservation
            assert r is not None
            assert answer.exists(r, r)
            assert not answer.exists(r + 1e-6, r + 1e-6)
        # With more than two who consent it would be no point of this map.
        assert bool(lines(figure.axes[0], "critical")) == (
            len(zone.space.consenting) == 2 and zone.critical_reservation is not None
        )


def test_a_file_without_ranges() -> None:
    figure = figure_of("two-issues", "reservation_map")
    assert figure is not None
    assert not named(figure, "ranges")
    assert not lines(figure.axes[0], "track")
    assert "rectangle" not in caption(figure)
    assert "Fearon" not in caption(figure)


def test_rules_that_leave_nothing() -> None:
    figure = figure_of("bypass-opens:without_bypass", "reservation_map")
    assert figure is not None
    assert "No zone at any walk-away values of these two" in words(figure)
    assert not named(figure, "region")


def test_given_axes_are_drawn_into() -> None:
    figure = Figure(figsize=(8, 5))
    axes = figure.add_axes((0.1, 0.1, 0.5, 0.8))
    answer = reservation_map(zone_of("two-issues"))
    assert answer is not None
    assert reservation_figure(answer, {"overfield": "Over"}, ax=axes) is figure
    assert axes.get_xlabel() == "Over: walk-away value"
    assert axes.get_ylabel() == "netherfield: walk-away value"
    assert not lines(axes, "critical")


def test_without_a_scenario_the_heading_is_what_is_drawn() -> None:
    answer = reservation_map(zone_of("two-issues"))
    assert answer is not None
    figure = reservation_figure(answer, {})
    title = [text.get_text() for text in figure.texts if text.get_gid() == "title"]
    assert title == ["For which walk-away values of overfield and netherfield a zone exists"]
