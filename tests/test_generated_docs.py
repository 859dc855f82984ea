"""The generated pages of the reference are those that the schema and the commands give today."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    made: dict[str, str] = runpy.run_path(str(ROOT / "docs" / "generate.py"))["pages"]()
    return made


@pytest.mark.parametrize("name", ["scenario-keys.md", "options.md"])
def test_a_page_is_not_stale(pages: dict[str, str], name: str) -> None:
    text = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert text == pages[name], "run: python docs/generate.py"


def test_the_keys_are_those_of_the_schema(pages: dict[str, str]) -> None:
    assert "anything" not in pages["scenario-keys.md"]
    for key in ("`reported_by`", "`adversary_of`", "`through_rounds`", "`weights_are`"):
        assert key in pages["scenario-keys.md"]
