"""What is mutated: the scenarios that ship, the cases that once failed, and generated ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from sim.scenario.yaml_reader import read_file
from tests.fuzz.mutate_text import mutated_text
from tests.fuzz.mutate_tree import mutated_tree
from tests.generate.choices import Choices, seeded
from tests.generate.text import yaml_text
from tests.generate.whole import whole_document

ROOT = Path(__file__).parent.parent.parent
MOST_BYTES = 20_000
"""Larger files are left out: what goes wrong with them does with smaller ones, sooner."""


@cache
def files() -> tuple[Path, ...]:
    """Return the files that are mutated, in a fixed order."""
    found = [*(ROOT / "scenarios").rglob("*.yaml"), *(ROOT / "tests/data/cases").glob("*.yaml")]
    found += (ROOT / "sim" / "scenario").glob("starter*.yaml")
    return tuple(path for path in sorted(found) if path.stat().st_size <= MOST_BYTES)


def case(number: int) -> str:
    """Return the text of a case; the same number gives the same text on the same tree of files."""
    make = seeded(number)
    generated = make.chance(1, 2)
    as_tree = make.chance(2, 3)
    if generated:
        document = whole_document(make)
        return _mutated(make, document, yaml_text(document), as_tree)
    path = make.one(files())
    text = path.read_text(encoding="utf-8")
    return _mutated(make, _data(path), text, as_tree)


def _mutated(make: Choices, document: Any, text: str, as_tree: bool) -> str:
    if as_tree:
        return yaml_text(mutated_tree(make, document))
    return mutated_text(make, text)


@cache
def _data(path: Path) -> Any:
    return read_file(path).data
