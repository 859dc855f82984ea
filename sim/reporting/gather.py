"""All answers that a run gives beside the zone, as far as each is quick."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.reporting.answers import Answers, Later
from sim.reporting.changes import Changes
from sim.space.count import Count, at_most
from sim.space.limits import TooManyAgreements
from sim.zone.zone import Zone

if TYPE_CHECKING:
    from sim.bargaining import Bargaining
    from sim.scenario.rules import OptionName
    from sim.uncertainty import Robustness
    from sim.uncertainty.after_signature import AfterSignature

Tell = Callable[[str, float], None]
"""Called with what is being done, and how far it is."""

CHANGED, CHOICES = 2_000_000, 300
"""Up to so many agreements it is looked at what would have to be different; up to so many options
of all issues also at what is left without each, and at exchanges."""
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


def silent(what: str, done: float) -> None:
    """Say nothing of what is being done."""


def gather(
    zone: Zone,
    tell: Tell = silent,
    *,
    pairs: Sequence[tuple[int, int]] | None = None,
    replay: bool = False,
) -> Answers:
    """Return the zone with talks, draws, changes and what comes after it, where they are quick.

    Parameters
    ----------
    tell
        Called with what is being done.
    pairs
        Numbers of the pairs of issues for the compromise map; None for its own choice.
    replay
        Whether the scenario is also replayed round by round.
    """
    from sim.scenario.errors import ScenarioError
    from sim.zone.options_used import options_used

    notes: tuple[str, ...] = ()
    found = Answers(zone, pairs)
    try:
        found = replace(found, talks=short_talks(zone, tell))
    except ScenarioError as error:  # Settings that no talks can be held with leave the rest as is.
        notes = (f"No talks were held: {error}",)
    found = replace(
        found,
        robust=short_draws(zone, tell),
        changes=short_changes(zone, tell),
        later=tuple(later_answers(zone, tell)),
        notes=notes,
        options=options_used(zone) if zone.exists else None,
    )
    if not replay or not zone.scenario.rounds:
        return found
    from sim.comparison.rounds import rounds

    tell("round by round", 0.99)
    return replace(found, replayed=rounds(zone.scenario))


def few_enough(count: Count, most: int) -> bool:
    """Return whether a number is known to be no more than so many."""
    upper = at_most(count)
    return upper is not None and upper <= most


def later_answers(zone: Zone, tell: Tell) -> list[Later]:
    """Return ratification, the Nash solution's roadmap and the funnel, if the file has the keys.

    And a few draws of them where that is quick.
    """
    from sim.settlement.funnel import funnel
    from sim.settlement.ratify import LISTED as MANY
    from sim.settlement.ratify import ratify
    from sim.settlement.roadmap import roadmap

    scenario = zone.scenario
    ratified = any(party.ratification for party in scenario.parties.values())
    if not (ratified or scenario.steps) or not few_enough(zone.rules.admissible, MANY):
        return []
    tell("after signature", 0.92)
    found: list[Later] = [ratify(zone)] if ratified else []
    if scenario.steps and zone.exists:
        found.append(roadmap(zone))
    found.append(funnel(zone))
    try:
        return [*found, *draws_after(zone, LATER_DRAWS, 0, most=LISTED)]
    except TooManyAgreements:
        return found


def draws_after(
    zone: Zone,
    draws: int,
    seed: int,
    *,
    also: Mapping[str, Mapping[str, OptionName]] | None = None,
    most: int | None = None,
) -> list[AfterSignature]:
    """Return draws of what comes after signature, or none where nothing is said to draw.

    Parameters
    ----------
    also
        Name → an agreement that is told of too.
    most
        Up to so many agreements to look at; None for as many as can be listed.

    Raises
    ------
    TooManyAgreements
        If there are more.
    """
    from sim.settlement.support import voters_of
    from sim.uncertainty.after_signature import after_signature
    from sim.uncertainty.pool import LISTED

    if not draws or not (zone.scenario.steps or voters_of(zone.scenario)):
        return []
    return [after_signature(zone, draws=draws, seed=seed, also=also, most=most or LISTED)]


def short_changes(zone: Zone, tell: Tell) -> Changes:
    """Return what would have to be different, as far as that is quick."""
    from sim.comparison.pricing import prices
    from sim.zone.pivotal import pivotal_options
    from sim.zone.rule_matrix import rule_matrix
    from sim.zone.trades import trades

    options = _options(zone)
    few = options <= CHOICES
    exchanges = trades(zone) if few else None
    why = None
    if options > OPTIONS:
        why = f"{options:,} options"
    elif zone.space.agreements > CHANGED:
        why = f"more than {CHANGED:,} agreements"
    elif zone.engine != "stream":
        why = f"the {zone.engine} engine"
    if why is not None:
        return Changes(trades=exchanges, left_out=f"Not worked out beside the rest, with {why}: "
                       "prices, pivotal options and the rule matrix.")  # fmt: skip
    tell("what would have to be different", 0.9)
    try:
        found = prices(zone)
    except TooManyAgreements:
        found = None
    matrix = rule_matrix(zone)
    if not few:
        rest = f"Not worked out beside the rest, with {options:,} options: pivotal ones and trades."
        return Changes(found, None, matrix, None, rest)
    return Changes(found, pivotal_options(zone) if zone.exists else None, matrix, exchanges)


def _options(zone: Zone) -> int:
    """Return how many options on the table there are, of all issues together."""
    return sum(len(places) for places in zone.space.options)


def short_talks(zone: Zone, tell: Tell) -> Bargaining | None:
    """Hold a few talks where that is quick; None where it isn't, or no zone is.

    Raises
    ------
    ScenarioError
        For settings that no talks can be held with.
    """
    from sim.bargaining import bargain
    from sim.bargaining.menu import LISTED

    settings = zone.scenario.bargaining
    if (settings is not None and settings.rounds > ROUNDS) or _options(zone) > OPTIONS:
        return None
    few = few_enough(zone.rules.admissible, TABLED)
    listed = few_enough(zone.rules.admissible, LISTED)
    beyond = not listed and zone.frontier.distinct <= POINTS
    if len(zone.space.bargaining) < 2 or not zone.exists or not (few or beyond):
        return None
    tell("talks", 0.95)
    return bargain(zone.scenario, runs=TALKS, zone=zone)


def short_draws(zone: Zone, tell: Tell) -> Robustness | None:
    """Draw the uncertain inputs a few times where that is quick; None where it isn't."""
    from sim.uncertainty import robustness
    from sim.uncertainty.pool import make_pool

    if _options(zone) > OPTIONS:
        return None
    try:
        make_pool(zone.space, most=LISTED)
    except TooManyAgreements:
        return None
    tell("draws", 0.97)
    return robustness(zone.scenario, draws=DRAWS, variants=False, tipping=False, zone=zone)
