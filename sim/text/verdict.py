"""The verdict: whether there is a zone, at which number that breaks, and what it depends on."""

from __future__ import annotations

from math import ceil, floor

from sim.comparison.pricing import Price, Prices
from sim.space.count import at_least, at_most, counted
from sim.text.fitting import Detail
from sim.text.grammar import possessive, sentence
from sim.text.names import Words
from sim.text.numbers import decimals, listing
from sim.uncertainty.result import Robustness
from sim.uncertainty.share_setters import ALMOST_ALL, MOST
from sim.zone.zone import Zone

GLOSS, SHORT_GLOSS = " (what its best alternative, its BATNA, is worth to it)", " (of its BATNA)"
"""What a walk-away value is, where it is named first."""
SHORT = 3
"""Entries of a list from which on the short form of a phrase is taken."""
MEANT = "under the stated assumptions at their midpoints"


def verdict(zone: Zone, prices: Prices | None, words: Words, detail: Detail) -> str:
    """Return whether there is a zone, and the number at which that breaks."""
    nearest = _nearest(prices)
    possible = f"{counted(zone.counts.agreements)} texts"
    if zone.exists:
        many = zone.counts.acceptable
        few = at_least(many) == 1 and isinstance(many, int)
        text = (
            f"Yes, {MEANT}: {counted(many)} of {possible} {'meets' if few else 'meet'} "
            f"{_conditions(zone, words, detail)}."
        )
        if nearest is not None:
            return f"{text[:-1]}, as long as {_holds(nearest, words, detail)}."
        if prices is not None:
            return f"{text} No single number, moved alone, changes that."
        return text
    conditions = _conditions(zone, words, detail)
    if at_most(zone.counts.acceptable) != 0:
        return (
            f"Not known: no text was found that meets {conditions}, nor proof that there is none."
        )
    text = f"No, {MEANT}: none of {possible} meets {conditions}."
    return f"{text} {_closed(zone, words, detail)}"


def dependence(
    zone: Zone, prices: Prices | None, robust: Robustness | None, words: Words, detail: Detail
) -> str:
    """Return the share of draws with what sets it, and the next numbers at which the answer tips.

    One of them is of another party than the nearest, where there is one.
    """
    texts = []
    if robust is not None:
        texts.append(
            f"{robust.zone.percent} of draws over the file's ranges have a zone (not a "
            f"probability){_set_by(robust, words)}"
        )
    others = _next(prices, zone)
    if others and zone.exists:
        texts.append(f"it tips at {listing([_tips(one, robust, words) for one in others])}")
    elif others:
        texts.append(f"it would open with {listing([_opens(one, words) for one in others], 'or')}")
    return sentence("; ".join(texts)) + "." if texts else ""


def _conditions(zone: Zone, words: Words, detail: Detail) -> str:
    """Return whose conditions are asked about."""
    consent, parties = zone.space.consent, zone.space.parties

    def people(numbers: tuple[int, ...]) -> str:
        return detail.people([words.party(parties[k].name) for k in numbers])

    if consent.unanimous:
        asked = tuple(zone.space.consenting)
        return f"the conditions of {people(asked)}" if asked else "every rule of the file"
    enough = f"at least {consent.at_least} of {len(consent.of)} ({people(tuple(consent.of))})"
    required = tuple(consent.required)
    return "the conditions of " + (f"{people(required)} and of {enough}" if required else enough)


def _closed(zone: Zone, words: Words, detail: Detail) -> str:
    """Return what closes an empty zone, and the smallest way out."""
    if not zone.ways_out:
        if zone.ways_out_complete:
            return "Nothing that is not a definition could be given up to open it."
        return "What closes it was not worked out."
    rule = words.closing
    texts = []
    if zone.conflict_sets:
        first = [detail.cut(rule(path)) for path in zone.conflict_sets[0]]
        more = len(zone.conflict_sets) - 1
        texts.append(
            f"Closed by {detail.listing(first)}" + _more(more, "other set, too", "other sets, too")
        )
    way = zone.ways_out[0]
    given_up = detail.listing([detail.cut(rule(path)) for path in way.rules])
    opened = f"{counted(way.opens)} text{'' if way.opens == 1 else 's'}"
    more = len(zone.ways_out) - 1
    texts.append(
        f"The smallest way out is to do without {given_up} (opens {opened})"
        + _more(more, "other way out", "other ways out")
    )
    return ". ".join(texts) + "."


