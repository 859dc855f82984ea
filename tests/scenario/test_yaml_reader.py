"""YAML 1.2 into a located tree."""

from __future__ import annotations

import contextlib
import math
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sim.scenario import ScenarioError
from sim.scenario.yaml_reader import read_file, read_text, read_value


def problem(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_text(text, "f")
    return str(caught.value)


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "y", "n", "No", "YES", "tRuE", "nULL"])
def test_words_stay_words(word: str) -> None:
    assert read_text(f"{word}: {word}", "f").data == {word: word}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0o17", 15),
        ("0x1F", 31),
        ("017", 17),
        ("1e3", 1000.0),
        ("+5", 5),
        ("-.5", -0.5),
        ("5.", 5.0),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("1e400", math.inf),
        ("2022-03-29", "2022-03-29"),
        ("2022-03-29T10:00:00Z", "2022-03-29T10:00:00Z"),
        ("12:30:45", "12:30:45"),
        ("1:30", "1:30"),
        ("inf", "inf"),
        ("nan", "nan"),
        ("infinity", "infinity"),
        ('"1"', "1"),
        ("'true'", "true"),
        ("=", "="),
        ("0o8", "0o8"),
        ("1.2.3", "1.2.3"),
        ("٣", "٣"),
    ],
)
def test_core_schema(written: str, read: Any) -> None:
    found = read_text(f"k: {written}", "f").data["k"]
    assert found == read
    assert type(found) is type(read)


def test_nan() -> None:
    assert math.isnan(read_text("k: .nan", "f").data["k"])


@pytest.mark.parametrize("text", ["1_000", "1_000.5", "0_7", "0b11", "-0x1f", "-0o7"])
def test_what_is_no_number_in_yaml_1_2_stays_text(text: str) -> None:
    assert read_text(f"k: {text}", "f").data == {"k": text}


@pytest.mark.parametrize("key", ["2022-03-29", "no", "1.2.3", "100", "x"])
def test_keys_are_text(key: str) -> None:
    assert list(read_text(f"{key}: 1", "f").data) == [key]


@pytest.mark.parametrize("key", ["true", "null", "~"])
def test_keys_stay_as_written(key: str) -> None:
    assert list(read_text(f"{key}: 1", "f").data) == [key]


def test_a_number_and_its_text_are_one_key() -> None:
    assert problem('100: 1\n"100": 2\n').startswith("f:2:1: 100: the key stands twice")


def test_unicode_ids_and_marks() -> None:
    tree = read_text("Україна: {ü: 1}\n", "f")
    assert tree.data == {"Україна": {"ü": 1}}
    key, value = tree.marks[("Україна", "ü")]
    assert (str(key), str(value)) == ("f:1:11", "f:1:14")


def test_byte_order_mark_and_crlf(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: [1,\r\n  2]\r\n")
    assert read_file(file).data == {"a": 1, "b": [1, 2]}


@pytest.mark.parametrize(
    "text", ["a:\nb: 1\n", "a: \n\n\nb: 1\n", "a:\n", "x: {a: , b: 1}", "x: {a: }"]
)
def test_an_empty_value_is_on_the_line_of_its_key(text: str) -> None:
    tree = read_text(text, "f")
    path = ("x", "a") if text.startswith("x") else ("a",)
    key, value = tree.marks[path]
    assert value.line == key.line
    assert value.column <= key.column + 2


def test_every_duplicate_key_is_reported_with_both_places() -> None:
    text = problem("a: 1\nb: {c: 1, c: 2}\na: 2\n")
    assert text.splitlines() == [
        "f:2:11: b.c: the key stands twice (first on line 2); expected once",
        "f:3:1: a: the key stands twice (first on line 1); expected once",
    ]


@pytest.mark.parametrize(
    "value",
    [
        "!!python/object/apply:os.system [x]",
        "!!python/name:os.system",
        "!foo 1",
        "!!set {a}",
        "!!binary aGk=",
        "!!omap [a: 1]",
        "!!str [1]",
        "!!map [1]",
    ],
)
def test_tags_are_refused(value: str) -> None:
    text = problem(f"ok: 1\na: {value}\n")
    assert text.startswith("f:2:4: a: has the tag ")
    assert "expected plain YAML" in text


def test_a_tag_on_a_key_or_on_top_is_refused() -> None:
    assert problem("!!python/name:os.system a: 1\n").startswith("f:1:1: ")
    assert problem("!!python/object:x {a: 1}\n").startswith("f:1:1: ")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: [1, 2\nb: 3\n", "2:2"),
        ("a: b: c\n", "1:5"),
        ("a:\n\t- b\n", "2:1"),
        ("a: *x\n", "1:4"),
        ("a: @x\n", "1:4"),
        ("a: 1\n---\nb: 2\n", "2:1"),
        ('a: "\\q"\n', "1:6"),
        ("? [a, b]\n: 1\n", "1:3"),
        ("a: &x [*x]\n", "1:4"),
        ("a: &x {b: 1}\nc: {<<: *x}\n", "2:5"),
        ('a: "\\U00110000"\n', "1:4"),
        ('a: "\\UFFFFFFFF"\n', "1:4"),
        ('b: 1\na: "\x07"\n', "2:5"),
        ("b: 1\na: \x00\n", "2:4"),
        ("b: 1\na: \ufffe\n", "2:4"),
        ('a: "\\ud800"\n', "1:4"),
    ],
)
def test_invalid_yaml_is_located_on_one_line(text: str, place: str) -> None:
    line, _, column = place.partition(":")
    found = problem(text)
    assert "\n" not in found
    assert found.startswith(f"f:{line}:")
    assert abs(int(found.split(":")[2]) - int(column)) <= 2


