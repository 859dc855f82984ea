"""The report in a real browser: its numbers are the program's, and nothing leaves the machine."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

import sim
from sim.reporting.html import Part, page
from tests.examples import few
from tests.reporting.browser import CHROMIUM, browser

__all__ = ["browser"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
ISTANBUL = "scenarios/istanbul-2022.yaml"
NASTY = "</script><script>window.hacked = 1</script> \"quoted\" & 'so'"


def page_of(scenario: sim.Scenario) -> str:
    return page(sim.explore(scenario), ["a question"], [Part("x", NASTY, [NASTY])], [("a", "b")])


class Opened:
    """A report in a page of its own, with what it asked for and what it complained of."""

    def __init__(self, browser: Any, folder: Path, scenario: sim.Scenario, **more: Any) -> None:
        path = folder / "report.html"
        path.write_text(page_of(scenario), encoding="utf-8")
        self.page = browser.new_page(**more)
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.page.on("request", lambda one: self.asked.append(one.url))
        self.page.on(
            "console", lambda one: self.wrong.append(one.text) if one.type == "error" else 0
        )
        self.page.on("pageerror", lambda one: self.wrong.append(str(one)))
        self.page.goto(path.as_uri())

    def found(self, weights: Any, fixed: Any) -> dict[str, Any]:
        script = """([weights, fixed]) => {
            const page = window.page, data = page.live.data;
            const start = performance.now(), f = page.live.recompute(weights, fixed);
            return {
                seconds: (performance.now() - start) / 1000, zone: f.zone.length,
                frontier: f.frontier.length, critical: f.critical, reservations: f.reservations,
                solutions: Object.fromEntries(Object.entries(f.solutions).map(([n, s]) => [n,
                    data.issues.map((_, i) => page.live.digits[i][s.place])])),
            };
        }"""
        return dict(self.page.evaluate(script, [weights, fixed]))


def same(told: dict[str, Any], scenario: sim.Scenario) -> None:
    zone = sim.explore(scenario)
    assert told["zone"] == zone.counts.acceptable
    assert told["frontier"] == zone.counts.frontier
    if zone.critical_reservation is not None:
        assert told["critical"] == pytest.approx(zone.critical_reservation, abs=1e-9)
    for own, party in zip(told["reservations"], zone.space.parties, strict=True):
        if party.weighs:
            assert own == pytest.approx(party.reservation, abs=1e-9)
    for name, solution in (zone.solutions or {}).items():
        issues = scenario.issues
        digits = [issues[i].place(option) for i, option in solution.agreement.items()]
        assert told["solutions"][name] == digits, name


def moved(scenario: sim.Scenario, rng: np.random.Generator) -> tuple[sim.Scenario, Any, Any]:
    """Return the scenario with some weights and walk-away values moved, and the sliders."""
    weights: list[list[float | None]] = []
    fixed: list[float | None] = []
    changes: dict[str, Any] = {}
    for name, party in scenario.parties.items():
        own: list[float | None] = []
        for issue in scenario.issues:
            given = dict(party.weights) if isinstance(party.weights, dict) or party.weighs else {}
            if issue not in given:
                own.append(None)
                continue
            own.append(given[issue].point(scenario.parameters))
            if rng.random() < 0.4:
                own[-1] = round(float(rng.uniform(0, 40)), 3)
                changes[f"parties.{name}.weights.{issue}"] = own[-1]
        weights.append(own)
        fixed.append(None)
        if party.weighs and rng.random() < 0.3:
            fixed[-1] = round(float(rng.uniform(0.1, 0.6)), 3)
            changes[f"parties.{name}.reservation"] = fixed[-1]
    return (scenario.with_changes(changes) if changes else scenario), weights, fixed


def test_numbers_are_those_of_the_program(browser: Any, tmp_path: Path) -> None:
    given = sim.load(ISTANBUL)
    opened = Opened(browser, tmp_path, given)
    rng = np.random.default_rng(0)
    for _ in range(4):
        changed, weights, fixed = moved(given, rng)
        told = opened.found(weights, fixed)
        same(told, changed)
    assert not opened.wrong
    assert [url for url in opened.asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("seed", range(few(10, 3)))
def test_numbers_of_random_scenarios(browser: Any, tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    issues = {f"i{k}": {"options": [f"o{j}" for j in range(int(rng.integers(2, 5)))]}
              for k in range(4)}  # fmt: skip
    parties = {}
    for name in ("a", "b", "c")[: int(rng.integers(2, 4))]:
        parties[name] = {
            "weights": {i: round(float(rng.uniform(1, 9)), 2) for i in issues},
            "positions": {
                i: {"values": {o: round(float(x), 3)
                               for o, x in zip(one["options"], rng.permutation(
                                   np.linspace(0, 1, len(one["options"]))), strict=True)}}
                for i, one in issues.items()
            },
            "reservation": round(float(rng.uniform(0, 0.5)), 3),
            "red_lines": {"no": {"never": {"i0": "o1"}}} if rng.random() < 0.5 else {},
        }  # fmt: skip
        if seed % 2 and len(parties) < 2:
            # Nothing says what is won and lost: the best that linkages leave, bonuses and all.
            parties[name]["reservation"] = {"war": {"win": 0.3, "cost": 0.2, "against": "b"}}
            parties[name]["interactions"] = {
                "both": {"when": {"i1": "o0", "i2": "o1"}, "worth": 0.2}
            }
    if "c" not in parties and "war" in str(parties["a"]["reservation"]):
        parties["b"]["reservation"] = {"war": {"win": 0.4, "cost": 0.3}}
    more: dict[str, Any] = {}
    if seed % 3:
        more["linkages"] = {
            "one": {"if": {"i0": "o0"}, "then": {"i1": ["o0", "o1"]}, "kind": "practical"},
            "two": {"never": {"i1": "o1", "i3": "o0"}, "kind": "practical"},
        }
    if rng.random() < 0.5:
        more["consent"] = {"at_least": 2}
    given = sim.Scenario.from_dict({"title": "Any", "issues": issues, "parties": parties, **more})
    opened = Opened(browser, tmp_path, given)
    for _ in range(3):
        changed, weights, fixed = moved(given, rng)
        same(opened.found(weights, fixed), changed)


def test_a_scenario_full_of_markup_shows_as_text(browser: Any, tmp_path: Path) -> None:
    given = sim.Scenario.from_dict({
        "title": NASTY,
        "issues": {"price": {"label": NASTY, "options": {"low": NASTY, "high": None}}},
        "parties": {
            "buyer": {"label": NASTY, "weights": {"price": 1}, "positions": {"price": "low"}},
            "seller": {"weights": {"price": 1}, "positions": {"price": "high"}},
        },
    })  # fmt: skip
    opened = Opened(browser, tmp_path, given)
    assert opened.page.evaluate("window.hacked") is None
    assert opened.page.locator("h1").inner_text() == NASTY
    opened.page.locator("#live-solutions button").first.click()
    assert NASTY in opened.page.locator("#agreement").inner_text()
    assert not opened.wrong


def test_the_keyboard_is_enough(browser: Any, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path, sim.load(ISTANBUL))
    page = opened.page
    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    assert "acceptable agreement" in page.locator("#agreement h3").inner_text()
    before = page.locator("#live-answer").inner_text()
    slider = page.locator('[id="r.russia"]')
    slider.focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    assert page.locator("#live-answer").inner_text() != before
    assert page.locator(".stale").first.is_visible()
    assert "parties.russia.reservation=" in page.locator("#as-set").inner_text()
    page.locator("#reset").focus()
    page.keyboard.press("Enter")
    assert page.locator("#live-answer").inner_text() == before
    assert not page.locator(".stale").first.is_visible()
    assert not opened.wrong


def test_of_too_many_agreements_a_sample_is_said_to_be_one(browser: Any, tmp_path: Path) -> None:
    issues = {f"i{k}": {"options": ["x", "y", "z"]} for k in range(14)}
    issues["level"] = {"range": {"from": 0, "to": 299, "step": 1}}  # type: ignore[dict-item]
    own: dict[str, Any] = dict.fromkeys(issues, "x") | {"level": 0}
    other: dict[str, Any] = dict.fromkeys(issues, "z") | {"level": 299}
    weights = {name: k + 1 for k, name in enumerate(issues)}
    given = sim.Scenario.from_dict({
        "title": "Many",
        "issues": issues,
        "parties": {
            "a": {"weights": weights, "positions": own, "reservation": 0.3},
            "b": {"weights": dict.fromkeys(issues, 1), "positions": other, "reservation": 0.3},
        },
    })  # fmt: skip
    opened = Opened(browser, tmp_path, given)
    for place in ("#live-answer", "#live-critical", "#live-solutions tr:last-child"):
        assert "(sample)" in opened.page.locator(place).inner_text()
    told = opened.found([list(weights.values()), [1] * 15], [None, None])
    nash = (sim.explore(given).solutions or {})["nash"].agreement
    places = [given.issues[name].place(option) for name, option in nash.items()]
    assert told["solutions"]["nash"] == places
    assert not opened.wrong


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"weights": "unknown"},
        {"weights": None, "order": ["price", ["day", "place"]]},
        {"weights": {"price": 0.5, "day": 0.3, "place": 0.2}, "weights_are": "shares"},
    ],
    ids=["numbers", "unknown", "order", "shares"],
)
def test_what_is_copied_gives_the_same_zone(
    browser: Any, tmp_path: Path, change: dict[str, Any]
) -> None:
    issues = {"price": {"options": ["p0", "p1", "p2", "p3"]},
              "day": {"options": ["d0", "d1"]}, "place": {"options": ["x", "y", "z"]}}  # fmt: skip
    buyer = {
        "weights": {"price": 5, "day": 3, "place": 2},
        "positions": {"price": "p0", "day": "d0", "place": "x"},
        "reservation": 0.4,
    }
    seller = {**buyer, "positions": {"price": "p3", "day": "d1", "place": "z"}}
    buyer = {key: value for key, value in {**buyer, **change}.items() if value is not None}
    given = sim.Scenario.from_dict(
        {"title": "A sale", "issues": issues, "parties": {"buyer": buyer, "seller": seller}}
    )
    file = tmp_path / "sale.yaml"
    file.write_text(json.dumps(given.tree.data), encoding="utf-8")
    opened = Opened(browser, tmp_path, given)
    for name, key in (("w.buyer.day", "End"), *[("r.seller", "PageDown")] * 3):
        opened.page.locator(f'[id="{name}"]').focus()
        opened.page.keyboard.press(key)
    told = opened.page.evaluate("window.page.found().zone.length")
    asked = shlex.split(opened.page.locator("#as-set").inner_text())
    assert len(asked) >= 4
    block = tmp_path / "change.yaml"
    block.write_text(opened.page.locator("#as-yaml").inner_text(), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sim", "run", str(file), "--no-figures", "-q", *asked,
         "--out", str(tmp_path / "out")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(next((tmp_path / "out").rglob("result.json")).read_text(encoding="utf-8"))
    assert told == found["counts"]["acceptable"]
    assert told != sim.explore(given).counts.acceptable
    file.write_text(json.dumps(with_block(given.tree.data, block.read_text(encoding="utf-8"))))
    assert sim.explore(sim.load(file).as_variant("moved")).counts.acceptable == told


def with_block(data: Any, block: str) -> dict[str, Any]:
    """Return a file's data with a copied block at its end."""
    return {**json.loads(json.dumps(data)), **YAML(typ="safe").load(block)}


