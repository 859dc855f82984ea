"""Options on how talks are held."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.processes import MOST_JOBS
from sim.scenario.arguments import MOST_ROUNDS, MOST_RUNS

Runs = Annotated[int, typer.Option(min=1, max=MOST_RUNS, help="How many talks.")]
Strategies = Annotated[
    list[str] | None,
    typer.Option(
        "--strategy", metavar="PARTY=NAME", help="How a party bargains, e.g. russia=boulware."
    ),
]
Protocol = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="alternating_offers, simultaneous_concession or single_text."
    ),
]
Rounds = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, max=MOST_ROUNDS, help="Rounds before the deadline."),
]
Opener = Annotated[
    str | None, typer.Option(metavar="WHO", help="Who opens: random, first or a party.")
]
Hazard = Annotated[
    float | None,
    typer.Option(min=0, max=0.999, help="Chance that talks break off after a round."),
]
ThroughRounds = Annotated[
    bool | None,
    typer.Option(
        "--through-rounds/--last-round-only",
        help="Run through the states of the scenario's rounds.",
    ),
]
Draw = Annotated[bool, typer.Option("--draw", help="Draw weights, values and walk-away values.")]
Spread = Annotated[
    float, typer.Option(min=0, max=3, help="How far --draw spreads bare numbers (0: not).")
]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same talks.")]
Jobs = Annotated[int, typer.Option(min=1, max=MOST_JOBS, help="Processes that share the work.")]
Table = Annotated[
    bool, typer.Option("--table/--no-table", help="Play strategies against each other.")
]
