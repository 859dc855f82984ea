"""Every command does its work on every scenario that ``sim check`` accepts."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from sim.scenario import load
from tests.commands import COMMANDS, arguments, has_subject, is_clean, run
from tests.examples import examples, few
from tests.generate import Choices, choices, whole_documents
from tests.generate.text import yaml_text
from tests.within import within

EXAMPLES = int(os.environ.get("SIM_EXAMPLES", few(12, 3)))
"""Scenarios for each command."""
LIMIT = 20.0
"""Seconds that a command may take on a small scenario."""
LOCATED = re.compile(r"[^:\n]+(:\d+:\d+)?: [^:\n]+: .+")


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_work_on_what_check_accepts(name: str) -> None:
    @settings(examples(EXAMPLES), max_examples=EXAMPLES, derandomize=True, database=None)
    @given(whole_documents(), choices())
    def works(document: dict[str, Any], make: Choices) -> None:
        check_command(name, document, make)

    works()


def check_command(name: str, document: dict[str, Any], make: Choices) -> None:
    """Check that a command ends well on a scenario, if ``sim check`` does."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        file = folder / "case.yaml"
        file.write_text(yaml_text(document), encoding="utf-8")
        with within(LIMIT):
            checked = run(["check", file.name], folder)
        assert checked.error is None, checked.error
        assert [path.name for path in folder.iterdir()] == ["case.yaml"]
        if checked.code != 0:
            assert checked.code == 1, checked.err
            return
        document = load(file).tree.data
        asked = arguments(make, name, document, file)
        with within(LIMIT):
            done = run(asked, folder)
        assert done.error is None, f"{asked}\n{done.error}"
        if has_subject(name, document):
            assert done.code == 0, f"{asked}\n{done.err}"
            assert is_clean(done.err), f"{asked}\n{done.err}"
        else:
            assert done.code == 1, f"{asked}\n{done.err}"
            assert all(LOCATED.match(line) for line in done.err.splitlines()), done.err