BASE: dict[str, Any] = {
    "title": "Base",
    "issues": {"price": {"options": ["low", "mid", "high"]}, "day": {"options": ["mon", "tue"]}},
    "parties": {
        "a": {"weights": {"price": 6, "day": 4}, "positions": {"price": "low", "day": "mon"},
              "reservation": 0.3},
        "b": {"weights": {"price": 5, "day": 5}, "positions": {"price": "high", "day": "tue"},
              "reservation": 0.3},
    },
}  # fmt: skip


def based(**changes: Any) -> sim.Scenario:
    """Return the scenario above with changes laid over it."""
    return sim.Scenario.from_dict(BASE).with_changes(
        {key.replace("__", "."): value for key, value in changes.items()}
    )


def press(opened: Opened, name: str, *keys: str) -> None:
    opened.page.locator(f'[id="{name}"]').focus()
    for key in keys:
        opened.page.keyboard.press(key)


def text(opened: Opened, place: str) -> str:
    return str(opened.page.locator(place).inner_text())


@pytest.mark.parametrize("weights", [(0.29, 0.58, 0.13), (0.1, 0.2, 0.3, 0.3, 0.1)])
def test_weights_that_add_up_badly_are_added_as_the_program_does(
    browser: Any, tmp_path: Path, weights: tuple[float, ...]
) -> None:
    issues = {f"i{k}": {"options": ["o0", "o1", "o2", "o3"]} for k in range(len(weights))}
    own = dict(zip(issues, weights, strict=True))
    given = sim.Scenario.from_dict({
        "title": "Sums",
        "issues": issues,
        "parties": {
            "a": {"weights": own, "positions": dict.fromkeys(issues, "o0"), "reservation": 0.2},
            "b": {"weights": own, "positions": dict.fromkeys(issues, "o3"), "reservation": 0.2},
        },
    })  # fmt: skip
    opened = Opened(browser, tmp_path, given)
    same(opened.found([list(weights)] * 2, [None, None]), given)


