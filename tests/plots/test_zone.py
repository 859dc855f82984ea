"""The utility plane: what is drawn is what the zone holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import sim
from sim.engines.partial_frontier import KnownPoints
from sim.plots import zone_figure
from sim.plots.plane import COARSE, CROSSED, FRONTIER, MET, PACKAGE, SETTLEMENT, SOLUTION, Plane
from sim.plots.style import party_style
from sim.plots.zone import PANELS
from tests.plots.drawn import EVERY, ROOT, caption, figure_of, lines, words, zone_of
from tests.plots.scenarios import STRAIN

PAIRED = [name for name in EVERY if len(zone_of(name).space.bargaining) == 2]


def plane_of(name: str) -> Axes:
    figure = figure_of(name, "zone")
    assert figure is not None
    return figure.axes[0]


def points(axes: Axes, look: dict[str, object]) -> np.ndarray:
    found = [np.array(line.get_xydata()) for line in lines(axes, str(look["label"]))]
    return np.unique(np.concatenate([np.zeros((0, 2)), *found]).round(9), axis=0)


@pytest.mark.parametrize("name", PAIRED)
def test_both_frontiers_are_drawn(name: str) -> None:
    zone, axes = zone_of(name), plane_of(name)
    for look, frontier in ((SETTLEMENT, zone.settlement), (FRONTIER, zone.frontier)):
        expected = np.unique(frontier.vectors.round(9), axis=0)
        assert points(axes, look) == pytest.approx(expected)
    hollow, filled = lines(axes, SETTLEMENT["label"])[0], lines(axes, FRONTIER["label"])[0]
    assert hollow.get_markerfacecolor() != filled.get_markerfacecolor()


@pytest.mark.parametrize("name", PAIRED)
def test_no_agreement_values_are_drawn_and_labelled(name: str) -> None:
    zone, axes = zone_of(name), plane_of(name)
    for axis, party in enumerate(zone.space.bargaining):
        value, style = zone.space.reservations[party], party_style(party)
        drawn = [
            line
            for line in axes.get_lines()
            if line.get_color() == style.colour and len(line.get_xdata()) == 2
        ]
        if np.isnan(value):
            assert not drawn
            assert "no walk-away value can be worked out" in words(axes.figure)  # type: ignore[arg-type]
            continue
        assert len(drawn) == 1
        assert set((drawn[0].get_xdata(), drawn[0].get_ydata())[axis]) == {value}


@pytest.mark.parametrize("name", PAIRED)
def test_one_label_per_distinct_point(name: str) -> None:
    zone, axes = zone_of(name), plane_of(name)
    names = [zone.space.parties[k].name for k in zone.space.bargaining]

    def at(utilities: object) -> tuple[float, ...]:
        return tuple(round(utilities[one], 9) for one in names)  # type: ignore[index]

    solved = {at(one.utilities) for one in (zone.solutions or {}).values()}
    placed = [one.judgement for one in zone.packages.values() if one.judgement is not None]
    packages = {at(one.outcome.utilities) for one in placed}
    good = {at(one.outcome.utilities) for one in placed if one.acceptable}
    assert set(map(tuple, points(axes, SOLUTION).tolist())) == solved
    assert set(map(tuple, points(axes, PACKAGE).tolist())) == packages
    assert set(map(tuple, points(axes, CROSSED).tolist())) == packages - good
    labels = [text for text in axes.texts if text.get_text()[:1] in "◇□☒"]
    assert len(labels) == len(solved | packages)


@pytest.mark.parametrize("name", PAIRED)
def test_density_is_drawn(name: str) -> None:
    zone, axes = zone_of(name), plane_of(name)
    plane = Plane(zone, (zone.space.bargaining[0], zone.space.bargaining[1]))
    assert plane.density.every.sum() == zone.counts.agreements
    assert plane.density.acceptable.sum() == zone.counts.acceptable
    occupied, acceptable = plane.density.every > 0, plane.density.acceptable > 0
    if plane.dots:
        (every,) = lines(axes, "on the table")
        (good,) = lines(axes, "acceptable")
        assert len(every.get_xdata()) == occupied.sum()
        assert len(good.get_xdata()) == acceptable.sum()
        return
    colours = np.asarray(axes.images[0].get_array()).transpose(1, 0, 2)
    assert ((colours[..., 3] > 0) == occupied).all()
    blue = colours[..., 2] > colours[..., 0] + 0.1
    assert (blue == acceptable).all()
    grey = colours[occupied & ~acceptable][:, 0]
    # Acceptable ones are darker than all others in black and white too.
    light = colours[..., :3] @ [0.299, 0.587, 0.114]
    if acceptable.any() and len(grey):
        assert light[acceptable].max() < grey.min()


def test_dots_stand_at_the_utilities_of_agreements() -> None:
    zone = zone_of("two-issues")
    (every,) = lines(plane_of("two-issues"), "on the table")
    exact = zone.space.utilities(zone.space.digits(np.arange(9))).T
    drawn = np.array(every.get_xydata())
    assert len(drawn) == 9
    assert np.abs(drawn[:, None] - exact).max(axis=2).min(axis=1).max() < 0.0011


def test_no_cell_lies_on_both_sides_of_a_no_agreement_value() -> None:
    zone = zone_of("istanbul-2022")
    plane = Plane(zone, (0, 1))
    assert len(plane.density.edges[0]) == COARSE + 2
    for axis, value in enumerate(plane.reservations):
        assert np.abs(plane.density.edges[axis] - value).min() < 1e-12
        below = plane.density.edges[axis][1:] <= value + 1e-12
        assert not plane.density.acceptable.take(np.flatnonzero(below), axis).any()


def test_istanbul_labels() -> None:
    text = words(figure_of("istanbul-2022", "zone"))  # type: ignore[arg-type]
    assert "Russia: walk-away value 0.389" in text
    assert "◇ Nash □ Ukraine's asks on 29 March" in text
    assert "◇ Egalitarian (one of 2)" in text
    assert "☒ Russia's demands on 29 March" in text
    assert "388,800 agreements, 4,559 of them acceptable" in text


@pytest.mark.parametrize("name", ["no-zone", "bypass-opens:without_bypass", "without_zone"])
def test_an_empty_zone_is_said(name: str) -> None:
    axes = plane_of(name)
    shown = [" ".join(text.get_text().split()) for text in axes.texts]
    assert "No agreement is acceptable under the stated assumptions" in shown
    assert not len(points(axes, FRONTIER))


def test_more_than_two_parties() -> None:
    figure = figure_of("k-of-n", "zone")
    assert figure is not None
    assert len(figure.axes) == PANELS
    zone = zone_of("k-of-n")
    expected = np.unique(zone.frontier.vectors[:, [0, 1]].round(9), axis=0)
    assert points(figure.axes[0], FRONTIER) == pytest.approx(expected)
    text = caption(figure)
    assert "Not shown, of 10 pairs: Orchards and Delta; Millers and Ferrymen; " in text
    assert "the consent of Highmere and that of 3 of 4 parties" in text
    crowd = figure_of("crowd", "zone")
    assert crowd is not None
    assert "Of 28 pairs the first 6 in the order of the file are shown" in caption(crowd)


def test_a_pair_by_name() -> None:
    zone = zone_of("k-of-n")
    figure = zone_figure(zone, ("delta", "highmere"))
    assert figure is not None
    assert figure.axes[0].get_xlabel() == "Delta: utility"
    expected = np.unique(zone.frontier.vectors[:, [4, 0]].round(9), axis=0)
    assert points(figure.axes[0], FRONTIER) == pytest.approx(expected)
    with pytest.raises(KeyError, match="known are highmere, orchards"):
        zone_figure(zone, ("delta", "nowhere"))
    with pytest.raises(ValueError, match="no two parties that bargain"):
        zone_figure(zone, ("delta", "delta"))
    with pytest.raises(ValueError, match="no two parties that bargain"):
        zone_figure(zone_of("istanbul-2022"), ("russia", "turkey"))


def test_a_sample_is_called_one() -> None:
    zone = sim.explore(zone_of("istanbul-2022").scenario, engine="merge")
    figure = zone_figure(zone)
    assert figure is not None
    assert "on the table (sample)" in words(figure)
    assert "acceptable (sample)" in words(figure)
    first = caption(figure).split(". ")[0]
    assert first.startswith("What a random sample of 20,000 agreements on the table (fixed seed)")
    assert "4,559 of the 388,800 agreements are acceptable" in caption(figure)
    assert "Frontiers, solutions and packages are no sample." in caption(figure)
    assert "(sample)" not in words(figure_of("istanbul-2022", "zone"))  # type: ignore[arg-type]


def test_what_searches_met_is_no_frontier() -> None:
    zone = sim.explore(zone_of("istanbul-2022").scenario, engine="optimise")
    figure = zone_figure(zone)
    assert figure is not None
    axes = figure.axes[0]
    assert not lines(axes, FRONTIER["label"])
    assert points(axes, MET) == pytest.approx(np.unique(zone.frontier.vectors.round(9), axis=0))
    assert MET["marker"] != FRONTIER["marker"]
    assert "agreement met by a search" in words(figure)
    assert "frontier in the zone" not in words(figure)
    assert "Frontiers were not asked for. Triangles are" in caption(figure)
    assert "Solutions and packages are no sample." in caption(figure)


@pytest.mark.parametrize("engine", ["merge", "optimise"])
def test_an_empty_zone_has_no_points_to_speak_of(engine: str) -> None:
    zone = sim.explore(zone_of("without_zone").scenario, engine=engine)
    figure = zone_figure(zone)
    assert figure is not None
    assert "None of the 768 agreements is acceptable." in caption(figure)
    for word in ("filled", "Filled", "Triangles", "Solutions"):
        assert word not in caption(figure)


def test_a_settlement_frontier_that_is_too_large() -> None:
    zone = sim.explore(zone_of("istanbul-2022").scenario, engine="merge")
    why = "the settlement frontier has more than 100,000 different utilities"
    nothing = replace(
        zone.settlement,
        points=KnownPoints(zone.space, (0, 1), zone.space.digits(np.zeros(0, dtype=int))),
    )
    figure = zone_figure(replace(zone, settlement=nothing, unfinished=why))
    assert figure is not None
    assert f"T{why[1:]} and is not shown." in caption(figure)
    assert "agreements in the zone that no other one dominates (42)" in caption(figure)


def test_long_names_in_the_legend_get_a_line_of_their_own() -> None:
    data = sim.Scenario.from_dict(STRAIN["packages"]() | {"title": "Names"})
    scenario = data.with_changes({"parties.east.label": "Government of the Eastern Shore"})
    figure = zone_figure(sim.explore(scenario))
    assert figure is not None
    legend = figure.axes[0].get_legend()
    assert legend is not None
    found = [text.get_text() for text in legend.get_texts()]
    assert "Government of the Eastern Shore:\nwalk-away value" in found


def test_labels_keep_off_the_frontier() -> None:
    zone = sim.explore(sim.load(ROOT / "scenarios/colombia-2016.yaml"))
    figure = zone_figure(zone)
    assert figure is not None
    axes = figure.axes[0]
    frontier = np.concatenate([zone.settlement.vectors, zone.frontier.vectors])
    frontier = frontier[np.argsort(frontier[:, 0])]
    package = next(iter(zone.packages.values())).judgement.outcome.utilities  # type: ignore[union-attr]
    start = np.array([package["government"], package["farc"]])
    ends = [
        np.array(line.get_xydata())[1]
        for line in lines(axes, "_leader")
        if np.array(line.get_xydata())[0] == pytest.approx(start)
    ]
    assert len(ends) == 1
    # From below the frontier to below it.
    for x, y in (start, ends[0]):
        assert y < np.interp(x, frontier[:, 0], frontier[:, 1])


def test_given_axes_are_drawn_into() -> None:
    figure = Figure(figsize=(10, 5))
    FigureCanvasAgg(figure)
    left, right = figure.subfigures(1, 2)
    axes = left.add_axes((0.2, 0.15, 0.5, 0.7))
    assert zone_figure(zone_of("two-issues"), ax=axes) is figure
    assert len(points(axes, FRONTIER)) == 3
    assert axes.get_legend() is not None
    assert not right.axes


def test_nothing_to_draw() -> None:
    assert zone_figure(zone_of("one_party")) is None
    scenario = zone_of("two-issues").scenario
    nothing = sim.explore(scenario, where=lambda digits: np.zeros(len(digits), dtype=bool))
    assert zone_figure(nothing) is None


def test_a_gate_counts() -> None:
    scenario = zone_of("two-issues").scenario
    zone = sim.explore(scenario, where=lambda digits: digits[:, 0] == 0)
    figure = zone_figure(zone)
    assert figure is not None
    (every,) = lines(figure.axes[0], "on the table")
    assert len(every.get_xdata()) == 3
    assert zone.engines.of(zone.space).counts().agreements == zone.counts.agreements == 3
