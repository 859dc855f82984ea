"""Prices, confirmed by laying the change over the scenario, and by plain linear programmes."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from scipy.optimize import linprog

import sim
from sim.comparison.pricing import Price, Prices, prices
from sim.comparison.pricing.margins import asked_slopes
from sim.scenario.check_parties import SMALLEST
from sim.space.compile import compile_space
from sim.space.listing import list_conceivable
from tests.examples import examples, few
from tests.generate import documents
from tests.uncertainty.ranged import ranged

NEAR = 1e-6
SLOW = examples(40)


def changes(scenario: sim.Scenario, one: Price, at: float | None = None) -> dict[str, Any]:
    """Return what a price says, as a change: a number there, weights, a rule removed, an option."""
    if one.kind == "rule":
        return {one.path: None}
    if one.kind == "permitted":
        issue = one.path.split(".")[1]
        return {f"{one.path}.only": [*(scenario.issues[issue].only or ()), one.option]}
    if one.kind == "benefit":
        space = compile_space(scenario)
        value = {party.name: party.reservation for party in space.parties}[one.party or ""]
        return {one.path: value - (one.amount if at is None else at)}  # type: ignore[operator]
    return {one.path: one.at if at is None else at}


def zone_with(scenario: sim.Scenario, change: dict[str, Any]) -> bool:
    return sim.explore(scenario.with_changes(change)).exists


def weights_there(scenario: sim.Scenario, one: Price, part: float = 1.0) -> dict[str, Any]:
    """Return the weights that a price asks for, or part of the way to them."""
    space = compile_space(scenario)
    party = next(x for x in space.parties if x.name == one.party)
    now = dict(zip(space.issues, party.weights.tolist(), strict=True))
    moved = {i: now[i] + part * (one.shifted or {}).get(i, 0.0) for i in now}
    # What is left of a weight that goes to 0 is a rounding error, which a file can't hold.
    moved = {i: w if w >= SMALLEST else 0.0 for i, w in moved.items()}
    path = f"parties.{one.party}"
    found: dict[str, Any] = {f"{path}.weights": {i: w for i, w in moved.items() if w or now[i]}}
    given = scenario.parties[one.party or ""]
    if given.order is not None:
        found[f"{path}.order"] = None
    if given.weights_are == "shares":
        found[f"{path}.weights_are"] = None
    return found


def confirm(scenario: sim.Scenario, found: Prices) -> int:
    """Check every single price of a zone that opens or closes; return how many there are."""
    opening = found.asked == "open"
    checked = 0
    for one in found.singles:
        # An option with a point in its name can't be part of a path.
        if one.kind == "added" or "." in str(one.option):
            continue
        checked += 1
        if one.kind == "weights":
            change = weights_there(scenario, one)
            assert zone_with(scenario, change) == opening, one
            if one.exact and (one.amount or 0.0) > NEAR:
                assert zone_with(scenario, weights_there(scenario, one, 1 - 1e-4)) != opening, one
            continue
        if one.kind == "rule":
            # Walk-away values stay, though a war may be about what a linkage forbids.
            relaxed = compile_space(scenario).without([one.path])
            assert list_conceivable(relaxed).acceptable.any(), one
            continue
        if one.kind == "permitted":
            assert zone_with(scenario, changes(scenario, one)), one
            continue
        if one.kind == "benefit":
            point, at = 0.0, one.amount
        else:
            point, at = one.point, one.at
        assert point is not None
        assert at is not None
        # An open zone's edge is open itself.
        assert zone_with(scenario, changes(scenario, one, at)), one
        away = NEAR * max(1.0, abs(at)) * (-1 if opening else 1)
        sides = [away] if at > point else [-away] if at < point else [away, -away]
        assert not all(zone_with(scenario, changes(scenario, one, at + x)) for x in sides), one
    return checked


def closed(document: dict[str, Any], by: float) -> dict[str, Any]:
    """Return a document whose parties ask for more."""
    for party in document["parties"].values():
        if "reservation" in party and isinstance(party["reservation"], (int, float)):
            party["reservation"] = round(min(0.99, party["reservation"] + by), 6)
    return document


@SLOW
@given(documents(max_issues=3))
def test_every_price_of_random_scenarios(document: dict[str, Any]) -> None:
    scenario = sim.Scenario.from_dict(document)
    zone = sim.explore(scenario)
    assume(zone.rules.admissible > 0)
    found = prices(zone)
    # A parameter that stands in several places is looked along on a grid, and says so.
    kept = [one for one in found.singles if one.exact or one.kind == "weights"]
    confirm(scenario, Prices(found.asked, None, {"": tuple(kept)}))


@pytest.mark.parametrize("seed", range(few(30, 3)))
@pytest.mark.parametrize("by", [0.0, 0.25])
def test_every_price_of_scenarios_with_ranges(seed: int, by: float) -> None:
    scenario = sim.Scenario.from_dict(closed(ranged(seed, order=seed % 2 == 0), by))
    confirm(scenario, prices(scenario))


@pytest.mark.long
def test_there_are_prices_to_confirm() -> None:
    kinds: set[tuple[str, str]] = set()
    for seed, by in product(range(30), (0.0, 0.25)):
        found = prices(sim.Scenario.from_dict(closed(ranged(seed), by)))
        kinds |= {(found.asked, one.kind) for one in found.singles}
    for asked in ("open", "close"):
        told = {kind for a, kind in kinds if a == asked}
        assert told >= {"weights", "value", "reservation", "odds", "cost"}
    assert ("close", "parameter") in kinds


def least_shift(scenario: sim.Scenario, party: str, rows: np.ndarray, opening: bool) -> float:
    """Return the least ½‖Δw‖₁ by one linear programme per agreement, or one for all to close."""
    space = compile_space(scenario)
    number = [x.name for x in space.parties].index(party)
    numbers = space.parties[number]
    issues = [i for i, v in enumerate(numbers.values) if not np.isnan(v).any()]
    values = np.stack([numbers.values[i][rows[:, i]] for i in issues], axis=1)
    values -= asked_slopes(space, number)[0][issues]
    now = numbers.weights[issues]
    gains = space.utilities(rows)[number] - numbers.reservation
    many = len(issues)
    best = np.inf
    groups = [[k] for k in range(len(rows))] if opening else [list(range(len(rows)))]
    for group in groups:
        sign = -1.0 if opening else 1.0
        # Variables: what each weight gains and loses.
        moves = sign * np.concatenate([values[group], -values[group]], axis=1)
        found = linprog(
            np.full(2 * many, 0.5),
            moves,
            -sign * gains[group] - (0.0 if opening else 1e-8),
            np.concatenate([np.ones(many), -np.ones(many)])[None, :],
            [0.0],
            bounds=[(0, None)] * many + [(0, w) for w in now],
            options={"primal_feasibility_tolerance": 1e-10},
        )
        if found.status == 0:
            best = min(best, found.fun)
    return best


@pytest.mark.parametrize("seed", range(few(40, 3)))
def test_weights_by_linear_programmes(seed: int) -> None:
    scenario = sim.Scenario.from_dict(closed(ranged(seed), 0.2 if seed % 2 else 0.0))
    found = prices(scenario)
    tried = list_conceivable(compile_space(scenario))
    told = {one.party: one for one in found.singles if one.kind == "weights"}
    for party in tried.space.consenting:
        name = tried.space.parties[party].name
        if not asked_slopes(tried.space, party)[1]:
            continue
        rows = tried.digits[tried.passing((party,))]
        opening = found.asked == "open"
        least = least_shift(scenario, name, rows, opening) if len(rows) else np.inf
        if np.isfinite(least):
            assert told[name].amount == pytest.approx(least, abs=1e-6)
        else:
            assert name not in told


@pytest.mark.long
def test_multiples_of_the_ranges_of_weights() -> None:
    """All weights at that part of the way to the ends of their ranges, chosen for the best."""
    checked = 0
    for seed in range(40):
        document = closed(ranged(seed, order=False), 0.2)
        scenario = sim.Scenario.from_dict(document)
        found = prices(scenario)
        for one in found.singles:
            if found.asked != "open" or one.kind != "weights" or one.multiple is None:
                continue
            checked += 1
            for part, opened in ((1 - 1e-5, False), (1 + 1e-5, True)):
                corners = []
                for weight in scenario.parties[one.party or ""].weights.values():  # type: ignore[union-attr]
                    point, far = weight.point(scenario.parameters), one.multiple * part
                    low, high = weight.low, weight.high
                    if low == high:
                        low, high = point / 2, point * 2
                    corners.append(
                        (max(0.0, point + far * (low - point)), point + far * (high - point))
                    )
                names = list(scenario.parties[one.party or ""].weighed_issues())
                any_open = any(
                    zone_with(
                        scenario,
                        {f"parties.{one.party}.weights": dict(zip(names, corner, strict=True))},
                    )
                    for corner in product(*corners)
                    if sum(corner) > 0
                )
                assert any_open == opened
    assert checked > 10


@pytest.mark.parametrize("seed", range(few(40, 3)))
def test_pairs(seed: int) -> None:
    scenario = sim.Scenario.from_dict(closed(ranged(seed, order=False), 0.3))
    found = prices(scenario)
    if found.asked != "open":
        assert not found.pairs
        return
    for pair in found.pairs[:12]:
        both = (pair.first, pair.second)
        if any(one.kind in ("weights", "rule") for one in both):
            continue
        assert zone_with(scenario, {one.path: one.at for one in both}), pair
        less = {
            one.path: one.point + (one.at - one.point) * (1 - 1e-5)  # type: ignore[operator]
            for one in both
        }
        assert not zone_with(scenario, less), pair
        for one in both:
            assert not zone_with(scenario, {one.path: one.at}), pair


def test_rules_in_pairs() -> None:
    scenario = sim.load("scenarios/teaching/no-zone.yaml")
    checked = 0
    for pair in prices(scenario).pairs:
        if pair.first.kind == "rule" and pair.second.kind == "reservation":
            checked += 1
            for part, opened in ((1.0, True), (1 - 1e-6, False)):
                at = pair.second.point + part * (pair.second.at - pair.second.point)  # type: ignore[operator]
                change = {pair.first.path: None, pair.second.path: at}
                assert zone_with(scenario, change) == opened
            assert not zone_with(scenario, {pair.second.path: pair.second.at})
    assert checked >= 2


def test_added_options() -> None:
    """With an option of the least values the zone is open, with one value less it is not."""
    scenario = sim.load("scenarios/teaching/no-zone.yaml")
    added = [one for one in prices(scenario).singles if one.kind == "added"]
    assert added
    for one in added:
        for vector in one.needs:
            for less in (None, *range(len(vector))):
                change: dict[str, Any] = {f"{one.path}.options.third_way": {"bypass": True}}
                for k, (party, value) in enumerate(zip(one.parties, vector, strict=True)):
                    issue = one.path.split(".")[1]
                    path = f"parties.{party}.positions.{issue}.values.third_way"
                    lowered = value - 1e-6 if k == less else value
                    change[path] = min(1.0, max(0.0, lowered))
                if less is not None and vector[less] <= 1e-6:
                    continue
                assert zone_with(scenario, change) == (less is None)


@pytest.mark.long
def test_a_named_agreement() -> None:
    scenario = sim.load("scenarios/istanbul-2022.yaml")
    found = prices(scenario, "russia_demands")
    assert found.asked == "accept"
    assert set(found.tests) == {
        "parties.ukraine.red_lines.crimea_not_recognised",
        "parties.ukraine.red_lines.donbas_not_recognised",
    }
    tried = list_conceivable(compile_space(scenario))
    short = tried.passing((0,)) & (tried.gains[0] < -0.01) & (tried.gains[0] > -0.05)
    agreement = tried.space.agreement(tried.digits[np.flatnonzero(short)[0]])
    explained = sim.explain(scenario, agreement)
    assert explained.judgement.not_met == ("parties.russia.reservation",)
    named = prices(scenario, explained.judgement.outcome.agreement)
    for one in named.singles:
        if one.kind in ("value", "cost", "reservation", "parameter"):
            for part, accepted in ((1.0, True), (1 - 1e-5, False)):
                at = one.point + part * (one.at - one.point)  # type: ignore[operator]
                changed = scenario.with_changes({one.path: at})
                again = sim.explain(changed, explained.judgement.outcome.agreement)
                assert again.judgement.acceptable == accepted, one
    assert {one.kind for one in named.singles} >= {"weights", "value", "reservation", "benefit"}


def test_ways_out_applied() -> None:
    """Each way out opens the zone; no proper subset does."""
    states = [
        sim.load("scenarios/teaching/no-zone.yaml"),
        sim.load("scenarios/istanbul-2022.yaml").as_variant("territory_settled_now"),
    ]
    for scenario in states:
        zone = sim.explore(scenario)
        assert zone.ways_out
        for way in zone.ways_out:
            for left in (None, *way.rules):
                change: dict[str, Any] = {path: None for path in way.rules if path != left}
                change = {path: -10 if path.endswith(".reservation") else None for path in change}
                assert zone_with(scenario, change) == (left is None) if change else True


def test_plain_data() -> None:
    found = prices(sim.load("scenarios/teaching/no-zone.yaml")).to_dict()
    assert found["asked"] == "open"
    assert [one["multiple"] for one in found["tests"][""]] == sorted(
        (one["multiple"] for one in found["tests"][""]), key=lambda m: (m is None, m)
    )
    assert found["pairs_number"] == len(found["pairs"])