def test_conditional_consent(browser: Any, tmp_path: Path) -> None:
    when = {"when": {"day": "mon"}}
    given = based(parties__a__consents=when, parties__b__consents=when)
    opened = Opened(browser, tmp_path, given)
    assert "r* = 0.400" in text(opened, "#live-critical")
    same(opened.found([[6, 4], [5, 5]], [None, None]), given)


def test_without_anybody_who_bargains_there_is_no_frontier(browser: Any, tmp_path: Path) -> None:
    given = based(parties__a__bargains=False, parties__b__bargains=False)
    opened = Opened(browser, tmp_path, given)
    same(opened.found([[6, 4], [5, 5]], [None, None]), given)
    assert "dominates" not in text(opened, "#live-answer")
    assert opened.page.locator("canvas").count() == 0
    assert not opened.wrong


def test_all_weights_at_nought(browser: Any, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path, based())
    opened.page.locator("#live-solutions button").first.click()
    press(opened, "w.a.price", "Home")
    press(opened, "w.a.day", "Home")
    assert "All weights" in text(opened, "#live-problem")
    assert text(opened, '[id="w.a.day"] + output') == "0"
    assert text(opened, "#live-answer") == text(opened, "#agreement") == ""
    assert text(opened, "#as-set") == "nothing has been moved"
    press(opened, "w.a.day", "End")
    assert "acceptable" in text(opened, "#live-answer")
    assert not opened.wrong