def _more(many: int, one: str, several: str) -> str:
    return f"; {many:,} {one if many == 1 else several}" if many > 0 else ""


def _ranked(prices: Prices | None) -> list[Price]:
    """Return the inputs that have a number at which the answer changes, nearest first."""
    singles = () if prices is None else prices.singles
    numbers = [one for one in singles if one.multiple is not None and one.kind != "weights"]
    return sorted(numbers, key=lambda one: one.rank)


def _nearest(prices: Prices | None) -> Price | None:
    return next(iter(_ranked(prices)), None)


def _next(prices: Prices | None, zone: Zone) -> list[Price]:
    """Return the next number, and that of another party where the first are of one."""
    ranked = _ranked(prices)
    named = ranked[:1] if zone.exists else []
    # A part of a walk-away value that is named already is no other number to look at.
    whole = {one.party for one in named if one.kind == "reservation"}
    rest = [one for one in ranked[len(named) :] if not (one.party in whole and _is_part(one))]
    chosen = rest[:1]
    owners = {one.party for one in named + chosen} - {None}
    other = [one for one in rest[1:] if one.party is not None and one.party not in owners]
    return chosen + other[:1]


def _is_part(one: Price) -> bool:
    """Return whether an input is a part of its party's walk-away value."""
    return one.path.startswith(f"parties.{one.party}.reservation.")


def _holds(one: Price, words: Words, detail: Detail) -> str:
    """Return between which numbers the answer stays: "Russia's walk-away value is below 0.58"."""
    name = words.input(one.path)
    if one.kind == "reservation":
        gloss = GLOSS if detail.entries > SHORT else SHORT_GLOSS
        name = f"{possessive(detail.cut(words.party(one.party or '')))} walk-away value{gloss}"
    side = "below" if _rises(one) else "above"
    return f"{name} is {side} {_turns(one, inside=True)} ({_point(one)} here)"


def _tips(one: Price, robust: Robustness | None, words: Words) -> str:
    """Return the number at which the answer changes: "Ukraine's walk-away value 0.78"."""
    setters = robust.setters if robust is not None else None
    named = {x.path for x in setters.inputs} if setters is not None else set()
    # A shared parameter has its name beside it where it was named first.
    known = one.kind == "parameter" and one.path in named
    name = one.path.removeprefix("parameters.") if known else words.input(one.path)
    return f"{name} {_turns(one)}"


def _opens(one: Price, words: Words) -> str:
    return f"{words.input(one.path)} at {_turns(one)} instead of {_point(one)}"


def _numbers(one: Price) -> tuple[float, float, int]:
    """Return what the file has, where the answer changes, and the decimals that tell them apart."""
    assert one.at is not None
    assert one.point is not None
    apart = abs(one.at - one.point)
    return one.point, one.at, next((n for n in (2, 3, 4) if apart >= 2 * 10**-n), 6)


def _rises(one: Price) -> bool:
    """Return whether the answer changes above what the file has."""
    point, at, _ = _numbers(one)
    return at > point


def _turns(one: Price, *, inside: bool = False) -> str:
    """Return where the answer changes, rounded so that it has changed there, or not yet."""
    _, at, digits = _numbers(one)
    unit = 10**digits
    up = _rises(one) != inside
    nudge = -1e-9 if up else 1e-9
    return decimals((ceil if up else floor)(at * unit + nudge) / unit, digits)


def _point(one: Price) -> str:
    point, _, digits = _numbers(one)
    return decimals(point, digits)


def _set_by(robust: Robustness, words: Words) -> str:
    """Return what sets the share of draws, where one or two inputs do."""
    setters = robust.setters
    if setters is None or not setters.inputs or setters.explained < MOST:
        return ""
    how = "almost wholly" if setters.explained >= ALMOST_ALL else "mostly"
    return f", set {how} by {listing(words.inputs([one.path for one in setters.inputs]))}"
