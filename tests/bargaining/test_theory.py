"""What theory says of the strategies, and what no talk may ever do."""

from __future__ import annotations

import gc
import math
import multiprocessing
import weakref
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.bargaining import STRATEGIES, framework
from sim.bargaining.contest import fitting
from sim.bargaining.model import TalksModel
from sim.bargaining.protocols import PROTOCOLS
from sim.space.listing import acceptable
from tests.bargaining.held import cake, held, menu_of
from tests.examples import examples
from tests.generate import documents

RANDOM = examples(60)


def bargaining(document: dict[str, Any]) -> sim.Scenario | None:
    """Return a scenario if two parties or more bargain in it."""
    scenario = sim.Scenario.from_dict(document)
    return scenario if len(menu_of(scenario).seats) >= 2 else None


def ann_gets(scenario: sim.Scenario, **options: Any) -> float:
    menu = menu_of(scenario)
    ended = held(scenario, ["equilibrium", "equilibrium"], **options)
    return float(menu.utilities[0, int(ended.agreement[0])])


@pytest.mark.long
def test_equilibrium_is_rubinsteins_with_many_rounds() -> None:
    # A turn keeps the square root of what a round keeps; the opener gets (1 - b) / (1 - a b).
    for ann, bob in ((0.9, 0.9), (0.8, 0.95), (0.97, 0.6)):
        scenario = cake(10_001, ann={"patience": ann}, bob={"patience": bob})
        a, b = math.sqrt(ann), math.sqrt(bob)
        found = ann_gets(scenario, rounds=400)
        assert found == pytest.approx((1 - b) / (1 - a * b), abs=2e-3)
        second = ann_gets(scenario, rounds=400, opener="bob")
        assert second == pytest.approx(1 - (1 - a) / (1 - a * b), abs=2e-3)


@pytest.mark.long
@pytest.mark.parametrize("loss", ["linear", "quadratic"])
def test_equilibrium_approaches_the_asymmetric_nash_solution(loss: str) -> None:
    # Binmore, Rubinstein and Wolinsky 1986: bargaining weights are as the rates of discount.
    rates = {"ann": 0.4, "bob": 0.2}
    power = {"ann": rates["bob"], "bob": rates["ann"]}
    misses = []
    for step in (1.0, 0.25, 0.0625):
        parties = {
            name: {
                "patience": math.exp(-rate * step),
                "power": power[name],
                "positions": {"cut": {"ideal": 0 if name == "ann" else 4_000, "loss": loss}},
            }
            for name, rate in rates.items()
        }
        scenario = cake(4_001, **parties)
        nash = sim.explore(scenario).solutions["nash"].utilities["ann"]  # type: ignore[index]
        rounds = int(40 / step)
        misses.append(abs(ann_gets(scenario, rounds=rounds) - nash))
    assert misses[0] > misses[1] > misses[2]
    assert misses[2] < 0.01


def test_a_more_patient_party_does_no_worse_in_equilibrium() -> None:
    for opener in ("ann", "bob"):
        got = [
            ann_gets(
                cake(201, ann={"patience": p}, bob={"patience": 0.9}), rounds=30, opener=opener
            )
            for p in (0.3, 0.6, 0.8, 0.9, 0.95, 1.0)
        ]
        assert got == sorted(got)


def test_a_hazard_of_breakdown_counts_as_a_discount_in_equilibrium() -> None:
    # Only the second turn of a round is followed by the danger, so only countering the opener's
    # offer is risky: the opener gets all.
    assert ann_gets(cake(2_001), rounds=200, hazard=0.2) == pytest.approx(1.0, abs=1e-3)
    assert ann_gets(cake(2_001), rounds=200, hazard=0.2, opener="bob") < 1e-3
    # With impatience too: b (1 - h) instead of b where the round ends.
    both = {"ann": {"patience": 0.81}, "bob": {"patience": 0.81}}
    share = ann_gets(cake(2_001, **both), rounds=400, hazard=0.2)
    # x = 1 - 0.9 (0.8) (1 - y), y what the opener's own countering is worth: y = 0.9 x.
    assert share == pytest.approx((1 - 0.72) / (1 - 0.72 * 0.9), abs=2e-3)