def test_an_agreement_that_is_read_follows_the_sliders(browser: Any, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path, based())
    opened.page.locator("#live-solutions button").first.click()
    assert "a gets 0.600, without an agreement 0.300" in text(opened, "#agreement")
    press(opened, "r.a", "End")
    assert "without an agreement 1.000" in text(opened, "#agreement")
    assert "not acceptable" in text(opened, "#agreement h3")
    assert opened.page.locator("#answer .stale").is_visible()


def test_without_a_zone_keys_go_through_what_comes_nearest(browser: Any, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path, based(parties__a__reservation=0.8,
                                             parties__b__reservation=0.8))  # fmt: skip
    opened.page.locator("#map").focus()
    opened.page.keyboard.press("ArrowRight")
    assert "not acceptable" in text(opened, "#agreement h3")
    assert "a gets 0.600" in text(opened, "#agreement")


def test_sliders_are_named_apart_and_reach_what_a_file_may_have(
    browser: Any, tmp_path: Path
) -> None:
    given = sim.Scenario.from_dict({
        "title": "Names",
        "issues": {"price": {"options": ["low", "high"]}, "b-price": {"options": ["x", "y"]}},
        "parties": {
            "a": {"weights": {"b-price": 1}, "positions": {"b-price": "x"}, "reservation": -0.3},
            "a-b": {"weights": {"price": 1, "b-price": 1}, "reservation": 1.2,
                    "positions": {"price": "high", "b-price": "y"}},
        },
    })  # fmt: skip
    opened = Opened(browser, tmp_path, given)
    told = opened.page.evaluate(
        "[...document.querySelectorAll('input')].map(x => [x.id, x.getAttribute('aria-label')])"
    )
    assert len({one for one, _ in told}) == len({name for _, name in told}) == len(told) == 5
    assert opened.page.locator('[id="r.a"]').input_value() == "-0.3"
    assert opened.page.locator('[id="r.a-b"]').input_value() == "1.2"
    same(opened.found([[None, 1], [1, 1]], [None, None]), given)


