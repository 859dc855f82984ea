"""``sim run``: explore scenario files and write what was found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import (
    Engine,
    Files,
    Material,
    Memory,
    NoFigures,
    Out,
    Pairs,
    Quiet,
    Round,
    Set,
    Variant,
    issue_pairs,
    read_scenarios,
)

CHANGED = 2_000_000
"""Up to so many agreements it is looked at what would have to be different."""

if TYPE_CHECKING:
    from sim.bargaining import Bargaining
    from sim.cli.changes import Changes
    from sim.cli.output import Later
    from sim.uncertainty import Robustness
    from sim.zone.zone import Zone

NAME = "run"
TALKS = 1_000
"""How many talks are held beside the rest."""
ROUNDS, OPTIONS = 1_000, 1_000
"""Up to how many rounds, and options of all issues, talks are held beside the rest."""
LATER_DRAWS = 100
"""How many draws are made of what comes after signature."""
DRAWS, LISTED = 1_000, 20_000
"""How many draws are made beside the rest, if no more agreements have to be looked at."""
TABLED, POINTS = 200_000, 500
"""Up to so many agreements that can be tabled, or points of a frontier, that takes below 2 s."""


def command(
    files: Files,
    out: Out = Path("results"),
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    material: Material = 0.03,
    baseline: Annotated[
        str | None,
        typer.Option(metavar="PACKAGE", help="Measure concessions from this package."),
    ] = None,
    engine: Engine = None,
    memory: Memory = 2.0,
    pairs: Pairs = None,
    no_figures: NoFigures = False,
    quiet: Quiet = False,
) -> None:
    """Explore scenario files: the zone, its concessions, and what closes it."""
    from sim.cli.output import RUN_FIGURES, folder_names, write_results
    from sim.cli.progress import reporting
    from sim.cli.summary import print_summary
    from sim.space.limits import Limits
    from sim.zone.explore import explore

    scenarios = read_scenarios(files, round_, variant, set_)
    chosen = [issue_pairs(scenario, pairs) for scenario in scenarios]
    for scenario, name, pair in zip(scenarios, folder_names(files), chosen, strict=True):
        with reporting(scenario.title, quiet=quiet) as tell:
            zone = explore(
                scenario,
                material=material,
                baseline=baseline,
                engine=engine,
                limits=Limits(memory=int(memory * 1e9)),
                progress=tell,
            )
            talks, robust = short_run(zone, tell), short_draws(zone, tell)
            changes, later = short_changes(zone, tell), later_answers(zone, tell)
            written = write_results(
                zone,
                out / name,
                owns=RUN_FIGURES,
                figures=not no_figures,
                tell=tell,
                pairs=pair,
                talks=talks,
                robust=robust,
                changes=changes,
                later=later,
            )
        if not quiet:
            print_summary(zone, written, talks, robust, changes, later)


def later_answers(zone: Zone, tell: Callable[[str, float], None]) -> list[Later]:
    """Return ratification, the Nash solution's roadmap and the funnel, if the file has the keys.

    And a few draws of them where that is quick.
    """
    from sim.cli.draws_after import draws_after
    from sim.settlement.funnel import funnel
    from sim.settlement.ratify import LISTED as MANY
    from sim.settlement.ratify import ratify
    from sim.settlement.roadmap import roadmap

    scenario = zone.scenario
    ratified = any(party.ratification for party in scenario.parties.values())
    if not (ratified or scenario.steps) or zone.rules.admissible > MANY:
        return []
    tell("after signature", 0.92)
    found: list[Later] = [ratify(zone)] if ratified else []
    if scenario.steps and zone.exists:
        found.append(roadmap(zone))
    return [*found, funnel(zone), *draws_after(zone, LATER_DRAWS, 0, most=LISTED)]


def short_changes(zone: Zone, tell: Callable[[str, float], None]) -> Changes:
    """Return what would have to be different, as far as that is quick."""
    from sim.cli.changes import Changes
    from sim.comparison.pricing import prices
    from sim.space.limits import TooManyAgreements
    from sim.zone.pivotal import pivotal_options
    from sim.zone.rule_matrix import rule_matrix
    from sim.zone.trades import trades

    if zone.engine != "stream" or zone.space.agreements > CHANGED:
        return Changes(trades=trades(zone))
    tell("what would have to be different", 0.9)
    try:
        found = prices(zone)
    except TooManyAgreements:
        found = None
    pivotal = pivotal_options(zone) if zone.exists else None
    return Changes(found, pivotal, rule_matrix(zone), trades(zone))


def short_run(zone: Zone, tell: Callable[[str, float], None]) -> Bargaining | None:
    """Hold a few talks beside the rest where that is quick; None where it isn't, or no zone is.

    Settings that no talks can be held with are said, and leave the rest of the analysis as it is.
    """
    from sim.bargaining import bargain
    from sim.bargaining.menu import LISTED
    from sim.scenario.errors import ScenarioError

    settings = zone.scenario.bargaining
    options = sum(len(issue.names) for issue in zone.scenario.issues.values())
    if (settings is not None and settings.rounds > ROUNDS) or options > OPTIONS:
        return None
    few = zone.rules.admissible <= TABLED
    beyond = zone.rules.admissible > LISTED and zone.frontier.distinct <= POINTS
    if len(zone.space.bargaining) < 2 or not zone.exists or not (few or beyond):
        return None
    tell("talks", 0.95)
    try:
        return bargain(zone.scenario, runs=TALKS, zone=zone)
    except ScenarioError as error:
        typer.echo(f"No talks were held: {error}", err=True)
        return None


def short_draws(zone: Zone, tell: Callable[[str, float], None]) -> Robustness | None:
    """Draw the uncertain inputs a few times where that is quick; None where it isn't."""
    from sim.space.limits import TooManyAgreements
    from sim.uncertainty import robustness
    from sim.uncertainty.pool import make_pool

    try:
        make_pool(zone.space, most=LISTED)
    except TooManyAgreements:
        return None
    tell("draws", 0.97)
    return robustness(zone.scenario, draws=DRAWS, variants=False, tipping=False, zone=zone)
