"""Figures of how sure an answer is, and of sweeps: what is drawn is the answer, and clean."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from matplotlib.patches import Rectangle

import sim
from sim.plots import ROBUST_FIGURES, concession_matrix, sweep_map
from sim.plots.acceptability import MARKS, short_percent
from sim.plots.tornado import rows_of
from sim.plots.yes_region import yes_region
from sim.uncertainty.sweep import Plan, sweep
from sim.uncertainty.verdicts import Bound
from tests.plots.drawn import assert_clean, caption, texts, words, zone_of
from tests.test_words import BANNED

NAMES = ["istanbul-2022", "two-issues", "no-zone", "k-of-n", "bypass-opens"]
CASES = [(name, kind) for name in NAMES for kind in ROBUST_FIGURES]


@cache
def robust_of(name: str) -> sim.Robustness:
    zone = zone_of(name)
    return sim.robustness(zone.scenario, draws=300, zone=zone, variants=False)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_nothing_overlaps_and_the_words_are_kept_to(name: str, kind: str) -> None:
    figure = ROBUST_FIGURES[kind](robust_of(name))
    if figure is None:
        return
    assert_clean(figure)
    assert "says nothing on legality or justice" in caption(figure)
    assert not BANNED.search(words(figure))
    for axes in figure.axes:
        assert axes.get_lines() or axes.patches


def test_bars_are_the_shares() -> None:
    found = robust_of("istanbul-2022")
    figure = ROBUST_FIGURES["acceptability"](found)
    assert figure is not None
    bars = [one for one in figure.axes[0].patches if one.get_gid() == "bar"]
    expected = []
    for one in found.shares:
        expected += [one.acceptable.value, *(s.value for s in one.accepted.values()
                                             if s is not None)][:3]  # fmt: skip
        expected.append(one.nash.value)
    widths = [bar.get_width() for bar in bars if isinstance(bar, Rectangle)]
    assert widths == pytest.approx(expected)


@pytest.mark.parametrize("told", MARKS)
def test_every_mark_of_what_holds_without_a_distribution_is_drawn(told: str) -> None:
    found = robust_of("two-issues")
    bound = {
        "necessary": Bound(True, True), "possible": Bound(True, None),
        "impossible": Bound(False, False), "not known": Bound(None, None),
    }[told]  # fmt: skip
    assert bound.text == told
    shares = tuple(
        replace(one, bound=bound, bounds=dict.fromkeys(one.bounds, bound)) for one in found.shares
    )
    figure = ROBUST_FIGURES["acceptability"](replace(found, shares=shares))
    assert figure is not None
    marks = {line.get_marker() for line in figure.axes[0].get_lines()}
    assert MARKS[told] in marks


def test_the_tornado_has_what_the_share_reacts_to_first() -> None:
    found = robust_of("istanbul-2022")
    rows = rows_of(found)
    assert [row.path for row in rows[:5]] == [one.path for one in found.reactions.ranked[:5]]
    tipped = {one.input.path for one in found.tipping if one.zone != (None, None)}
    assert {row.path for row in rows if row.tipping and row.tipping.zone != (None, None)} <= tipped
    figure = ROBUST_FIGURES["tornado"](found)
    assert figure is not None
    bars = [one for one in figure.axes[0].patches if one.get_gid() == "bar"]
    assert len(bars) == sum(row.reaction is not None for row in rows)
    assert ROBUST_FIGURES["tornado"](robust_of("two-issues")) is not None or not rows_of(
        robust_of("two-issues")
    )


def test_the_yes_region_of_one_party() -> None:
    found = robust_of("istanbul-2022")
    figure = yes_region(found, "ukraine")
    assert figure is not None
    assert len(figure.axes) == 1
    with pytest.raises(KeyError):
        yes_region(found, "nobody")


def test_the_matrix_has_a_column_of_shares() -> None:
    for name in ("istanbul-2022", "two-issues", "k-of-n"):
        zone, found = zone_of(name), robust_of(name)
        figure = concession_matrix(zone, robust=found)
        assert figure is not None
        assert_clean(figure)
        told = {one.get_gid(): one.get_text() for one in texts(figure) if one.get_gid()}
        assert told["share-0-0"] == short_percent(found.zone)
        for step, (_, share) in enumerate(found.patterns):
            if f"share-1-{step}" in told:
                assert told[f"share-1-{step}"] == short_percent(share)
        assert "share-1-0" in told
        without = concession_matrix(zone)
        assert without is not None
        assert not any("share" in str(one.get_gid()) for one in texts(without))


def swept(grid: dict[str, Any], **more: Any) -> Any:
    scenario = sim.load("scenarios/teaching/two-issues.yaml")
    return sweep(Plan.from_dict({"grid": grid, "draws": 20, **more}, scenario))


def test_a_sweep_is_drawn_over_its_two_longest_axes() -> None:
    first, second = "parties.overfield.reservation", "parties.netherfield.reservation"
    found = swept({first: [0.2, 0.9], second: [0.1, 0.5, 0.95], "variant": [None]})
    figure = sweep_map(found)
    assert figure is not None
    assert_clean(figure)
    cells = [one for one in figure.axes[0].patches if one.get_gid() == "cell"]
    assert len(cells) == 6
    closed = sum(point.zone.count == 0 for point in found.points)
    assert sum(one.get_hatch() is not None for one in cells) == closed > 0
    assert not BANNED.search(words(figure))
    one = sweep_map(swept({first: [0.2, 0.5, 0.9]}))
    assert one is not None
    assert_clean(one)
    assert sweep_map(swept({first: [0.2]})) is None
    assert sweep_map(swept({first: {"from": 0, "to": 1, "step": 0.02}}, draws=0)) is None


def test_a_panel_for_every_value_of_other_axes() -> None:
    first, second = "parties.overfield.reservation", "parties.netherfield.reservation"
    points = [{"label": f"point {k}", "changes": {}} for k in range(8)]
    found = swept({first: [0.2, 0.9, 0.5], second: [0.1, 0.5]}, points=points)
    figure = sweep_map(found)
    assert figure is not None
    assert_clean(figure)
    assert len(figure.axes) == 6
    assert "2 more panels are in sweep.csv" in caption(figure)
