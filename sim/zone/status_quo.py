"""What no agreement is worth to parties beside the status quo."""

from __future__ import annotations

from math import isnan

from sim.space.draw import at_inputs
from sim.space.draws import utility_of
from sim.space.space import Space


def beside_status_quo(space: Space) -> dict[str, tuple[float, float]]:
    """Return party → its walk-away value and its utility of the status quo.

    Of the parties with weights, where the file gives a status quo that names all that the party
    looks at, and where there is a walk-away value.
    """
    scenario = space.scenario
    points, found = at_inputs(space, {}), {}
    for number in space.weighing:
        name = space.parties[number].name
        party = scenario.parties[name]
        if isnan(space.parties[number].reservation):
            continue  # a war over nothing: no agreement keeps the linkages
        looked_at = set(party.weighed_issues())
        looked_at |= {i for x in party.interactions.values() for i in x.when}
        if scenario.status_quo is not None and looked_at <= set(scenario.status_quo):
            utility = float(utility_of(points, number, scenario.status_quo)[0])
            found[name] = (space.parties[number].reservation, utility)
    return found
