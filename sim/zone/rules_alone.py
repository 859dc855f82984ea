"""What the rules alone leave, before any number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.answer import Answer
from sim.engines.choice import Engines
from sim.engines.protocol import Counts, Engine
from sim.scenario.rules import OptionName
from sim.space.boxes import Bools
from sim.space.budget import SHARE, part
from sim.space.count import Count
from sim.space.limits import TooManyAgreements
from sim.space.space import Space
from sim.zone.depths import same_position
from sim.zone.ways_out import RuleSet, broken_sets, hitting_sets

EACH = 0.1
"""Share of the work that is left for what rules out one option."""


@dataclass(frozen=True)
class RuledOut(Answer):
    """An option on the table that no agreement within red lines has.

    Parameters
    ----------
    issue, option
        The option.
    rules
        The smallest sets of rules that rule it out, each by itself enough; none if there are too
        many to work out.
    """

    issue: str
    option: OptionName
    rules: tuple[RuleSet, ...]


@dataclass(frozen=True)
class CommonGround(Answer):
    """An issue on which the principals that weigh it have the same position, within red lines.

    Two of them weigh it at least, and no interaction of a party that bargains mentions it.
    """

    issue: str
    options: tuple[OptionName, ...]


@dataclass(frozen=True)
class RulesAlone(Answer):
    """What linkages and red lines leave.

    Parameters
    ----------
    admissible, within_red_lines
        How many agreements keep every linkage; and the red lines of those whose consent they
        need. Exact, or proven bounds.
    options_ruled_out
        Options that no agreement within red lines has.
    common_ground
        Issues on which the principals' positions meet.
    """

    admissible: Count
    within_red_lines: Count
    options_ruled_out: tuple[RuledOut, ...]
    common_ground: tuple[CommonGround, ...]


@part(SHARE)
def rules_alone(space: Space, engine: Engine, counts: Counts, engines: Engines) -> RulesAlone:
    """Return what the rules alone leave of a space."""
    occurring = engine.occurring()
    return RulesAlone(
        counts.admissible,
        counts.within_red_lines,
        tuple(_ruled_out(space, occurring, engines)),
        tuple(_common_ground(space, occurring)),
    )


def _ruled_out(space: Space, occurring: tuple[Bools, ...], engines: Engines) -> list[RuledOut]:
    found = []
    for number, (name, issue) in enumerate(space.scenario.issues.items()):
        for place in space.options[number].tolist():
            if occurring[number][place]:
                continue
            only = np.zeros(len(issue.names), dtype=bool)
            only[place] = True
            engine = engines.of(space.narrowed({number: only}))
            try:
                with part(EACH):
                    sets = broken_sets(space, engine, reservations=False, definitions=True)
                    # Sets that hit only some of the broken ones need not rule anything out.
                    rules = hitting_sets(sets).sets if sets.complete else ()
            except TooManyAgreements:
                rules = ()
            found.append(RuledOut(name, issue.names[place], rules))
    return found


def _common_ground(space: Space, occurring: tuple[Bools, ...]) -> list[CommonGround]:
    scenario = space.scenario
    principals = [k for k, p in enumerate(scenario.parties.values()) if p.principal]
    found = []
    for number, (name, issue) in enumerate(scenario.issues.items()):
        weighing = [k for k in principals if space.parties[k].weights[number] > 0]
        shared = same_position(space, weighing, number) & occurring[number]
        if shared.any():
            options = tuple(issue.names[place] for place in np.flatnonzero(shared))
            found.append(CommonGround(name, options))
    return found
