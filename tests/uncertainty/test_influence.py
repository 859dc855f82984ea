"""What the share with a zone reacts to."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.uncertainty import robustness
from sim.uncertainty.influence import reactions
from tests.uncertainty.test_robustness import sale


def test_the_distance_is_that_of_kolmogorov_and_smirnov() -> None:
    from scipy.stats import ks_2samp

    rng = np.random.default_rng(0)
    values = rng.integers(0, 7, 400).astype(float)
    zone = rng.random(400) < 0.3 + 0.05 * values
    (one,) = reactions({"parameters.x": values}, zone, []).ranked
    assert one.distance == pytest.approx(ks_2samp(values[zone], values[~zone]).statistic)
    assert (one.party, one.kind) == (None, "shared parameters")


def test_what_decides_alone_is_told_apart_from_what_does_nothing() -> None:
    rng = np.random.default_rng(1)
    decisive, idle = rng.random(2_000), rng.random(2_000)
    inputs = {"parties.a.reservation": decisive, "parties.b.reservation": idle}
    found = reactions(inputs, decisive < 0.4, ["a", "b"])
    assert [one.path for one in found.ranked] == list(inputs)
    first, second = found.ranked
    assert first.distance == 1.0
    assert second.distance < found.noise
    assert first.counterpart == second.path
    assert first.counterpart_distance == second.distance
    assert first.with_zone < 0.4 < first.without
    assert list(found.groups) == [("a", "walk-away value"), ("b", "walk-away value")]


def test_nothing_reacts_where_all_draws_are_alike() -> None:
    found = robustness(sale(reservation=[0.1, 0.2]), draws=50, spread=0)
    assert found.zone.value == 1.0
    assert found.reactions.ranked == ()


@pytest.mark.long
def test_istanbul_reacts_most_to_the_shared_odds() -> None:
    found = robustness(sim.load("scenarios/istanbul-2022.yaml"), draws=1_500, seed=2)
    assert found.reactions.ranked[0].path == "parameters.p_russia"
    costs = [one for one in found.reactions.ranked if one.path.endswith("war.cost")]
    assert {one.counterpart for one in costs} == {one.path for one in costs}
