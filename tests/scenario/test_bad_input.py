"""Bad input: every item of the list in the project's brief, read and run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import some
from tests.scenario.helpers import BODY, problems_of, swapped

ROOT = Path(__file__).parent.parent.parent
WEIGHTS = "weights: {nato: 1, land: 2, army: 3}"
LAND = "land: {values: {back: 1, later: 0.5, gone: 0}}"
LOCATED = re.compile(r"[^:\n]+(:\d+:\d+)?: .+")

Case = tuple[str, str, str, str, str]
"""Name, text, line:column, path, words of the message."""

CASES: list[Case] = [
    ("empty file", "", "1:1", "", "is empty; expected a scenario"),
    ("a list", "- a\n", "1:1", "", "is a list; expected a mapping"),
    ("a word", "scenario\n", "1:1", "", "expected a mapping"),
    ("null", "null\n", "1:1", "", "expected a mapping"),
    ("invalid YAML", "title: T\nissues: [a\nparties: 5\n", "3:8", "", "is not valid YAML"),
    ("tab", "title: T\nissues:\n\ta: 5\n", "3:1", "", "is not valid YAML"),
    (
        "duplicate key",
        swapped("  b:\n", "  a:\n"),
        "19:3",
        "parties.a",
        "the key stands twice (first on line 11)",
    ),
    (
        "unknown key on top",
        BODY + "linkage: {}\n",
        "25:1",
        "linkage",
        "unknown key 'linkage'; did you mean 'linkages'?",
    ),
    (
        "unknown key below",
        swapped("red_lines", "redlines"),
        "17:5",
        "parties.a.redlines",
        "did you mean 'red_lines'?",
    ),
    (
        "negative weight",
        swapped("land: 2", "land: -2"),
        "12:30",
        "parties.a.weights.land",
        "expected a weight of 0 or more",
    ),
    (
        "negative range",
        swapped("land: 2", "land: [-2, 2]"),
        "12:30",
        "parties.a.weights.land",
        "expected a weight of 0 or more",
    ),
    (
        "negative by parameter",
        swapped("nato: 1,", "nato: 1 - $p,", "parameters: {p: [1, 2]}\n"),
        "12:21",
        "parties.a.weights.nato",
        "expected a weight of 0 or more",
    ),
    (
        "NaN weight",
        swapped("land: 2", "land: .nan"),
        "12:30",
        "parties.a.weights.land",
        "NaN is not finite; expected a number",
    ),
    (
        "infinite weight",
        swapped("land: 2", "land: .inf"),
        "12:30",
        "parties.a.weights.land",
        "Infinity is not finite; expected a number",
    ),
    (
        "1e400 as weight",
        swapped("land: 2", "land: 1e400"),
        "12:30",
        "parties.a.weights.land",
        "is not finite; expected a number",
    ),
    (
        "1e-320 as weight",
        swapped("land: 2", "land: 1e-320"),
        "12:30",
        "parties.a.weights.land",
        "too small to be told from 0",
    ),
    (
        "all weights zero",
        swapped(WEIGHTS, "weights: {nato: 0, land: [0, 0], army: 0}"),
        "12:14",
        "parties.a.weights",
        "all weights are 0",
    ),
    (
        "boolean weight",
        swapped("land: 2", "land: true"),
        "12:30",
        "parties.a.weights.land",
        "expected a number",
    ),
    (
        "text weight",
        swapped("land: 2", 'land: "2"'),
        "12:30",
        "parties.a.weights.land",
        "expected a number",
    ),
    (
        "reversed range",
        swapped("land: 2", "land: [3, 2]"),
        "12:30",
        "parties.a.weights.land",
        "the range is reversed",
    ),
    (
        "reversed triangle",
        swapped("land: 2", "land: {low: 1, mode: 5, high: 3}"),
        "12:30",
        "parties.a.weights.land",
        "the range is reversed",
    ),
    (
        "reversed parameter",
        BODY + "parameters: {p: [0.7, 0.3]}\n",
        "25:17",
        "parameters.p",
        "the range is reversed",
    ),
    (
        "value above 1",
        swapped("back: 1,", "back: 1.1,"),
        "15:29",
        "parties.a.positions.land.values.back",
        "1.1 is outside 0..1",
    ),
    (
        "value below 0",
        swapped("gone: 0}", "gone: [-0.1, 0]}"),
        "15:50",
        "parties.a.positions.land.values.gone",
        "is outside 0..1",
    ),
    (
        "value by parameter",
        swapped("gone: 0}", "gone: $p}", "parameters: {p: 5}\n"),
        "15:50",
        "parties.a.positions.land.values.gone",
        "5 is outside 0..1",
    ),
    (
        "missing value",
        swapped("{back: 1, later: 0.5, gone: 0}", "{later: 0.5, gone: 0}"),
        "15:22",
        "parties.a.positions.land.values",
        "no value for 'back' of 'land'",
    ),
    (
        "missing value at an end",
        swapped("army: 100\n", "army: {values: {0: 0, 50: 1}}\n"),
        "16:22",
        "parties.a.positions.army.values",
        "no value for '100' of 'army'",
    ),
    (
        "position on an unknown issue",
        swapped("      army: 100\n", "      army: 100\n      navy: 5\n"),
        "17:7",
        "parties.a.positions.navy",
        "unknown issue 'navy'",
    ),
    (
        "position on an unknown option",
        swapped("nato: kept", "nato: kpt"),
        "14:13",
        "parties.a.positions.nato",
        "unknown option 'kpt' of 'nato'; did you mean 'kept'?",
    ),
    (
        "value of an unknown option",
        swapped("gone: 0}", "gone: 0, lost: 0}"),
        "15:53",
        "parties.a.positions.land.values.lost",
        "unknown option 'lost' of 'land'",
    ),
    (
        "clause on an unknown issue",
        swapped("{land: gone}", "{lnd: gone}"),
        "18:20",
        "parties.a.red_lines.r1.never.lnd",
        "unknown issue 'lnd'; did you mean 'land'?",
    ),
    (
        "clause on an unknown option",
        swapped("{land: gone}", "{land: gon}"),
        "18:26",
        "parties.a.red_lines.r1.never.land",
        "did you mean 'gone'?",
    ),
    (
        "clause in a linkage",
        BODY + "linkages: {l: {if: {nato: kept}, then: {land: [back, bck]}}}\n",
        "25:54",
        "linkages.l.then.land[1]",
        "did you mean 'back'?",
    ),
    (
        "clause off the levels",
        swapped("{land: gone}", "{army: 55}"),
        "18:26",
        "parties.a.red_lines.r1.never.army",
        "is no level of 'army'",
    ),
    (
        "weight without a position",
        swapped("      nato: kept\n", ""),
        "12:15",
        "parties.a.weights.nato",
        "no position on 'nato'",
    ),
    (
        "bypass without a value",
        swapped(LAND, "land: back"),
        "15:13",
        "parties.a.positions.land",
        "no value for 'later' of 'land'",
    ),
    (
        "bypass in an order",
        swapped(LAND, "land: {ideal: gone, loss: quadratic}"),
        "15:13",
        "parties.a.positions.land",
        "no value for 'later' of 'land'",
    ),
    (
        "bypass as bound",
        swapped("{land: gone}", "{land: {at_most: later}}"),
        "18:36",
        "parties.a.red_lines.r1.never.land.at_most",
        "bypass",
    ),
    (
        "step that does not divide",
        swapped("step: 10", "step: 7"),
        "9:17",
        "issues.army.range",
        "step 7 does not divide the range from 0 to 100; expected",
    ),
    (
        "step of 0",
        swapped("step: 10", "step: 0"),
        "9:17",
        "issues.army.range",
        "expected a number above 0",
    ),
    (
        "range of an issue reversed",
        swapped("from: 0, to: 100", "from: 100, to: 0"),
        "9:17",
        "issues.army.range",
        "reversed",
    ),
    (
        "too many levels",
        swapped("to: 100,", "to: 10000000,"),
        "9:17",
        "issues.army.range",
        "expected at most 100,000",
    ),
    (
        "tag that runs code",
        BODY + 'summary: !!python/object/apply:os.system ["touch pwned"]\n',
        "25:10",
        "summary",
        "expected plain YAML without tags",
    ),
    (
        "tag for an object",
        BODY + "summary: !!python/name:os.system\n",
        "25:10",
        "summary",
        "expected plain YAML without tags",
    ),
    (
        "own tag",
        BODY + "summary: !include other.yaml\n",
        "25:10",
        "summary",
        "expected plain YAML without tags",
    ),
    ("merge key", BODY + "linkages: {<<: 5}\n", "25:12", "linkages", "merge keys"),
    ("alias to itself", BODY + "packages: &x {p: *x}\n", "25:11", "packages.p", "refers to itself"),
    (
        "in a round",
        BODY + "rounds:\n  - changes: {parties: {a: {weights: {nato: -1}}}}\n",
        "26:45",
        "parties.a.weights.nato",
        "-1 is outside",
    ),
    (
        "unknown key in a round",
        BODY + "rounds:\n  - changes: {parties: {a: {wieghts: {}}}}\n",
        "26:29",
        "parties.a.wieghts",
        "did you mean 'weights'?",
    ),
    (
        "unknown key of a round",
        BODY + "rounds:\n  - {dat: x}\n",
        "26:6",
        "rounds[0].dat",
        "did you mean 'date'?",
    ),
    (
        "in a variant",
        BODY + "variants:\n  v: {changes: {issues: {nato: {only: [kpt]}}}}\n",
        "26:40",
        "issues.nato.only[0]",
        "did you mean 'kept'?",
    ),
    (
        "removal in a round",
        BODY + "rounds:\n  - changes: {linkages: {l: null}}\n",
        "26:26",
        "linkages.l",
        "removes what is not there",
    ),
    (
        "source",
        BODY + "evidence: [{about: title, source: s, claim: c}]\n",
        "25:35",
        "evidence[0].source",
        "unknown source 's'",
    ),
    (
        "evidence about nothing",
        BODY + "sources: {s: {title: t}}\nevidence: [{about: titel, source: s, claim: c}]\n",
        "26:20",
        "evidence[0].about",
        "did you mean 'title'?",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_one_problem_and_no_other(case: Case) -> None:
    _, text, place, path, words = case
    found = problems_of(text)
    assert [(f"{p.mark.line}:{p.mark.column}", p.path) for p in found] == [(place, path)], [
        str(p) for p in found
    ]
    assert words in found[0].message


SEVERAL = """\
title: Several
date: 2022
issues:
  nato: {options: [kept, renounced], onyl: [kept]}
  land: {options: {back: Back, later: {bypass: 1}, gone: Gone}}
  army: {range: {from: 0, to: 100, step: 10}}
