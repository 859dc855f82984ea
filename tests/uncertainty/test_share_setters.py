"""What sets a share of draws, against what is known by hand."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.space.draw import draw_inputs
from sim.space.listing import list_possible
from sim.uncertainty.halves import halves
from sim.uncertainty.share_setters import CELLS, REST, _Alike, chosen, explains


def sale(low: tuple[float, float], high: tuple[float, float]) -> sim.Scenario:
    """Return a sale over 1,001 prices: a zone exists where both values add up to at most 1."""
    price = {"range": {"from": 0, "to": 1000, "step": 1}}
    sides = {"buyer": (0, low), "seller": (1000, high)}
    return sim.Scenario.from_dict(
        {
            "title": "A sale",
            "issues": {"price": price},
            "parties": {
                name: {
                    "weights": {"price": 1},
                    "positions": {"price": end},
                    "reservation": list(value),
                }
                for name, (end, value) in sides.items()
            },
        }
    )


def beyond(low: tuple[float, float], high: tuple[float, float]) -> float:
    """Return the part of a rectangle in which the two numbers add up to at most 1."""
    x, y = (np.linspace(*ends, 2001) for ends in (low, high))
    return float((x[:, None] + y[None, :] <= 1).mean())


@pytest.mark.long
def test_two_values_set_the_share_of_a_sale() -> None:
    low, high = (0.2, 0.6), (0.35, 0.75)
    found = sim.robustness(sale(low, high), draws=4000, spread=0, variants=False, tipping=False)
    setters = found.setters
    assert setters is not None
    assert {one.path for one in setters.inputs} == {
        "parties.buyer.reservation", "parties.seller.reservation"
    }  # fmt: skip
    assert setters.explained > 0.9
    assert setters.narrower is not None
    assert setters.wider is not None
    assert found.zone.value == pytest.approx(beyond(low, high), abs=0.03)
    narrower = beyond((0.3, 0.5), (0.45, 0.65))
    assert setters.narrower.value == pytest.approx(narrower, abs=0.04)
    assert setters.wider.value == pytest.approx(beyond((0.0, 0.8), (0.15, 0.95)), abs=0.04)
    cells = setters.map
    assert cells is not None
    # Both scales have an amount in common, so that cells on the edge itself are left out.
    sums = cells.x[None, :] + cells.y[:, None]
    clear = np.abs(sums - 1) > 2e-3
    assert (cells.shares == (sums <= 1))[clear].all()
    for one in setters.inputs:
        assert one.narrower[1] - one.narrower[0] == pytest.approx(0.2)
        assert one.wider[1] - one.wider[0] == pytest.approx(0.8)


def test_an_input_alone_and_one_that_is_chance() -> None:
    rng = np.random.default_rng(3)
    x, noise = rng.random(4000), rng.random(4000)
    assert chosen({"noise": noise, "x": x}, x < 0.3) == (("x",), pytest.approx(1.0, abs=0.05))
    assert explains([noise], x < 0.3) < 0.02
    assert explains([x], np.ones(4000, dtype=bool)) == 0.0
    assert explains([x, noise], x + noise < 1) > 0.9
    assert chosen({}, x < 0.3) == ((), 0.0)


def test_cells_of_the_map_are_draws_made_one_by_one() -> None:
    scenario = sim.load("scenarios/teaching/two-issues.yaml")
    pool = list_possible(sim.explore(scenario).space)
    seed = np.random.SeedSequence(5)
    paths = ["parties.overfield.reservation", "parties.netherfield.weights.water"]
    values = [(0.3, 20.0), (0.6, 40.0), (0.7, 60.0)]
    given = {p: np.repeat([v[k] for v in values], REST) for k, p in enumerate(paths)}
    together = draw_inputs(
        pool.space, REST * len(values), _Alike(seed, REST), spread=1.0, given=given
    )
    zones = together.acceptable(pool)[0].any(axis=1).reshape(len(values), REST)
    for cell, pair in enumerate(values):
        alone = draw_inputs(
            pool.space, REST, np.random.Generator(np.random.PCG64(seed)), spread=1.0,
            given={p: np.full(REST, v) for p, v in zip(paths, pair, strict=True)},
        )  # fmt: skip
        assert alone.acceptable(pool)[0].any(axis=1).tolist() == zones[cell].tolist()
    assert CELLS % 2 == 1  # The middle of both ranges is a cell of its own.


def test_halves_name_an_input_only_where_that_is_no_chance() -> None:
    rng = np.random.default_rng(1)
    inputs = {f"i{k}": rng.random(100) for k in range(200)}
    assert halves(inputs, rng.random(100) < 0.5) is None
    found = halves(inputs, inputs["i7"] > 0.6)
    assert found is not None
    assert found.path == "i7"
    assert found.below.value == 0.0
    assert found.above.value == pytest.approx((inputs["i7"] > 0.6).sum() / found.above.of)
    assert halves(inputs, np.zeros(100, dtype=bool)) is None
    assert halves({"same": np.ones(100)}, inputs["i7"] > 0.6) is None
