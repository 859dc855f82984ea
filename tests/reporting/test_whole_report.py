"""The whole report of the Istanbul scenario: what is in it, and that it stands by itself."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.plots import FIGURES
from sim.plots.inline import inline_svg
from sim.reporting import report
from sim.zone.assumptions import judgements
from tests.reporting.browser import CHROMIUM, browser

__all__ = ["browser"]

pytestmark = pytest.mark.long
ISTANBUL = Path("scenarios") / "istanbul-2022.yaml"
SECTIONS = [
    "The answer", "Move the weights", "What the rules alone leave",
    "What passes each gate", "The zone and r*", "Which concession sets are feasible",
    "What closes it and what would have to change", "How sure that is", "Where bargaining ends",
    "Order and guarantees", "Rounds", "Every judgement", "How it was computed",
]  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> str:
    return report(sim.load(ISTANBUL))


def test_sections_stand_in_their_order(whole: str) -> None:
    assert re.findall(r"<h2>(.*?)</h2>", whole) == SECTIONS
    assert len(whole.encode()) < 2_000_000


def test_every_judgement_is_there_with_its_evidence_or_the_mark(whole: str) -> None:
    scenario = sim.load(ISTANBUL)
    part = whole[whole.index('id="judgements"') :]
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", part, flags=re.DOTALL)
    told = {re.sub(r"<wbr>", "", re.findall(r"<code>(.*?)</code>", row)[0]): row for row in rows}
    every = [one.path for one in judgements(scenario)]
    assert sorted(told) == sorted(every)
    for path in every:
        assert (">assumption<" in told[path]) == (path not in scenario.evidence), path
        for claim in scenario.evidence.get(path, ()):
            assert claim.claim in html.unescape(told[path])


def test_every_figure_has_a_text(whole: str) -> None:
    figures = re.findall(r"<figure>.*?</figure>", whole, flags=re.DOTALL)
    assert len(figures) > 12
    for figure in figures:
        (label,) = re.findall(r'role="img" aria-label="(.*?)"', figure)
        (said,) = re.findall(r'aria-describedby="(.*?)"', figure)
        assert label
        assert f'id="{said}"' in whole


def test_a_figure_keeps_its_colours_inside_a_page() -> None:
    given = sim.load(ISTANBUL).with_changes({"title": 'A url(#ab), an id="qq", a href="#zz"'})
    figure = FIGURES["compromise_map"](sim.explore(given))
    assert figure is not None
    text = inline_svg(figure, "x")
    assert 'A url(#ab), an id="qq", a href="#zz"' in html.unescape(text)
    text = re.sub(r">[^<]*<", "><", text)
    for colour in re.findall(r'(?:fill|stroke)="(.*?)"', text):
        assert re.fullmatch(r"none|#[0-9a-f]{6}", colour), colour
    ids = set(re.findall(r'\bid="(.*?)"', text))
    used = set(re.findall(r'href="#(.*?)"|url\(#(.*?)\)', text))
    assert {a or b for a, b in used} <= ids
    assert all(one.startswith("x-") for one in ids)


def test_the_commands_write_the_same_report(whole: str, tmp_path: Path) -> None:
    written = []
    for command in (["report"], ["run", "--report", "--no-figures"]):
        out = tmp_path / command[0]
        subprocess.run(
            [sys.executable, "-m", "sim", *command, str(ISTANBUL), "--out", str(out), "-q"],
            check=True,
        )
        text = (out / "istanbul-2022" / "report.html").read_text(encoding="utf-8")
        again = f"sim {command[0]} istanbul-2022.yaml" + (" --report" if command[1:] else "")
        assert f"<dd>{again}</dd>" in text
        written.append(text.replace(again, "sim.reporting.report, in Python"))
    assert written == [whole, whole]


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_it_stands_by_itself_on_every_screen(browser: Any, whole: str, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(whole, encoding="utf-8")
    for width in (390, 1100):
        for scheme in ("light", "dark"):
            view = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            asked: list[str] = []
            wrong: list[str] = []
            view.on("request", lambda one, asked=asked: asked.append(one.url))
            view.on("console", lambda one, wrong=wrong: wrong.append(one.text))
            view.on("pageerror", lambda one, wrong=wrong: wrong.append(str(one)))
            view.goto(path.as_uri())
            assert view.evaluate("document.documentElement.scrollWidth") <= width
            view.locator('[id="w.russia.nato"]').focus()
            view.keyboard.press("End")
            assert view.locator(".stale").first.is_visible()
            assert asked == [path.as_uri()]
            assert not wrong
            view.close()