parties:
  a:
    weights: {nato: -1, land: .nan, army: 1}
    positions: {nato: kpt, land: {values: {back: 2, gone: 0}}, army: 5}
    red_lines: {r: {never: {nvy: x}, strenth: stated}}
  b:
    weights: {nato: [2, 1], army: 1}
    positions: {nato: kept, army: 500}
    reservation: {war: {win: $odds, cost: 0.1}}
linkages: {l: {if: {nato: kept}, then: {army: {at_least: x}}}}
status_quo: {nato: gone}
"""
"""Many independent mistakes; none of the messages may follow from another mistake."""


def test_all_problems_of_a_file_at_once() -> None:
    found = [(f"{p.mark.line}:{p.mark.column}", p.path) for p in problems_of(SEVERAL)]
    assert found == [
        ("2:7", "date"),
        ("4:38", "issues.nato.onyl"),
        ("5:48", "issues.land.options.later.bypass"),
        ("9:21", "parties.a.weights.nato"),
        ("9:31", "parties.a.weights.land"),
        ("10:23", "parties.a.positions.nato"),
        ("10:50", "parties.a.positions.land.values.back"),
        ("11:29", "parties.a.red_lines.r.never.nvy"),
        ("11:38", "parties.a.red_lines.r.strenth"),
        ("13:21", "parties.b.weights.nato"),
        ("14:35", "parties.b.positions.army"),
        ("15:30", "parties.b.reservation.war.win"),
        ("16:58", "linkages.l.then.army.at_least"),
        ("17:20", "status_quo.nato"),
    ]


def test_a_duplicate_key_does_not_hide_the_other_problems() -> None:
    found = problems_of(swapped("nato: kept", "nato: kpt", "summary: a\nsummary: b\n"))
    assert [p.path for p in found] == ["parties.a.positions.nato", "summary"]


def sim(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=60,
    )


def refused(done: subprocess.CompletedProcess[str], out: Path) -> list[str]:
    """Check what every refusal has in common and return its lines."""
    assert "Traceback" not in done.stderr
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert not out.exists()
    lines = done.stderr.splitlines()
    assert lines
    assert all(LOCATED.fullmatch(line) for line in lines)
    return lines


BOMB = (
    "summary: &a ["
    + ",".join("x" * 10)
    + "]\n"
    + "".join(f"k{n}: &{'bcdefgh'[n]} [{','.join(['*' + 'abcdefg'[n]] * 10)}]\n" for n in range(7))
)
FILES: list[tuple[str, bytes, str, str]] = [
    ("empty", b"", "", "is empty"),
    ("invalid", b"a: [\nb: 1\n", ":3:1", "is not valid YAML"),
    ("duplicate", BODY.encode() + b"title: again\n", ":25:1", "title: the key stands twice"),
    ("unknown", BODY.encode() + b"linkage: {}\n", ":25:1", "did you mean 'linkages'?"),
    ("latin", b"title: caf\xe9\n", "", "UTF-8"),
    ("utf16", "title: T\n".encode("utf-16"), "", "UTF-8"),
    ("binary", bytes(range(256)), "", ""),
    ("big", BODY.encode() + b"#" * 5_000_001, "", "expected a scenario file of at most 5 MB"),
    ("deep", b"title: " + b"[" * 20_000, "", "nested too deeply"),
    ("exponential", BODY.encode() + BOMB.encode(), "", "aliases repeat more than"),
    (
        "quadratic",
        f"a: &a [{','.join('x' * 3000)}]\nb: [{','.join(['*a'] * 3000)}]\n".encode(),
        "",
        "aliases repeat more than",
    ),
    (
        "tag",
        BODY.encode() + b"summary: !!python/object/apply:os.system [touch pwned]\n",
        ":25:10",
        "without tags",
    ),
    ("circular", b"extends: circular.yaml\n", ":1:10", "extends: is circular"),
    ("escaping", b"extends: ../escaping.yaml\n", ":1:10", "outside the folder"),
    ("absolute", b"extends: /etc/passwd\n", ":1:10", "outside the folder"),
    ("missing_base", b"extends: nope.yaml\n", ":1:10", "there is no file 'nope.yaml'"),
    (
        "weights",
        swapped("land: 2", "land: .nan").encode(),
        ":12:30",
        "parties.a.weights.land: NaN is not finite",
    ),
    ("escape", BODY.encode() + b'summary: "\\U00110000"\n', ":25:", "is not valid YAML"),
    ("surrogate", BODY.encode() + b'summary: "\\ud800"\n', ":25:", ""),
    ("control", BODY.encode() + b"summary: a\x07\n", ":25:", "is not valid YAML"),
    ("null_rule", BODY.encode() + b"linkages: {l: {never: }}\n", ":25:", "linkages.l"),
    (
        "null_war",
        swapped("    red_lines:", "    reservation: {war: }\n    red_lines:").encode(),
        ":17:",
        "parties.a.reservation",
    ),
    (
        "huge",
        swapped("army: 100\n", f"army: {'9' * 400}\n").encode(),
        ":16:13",
        "parties.a.positions.army",
    ),
    ("null_byte", b'extends: "a\\0b"\n', ":1:10", "extends"),
    (
        "empty_group",
        swapped(WEIGHTS, "order: [nato, [], land, army]").encode(),
        ":12:",
        "parties.a.order",
    ),
]


@pytest.mark.parametrize("case", some(FILES, 8), ids=lambda case: case[0])
def test_the_command_line_on_bad_files(case: tuple[str, bytes, str, str], tmp_path: Path) -> None:
    name, content, place, words = case
    folder = tmp_path / "folder"
    folder.mkdir()
    file = folder / f"{name}.yaml"
    file.write_bytes(content)
    out = tmp_path / "out"
    lines = refused(sim("run", file, "--out", out, "--no-figures", cwd=folder), out)
    assert lines[0].startswith(f"{file}{place}")
    assert words in lines[0]
    assert [path.name for path in folder.iterdir()] == [file.name]


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_no_file(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (line,) = refused(sim("run", name, "--out", out, cwd=tmp_path), out)
    assert line.startswith(f"{name}: ")


def test_a_pipe_is_no_scenario_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "sim", "check", "pipe.yaml"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
            timeout=10,
        )
    except subprocess.TimeoutExpired:
        pytest.fail("hangs")
    assert done.returncode == 1


def test_problems_of_all_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(swapped("nato: kept", "nato: kpt"))
    (tmp_path / "two.yaml").write_text(swapped("land: 2", "land: -2"))
    (tmp_path / "sound.yaml").write_text(BODY)
    out = tmp_path / "out"
    lines = refused(
        sim("run", "one.yaml", "sound.yaml", "two.yaml", "--out", out, cwd=tmp_path), out
    )
    assert [line.split(": ")[0] for line in lines] == ["one.yaml:14:13", "two.yaml:12:30"]


def test_an_anchor_defined_again_is_silent(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(BODY.replace("title: T", "title: &x T\nsummary: &x S"))
    done = sim("check", "x.yaml", "--quiet", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("change", "path"),
    some(
        [
            ("parties.a.weights.nato=-1", "parties.a.weights.nato"),
            ("parties.a.weights.nato=x", "parties.a.weights.nato"),
            ("parties.a.weights.natoo=1", "parties.a.weights.natoo"),
            ("partis.a=1", "partis"),
            ("issues.nato.only=[]", "issues.nato.only"),
            ("parties.a.weights.nato=[1", ""),
            ("issues.land=", "issues.land"),
            ("linkages.x=", "linkages.x"),
            ("rounds=[]", "rounds"),
            ("parties.a.positions.land.values.later=2", "parties.a.positions.land.values.later"),
            ("parties.a.weights.nato=!!python/name:x", ""),
            ("parties=", ""),
            ("issues.nato.options.paused.bypass=true", ""),
            ("issues.army.range.to=50", ""),
            ("parties.a.positions.nato=", ""),
            ("parties.a.order=[nato]", ""),
        ]
    ),
)
def test_set_names_itself(change: str, path: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(BODY)
    out = tmp_path / "out"
    done = sim("run", "x.yaml", "--no-figures", "--out", out, "--set", change, cwd=tmp_path)
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    assert not out.exists()
    for line in done.stderr.splitlines():
        assert f"--set {change.partition('=')[0]}" in line
        assert path in line


def test_all_wrong_sets_are_told(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(BODY)
    done = sim(
        "check",
        "x.yaml",
        "--set",
        "parties.a.weights.nato=-1",
        "--set",
        "parties.b.weights.nato=x",
        cwd=tmp_path,
    )
    assert len(done.stderr.splitlines()) == 2


def test_sets_are_checked_together(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(BODY)
    done = sim(
        "check",
        "x.yaml",
        "-q",
        "--set",
        "parties.a.positions.nato=",
        "--set",
        "parties.a.weights.nato=",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--round", "7"),
        ("--round", "2023-01-01"),
        ("--variant", "q"),
        ("--round", "²"),
        ("--round", "-1"),
    ],
)
def test_states_that_are_not_there(arguments: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(
        BODY + "rounds: [{date: 2022-01-01}]\nvariants: {v: {label: V}}\n"
    )
    out = tmp_path / "out"
    done = sim("run", "x.yaml", "--no-figures", "--out", out, *arguments, cwd=tmp_path)
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    assert not out.exists()


def test_extends_of_a_file_named_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "base.yaml").write_text(BODY)
    (tmp_path / "below" / "x.yaml").write_text("extends: ../base.yaml\ntitle: C\n")
    assert sim("check", "-q", "below/x.yaml", cwd=tmp_path).returncode == 1
    assert sim("check", "-q", "below/x.yaml", "base.yaml", cwd=tmp_path).returncode == 0