@pytest.mark.parametrize("names", [("One", "Two", "Three"), ("European Union", "x" * 180, "GB")])
def test_a_phone_needs_no_scrolling_sideways(
    browser: Any, tmp_path: Path, names: tuple[str, ...]
) -> None:
    parties = {f"p{k}": {**BASE["parties"]["a"], "label": name} for k, name in enumerate(names)}
    given = sim.Scenario.from_dict({**BASE, "parties": parties})
    opened = Opened(browser, tmp_path, given, viewport={"width": 390, "height": 700})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(
    "more",
    [
        {"rounds": [{"changes": {"parties": {"a": {"weights": {"day": 9}}}}}]},
        {"rounds": [{"changes": {"parties": {"a": {"weights": None,
                                                   "order": ["price", "day"]}}}}]},
        {"variants": {"other": {"changes": {"parties": {"b": {"reservation": 0.45}}}}}},
    ],
    ids=["rounds", "a round that ranks", "a variant"],
)  # fmt: skip
def test_what_is_copied_works_in_a_file_with_states(
    browser: Any, tmp_path: Path, more: dict[str, Any]
) -> None:
    given = sim.Scenario.from_dict({**BASE, **more})
    shown = given.as_variant("other") if "variants" in more else given
    opened = Opened(browser, tmp_path, shown)
    press(opened, "w.a.price", "End")
    press(opened, "r.b", "PageDown", "PageDown")
    told = opened.page.evaluate("window.page.found().zone.length")
    data = with_block({**BASE, **more}, text(opened, "#as-yaml"))
    name = "other" if "variants" in more else "moved"
    if "variants" in more:
        assert "into the changes of the variant other" in text(opened, "#as-yaml")
        inside = data["variants"]["other"]["changes"]["parties"]
        both = {"parties": {**more["variants"]["other"]["changes"]["parties"], **inside}}
        data = {**BASE, "variants": {"other": {"changes": both}}}
    laid = sim.Scenario.from_dict(data).as_variant(name)
    assert sim.explore(laid).counts.acceptable == told
    file = tmp_path / "file.yaml"
    file.write_text(json.dumps({**BASE, **more}), encoding="utf-8")
    asked = shlex.split(text(opened, "#as-set"))
    subprocess.run([sys.executable, "-m", "sim", "run", str(file), "--no-figures", "-q", *asked,
                    "--out", str(tmp_path)], check=True)  # fmt: skip
    found = json.loads(next(tmp_path.rglob("result.json")).read_text(encoding="utf-8"))
    assert found["counts"]["acceptable"] == told


@pytest.mark.long
@pytest.mark.parametrize(("many", "told"), [(4, False), (14, True)])
def test_a_no_agreement_value_that_can_not_follow_is_named(many: int, told: bool) -> None:
    issues = {f"i{k}": {"options": ["x", "y", "z"]} for k in range(many)}
    one = {"weights": dict.fromkeys(issues, 1), "positions": dict.fromkeys(issues, "x"),
           "reservation": {"war": {"win": 0.5, "cost": 0.1}}}  # fmt: skip
    other = {**one, "positions": dict.fromkeys(issues, "z"), "reservation": 0.2}
    linkages = {f"l{k}": {"never": {f"i{k}": "y", f"i{k + 1}": "y"}} for k in range(many - 1)}
    given = {"title": "Tied", "issues": issues, "parties": {"a": one, "b": other}}
    page = page_of(sim.Scenario.from_dict({**given, "linkages": linkages}))
    assert ("The walk-away value of a keeps the file's" in page) == told
