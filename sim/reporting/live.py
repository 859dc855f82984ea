"""What the report's page needs to work out the zone itself: numbers, rules, agreements."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.scenario.party import Party
from sim.scenario.quantity import Quantity
from sim.space.boxes import Bools
from sim.space.frame import opponent
from sim.space.limits import TooManyAgreements
from sim.space.listing import Listed, list_possible
from sim.space.space import Indices, Space
from sim.space.values import point_weights
from sim.text.agreements import solution_title
from sim.zone.solutions import SCALE_FREE, SOLUTIONS

CELLS = 4_000_000
"""Maximum number of combinations of linked options that are looked at."""
SHOWN = 20_000
"""Up to so many agreements within red lines the page works with; of more, with a sample."""
AXES = 60
"""Up to so many issues they are one array."""
SEED = 0


def live_data(space: Space, frontier: Indices) -> dict[str, Any]:
    """Return plain data from which a page works out utilities, zone, frontier and solutions.

    Parameters
    ----------
    space
        The space at its points.
    frontier
        Agreements that are kept whatever is sampled: option places (agreement, issue).
    """
    scenario = space.scenario
    sizes = [len(issue.names) for issue in scenario.issues.values()]
    linked, kept = _linked(space, sizes)
    tabled, whole = _tabled(space, frontier)
    within = tabled.digits[tabled.within_red_lines]
    sample = not whole or len(within) > SHOWN
    if len(within) > SHOWN:
        chosen = np.linspace(0, len(within) - 1, SHOWN).astype(np.int64)
        within = np.unique(np.concatenate([within[chosen], frontier]), axis=0)
    keeps = Listed(space, within).keeps
    consent, wide = space.consent, max(sizes, default=0) > 256
    return {
        "issues": [
            {
                "id": name,
                "label": scenario.labels.issues[name],
                "options": [issue.option_label(k) for k in range(len(issue.names))],
            }
            for name, issue in scenario.issues.items()
        ],
        "parties": [_party(space, k) for k in range(len(space.parties))],
        "bargaining": list(space.bargaining),
        "solutions": {name: _solution(name) for name in SOLUTIONS},
        "state": _state(space),
        "consent": {
            "everyone": list(consent.everyone),
            "required": list(consent.required),
            "at_least": consent.at_least,
            "of": list(consent.of),
            "where": {str(k): _bits(space.inside(box, within)) for k, box in consent.where.items()},
            "keeps": {str(k): _bits(keeps[k]) for k in consent.everyone},
        },
        "sizes": sizes,
        "linked": linked,
        "kept": [] if linked is not None else _resting(space),
        "admissible": "" if kept is None else _bits(kept.reshape(-1)),
        "within": base64.b64encode(within.astype("<u4" if wide else np.uint8).tobytes()).decode(),
        "wide": wide,
        "agreements": len(within),
        "sample": sample,
    }


def _state(space: Space) -> dict[str, str]:
    """Return which state of the file this is: what a command has to ask for, and the variant."""
    scenario = space.scenario
    asked = ""
    if scenario.round is not None and scenario.round != len(scenario.rounds):
        asked = f"--round {scenario.round} "
    if scenario.variant is not None:
        asked += f"--variant {scenario.variant} "
    return {"asked": asked, "variant": scenario.variant or ""}


def _resting(space: Space) -> list[str]:
    """Return whose walk-away value rests on the best agreements that keep the linkages."""
    found = []
    for name, party in space.scenario.parties.items():
        war = None if party.reservation is None else party.reservation.war
        if party.weighs and war is not None and (war.won is None or war.lost is None):
            found.append(space.scenario.labels.parties[name])
    return found


def _solution(name: str) -> dict[str, str]:
    """Return what people read for a solution, and the letters that mark it."""
    title = solution_title(name)
    mark = "".join(letter for letter in title if letter.isupper())
    return {"title": title + ("" if name in SCALE_FREE else "*"), "mark": mark}


def _linked(space: Space, sizes: list[int]) -> tuple[list[int] | None, Bools | None]:
    """Return the issues that linkages and bonuses join, and which of their options go together.

    The array has an axis per such issue; both are None where it would be too large.
    """
    boxes = [box for rule in space.rules if rule.owner < 0 for box in rule.boxes]
    joined = sorted({i for box in [*boxes, *(x.box for x in space.interactions)] for i in box})
    wide = [sizes[issue] for issue in joined]
    if math.prod(wide) > CELLS or len(joined) > AXES:
        return None, None
    kept = np.ones(wide, dtype=bool)
    for box in boxes:
        inside = np.ones([1] * len(joined), dtype=bool)
        for issue, mask in box.items():
            shape = [1] * len(joined)
            shape[joined.index(issue)] = -1
            inside = inside & np.asarray(mask).reshape(shape)
        kept &= ~inside
    return joined, kept


def _tabled(space: Space, frontier: Indices) -> tuple[Listed, bool]:
    """Return agreements that keep every linkage, and whether none within red lines is missing."""
    try:
        return list_possible(space, "the page works"), True
    except TooManyAgreements:
        rng = np.random.default_rng(SEED)
        drawn = np.stack([rng.choice(places, 10 * SHOWN) for places in space.options], axis=1)
        listed = Listed(space, np.unique(np.concatenate([drawn, frontier]), axis=0))
        return listed.only(listed.linked), False


def _bits(mask: Bools) -> str:
    return base64.b64encode(np.packbits(mask, bitorder="little").tobytes()).decode()


def _party(space: Space, number: int) -> dict[str, Any]:
    from sim.plots.style import party_style

    scenario, numbers = space.scenario, space.parties[number]
    party = scenario.parties[numbers.name]
    weights: Mapping[str, float] = {}
    if party.weighs:
        weights = point_weights(party, scenario.parameters)
    style = party_style(number)
    return {
        "id": numbers.name,
        "label": scenario.labels.parties[numbers.name],
        "colour": style.colour,
        "weighs": numbers.weighs,
        "power": numbers.power,
        "given": _given(party),
        "weights": [weights.get(issue) for issue in scenario.issues],
        "values": [np.nan_to_num(values).tolist() for values in numbers.values],
        "bonuses": [
            {
                "worth": scenario.point(one.worth),
                "box": {str(i): mask.astype(int).tolist() for i, mask in x.box.items()},
            }
            for one, x in zip(
                party.interactions.values(),
                [x for x in space.interactions if x.party == number],
                strict=True,
            )
        ],
        "reservation": _reservation(space, number),
    }


def _given(party: Party) -> str:
    """Return in which form a file gives weights: numbers, shares, an order, or none known."""
    if party.order is not None:
        return "order"
    if not isinstance(party.weights, Mapping):
        return "unknown"
    return "shares" if party.weights_are == "shares" else "numbers"


def _reservation(space: Space, number: int) -> dict[str, Any]:
    """Return how a party's walk-away value comes about."""
    scenario, party = space.scenario, space.parties[number]
    value = None if math.isnan(party.reservation) or not party.weighs else party.reservation
    given = scenario.parties[party.name].reservation
    found: dict[str, Any] = {"kind": "number", "value": value}
    if given is None or given.number is not None or value is None:
        return found
    if given.agreement is not None or given.status_quo:
        said = given.agreement if given.agreement is not None else scenario.status_quo
        cost = scenario.point(given.cost) if given.agreement is not None else 0.0
        return found | {"kind": "agreement", "said": _places(space, said or {}), "cost": cost}
    war = given.war
    assert war is not None
    return found | {
        "kind": "war",
        "win": scenario.point(war.win),
        "cost": scenario.point(war.cost),
        "won": _outcome(space, war.won),
        "lost": _outcome(space, war.lost),
        "against": opponent(space, number, war) if war.lost is None else None,
    }


def _outcome(space: Space, given: Quantity | Mapping[str, Any] | None) -> Any:
    if given is None:
        return None
    if isinstance(given, Quantity):
        return space.scenario.point(given)
    return _places(space, given)


def _places(space: Space, said: Mapping[str, Any]) -> list[int]:
    issues = space.scenario.issues
    return [issues[name].place(said[name]) if name in said else -1 for name in issues]
