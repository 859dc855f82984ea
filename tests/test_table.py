"""Answers that are a table: rows, and data frames of whichever library is installed."""

from __future__ import annotations

import pickle
import sys
from types import ModuleType
from typing import Any

import pytest

import sim
from sim.space.count import Bounds
from sim.table import LIBRARIES, Rows, Tabular
from sim.zone.pivotal import pivotal_options
from sim.zone.trades import trades
from tests.everything_asked import everything_asked


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put a library in the place of one that makes data frames; the others are not installed."""

    def put(name: str | None) -> None:
        for library in LIBRARIES:
            monkeypatch.setitem(sys.modules, library, None)  # type: ignore[arg-type]
        if name is not None:
            module = ModuleType(name)
            module.DataFrame = lambda columns, **more: (name, columns, more)  # type: ignore[attr-defined]
            monkeypatch.setitem(sys.modules, name, module)

    return put


def zone() -> sim.Zone:
    return sim.explore(sim.load("scenarios/teaching/two-issues.yaml"))


def test_a_frontier_has_a_row_for_every_agreement(stub: Any) -> None:
    stub("pandas")
    frontier = zone().frontier
    library, columns, more = frontier.to_frame()
    assert (library, more) == ("pandas", {})
    issues = [name for name in columns if name.startswith("agreement.")]
    assert issues == ["agreement.water", "agreement.grazing"]
    for place, row in enumerate(frontier):
        assert [columns[name][place] for name in issues] == list(row.agreement.values())
        for party, value in row.utilities.items():
            assert columns[f"utilities.{party}"][place] == value
    assert {len(column) for column in columns.values()} == {len(frontier)}


def test_without_pandas_it_is_polars(stub: Any) -> None:
    stub("polars")
    assert zone().frontier.to_frame()[0] == "polars"


def test_without_either_the_error_says_what_to_install(stub: Any) -> None:
    stub(None)
    with pytest.raises(ImportError, match=r"needs pandas or polars.*pip install pandas"):
        zone().frontier.to_frame()


def test_what_one_row_has_and_another_not_is_none(stub: Any) -> None:
    stub("pandas")
    rows = Rows([{"n": 3, "at": [{"x": 1}]}, {"n": Bounds(1, None), "at": [1, 2]}])
    assert rows.to_frame()[1] == {
        "n": [3, None], "at.0.x": [1, None], "n.lower": [None, 1], "n.upper": [None, None],
        "at": [None, [1, 2]],
    }  # fmt: skip


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_table_is_a_data_frame(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(library)
    for other in set(LIBRARIES) - {library}:
        monkeypatch.setitem(sys.modules, other, None)  # type: ignore[arg-type]
    for file in ("teaching/two-issues", "minsk-2-2015"):
        for answer in everything_asked(sim.load(f"scenarios/{file}.yaml")):
            if isinstance(answer, Tabular):
                frame = answer.to_frame()
                rows = list(answer.rows())
                assert len(frame) == len(rows), answer
                assert list(frame.columns) == list(dict.fromkeys(k for r in rows for k in r))


def test_every_table_passes_on_its_rows(stub: Any) -> None:
    stub("pandas")
    kinds = {}
    for answer in everything_asked(sim.load("scenarios/minsk-2-2015.yaml")):
        if isinstance(answer, Tabular):
            kinds[type(answer).__name__] = answer.to_frame()[1]
    expected = {
        "Frontier": "agreement.", "Robustness": "acceptable.share", "Comparison": "other",
        "Bargaining": "on_frontier", "Contest": "rounds", "Rows": "", "RuleMatrix": "unmet",
        "Explanation": "held", "Check": "written", "Funnel": "passing",
    }  # fmt: skip
    for kind, column in expected.items():
        assert any(name.startswith(column) for name in kinds[kind]), kind


def test_what_an_open_zone_has_beside_it(stub: Any) -> None:
    stub("pandas")
    there = zone()
    prices = sim.prices(there)
    columns = prices.to_frame()[1]
    assert columns["path"] == [one.path for one in prices.singles]
    assert columns["amount"] == [one.amount for one in prices.singles]
    pivotal = pivotal_options(there)
    assert pivotal.to_frame()[1]["option"] == [one.option for one in pivotal]
    exchanges = trades(there)
    assert exchanges.to_frame()[1]["given.issue"] == ["grazing"]
    assert exchanges == tuple(exchanges)
    assert exchanges[0] is next(iter(exchanges))


def test_a_sweep_has_a_row_for_every_point(stub: Any) -> None:
    from sim.uncertainty.sweep import Plan

    stub("pandas")
    plan = Plan.from_dict(
        {"grid": {"parties.overfield.reservation": [0.1, 0.9]}, "draws": 5, "scenario": ""},
        sim.load("scenarios/teaching/two-issues.yaml"),
    )
    found = sim.sweep(plan)
    columns = found.to_frame()[1]
    assert columns["changes.parties.overfield.reservation"] == [0.1, 0.9]
    assert columns["zone"] == [point.exists for point in found.points]
    assert repr(found).startswith("<Sweep of 'Two villages, water and grazing': 2 points")


def test_rows_are_a_tuple() -> None:
    rows = Rows(["a", "b"])
    assert rows == ("a", "b")
    assert pickle.loads(pickle.dumps(rows)) == rows
    assert type(pickle.loads(pickle.dumps(rows))) is Rows
    assert repr(rows) == "<Rows: 2 of str>"
    assert repr(Rows()) == "<Rows: none>"
