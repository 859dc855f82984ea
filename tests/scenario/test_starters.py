"""What ``sim new`` writes: sound, and with everything that a scenario can have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.scenario.schema import json_schema
from sim.scenario.yaml_reader import read_file

FOLDER = Path(sim.__file__).parent / "scenario"
FULL = FOLDER / "starter_full.yaml"
SCHEMA = json_schema()
PARTS = {"": SCHEMA, **SCHEMA["$defs"]}


def keys_of(part: dict[str, Any]) -> set[str]:
    """Return the keys that a part of the schema names."""
    forms = [part, *(form for form in part.get("anyOf", ()))]
    return {key for form in forms for key in form.get("properties", {})}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("starter*.yaml")), ids=lambda p: p.stem)
def test_a_starter_is_sound_and_has_a_zone_in_every_state(path: Path) -> None:
    scenario = sim.load(path)
    assert sim.check(scenario).assumptions
    assert sim.explore(scenario).exists
    for name in scenario.variants:
        assert sim.explore(scenario.as_variant(name)).exists


def test_every_key_of_a_file_stands_in_the_full_starter() -> None:
    """All of the top level but ``extends``, which needs a second file and stands there as text."""
    data = read_file(FULL).data
    assert set(data) == keys_of(SCHEMA) - {"extends"}
    assert re.search(r"^# extends: ", FULL.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", [name for name in PARTS if keys_of(PARTS[name])])
def test_every_key_of_every_part_is_in_the_text_of_the_full_starter(name: str) -> None:
    """As a key, or as another form in a comment."""
    text = FULL.read_text(encoding="utf-8")
    assert {key for key in keys_of(PARTS[name]) if not re.search(rf"\b{key}:", text)} == set()


def test_the_full_starter_is_small_and_nothing_in_it_is_about_a_war() -> None:
    text = FULL.read_text(encoding="utf-8")
    assert sim.explore(sim.load(FULL)).counts.agreements < 1000
    words = r"\b(troops?|ceasefire|fighting|army|weapons?|invasion)\b"
    assert not re.search(words, text, re.IGNORECASE)
