"""The words of every text that the program prints: even-handed, no forecast, no blame."""

from __future__ import annotations

import ast
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import sim
from sim.cli.summary import summary
from sim.reporting.answers import Answers
from sim.reporting.brief import brief
from sim.reporting.gather import gather

ROOT = Path(__file__).parent.parent
SCENARIOS = sorted((ROOT / "scenarios").rglob("*.yaml"))
BANNED = re.compile(
    r"\b(will|likely|unlikely|would sign|fair|fairer|fairest|optimal|optimum|best deal|"
    r"refus\w*|block(s|ed|ing)\b(?! of)|blame\w*|gives? in|gave in|surrender\w*|concedes?|"
    r"probability of peace|chance of peace|recommend\w*|should)\b",
    re.IGNORECASE,
)
PRINTING = (
    "text",
    "cli",
    "plots",
    "zone",
    "bargaining",
    "uncertainty",
    "comparison",
    "settlement",
    "reporting",
    "space",
    "scenario",
)


def strings(path: Path) -> list[str]:
    """Return a file's strings, docstrings aside except those of commands (they are help texts)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(
            node
        ):
            if isinstance(node, ast.FunctionDef) and node.name == "command":
                continue
            skipped.add(id(node.body[0].value))  # type: ignore[attr-defined]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            if not (isinstance(node.value.value, str) and id(node.value) not in skipped):
                continue
            skipped.add(id(node.value))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in skipped
    ]


def test_no_banned_word_stands_on_the_page() -> None:
    for name in ("report.html.j2", "view.js"):
        text = (ROOT / "sim" / "reporting" / "page" / name).read_text(encoding="utf-8")
        assert not BANNED.search(text), name


@pytest.mark.parametrize("folder", PRINTING)
def test_no_banned_word_stands_in_the_code(folder: str) -> None:
    for path in (ROOT / "sim" / folder).rglob("*.py"):
        for text in strings(path):
            assert not BANNED.search(text), f"{path}: {text!r}"


def printed(scenario: sim.Scenario, width: int = 110) -> str:
    """Return the summary as text."""
    out = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
    for part in summary(Answers(sim.explore(scenario))):
        out.print(part)
    text: str = out.file.getvalue()  # type: ignore[attr-defined]
    return text


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_summaries_keep_to_the_words(path: Path) -> None:
    scenario = sim.load(path)
    states = [scenario, *(scenario.as_variant(name) for name in scenario.variants)]
    for state in states:
        text = printed(state)
        assert not BANNED.search(text), BANNED.search(text)
        sentences = text.split("\n", 1)[1]
        assert sentences.split(".")[0].find("under the stated assumptions") >= 0
        assert "%" not in text
        assert "says nothing on legality or justice" in " ".join(text.split())
        # About one screen; what twenty issues take is longer.
        assert len(text.splitlines()) <= 60 + 3 * len(state.issues)


def swapped(text: str) -> str:
    """Exchange the two principals' names, everywhere."""
    pairs = {"russia": "ukraine", "Russia": "Ukraine"}
    pairs |= {b: a for a, b in pairs.items()}
    return re.sub("|".join(pairs), lambda match: pairs[match[0]], text)


@pytest.fixture
def mirror(tmp_path: Path) -> tuple[sim.Scenario, sim.Scenario]:
    """Return the Istanbul scenario, and the same with the principals' ids and labels exchanged."""
    source = ROOT / "scenarios" / "istanbul-2022.yaml"
    other = tmp_path / "istanbul-2022.yaml"
    other.write_text(swapped(source.read_text(encoding="utf-8")), encoding="utf-8")
    return sim.load(source), sim.load(other)


def test_mirror_swaps_the_texts_and_changes_nothing_else(
    mirror: tuple[sim.Scenario, sim.Scenario],
) -> None:
    here, there = (" ".join(printed(scenario, width=600).split()) for scenario in mirror)
    assert swapped(here) == there


def test_mirror_swaps_the_block_and_the_brief_and_changes_nothing_else(
    mirror: tuple[sim.Scenario, sim.Scenario],
) -> None:
    here, there = (gather(sim.explore(scenario), quick=True) for scenario in mirror)
    assert swapped("\n".join(here.block())) == "\n".join(there.block())
    assert swapped(brief(here)) == brief(there)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_blocks_and_briefs_keep_to_the_words(path: Path) -> None:
    answers = gather(sim.explore(sim.load(path)), quick=True)
    for text in (*answers.block(), brief(answers)):
        assert not BANNED.search(text), BANNED.search(text)
    assert "under the stated assumptions" in answers.block()[0]


def test_mirror_swaps_the_result_and_changes_nothing_else(
    mirror: tuple[sim.Scenario, sim.Scenario],
) -> None:
    here, there = (plain(sim.explore(scenario).to_dict()) for scenario in mirror)
    assert swapped(here) == there


def plain(result: dict[str, Any]) -> str:
    del result["scenario"]["digest"]
    return json.dumps(result, ensure_ascii=False)


def test_mirror_by_the_order_of_parties() -> None:
    """The file's order of parties is the only thing that decides who is named first."""
    text = (ROOT / "scenarios" / "teaching" / "two-issues.yaml").read_text(encoding="utf-8")
    from sim.scenario.yaml_reader import read_text

    data = read_text(text, "two-issues").data
    turned = {**data, "parties": dict(reversed(list(data["parties"].items())))}
    here, there = (printed(sim.Scenario.from_dict(d), width=600) for d in (data, turned))
    assert sorted(re.findall(r"\w+", here)) == sorted(re.findall(r"\w+", there))


def test_mirror_swaps_what_comes_after_signature(
    mirror: tuple[sim.Scenario, sim.Scenario],
) -> None:
    from sim.text.implementation import funnel_lines, ratification_lines, roadmap_lines
    from sim.text.names import Words
    from sim.zone.rule_notes import rule_notes

    told = []
    for scenario in mirror:
        zone = sim.explore(scenario)
        words = Words(scenario, rule_notes(zone.space))
        lines = [
            *roadmap_lines(sim.roadmap(zone), words),
            *ratification_lines(sim.ratify(zone), words),
            *funnel_lines(sim.funnel(zone), words),
        ]
        assert not BANNED.search(" ".join(lines))
        told.append(" ".join(lines))
    assert swapped(told[0]) == told[1]


def test_mirror_swaps_prices(mirror: tuple[sim.Scenario, sim.Scenario]) -> None:
    from sim.text.names import Words
    from sim.text.prices import price_lines
    from sim.zone.rule_notes import rule_notes

    told = []
    for scenario in mirror:
        closed = scenario.with_changes(
            {"parties.russia.reservation": 0.63, "parties.ukraine.reservation": 0.63}
        )
        for one in (scenario, closed):
            zone = sim.explore(one)
            lines = price_lines(sim.prices(zone), Words(one, rule_notes(zone.space)))
            assert not BANNED.search(" ".join(lines))
            told.append(" ".join(lines))
    assert [swapped(text) for text in told[:2]] == told[2:]
