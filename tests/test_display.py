"""Answers at a glance: one short line each, and a small piece of HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

import sim
from sim.display import COLUMNS, LONGEST, ROWS, as_html, cut, glance
from sim.zone.compromise_map import compromise_map
from sim.zone.reservation_map import reservation_map
from tests.everything_asked import everything_asked

FILES = ("teaching/two-issues", "teaching/no-zone", "minsk-2-2015")
UNSAFE = "<script>alert(1)</script> & " + "a title that is much too long for one line " * 3


class Reader(HTMLParser):
    """The tags that are open, those that were, and the text of table cells."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "td" in self.open or "th" in self.open:
            self.cells.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("file", FILES)
def test_every_answer_is_one_short_line_and_a_piece_of_html(file: str) -> None:
    scenario = sim.load(f"scenarios/{file}.yaml").with_changes({"title": UNSAFE})
    names = set()
    for answer in everything_asked(scenario):
        line = repr(answer)
        assert line.startswith(f"<{type(answer).__name__}"), line
        assert line.endswith(">"), line
        assert len(line) <= LONGEST < 100
        assert "\n" not in line
        assert set(read(answer._repr_html_()).seen) <= {
            "p", "code", "table", "thead", "tbody", "tr", "th", "td"
        }  # fmt: skip
        names.add(type(answer).__name__)
    assert {"Scenario", "Zone", "Robustness", "Bargaining", "Comparison", "Prices"} <= names


def test_the_line_has_what_matters() -> None:
    scenario = sim.load("scenarios/teaching/two-issues.yaml")
    zone = sim.explore(scenario)
    assert repr(scenario) == "<Scenario 'Two villages, water and grazing': 2 issues, 2 parties>"
    assert f"{zone.counts.acceptable} of {zone.counts.agreements}" in repr(zone)
    assert repr(sim.explain(zone, "nash")).endswith("acceptable, accepted by 2 of 2 parties>")
    assert repr(zone.frontier) == (
        f"<Frontier: {len(zone.frontier)} agreements at {zone.frontier.distinct} points>"
    )


def test_a_funnel_has_its_first_and_last_gate_and_what_is_acceptable() -> None:
    found = sim.funnel(sim.load("scenarios/minsk-2-2015.yaml"))
    assert repr(found) == "<Funnel: 72 on the table → 47 acceptable → 0 not dominated>"
    shares = sim.after_signature(sim.load("scenarios/minsk-2-2015.yaml"), draws=5)
    assert repr(shares).startswith("<AfterSignature: of 5 draws 100 % acceptable → ")


def test_maps_are_one_line_too() -> None:
    zone = sim.explore(sim.load("scenarios/teaching/two-issues.yaml"))
    never = sum(not occurs for i in (0, 1) for occurs in compromise_map(zone).occurs(i))
    assert repr(compromise_map(zone)) == f"<CompromiseMap: 2 issues, {never} options never used>"
    line = repr(reservation_map(zone))
    assert re.fullmatch(r"<ReservationMap of overfield and netherfield: \d+ corners>", line)


def test_a_table_shows_its_first_rows_and_columns() -> None:
    asked = []

    def rows() -> Any:
        for number in range(10_000):
            asked.append(number)
            yield {f"c{k}": number for k in range(COLUMNS + 3)}

    reader = read(as_html("<X>", rows()))
    assert reader.seen.count("tr") == ROWS + 1
    assert reader.seen.count("th") == COLUMNS
    assert len(asked) == ROWS + 1
    assert f"the first {ROWS} rows, {COLUMNS} of {COLUMNS + 3} columns" in as_html("x", rows())
    assert "Shown" not in as_html("x", [{"a": 1}])


def test_cells_and_titles_are_escaped() -> None:
    page = as_html("<b>", [{"<i>": "<u>", "none": None, "list": ["a", 0.123456]}])
    assert not {"b", "i", "u"} & set(read(page).seen)
    assert read(page).cells == ["<i>", "none", "list", "<u>", "a, 0.1235"]


def test_lines_are_cut() -> None:
    assert cut("a\n b", 10) == "a b"
    assert glance("x" * 500) == "<" + "x" * (LONGEST - 3) + "…>"
