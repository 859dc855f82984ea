"""Small scenarios and talks that the tests of bargaining share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

import sim
from sim.bargaining.chance import draw_chance
from sim.bargaining.ended import Ended
from sim.bargaining.menu import Menu, make_menu
from sim.bargaining.model import TalksModel
from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.settings import make_settings
from sim.bargaining.strategies import STRATEGIES
from sim.bargaining.table import Table, shared_table
from sim.space.compile import compile_space


def cake(slices: int = 101, **parties: Mapping[str, Any]) -> sim.Scenario:
    """Two parties divide a cake into slices; what one gets the other doesn't."""
    sides = {"ann": 0, "bob": slices - 1}
    return sim.Scenario.from_dict(
        {
            "title": "A cake",
            "issues": {"cut": {"range": {"from": 0, "to": slices - 1, "step": 1}}},
            "parties": {
                name: {"weights": {"cut": 1}, "positions": {"cut": end}, **parties.get(name, {})}
                for name, end in sides.items()
            },
        }
    )


def menu_of(scenario: sim.Scenario) -> Menu:
    return make_menu(compile_space(scenario), lambda: ())


def held(
    scenario: sim.Scenario,
    strategies: Sequence[Any],
    *,
    talks: int = 1,
    table: Table | None = None,
    seed: int = 0,
    traced: int = 1_000,
    **options: Any,
) -> Ended:
    """Hold talks by hand, every seat by its strategy."""
    menu = menu_of(scenario) if table is None else table.menu
    names = tuple(menu.space.parties[k].name for k in menu.seats)
    options.setdefault("opener", "first")
    chosen = dict(zip(names, strategies, strict=True))
    settings = make_settings(scenario, names, strategies=chosen, **options)
    protocol = PROTOCOLS[settings.protocol]
    chance = draw_chance(
        seed,
        0,
        talks,
        opener=None if settings.opener is None else names.index(settings.opener),
        exponents=[settings.exponents[name] for name in names],
        hazards=np.full(talks, settings.hazard.mode),
        parameters={},
    )
    patience = np.array([np.full(talks, settings.patience[name].mode) for name in names])
    return TalksModel(
        [table or shared_table(menu, patience)],
        [STRATEGIES[said.name](said) for said in settings.strategies.values()],
        protocol(),
        chance,
        settings.rounds,
        traced=traced,
    ).ended()
