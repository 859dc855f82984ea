"""The README's blocks run; the shell commands themselves are run by ``.ci/run``."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

import sim
from sim.scenario.yaml_reader import read_text

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Return the README's blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_python_blocks_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = blocks("python")
    assert len(found) == 1
    for block in found:
        assert block.strip().count("\n") < 12
        exec(compile(block, "README.md", "exec"), {})


def test_yaml_block_is_a_scenario_with_a_zone() -> None:
    (block,) = blocks("yaml")
    assert block.strip().count("\n") < 24
    scenario = sim.Scenario.from_dict(read_text(block, "README.md").data)
    assert sim.explore(scenario).exists


def test_shell_blocks_are_two_commands_that_set_up_all_they_need() -> None:
    run, test = (block.strip() for block in blocks("sh"))
    for command in (run, test):
        assert "\n" not in command
        assert command.startswith("python3 -m venv --without-pip .venv && python3 -m pip --python")
    last = shlex.split(run)
    assert last[-3:] == [".venv/bin/sim", "run", "scenarios/istanbul-2022.yaml"][-3:]
    assert (ROOT / last[-1]).is_file()
    assert "pytest" in test


def test_links_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if not target.startswith(("http:", "https:")):
                assert os.path.exists(path.parent / target), f"{path}: {target}"


def test_the_output_shown_is_the_real_one() -> None:
    """The block on the first page is what the first command prints first."""
    (shown,) = blocks("console")
    zone = sim.explore(sim.load(ROOT / "scenarios" / "istanbul-2022.yaml"))
    assert shown.strip() == zone.summary()
