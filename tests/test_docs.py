"""The documentation's blocks: commands print what the pages say, Python runs, scenarios load."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario import Scenario
from sim.scenario.overlay import overlay
from sim.scenario.tree import Tree
from sim.scenario.yaml_reader import read_text
from sim.uncertainty.sweep import Plan

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    page for page in (ROOT / "docs").rglob("*.md") if page.parent != ROOT / "docs" / "scenarios"
)
LONG = {
    "istanbul", "command-line", "sweep", "first-zone", "0012-assumptions-are-counted",
    "run-on-a-cluster", "a-scenario-in-an-hour",
}  # fmt: skip
"""Pages whose blocks take tens of seconds, or a cluster."""
PIPED = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
"""An environment in which piped output has its own width; the readline library sets another."""


PROGRESS = re.compile(r"\[\d+ s\] ")
"""What a line of progress begins with."""


def blocks(page: Path, language: str) -> list[str]:
    """Return a page's blocks of a language."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def having(language: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, language)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the scenarios and examples in it, to run commands in."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


def stripped(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def check_console(block: str, folder: Path) -> None:
    """Run a block's commands and compare what they print with what it says."""
    as_here = (
        f'sim() {{ "{sys.executable}" -m sim "$@"; }}\npython() {{ "{sys.executable}" "$@"; }}\n'
    )
    printed = []
    for line in block.splitlines():
        if line.startswith("$ "):
            done = subprocess.run(
                ["bash", "-c", as_here + line[2:]],
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                env=PIPED,
            )
            # A machine that is busy shows the progress of what elsewhere is done before.
            told = [one for one in stripped(done.stdout) if not PROGRESS.match(one)]
            # What is cut out of an output by its headings has to be there still.
            assert told or "|" not in line, line
            printed += [line, *told]
    assert printed == stripped(block)


def check_python(block: str, page: Path, space: dict[str, object]) -> None:
    """Run a block and compare what it prints with the comments behind its prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(block, str(page), "exec"), space)
    for line in block.splitlines():
        said = line.partition("  # ")[2].strip()
        if "print(" in line and said:
            assert said in out.getvalue()


@pytest.mark.parametrize(
    "page",
    [pytest.param(p, marks=[pytest.mark.long] * (p.stem in LONG)) for p in PAGES],
    ids=[p.stem for p in PAGES],
)
def test_blocks_do_what_the_page_says(
    page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    text = page.read_text(encoding="utf-8")
    written = r"With\s+this\s+file\s+as\s+`([\w.]+)`:?\s+```(?:yaml)?\n(.*?)```"
    for name, given in re.findall(written, text, re.DOTALL):
        (folder / name).write_text(given, encoding="utf-8")
    space: dict[str, object] = {}
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if language == "console":
            check_console(block, folder)
        elif language == "python":
            check_python(block, page, space)
    assert (folder / "scenarios").is_dir()


@pytest.mark.parametrize("page", having("yaml"), ids=lambda p: p.stem)
def test_yaml_blocks_are_scenarios_or_fragments_of_the_one_before(page: Path) -> None:
    whole: Tree | None = None
    for block in blocks(page, "yaml"):
        tree = read_text(block, page.name)
        if page.stem == "sweep":
            assert Plan.from_dict(tree.data, None).number > 1
            continue
        if block.startswith("# fragment"):
            assert whole is not None
            tree = overlay(whole, tree)
        else:
            whole = tree
        assert Scenario.from_tree(tree, "page").issues


def test_every_strategy_protocol_and_acceptance_rule_has_its_row() -> None:
    from sim.bargaining import PROTOCOLS, STRATEGIES
    from sim.bargaining.acceptance import ACCEPTANCE

    text = (ROOT / "docs" / "explanation" / "bargaining.md").read_text(encoding="utf-8")
    for name in (*PROTOCOLS, *STRATEGIES, *ACCEPTANCE):
        rows = [line for line in text.splitlines() if line.startswith(f"| `{name}`")]
        assert len(rows) == 1, name
        # The last cell names the source, with a year.
        source = rows[0].rsplit("|", 2)[1]
        assert source.strip() == "the same" or re.search(r"\d{4}", source), name


CONCEPTS = sorted(
    page
    for page in (ROOT / "docs" / "explanation").glob("*.md")
    if not page.stem.startswith(("the-", "definitions", "what-it-does-not-claim"))
)


@pytest.mark.parametrize("page", CONCEPTS, ids=lambda p: p.stem)
def test_a_concept_says_what_it_does_not_say_and_whence_it_comes(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, flags=re.MULTILINE)
    assert "What it does not say" in headings
    assert "Sources" in headings or re.search(r"\bOwn\b|\(own\)", text)


def test_definitions_name_their_sources() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in CONCEPTS)
    for source in ("Nash", "Kalai", "Imai", "Fearon", "Reiter", "Liffiton"):
        assert source in text


def test_shell_blocks_that_take_too_long_name_what_is_there() -> None:
    """Benchmarks and installations aren't run here; what they call has to exist all the same."""
    for page in PAGES:
        for block in blocks(page, "sh"):
            for script in re.findall(r"(?:python|python3) ([\w/.-]+\.py)", block):
                compile((ROOT / script).read_text(encoding="utf-8"), script, "exec")
            for test in re.findall(r"tests/[\w/.]+", block):
                assert (ROOT / test).exists(), test
