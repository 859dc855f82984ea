"""The JSON Schema that editors use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sim.scenario.schema import json_schema
from sim.scenario.yaml_reader import read_file, read_text
from tests.scenario.helpers import BODY, problems_of, swapped

ROOT = Path(__file__).parent.parent.parent
STARTERS = [ROOT / "sim" / "scenario" / name for name in ("starter.yaml", "starter_full.yaml")]
SCENARIOS = sorted((ROOT / "scenarios").rglob("*.yaml"))
SHIPPED = [*SCENARIOS, *STARTERS]
VALIDATOR = Draft202012Validator(json_schema())
EXTRA = "    red_lines:"
WEIGHTS = "weights: {nato: 1, land: 2, army: 3}"


def valid(text: str) -> bool:
    return bool(VALIDATOR.is_valid(read_text(text, "f").data))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(json_schema())
    assert json.loads(json.dumps(json_schema())) == json_schema()


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_files_are_valid(file: Path) -> None:
    assert [e.message for e in VALIDATOR.iter_errors(read_file(file).data)] == []


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_shipped_files_name_the_schema_in_their_first_line(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    named = file.parent / first.partition("$schema=")[2]
    assert json.loads(named.read_text(encoding="utf-8")) == json_schema()


@pytest.mark.parametrize(
    "text",
    [
        BODY + "titel: x\n",
        swapped("positions:", "postions:"),
        swapped("bypass", "bypas"),
        swapped("never", "nevr"),
        swapped("{values:", "{value:"),
        swapped("nato: kept", "nato: {ideel: kept}"),
        swapped("options", "opitons"),
        swapped("step: 10", "step: 10, stp: 1"),
        swapped(EXTRA, f"    reservation: {{wra: {{win: 0.5}}}}\n{EXTRA}"),
        swapped(EXTRA, f"    reservation: {{war: {{win: 0.5, cst: 1}}}}\n{EXTRA}"),
        BODY + "rounds: [{chnges: {}}]\n",
        BODY + "sources: {s: {title: x, titel: y}}\n",
        BODY + "consent: {requird: [a]}\n",
        BODY + "linkages: {l: {never: {nato: kept}, kid: law}}\n",
        BODY + "evidence: [{abut: title, source: s, claim: c}]\n",
        BODY + "packages: {p: {label: x, agrement: {nato: kept}}}\n",
        swapped("{land: gone}", "{army: {at_lest: 1}}"),
    ],
)
def test_a_misspelt_key_is_refused(text: str) -> None:
    assert problems_of(text)
    assert not valid(text)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        swapped(WEIGHTS, "weights: unknown"),
        swapped(WEIGHTS, "order: [nato, [land, army]]"),
        swapped("nato: 1", "nato: [1, 2]"),
        swapped("nato: 1", "nato: {low: 1, mode: 2, high: 3}"),
        swapped("nato: 1,", "nato: $p,", "parameters: {p: [0, 1]}\n"),
        swapped("nato: 1,", "nato: 1 - $p,", "parameters: {p: [0, 0.5]}\n"),
        swapped("nato: kept", "nato: {ideal: kept, loss: quadratic}"),
        swapped("army: 100\n", "army: {values: {0: 0, 55: 0.5, 100: 1}}\n"),
        swapped("back: Back", "back: "),
        swapped(EXTRA, f"    reservation: 0.3\n{EXTRA}"),
        swapped(EXTRA, f"    reservation: [0.1, 0.2]\n{EXTRA}"),
        swapped(
            EXTRA,
            f"    reservation: status_quo\n{EXTRA}",
            "status_quo: {nato: kept, land: back, army: 0}\n",
        ),
        swapped(
            EXTRA,
            f"    reservation: {{agreement: {{nato: kept, land: back, army: 0}}, cost: 0.1}}\n"
            f"{EXTRA}",
        ),
        swapped(
            EXTRA,
            f"    reservation: {{war: {{win: 0.5, won: {{nato: kept, land: back, army: 0}}, "
            f"lost: 0.1}}}}\n{EXTRA}",
        ),
        swapped(EXTRA, f"    consents: {{when: {{land: gone}}}}\n{EXTRA}"),
        swapped(EXTRA, f"    roles: [principal, guarantor]\n{EXTRA}"),
        swapped("{land: gone}", "{land: [gone, later], army: {at_least: 10, at_most: 50}}"),
        BODY + "packages: {p: {nato: kept}}\n",
        BODY + "packages: {p: {label: x, agreement: {nato: kept}}}\n",
        BODY + "rounds: [{date: 2022-01-01, changes: {parties: {b: null}}}]\n",
        swapped(
            "nato: kept",
            "nato: {ideal: kept, evidence: {source: s, claim: c}}",
            "sources: {s: {title: t}}\n",
        ),
        BODY + "sources: {s: {title: t}}\n"
        "evidence: [{about: title, source: s, claim: c}, {about: [title], source: s, claim: c}]\n",
    ],
)
def test_every_form_is_valid(text: str) -> None:
    assert not problems_of(text)
    assert [e.message for e in VALIDATOR.iter_errors(read_text(text, "f").data)] == []


@pytest.mark.parametrize(
    "text",
    [
        swapped("nato: kept", "nato: {}"),
        swapped("nato: kept", "nato: {loss: linear}"),
        swapped("{land: gone}", "{land: {}}"),
        swapped("{never: {land: gone}}", "{if: {land: gone}}"),
        swapped("{land: gone}", "{}"),
        swapped("  a:\n", '  "a b":\n'),
        swapped("[kept, paused, renounced]", "[kept, paused, renounced], only: []"),
        swapped("army: {range", "army: {options: [a], range"),
        swapped("nato: {options: [kept, paused, renounced]}", "nato: {label: x}"),
        BODY + "consent: {}\n",
        BODY + "packages: {p: {}}\n",
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(text: str) -> None:
    assert problems_of(text)
    assert not valid(text)
