"""Draws of what comes after signature, beside what is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from sim.scenario.arguments import MOST_DRAWS

if TYPE_CHECKING:
    from sim.scenario.rules import OptionName
    from sim.uncertainty.after_signature import AfterSignature
    from sim.zone.zone import Zone

Draws = Annotated[
    int, typer.Option("--draws", min=0, max=MOST_DRAWS, help="How many draws; 0 for none.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same draws.")]


def draws_or_why(
    zone: Zone, draws: int, seed: int, *, also: Mapping[str, Mapping[str, OptionName]]
) -> list[AfterSignature]:
    """Return the draws, or none and a word on why where agreements are too many to be listed."""
    from sim.reporting.gather import draws_after
    from sim.space.limits import TooManyAgreements

    try:
        return draws_after(zone, draws, seed, also=also)
    except TooManyAgreements as error:
        typer.echo(f"Nothing was drawn: {error}", err=True)
        return []