def test_an_anchor_may_be_defined_again() -> None:
    assert read_text("a: &x 1\nb: &x 2\nc: *x\n", "f").data == {"a": 1, "b": 2, "c": 2}


def test_exponential_alias_bomb() -> None:
    letters = "abcdefghij"
    text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 10)}]\n" for old, new in pairwise(letters)
    )
    started = time.process_time()
    assert "aliases repeat more than" in problem(text)
    assert time.process_time() - started < 5


def test_quadratic_alias_bomb() -> None:
    text = f"a: &a [{','.join('x' * 5000)}]\nb: [{','.join(['*a'] * 5000)}]\n"
    assert "aliases repeat more than" in problem(text)


def test_alias_bomb_of_one_long_text() -> None:
    text = f'a: &a "{"x" * 1_000_000}"\nb: [{",".join(["*a"] * 9000)}]\n'
    assert "aliases" in problem(text)


def test_a_few_aliases_are_fine() -> None:
    data = read_text("x: &x {a: [1, 2]}\n" + "".join(f"k{i}: *x\n" for i in range(100)), "f").data
    assert data["k99"] == {"a": [1, 2]}


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 5000 + "]" * 5000,
        "{a: " * 3000 + "1" + "}" * 3000,
        "\n".join(" " * i + "a:" for i in range(2000)),
    ],
)
def test_deep_nesting(text: str) -> None:
    assert "nested too deeply" in problem(text)


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_empty(text: str) -> None:
    assert problem(text).startswith("f:1:1: is empty; expected a scenario")


def test_files_that_are_none(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    big.write_text("a: 1\n#" + "x" * 5_000_000)
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"title: caf\xe9\n")
    for path, words in (
        (tmp_path / "missing.yaml", "No such file"),
        (tmp_path, "is a folder"),
        (big, "at most 5 MB"),
        (latin, "UTF-8"),
    ):
        with pytest.raises(ScenarioError) as caught:
            read_file(path)
        assert str(caught.value).startswith(str(path))
        assert words in str(caught.value)


def test_a_path_with_a_null_byte() -> None:
    with pytest.raises(ScenarioError):
        read_file(Path("a\0b"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("40", 40),
        ("[1, 2]", [1, 2]),
        ("{low: 1, mode: 2, high: 3}", {"low": 1, "mode": 2, "high": 3}),
        ("", None),
        ("null", None),
        ("no", "no"),
        ("1 - $p", "1 - $p"),
        ("2022-01-01", "2022-01-01"),
    ],
)
def test_values_of_set(text: str, value: Any) -> None:
    assert read_value(text, "--set x") == value


def test_a_set_value_that_is_a_comment() -> None:
    with contextlib.suppress(ScenarioError):
        assert read_value("# c", "--set x") is None
        return
    with pytest.raises(ScenarioError, match=r"^(?!.*sim new)"):
        read_value("# c", "--set x")
