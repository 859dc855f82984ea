"""Figures of what would have to be different: what is drawn is the answer, and clean."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

import sim
from sim.plots import CHANGE_FIGURES
from sim.plots.pivotal_options import rows_of
from sim.plots.price_ladder import rungs_of
from sim.space.count import at_least
from sim.zone.pivotal import pivotal_options
from sim.zone.rule_matrix import rule_matrix
from sim.zone.trades import trades
from tests.examples import some
from tests.plots.drawn import EVERY, assert_clean, caption, named, words, zone_of
from tests.test_words import BANNED

CLOSED = "istanbul-2022:closed"
NAMES = [*EVERY, CLOSED]


@cache
def zone(name: str) -> sim.Zone:
    if name == CLOSED:
        asked = {"parties.russia.reservation": 0.62, "parties.ukraine.reservation": 0.65}
        return sim.explore(zone_of("istanbul-2022").scenario.with_changes(asked))
    return zone_of(name)


@cache
def answer(name: str, kind: str) -> Any:
    one = zone(name)
    if kind == "prices":
        return sim.prices(one) if one.space.agreements <= 400_000 else None
    if kind == "pivotal":
        return pivotal_options(one) if one.space.agreements <= 400_000 else None
    if kind == "trades":
        return trades(one)
    return rule_matrix(one) if one.space.agreements <= 400_000 else None


@pytest.mark.parametrize("kind", list(CHANGE_FIGURES))
@pytest.mark.parametrize("name", some(NAMES))
def test_nothing_overlaps_and_the_words_are_kept_to(name: str, kind: str) -> None:
    found = answer(name, kind)
    figure = None if found is None else CHANGE_FIGURES[kind](found, zone(name).space)
    if figure is None:
        return
    assert_clean(figure)
    assert "says nothing on legality or justice" in caption(figure)
    assert "under the stated assumptions" in caption(figure)
    assert not BANNED.search(words(figure))
    assert "%" not in words(figure)


def test_rungs_are_the_multiples() -> None:
    found, space = answer(CLOSED, "prices"), zone(CLOSED).space
    figure = CHANGE_FIGURES["prices"](found, space)
    assert figure is not None
    drawn = [line.get_xdata()[0] for line in named(figure, "rung")]  # type: ignore[attr-defined]
    expected = [
        rung.multiple for rung in rungs_of(found, space) for _ in rung.colours if rung.multiple
    ]
    assert drawn == expected
    assert len(expected) == 2 + 2 * 6


def test_cells_and_bars_are_the_counts() -> None:
    found, space = answer("istanbul-2022", "rule_matrix"), zone("istanbul-2022").space
    figure = CHANGE_FIGURES["rule_matrix"](found, space)
    assert figure is not None
    cells = {text.get_gid(): text.get_text() for text in named(figure, "cell-")}  # type: ignore[attr-defined]
    for i, row in enumerate(found.both):
        for j, count in enumerate(row):
            assert cells[f"cell-{i}-{j}"] == f"{count:,}"
    bars = [bar.get_width() for bar in named(figure, "bar")]  # type: ignore[attr-defined]
    assert bars == list(found.only)


def test_counts_and_changes_of_pivotal_options() -> None:
    found, space = answer("istanbul-2022", "pivotal"), zone("istanbul-2022").space
    figure = CHANGE_FIGURES["pivotal"](found, space)
    assert figure is not None
    rows = [one for one in rows_of(found) if not one.closes]
    bars = [bar.get_width() for bar in named(figure, "count")]  # type: ignore[attr-defined]
    assert bars == [at_least(one.acceptable) for one in rows]
    marks = [line.get_xdata()[0] for line in named(figure, "nash-ukraine")]  # type: ignore[attr-defined]
    assert marks == [one.solutions["nash"]["ukraine"] for one in rows]
    # Each settled issue has one option left: taking it away says nothing, and it is not shown.
    assert not [one for one in found if one.closes]
    assert "no zone" not in words(figure)


def test_gains_of_trades() -> None:
    found, space = answer("istanbul-2022", "trades"), zone("istanbul-2022").space
    figure = CHANGE_FIGURES["trades"](found, space)
    assert figure is not None
    for which, party in enumerate(("russia", "ukraine")):
        bars = [bar.get_width() for bar in named(figure, f"gain-{which}")]  # type: ignore[attr-defined]
        assert bars == [one.gains[party] for one in found[:12]]
