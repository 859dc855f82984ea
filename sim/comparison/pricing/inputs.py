"""Prices of single numbers: values, walk-away values and what they are made of, worths."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.comparison.pricing.amounts import as_much_as
from sim.comparison.pricing.price import Price
from sim.comparison.pricing.relevant import Relevant
from sim.scenario.rules import OptionName
from sim.space.compile import reservation_range
from sim.space.draw import at_inputs, open_inputs
from sim.space.input_sources import VALUE_REACH, OpenInput
from sim.space.listing import Listed
from sim.space.space import Space, reservation_path
from sim.uncertainty.tipping import Tipping


def input_prices(tried: Listed, *, opening: bool) -> Iterator[Price]:
    """Yield what every number but weights would have to be for the answer to change.

    Parameters
    ----------
    tried
        The agreements: all of them, or the one that would have to be acceptable.
    opening
        Whether none of them is acceptable.
    """
    space, looking = tried.space, Relevant(tried)
    for one in open_inputs(space, 1.0).values():
        found = None if one.kind == "weight" else looking.at(one)
        if found is None:
            continue
        tip, points = found
        at = _nearest(tip)
        if at is None:
            continue
        at, sure = looking.edge(points, one, at, opening=opening)
        room = abs((one.low if at < one.point else one.high) - one.point)
        utility = _utility(space, one, at)
        yield Price(
            one.kind,
            one.path,
            party=one.party,
            point=one.point,
            at=at,
            amount=abs(at - one.point),
            low=one.low if one.low < one.high else None,
            high=one.high if one.low < one.high else None,
            assumed_range=one.spread,
            multiple=abs(at - one.point) / room if room > 0 else None,
            utility=utility,
            as_much_as=as_much_as(space, one.party, utility) if one.party else None,
            option=_option(space, one.path) if one.kind == "value" else None,
            agreement=looking.opened(points, one.path, at) if opening else None,
            exact=tip.exact and sure,
        )


def reservation_prices(tried: Listed, *, opening: bool) -> Iterator[Price]:
    """Yield, for every party that has a say, what its walk-away value would have to be.

    Parameters
    ----------
    tried, opening
        As for :func:`input_prices`. A value that the file gives as a number is yielded there.
    """
    space = tried.space
    for party in space.consenting:
        name = space.parties[party].name
        given = space.scenario.parties[name].reservation
        if reservation_path(name) in space.dropped:
            continue
        best = best_of(tried, party, opening=opening)
        if best is None:
            continue
        place, gain = best
        agreement = space.agreement(tried.digits[place]) if opening else None
        if given is not None and given.number is None:
            yield _reservation(space, party, gain, agreement)
        if opening:
            yield Price(
                "benefit",
                reservation_path(name),
                party=name,
                amount=-gain,
                utility=-gain,
                as_much_as=as_much_as(space, name, -gain),
                agreement=agreement,
            )


def best_of(tried: Listed, party: int, *, opening: bool) -> tuple[int, float] | None:
    """Return the agreement that gives a party most of those that others accept, and its gain.

    None where there is none, or, where a zone would have to close, where it does not without it.
    """
    if not opening and tried.passing(against=(party,)).any():
        return None
    which = np.flatnonzero(tried.passing((party,)))
    if not len(which):
        return None
    gains = tried.gains[party][which]
    place = int(gains.argmax())
    gain = float(gains[place])
    return (int(which[place]), gain) if np.isfinite(gain) else None


def _reservation(
    space: Space, party: int, gain: float, agreement: dict[str, OptionName] | None
) -> Price:
    numbers = space.parties[party]
    low, high = reservation_range(space, party)
    assumed = not low < high
    if assumed:
        low, high = numbers.reservation - VALUE_REACH, numbers.reservation + VALUE_REACH
    room = numbers.reservation - low if gain < 0 else high - numbers.reservation
    return Price(
        "reservation",
        reservation_path(numbers.name),
        party=numbers.name,
        point=numbers.reservation,
        at=numbers.reservation + gain,
        amount=abs(gain),
        low=low,
        high=high,
        assumed_range=assumed,
        multiple=abs(gain) / room if room > 0 else None,
        utility=abs(gain),
        as_much_as=as_much_as(space, numbers.name, abs(gain)),
        agreement=agreement,
    )


def _nearest(tip: Tipping) -> float | None:
    """Return the nearer tipping value, in ways to the ends of the range."""
    one = tip.input
    found: list[tuple[float, float, float]] = []
    for at, end in zip(tip.zone, (one.low, one.high), strict=True):
        if at is not None:
            way, room = abs(at - one.point), abs(end - one.point)
            found.append((way / room if room > 0 else np.inf, way, at))
    return min(found)[2] if found else None


def _utility(space: Space, one: OpenInput, at: float) -> float | None:
    """Return what the change is in its party's own utility; None for what several share."""
    if one.party is None:
        return None
    if one.kind == "worth":
        return abs(at - one.point)
    number = [party.name for party in space.parties].index(one.party)
    party = space.parties[number]
    if one.kind == "value":
        issue = one.path.split(".")[3]
        return float(party.weights[space.issues.index(issue)]) * abs(at - one.point)
    there = at_inputs(space, {one.path: np.array([at])}, ordered=False).reservations[0, number]
    return abs(float(there) - party.reservation)


def _option(space: Space, path: str) -> OptionName:
    _, _, _, issue, _, option = path.split(".", 5)
    place = space.scenario.issues[issue].find(option)
    return option if place is None else space.scenario.issues[issue].names[place]
