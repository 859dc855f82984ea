"""The figures of talks: what is drawn is what came of them, clean, and in the agreed words."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import sim
from sim.bargaining import Bargaining, Contest, bargain, contest
from sim.plots import save
from sim.plots.aspirations import aspirations
from sim.plots.ground import FILLED, HOLLOW, SOLVED
from sim.plots.negotiation_dance import AGREED, negotiation_dance
from sim.plots.strategy_table import strategy_table
from sim.plots.style import party_style
from sim.plots.talks_end import NONE, OFF, ON, PANELS, talks_end
from tests.plots.drawn import (
    EVERY,
    ROOT,
    assert_clean,
    caption,
    lines,
    named,
    words,
    zone_of,
)
from tests.plots.scenarios import STRAIN
from tests.test_words import BANNED

PROTOCOLS = ("alternating_offers", "simultaneous_concession", "single_text")
TABLED = [name for name in EVERY if len(zone_of(name).space.bargaining) > 1]
"""Scenarios in which talks can be held."""
CASES = [
    (name, protocol)
    for name in TABLED
    for protocol in (PROTOCOLS[:1] if name in STRAIN else PROTOCOLS)
]
SHORT = [
    (name, protocol)
    for name, protocol in CASES
    if name in {"istanbul-2022", "k-of-n", "no-zone", "two-issues"}
]


@cache
def talks_of(name: str, protocol: str, **more: Any) -> Bargaining:
    zone = zone_of(name)
    held: dict[str, Any] = {"runs": 120, "seed": 7, "rounds": 40, **more}
    return bargain(zone.scenario, protocol=protocol, zone=zone, **held)


@cache
def drawn(kind: str, name: str, protocol: str) -> Figure | None:
    talks = talks_of(name, protocol)
    if kind == "dance":
        return negotiation_dance(talks, zone_of(name))
    return aspirations(talks) if kind == "aspirations" else talks_end(talks, zone_of(name))


@cache
def contest_of(name: str) -> Contest:
    # Of two parties that the file names first, with the strategies that fit all protocols.
    return contest(
        zone_of(name).scenario, runs=20, seed=7, rounds=20, protocol="single_text",
        strategies=("boulware", "conceder", "hardliner"),
    )  # fmt: skip


@cache
def table_of(name: str) -> Figure | None:
    return strategy_table(contest_of(name))


def sheet() -> Axes:
    figure = Figure(figsize=(12, 10))
    FigureCanvasAgg(figure)
    return figure.add_axes((0.1, 0.1, 0.6, 0.7))


def bubbles(axes: Axes, gid: str = "ends") -> PathCollection | None:
    found = [one for one in axes.collections if one.get_gid() == gid]
    assert all(isinstance(one, PathCollection) for one in found)
    return found[0] if found else None  # type: ignore[return-value]


KINDS = ("dance", "aspirations", "ends")


@pytest.mark.parametrize(("name", "protocol"), CASES)
@pytest.mark.parametrize("kind", KINDS)
def test_figures_are_clean_and_keep_to_the_words(kind: str, name: str, protocol: str) -> None:
    figure = drawn(kind, name, protocol)
    if figure is not None:
        assert_clean(figure)
        check_words(figure, name)
        text = caption(figure)
        assert "40 rounds" in text
        assert "(seed 7)" in text
        assert "because the file does not state how they bargain" in text


@pytest.mark.parametrize("name", TABLED)
def test_tables_are_clean_and_keep_to_the_words(name: str) -> None:
    figure = table_of(name)
    assert figure is not None
    assert_clean(figure)
    check_words(figure, name)


def check_words(figure: Figure, name: str) -> None:
    text = caption(figure)
    assert "under the stated assumptions" in text.split(". ")[0].lower()
    assert "if these strategies take these inputs" in text
    assert "says nothing on legality or justice" in text
    assert "probability" not in words(figure)
    if name not in STRAIN:
        assert not BANNED.search(words(figure)), BANNED.search(words(figure))


# The dance.


@pytest.mark.parametrize(("name", "protocol"), SHORT)
def test_offers_are_paths(name: str, protocol: str) -> None:
    talks, figure = talks_of(name, protocol), drawn("dance", name, protocol)
    assert figure is not None
    axes, pair = figure.axes[0], list(talks.settings.strategies)[:2]
    makers = [None] if protocol == "single_text" else pair
    for maker in makers:
        text = "the mediator's text" if maker is None else f"{label(talks, maker)}: offers"
        (line,) = lines(axes, text)
        offered = [offer for offer in talks.trace if offer.party == maker]
        points = np.array([[offer.utilities[p] for p in pair] for offer in offered])
        drawn_points = np.array(line.get_xydata())
        assert drawn_points[0] == pytest.approx(points[0])
        assert drawn_points[-1] == pytest.approx(points[-1])
        assert np.unique(drawn_points.round(9), axis=0) == pytest.approx(
            np.unique(points.round(9), axis=0)
        )
        if maker is not None:
            style = party_style([p.name for p in talks.space.parties].index(maker))
            assert (line.get_color(), line.get_marker()) == (style.colour, style.marker)


def label(talks: Bargaining, name: str) -> str:
    return talks.scenario.parties[name].label or name


@pytest.mark.parametrize(("name", "protocol"), SHORT)
def test_the_agreement_is_marked(name: str, protocol: str) -> None:
    talks, figure = talks_of(name, protocol), drawn("dance", name, protocol)
    assert figure is not None
    (star,) = lines(figure.axes[0], str(AGREED["label"]))
    pair = list(talks.settings.strategies)[:2]
    marked = {tuple(point) for point in np.array(star.get_xydata()).round(9).tolist()}
    if talks.trace_end != "agreed":
        assert not marked
        assert "No agreement: deadline reached" in words(figure)
        return
    ends = {tuple(round(end.utilities[p], 9) for p in pair) for end in talks.ends}
    last = talks.trace[-1]
    assert marked <= ends
    assert f"★ Agreement in round {last.round}" in words(figure)
    if protocol != "simultaneous_concession":
        assert marked == {tuple(round(last.utilities[p], 9) for p in pair)}


def test_the_ground_of_the_dance() -> None:
    zone, figure = zone_of("two-issues"), drawn("dance", "two-issues", PROTOCOLS[0])
    assert figure is not None
    axes = figure.axes[0]
    for look, expected in ((FILLED, zone.frontier), (HOLLOW, zone.settlement)):
        (line,) = lines(axes, str(look["label"]))
        assert np.unique(np.array(line.get_xydata()).round(9), axis=0) == pytest.approx(
            np.unique(expected.vectors.round(9), axis=0)
        )
    (solved,) = [line for line in lines(axes, str(SOLVED["label"])) if line.get_zorder() == 6]
    assert np.array(solved.get_xydata()) == pytest.approx(np.array([[0.7, 0.7]]))
    text = words(figure)
    assert "Overfield: walk-away value 0.3" in text
    assert "Nash, Kalai–Smorodinsky, Egalitarian, Utilitarian" in text
    assert "Offers of" not in text


def test_rounds_are_numbered() -> None:
    talks = talks_of("two-issues", PROTOCOLS[0])
    figure = negotiation_dance(talks)
    assert figure is not None
    first = [offer for offer in talks.trace if offer.party == "overfield"]
    stay = [offer.round for offer in first if offer.agreement == first[0].agreement]
    assert f"rounds 1–{max(stay)}" in words(figure)
    assert not lines(figure.axes[0], str(FILLED["label"]))[0].get_xdata().size  # type: ignore[union-attr]


def test_a_dance_of_more_than_two() -> None:
    talks = talks_of("k-of-n", PROTOCOLS[0])
    figure = negotiation_dance(talks, zone_of("k-of-n"), ("delta", "highmere"))
    assert figure is not None
    assert figure.axes[0].get_xlabel() == "Delta: utility"
    assert "Offers of Orchards, Millers and Ferrymen are not shown" in caption(figure)
    (line,) = lines(figure.axes[0], "Delta: offers")
    first = next(offer for offer in talks.trace if offer.party == "delta")
    expected = [first.utilities["delta"], first.utilities["highmere"]]
    assert np.array(line.get_xydata())[0] == pytest.approx(expected)


def test_which_offer_was_accepted_is_left_open_where_it_is_not_known() -> None:
    """Both could be agreed on, and talks ended in both."""
    talks = talks_of("two-issues", "simultaneous_concession")
    last = [offer for offer in talks.trace if offer.round == talks.trace[-1].round]
    points = {tuple(round(u, 9) for u in offer.utilities.values()) for offer in last}
    ends = {tuple(round(u, 9) for u in end.utilities.values()) for end in talks.ends}
    figure = drawn("dance", "two-issues", "simultaneous_concession")
    assert figure is not None
    (star,) = lines(figure.axes[0], str(AGREED["label"]))
    assert len(np.array(star.get_xydata())) == len(points & ends)


# Aspirations.


@pytest.mark.parametrize(("name", "protocol"), SHORT)
def test_bands_and_medians(name: str, protocol: str) -> None:
    talks, figure = talks_of(name, protocol), drawn("aspirations", name, protocol)
    assert figure is not None
    for party in talks.settings.strategies:
        (axes,) = [one for one in figure.axes if one.get_gid() == f"party-{party}"]
        place = [p.name for p in talks.space.parties].index(party)
        value = float(talks.space.reservations[place])
        style = party_style(place)
        assert any(
            set(np.ravel(line.get_ydata())) == {value} and line.get_color() == style.colour
            for line in axes.get_lines()
            if line.get_linewidth() < 1
        )
        if protocol == "single_text":
            (line,) = lines(axes, "the mediator's text in the first talk")
            expected = [[offer.round, offer.utilities[party]] for offer in talks.trace]
            assert np.array(line.get_xydata()) == pytest.approx(np.array(expected, dtype=float))
            continue
        rows = talks.asked[party]
        (median,) = lines(axes, "median")
        low, high = lines(axes, "_bound")
        for line, column in ((low, 1), (median, 2), (high, 3)):
            assert np.array(line.get_xydata()) == pytest.approx(rows[:, [0, column]])
        assert median.get_marker() == style.marker
        assert len([one for one in axes.collections if one.get_gid() == "band"]) == 1


@pytest.mark.parametrize(("name", "protocol"), SHORT)
def test_how_talks_had_ended(name: str, protocol: str) -> None:
    talks, figure = talks_of(name, protocol), drawn("aspirations", name, protocol)
    assert figure is not None
    axes = figure.axes[-1]
    assert axes.get_gid() == "endings"
    total = 0.0
    for ending, count in talks.endings.items():
        bars = [one for one in axes.patches if one.get_gid() == f"ending-{ending}"]
        areas = [one for one in axes.collections if one.get_gid() == f"ending-{ending}"]
        assert bool(bars) == bool(areas) == (count > 0)
        if not bars:
            continue
        assert isinstance(bars[0], Rectangle)
        assert bars[0].get_height() == pytest.approx(count / talks.runs)
        assert bars[0].get_y() == pytest.approx(total)
        total += count / talks.runs
        if ending == "agreed":
            # The upper edge steps through the shares.
            heights = set(areas[0].get_paths()[0].vertices[:, 1].round(9).tolist())
            shares = {round(n / talks.runs, 9) for n in talks.by_round[ending]}
            assert shares <= heights
    assert total == pytest.approx(1.0)


def test_any_number_of_parties() -> None:
    figure = drawn("aspirations", "crowd", PROTOCOLS[0])
    assert figure is not None
    assert len(figure.axes) == 9
    table = drawn("aspirations", "k-of-n", PROTOCOLS[0])
    assert table is not None
    assert len(table.axes) == 6
    mute = drawn("aspirations", "no_admissible", PROTOCOLS[0])
    assert mute is not None
    assert "it made no offer" in words(mute)


# Where talks end.


@pytest.mark.parametrize(("name", "protocol"), SHORT)
def test_bubbles_are_the_ends(name: str, protocol: str) -> None:
    talks, figure = talks_of(name, protocol), drawn("ends", name, protocol)
    assert figure is not None
    pair, counts = list(talks.settings.strategies)[:2], {}
    for end in talks.ends:
        key = (*(round(end.utilities[p], 9) for p in pair), end.on_frontier)
        counts[key] = counts.get(key, 0.0) + end.share.count
    found = bubbles(figure.axes[0])
    if found is None:
        assert not counts
        return
    points, sizes = np.array(found.get_offsets()), np.array(found.get_sizes())
    dark = (found.get_facecolors() == to_rgba(ON["color"])).all(axis=1)  # type: ignore[attr-defined]
    assert not (found.get_facecolors()[~dark] != to_rgba(OFF["color"])).any()  # type: ignore[attr-defined]
    drawn_counts = {
        (*point, bool(on)): size
        for point, on, size in zip(points.round(9).tolist(), dark, sizes, strict=True)
    }
    assert set(drawn_counts) == set(counts)
    # Area by share, but for those too small to be seen.
    unit = max(drawn_counts.values()) / max(counts.values())
    for key, size in drawn_counts.items():
        assert size == pytest.approx(max(4.0, unit * counts[key]))
    assert (np.diff(sizes) <= 1e-9).all()


@pytest.mark.parametrize("name", ["k-of-n", "no-zone", "two-issues"])
def test_talks_without_an_agreement(name: str) -> None:
    talks, figure = talks_of(name, "single_text"), drawn("ends", name, "single_text")
    assert figure is not None
    found, agreed = bubbles(figure.axes[0], "none"), bubbles(figure.axes[0])
    without = talks.runs - talks.agreed.count
    assert without
    assert found is not None
    values = [float(talks.space.reservations[k]) for k in talks.space.bargaining[:2]]
    assert np.array(found.get_offsets())[0] == pytest.approx(np.array(values))
    if agreed is not None and name == "two-issues":
        unit = max(agreed.get_sizes()) / talks.ends[0].share.count
        assert found.get_sizes()[0] == pytest.approx(unit * without)
    assert NONE["label"] in words(figure)
    assert "No agreement:" in words(figure)


def test_solutions_stand_beside() -> None:
    zone, figure = zone_of("istanbul-2022"), drawn("ends", "istanbul-2022", PROTOCOLS[0])
    assert figure is not None
    (line,) = lines(figure.axes[0], str(SOLVED["label"]))
    solved = {
        tuple(round(one.utilities[p], 9) for p in ("russia", "ukraine"))
        for one in (zone.solutions or {}).values()
    }
    assert set(map(tuple, np.array(line.get_xydata()).round(9).tolist())) == solved
    assert "◇ Kalai–Smorodinsky" in words(figure)


def test_pairs_of_more_than_two() -> None:
    talks, figure = talks_of("k-of-n", PROTOCOLS[1]), drawn("ends", "k-of-n", PROTOCOLS[1])
    assert figure is not None
    assert len(figure.axes) == PANELS
    assert "Of 10 pairs the first 6 in the order of the file are shown" in caption(figure)
    sizes = [max(found.get_sizes()) for axes in figure.axes if (found := bubbles(axes))]
    shown = talks_end(talks, zone_of("k-of-n"), ("delta", "highmere"))
    assert len(sizes) == PANELS
    assert shown is not None
    assert len(shown.axes) == 1
    assert shown.axes[0].get_ylabel() == "Highmere: utility"


# The table.


@pytest.mark.parametrize("name", ["istanbul-2022", "k-of-n", "no-zone"])
def test_cells_are_meetings(name: str) -> None:
    against, figure = contest_of(name), table_of(name)
    assert figure is not None
    axes = figure.axes[0]
    for (first, second), met in against.meetings.items():
        (cell,) = [one for one in axes.patches if one.get_gid() == f"cell-{first}-{second}"]
        assert isinstance(cell, Rectangle)
        row, column = against.strategies.index(first), against.strategies.index(second)
        left, top = cell.get_xy()
        corner = next(
            one for one in axes.patches
            if one.get_gid() == f"cell-{against.strategies[0]}-{against.strategies[0]}"
        )  # fmt: skip
        assert isinstance(corner, Rectangle)
        assert left - corner.get_x() == pytest.approx(column * cell.get_width())
        assert top - corner.get_y() == pytest.approx(row * cell.get_height())
        inside = [
            text.get_text()
            for text in sorted(axes.texts, key=lambda text: text.get_position()[0])
            if left < text.get_position()[0] < left + cell.get_width()
            and top < text.get_position()[1] < top + cell.get_height()
        ]
        if not met.utilities:
            assert inside == ["no agreement"]
            continue
        numbers = [text for text in inside if "agree" not in text]
        assert numbers == [f"{met.utilities[p]:.3f}" for p in against.pair]
        shares = [text for text in inside if "agree" in text]
        full = met.agreed.count == met.agreed.of
        assert shares == ([] if full else [f"{met.agreed.percent} agree"])


def test_shades_are_shares() -> None:
    against, figure = contest_of("k-of-n"), table_of("k-of-n")
    assert figure is not None
    found = []
    for (first, second), met in against.meetings.items():
        (cell,) = named(figure, f"cell-{first}-{second}")
        light = np.array(cell.get_facecolor())[:3] @ [0.299, 0.587, 0.114]  # type: ignore[attr-defined]
        found.append((met.agreed.value, float(light)))
    ranked = sorted(found)
    assert all(b[1] <= a[1] + 1e-9 for a, b in pairwise(ranked))
    assert ranked[0][1] > ranked[-1][1]


def test_rows_and_columns_are_named() -> None:
    text = words(table_of("istanbul-2022"))  # type: ignore[arg-type]
    assert "Russia in rows, Ukraine in columns" in text
    assert "Russia (left number)" in text
    assert "Ukraine (right number)" in text
    figure = strategy_table(contest_of("k-of-n"))
    assert figure is not None
    assert "20 rounds" in caption(figure)
    assert "(seed 7)" in caption(figure)
    assert "Millers, Ferrymen and Delta bargain as the file or the command says" in caption(figure)


# All of them.


def test_one_talk_is_called_one_talk() -> None:
    zone = zone_of("two-issues")
    said = {"overfield": "linear", "netherfield": "linear"}
    talks = bargain(zone.scenario, strategies=said, opener="first", rounds=20, zone=zone)
    assert talks.same
    for figure in (negotiation_dance(talks, zone), aspirations(talks), talks_end(talks, zone)):
        assert figure is not None
        assert_clean(figure)
        text = caption(figure)
        assert "the one talk" in text or "one talk had ended" in text
        assert "Overfield opens" in text
        assert "Overfield and Netherfield linear" in text
        assert "nobody states" not in text


def test_one_round() -> None:
    zone = zone_of("two-issues")
    for protocol in PROTOCOLS:
        talks = bargain(zone.scenario, protocol=protocol, rounds=1, runs=5, zone=zone)
        for figure in (negotiation_dance(talks, zone), aspirations(talks), talks_end(talks, zone)):
            assert figure is not None
            assert_clean(figure)


def test_states_of_a_scenario() -> None:
    scenario = sim.load(ROOT / "scenarios" / "istanbul-2022.yaml")
    talks = bargain(scenario, runs=20, rounds=30, seed=1, through_rounds=True, hazard=0.02)
    figure = aspirations(talks)
    assert figure is not None
    assert_clean(figure)
    marks = [one for one in figure.axes[0].get_lines() if one.get_gid() == "state"]
    assert [line.get_xdata()[0] for line in marks] == [5.5, 10.5, 15.5, 20.5, 25.5]  # type: ignore[index]
    text = caption(figure)
    assert "through 6 states of the scenario's rounds" in text
    assert "with a chance of 0.02 to break off" in text


def test_given_axes_are_drawn_into() -> None:
    zone, talks = zone_of("two-issues"), talks_of("two-issues", PROTOCOLS[0])
    against = contest_of("two-issues")
    for draw in (
        lambda ax: negotiation_dance(talks, zone, ax=ax),
        lambda ax: aspirations(talks, ax),
        lambda ax: talks_end(talks, zone, ax=ax),
        lambda ax: strategy_table(against, ax),
    ):
        axes = sheet()
        assert draw(axes) is axes.figure
        assert not named(axes.figure, "caption")  # type: ignore[arg-type]
        assert axes.get_lines() or axes.child_axes or axes.patches
    axes = sheet()
    aspirations(talks, axes)
    panels = [one.get_gid() for one in axes.child_axes]
    assert panels == ["party-overfield", "party-netherfield", "endings"]


def test_wrong_pairs_and_zones() -> None:
    zone, talks = zone_of("istanbul-2022"), talks_of("istanbul-2022", PROTOCOLS[0])
    for draw in (negotiation_dance, talks_end):
        with pytest.raises(KeyError, match="known are russia, ukraine"):
            draw(talks, zone, ("russia", "nowhere"))
        with pytest.raises(ValueError, match="no two parties that bargain"):
            draw(talks, zone, ("russia", "turkey"))
        with pytest.raises(ValueError, match="no two parties that bargain"):
            draw(talks, zone, ("russia", "russia"))
        with pytest.raises(ValueError, match="different scenarios or states"):
            draw(talks, zone_of("two-issues"))


def test_the_same_bytes(tmp_path: Any) -> None:
    zone = zone_of("two-issues")
    found = []
    for folder in ("a", "b"):
        talks = bargain(zone.scenario, runs=50, seed=3, zone=zone)
        for name, figure in (
            ("dance", negotiation_dance(talks, zone)),
            ("aspirations", aspirations(talks)),
            ("ends", talks_end(talks, zone)),
        ):
            assert figure is not None
            found += [path.read_bytes() for path in save(figure, tmp_path / folder, name)]
    assert found[:6] == found[6:]
