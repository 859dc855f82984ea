"""The concession matrix: cells, depths and bars."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import sim
from sim.plots import concession_matrix
from sim.plots.concession_matrix import BAR
from sim.plots.concession_rows import PATTERNS, concession_rows
from sim.space.count import at_least
from sim.zone.holding import Holding
from sim.zone.packages import judge
from tests.plots.drawn import (
    EVERY,
    ROOT,
    assert_clean,
    caption,
    figure_of,
    lines,
    named,
    words,
    zone_of,
)

OPEN = [name for name in EVERY if figure_of(name, "concession_matrix") is not None]
SMALL = [name for name in OPEN if zone_of(name).counts.agreements <= 1000]


def matrix_of(name: str) -> Figure:
    figure = figure_of(name, "concession_matrix")
    assert figure is not None
    return figure


def cells(figure: Figure, section: int, step: int) -> set[int]:
    """Return the columns that are shaded in a row."""
    found = named(figure, f"cell-conceded-{section}-{step}-")
    return {int(str(one.get_gid()).rsplit("-", 1)[1]) for one in found}


def columns(zone: sim.Zone, pairs: object) -> set[int]:
    given, rows = zone.concessions.depths, concession_rows(zone)
    names = [
        (zone.space.parties[given.parties[place]].name, zone.space.issues[issue])
        for place, issue in rows.pairs
    ]
    return {names.index(pair) for pair in pairs}  # type: ignore[attr-defined]


def moves(held: Holding, party: str) -> bool:
    """Return whether a party that can move on an issue does, by what is held there."""
    if held.kind == "held":
        return party not in held.parties
    return held.kind in ("shared", "alone_moves")


@pytest.mark.parametrize("name", OPEN)
def test_cells_are_the_concessions(name: str) -> None:
    zone, figure = zone_of(name), matrix_of(name)
    found, rows = zone.concessions, concession_rows(zone)
    assert cells(figure, 0, 0) == columns(zone, found.unavoidable)
    for step, one in enumerate(found.minimal_sets):
        assert cells(figure, 2, step) == columns(zone, one.concessions)
    for step, pattern in enumerate((found.patterns or ())[:PATTERNS]):
        conceded = cells(figure, 1, step)
        for column, (place, issue) in enumerate(rows.pairs):
            party = zone.space.parties[found.depths.parties[place]].name
            held = pattern.held.get(zone.space.issues[issue])
            expected = held is not None and moves(held, party)
            assert (column in conceded) == expected


@pytest.mark.parametrize("name", OPEN)
def test_bars_are_as_long_as_the_numbers_say(name: str) -> None:
    zone, figure = zone_of(name), matrix_of(name)
    found = zone.concessions
    sections = [
        [zone.counts.acceptable],
        [pattern.agreements for pattern in found.patterns[:PATTERNS]],
        [one.agreements for one in found.minimal_sets],
    ]
    for section, numbers in enumerate(sections):
        bars = named(figure, f"bar-{section}-")
        assert len(bars) == len(numbers)
        for bar, number in zip(bars, numbers, strict=True):
            assert isinstance(bar, Rectangle)
            assert bar.get_width() == pytest.approx(BAR * number / max(numbers))
            assert f" {number:,} " in f" {words(figure)} "


@pytest.mark.parametrize("name", SMALL)
def test_depths_are_the_smallest_by_brute_force(name: str) -> None:
    zone = zone_of(name)
    given, rows = zone.concessions.depths, concession_rows(zone)
    every = zone.space.digits(np.arange(zone.counts.agreements))
    acceptable = [row for row in every if judge(zone.space, row).acceptable]

    def depth(row: np.ndarray, *, material: bool = True) -> dict[int, float]:
        found = {}
        for column, (place, issue) in enumerate(rows.pairs):
            marks = given.conceded(place, issue) if material else given.moved(place, issue)
            if marks[row[issue]]:
                found[column] = float(given.depth[place][issue][row[issue]])
        return found

    anyway = [depth(row, material=False) for row in acceptable]
    members = set(rows.unavoidable.depth)
    assert members == set.intersection(*map(set, anyway))
    assert rows.unavoidable.depth == pytest.approx(
        {column: min(one[column] for one in anyway) for column in members}
    )
    free = {
        column
        for one in zone.concessions.either_or
        for choice in one.choices
        for column in columns(zone, choice)
    }
    depths = [depth(row) for row in acceptable]
    for row in rows.sets:
        own = [one for one in depths if set(one) <= set(row.depth) | members | free]
        assert len(own) == row.agreements
        assert row.depth == pytest.approx(
            {column: min(one[column] for one in own) for column in row.depth}
        )
    frontier = [depth(row) for block in zone.frontier.digits() for row in block]
    for row in rows.patterns:
        own = [one for one in frontier if set(one) == set(row.depth)]
        assert len(own) >= at_least(row.agreements)
        assert row.depth == pytest.approx(
            {column: min(one[column] for one in own) for column in row.depth}
        )


@pytest.mark.parametrize("name", OPEN)
def test_deeper_is_darker_within_a_party(name: str) -> None:
    zone, figure = zone_of(name), matrix_of(name)
    rows = concession_rows(zone)
    shown: dict[int, list[tuple[float, float]]] = {}
    for section, group in enumerate(([rows.unavoidable], rows.patterns, rows.sets)):
        for step, row in enumerate(group):
            for one in named(figure, f"cell-conceded-{section}-{step}-"):
                assert isinstance(one, Rectangle)
                column = int(str(one.get_gid()).rsplit("-", 1)[1])
                light = float(np.dot(one.get_facecolor()[:3], [0.299, 0.587, 0.114]))
                shown.setdefault(rows.pairs[column][0], []).append((row.depth[column], light))
    for found in shown.values():
        lights = [light for _, light in sorted(found)]
        assert all(a >= b - 1e-9 for a, b in pairwise(lights))


def test_istanbul() -> None:
    figure = matrix_of("istanbul-2022")
    text = words(figure)
    assert len(cells(figure, 0, 0)) == 7
    assert "9 patterns, most frequent first" in text
    assert "3 minimal feasible sets" in text
    assert "where a party can be left untouched, not a balanced deal" in text
    assert "depths are never compared or summed across parties" in caption(figure)
    axes = figure.axes[0]
    # Seven unavoidable concessions in each of three sets; what no set needs, once in the first row.
    assert len(lines(axes, "unavoidable")) == 3 * 7 + 1
    assert len(lines(axes, "never needed")) == 8 + 1
    labels = [t.get_text() for t in axes.texts if t.get_rotation() == 90]
    assert len(labels) == 22
    assert labels.count("NATO membership") == 2


def test_what_is_left_out_is_counted() -> None:
    zone, figure = zone_of("fourteen"), matrix_of("fourteen")
    more = len(zone.concessions.patterns) - PATTERNS
    assert f"Not shown: {more} further patterns with" in caption(figure)
    assert (
        f"Not shown: {zone.concessions.minimal_sets_number - 10} further minimal sets"
        in caption(figure)
    )
    assert len(named(figure, "bar-1-")) == PATTERNS
    assert len(named(figure, "bar-2-")) == 10


def test_columns_stand_in_order_and_do_not_overlap() -> None:
    for name in OPEN:
        first = [
            one for one in named(matrix_of(name), "cell-") if re.search("-0-0-", str(one.get_gid()))
        ]
        edges = sorted((one.get_x(), one.get_x() + one.get_width()) for one in first)  # type: ignore[attr-defined]
        assert len(edges) == len(concession_rows(zone_of(name)).pairs)
        assert all(a[1] <= b[0] + 1e-9 for a, b in pairwise(edges))


def test_heads_are_not_cut_where_there_is_room() -> None:
    figure = concession_matrix(sim.explore(sim.load(ROOT / "scenarios/colombia-2016.yaml")))
    assert figure is not None
    heads = [t.get_text() for t in figure.axes[0].texts if t.get_rotation() == 90]
    assert len(heads) == 39
    assert not [head for head in heads if "…" in head]
    assert_clean(figure)


@pytest.mark.parametrize("name", OPEN)
def test_sizes_of_sets_are_told(name: str) -> None:
    figure, sizes = matrix_of(name), [len(row.depth) for row in concession_rows(zone_of(name)).sets]
    texts = [text.get_text() for text in figure.axes[0].texts]
    for size in set(sizes):
        said = "none needed" if not size else f"{size} concession{'s' if size > 1 else ''}"
        assert texts.count(said) == 1


def test_an_empty_zone_has_none() -> None:
    assert concession_matrix(zone_of("no-zone")) is None
    assert concession_matrix(zone_of("nobody")) is None


def test_another_baseline_is_not_called_a_position() -> None:
    scenario = zone_of("two-issues").scenario
    figure = concession_matrix(sim.explore(scenario, baseline="trade"))
    assert figure is not None
    assert "stated position" not in words(figure)
    assert "moves from the baseline that was given" in caption(figure)
    assert "moves from its stated position" in caption(matrix_of("two-issues"))


def test_every_shortfall_counts() -> None:
    figure = concession_matrix(sim.explore(zone_of("two-issues").scenario, material=0))
    assert figure is not None
    assert "Every shortfall counts as a concession" in caption(figure)


def test_given_axes_are_drawn_into() -> None:
    figure = Figure(figsize=(8, 5))
    axes = figure.add_axes((0, 0, 1, 1))
    assert concession_matrix(zone_of("two-issues"), axes) is figure
    assert len(named(figure, "bar-")) == 1 + 3 + 2
    assert figure.axes == [axes]