@RANDOM
@given(documents(max_issues=3))
def test_zeuthen_with_full_knowledge_reaches_nash(document: dict[str, Any]) -> None:
    document.pop("consent", None)
    for party in document["parties"].values():
        party.pop("power", None)
        party.pop("consents", None)
        party.pop("bargains", None)
    scenario = bargaining(document)
    if scenario is None:
        return
    zone = sim.explore(scenario)
    nash = zone.solutions["nash"] if zone.solutions else None
    ended = held(
        scenario,
        ["zeuthen"] * len(menu_of(scenario).seats),
        talks=5,
        protocol="simultaneous_concession",
        rounds=400,
    )
    if nash is None:
        assert (ended.agreement < 0).all()
        return
    if nash.left_out:
        return
    gains = [nash.utilities[p] - float(r) for p, r in zip(
        [zone.space.parties[k].name for k in zone.space.bargaining],
        zone.space.reservations[list(zone.space.bargaining)], strict=True)]  # fmt: skip
    if min(gains) <= 1e-9:
        return
    wanted = {tuple(one.agreement.values()) for one in nash}
    for place in ended.agreement.tolist():
        assert place >= 0
        digits = menu_of(scenario).digits[place]
        assert tuple(zone.space.agreement(digits).values()) in wanted


def test_two_hardliners_never_agree() -> None:
    for protocol in PROTOCOLS:
        ended = held(cake(), ["hardliner", "hardliner"], talks=20, protocol=protocol)
        assert (ended.agreement < 0).all()
    ended = held(cake(), ["hardliner"] * 2, protocol="simultaneous_concession", rounds=50)
    assert ended.ending[0] == 3
    assert ended.round[0] == 1


def test_tit_for_tat_answers_in_kind() -> None:
    ended = held(cake(), ["tit_for_tat", "linear"], rounds=100)
    # It comes down by what it hears, so both meet half-way.
    assert menu_of(cake()).utilities[0, int(ended.agreement[0])] == pytest.approx(0.5, abs=0.02)
    stubborn = held(cake(), ["tit_for_tat", "tit_for_tat"])
    assert stubborn.agreement[0] < 0
    half = held(cake(), [{"name": "tit_for_tat", "answer": 0.5}, "linear"], rounds=100)
    assert menu_of(cake()).utilities[0, int(half.agreement[0])] > 0.6


@RANDOM
@given(documents(max_issues=3), st.sampled_from(sorted(PROTOCOLS)), st.data())
def test_nobody_offers_or_accepts_what_it_may_not(
    document: dict[str, Any], protocol: str, data: Any
) -> None:
    scenario = bargaining(document)
    if scenario is None:
        return
    menu = menu_of(scenario)
    known = fitting(protocol, len(menu.seats))
    strategies = [{"name": data.draw(st.sampled_from(known))} for _ in menu.seats]
    for one in strategies:
        if one["name"] not in ("zeuthen", "micro", "equilibrium"):
            one["accept"] = data.draw(st.sampled_from([["next"], ["constant"], ["next", "time"]]))
    ended = held(scenario, strategies, talks=8, protocol=protocol, rounds=12, hazard=0.05)
    space = menu.space
    linkages = [rule.owner < 0 for rule in space.rules]
    assert not menu.broken[linkages].any()
    agreed = ended.agreement[ended.agreement >= 0]
    assert acceptable(space, menu.digits[agreed]).all()
    for seat, party in enumerate(menu.seats if protocol != "single_text" else ()):
        offers = ended.offers[:, :, seat]
        made = np.unique(offers[offers >= 0])
        own = [rule.owner == party for rule in space.rules]
        assert not menu.broken[own][:, made].any()
        assert (menu.utilities[party, made] >= space.reservations[party] - 1e-9).all()


def test_models_are_freed_and_mesa_leaves_no_trace() -> None:
    freed: list[weakref.ref[TalksModel]] = []
    original = TalksModel.ended

    def noting(model: TalksModel) -> Any:
        freed.append(weakref.ref(model))
        return original(model)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TalksModel, "ended", noting)
        gc.disable()
        try:
            held(cake(11), ["linear", "linear"])
            # At once, not when Python next looks for cycles: batches are large.
            assert freed[0]() is None
        finally:
            gc.enable()
    assert multiprocessing.get_start_method(allow_none=True) != "spawn"


def test_whether_models_must_still_be_freed_by_hand() -> None:
    # Mesa 3.3 keeps every model in a table on the class of agents. Once no version that we allow
    # does, ``framework.free`` can go.
    if not hasattr(framework.Agent, "_ids"):
        pytest.skip("this Mesa has no such table")
    model = framework.Model(rng=0)
    framework.Agent(model)
    assert model in framework.Agent._ids
    framework.free(model)
    assert model not in framework.Agent._ids


def test_every_strategy_says_where_it_comes_from() -> None:
    for name, strategy in STRATEGIES.items():
        assert strategy.name == name
        assert strategy.__doc__
        assert strategy.protocols <= set(PROTOCOLS)
        # A year, of a source, or of the strategy that it is a case of.
        assert any(c.isdigit() for c in strategy.__doc__), name
