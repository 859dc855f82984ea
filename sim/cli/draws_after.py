"""Draws of what comes after signature, beside what is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sim.scenario.rules import OptionName
    from sim.uncertainty.after_signature import AfterSignature
    from sim.zone.zone import Zone

Draws = Annotated[int, typer.Option("--draws", min=0, help="How many draws; 0 for none.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same draws.")]


def draws_after(
    zone: Zone,
    draws: int,
    seed: int,
    *,
    also: Mapping[str, Mapping[str, OptionName]] | None = None,
    most: int | None = None,
) -> list[AfterSignature]:
    """Return the draws, or none where none are asked for or nothing is said to draw.

    Parameters
    ----------
    also
        Name → an agreement that is told of too.
    most
        Up to so many agreements to look at, and none otherwise; None for as many as can be listed,
        with a word where there are more.
    """
    from sim.settlement.support import voters_of
    from sim.space.limits import TooManyAgreements
    from sim.uncertainty.after_signature import after_signature
    from sim.uncertainty.pool import LISTED

    if not draws or not (zone.scenario.steps or voters_of(zone.scenario)):
        return []
    try:
        return [after_signature(zone, draws=draws, seed=seed, also=also, most=most or LISTED)]
    except TooManyAgreements as error:
        if most is None:
            typer.echo(f"Nothing was drawn: {error}", err=True)
        return []
