"""Draws of what comes after signature, beside what is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from sim.scenario.arguments import MOST_DRAWS

if TYPE_CHECKING:
    from sim.scenario.rules import OptionName
    from sim.space.not_computed import NotComputed
    from sim.uncertainty.after_signature import AfterSignature
    from sim.zone.zone import Zone

Draws = Annotated[
    int, typer.Option("--draws", min=0, max=MOST_DRAWS, help="How many draws; 0 for none.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same draws.")]


def draws_or_why(
    zone: Zone, draws: int, seed: int, *, also: Mapping[str, Mapping[str, OptionName]]
) -> tuple[list[AfterSignature], dict[str, NotComputed]]:
    """Return the draws, and why there are none where agreements are too many to be listed."""
    from sim.reporting.gathering import draws_after
    from sim.scenario.option_names import with_options
    from sim.space.limits import TooManyAgreements
    from sim.space.not_computed import NotComputed

    try:
        return draws_after(zone, draws, seed, also=also), {}
    except TooManyAgreements as error:
        return [], {"after_signature": NotComputed(with_options(error), None)}
