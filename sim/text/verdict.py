"""The verdict: whether there is a zone, at which number that breaks, and what it depends on."""

from __future__ import annotations

from math import ceil, floor, prod

from sim.comparison.pricing import Price, Prices
from sim.space.count import at_most, counted
from sim.text.fitting import Detail
from sim.text.grammar import sentence
from sim.text.names import Words
from sim.text.numbers import count, decimals, listing
from sim.text.prices import shifted
from sim.text.zone import shared_odds
from sim.uncertainty.result import Robustness
from sim.uncertainty.share_setters import ALMOST_ALL, MOST
from sim.zone.ways_out import WayOut
from sim.zone.zone import Zone

GLOSS, SHORT_GLOSS = " (what its best alternative, its BATNA, is worth to it)", " (of its BATNA)"
"""What a walk-away value is, where it is named first."""
SHORT = 3
"""Entries of a list from which on the short form of a phrase is taken."""
EDGE = 1e-6
"""Distance below which an input is where the answer changes."""
SAME = 1e-3
"""Part of the last digit printed that counts as none: more than tolerances make, and no more."""
MEANT = "under the stated assumptions, at midpoints"


def verdict(
    zone: Zone, prices: Prices | None, words: Words, detail: Detail, *, fails: bool = False
) -> str:
    """Return whether there is a zone, and the numbers at which that changes.

    Parameters
    ----------
    fails
        Whether no acceptable text passes the tests after signature.
    """
    texts = count(zone.counts.agreements, "text")
    texts += " asked about" if _narrowed(zone) else ""
    conditions = _conditions(zone, words, detail)
    if not zone.exists:
        if at_most(zone.counts.acceptable) != 0:
            return (
                f"Not known: no text was found that meets {conditions}, and no proof that there is "
                "none."
            )
        text = f"No, {MEANT}: none of {texts} meets {conditions}."
        return f"{text} {_closed(zone, words, detail)}"
    many = zone.counts.acceptable
    meet = "meets" if isinstance(many, int) and many == 1 else "meet"
    only = "up to signature, " if fails else ""
    text = f"Yes, {only}{MEANT}: {counted(many)} of {texts} {meet} {conditions}."
    if prices is None:
        return text
    tips = _tipping(prices)
    if tips:
        return f"{text} Not so if {listing(_turning(tips, words, detail), 'or')}."
    weights = next((one for one in prices.singles if one.kind == "weights"), None)
    if weights is not None:
        return f"{text} Not so with {words.short(shifted(weights, words), detail)}."
    return text if prices.singles else f"{text} No single number, moved alone, changes that."


def dependence(
    zone: Zone, prices: Prices | None, robust: Robustness | None, words: Words, detail: Detail
) -> str:
    """Return the share of draws with what sets it, and of an empty zone the nearest number."""
    texts = []
    if robust is not None:
        named = _tipping(prices) if zone.exists else []
        over = "over the file's ranges " if detail.entries > 1 else ""
        no = "not a probability of a deal" if detail.entries > SHORT else "not a probability"
        texts.append(
            f"{robust.zone.percent} of draws {over}have a zone ({no})"
            f"{_set_by(robust, named, words, detail)}"
        )
    if not zone.exists:
        opening = _tipping(prices)[:1]
        texts += [f"it would open with {_opens(one, words, detail)}" for one in opening]
    elif shared_odds(zone.scenario):
        # That there is a zone then says little: it follows from the form of these values.
        texts.append("shared odds of a costly war leave a zone unless rules close it")
    return sentence("; ".join(texts)) + "." if texts else ""


def _narrowed(zone: Zone) -> bool:
    """Return whether only part of the agreements was asked about."""
    every = prod(len(issue.table) for issue in zone.scenario.issues.values())
    gate = zone.engines.gate is not None or zone.gate_test is not None
    return gate or zone.space.agreements != every


def _conditions(zone: Zone, words: Words, detail: Detail) -> str:
    """Return whose conditions are asked about."""
    consent, parties = zone.space.consent, zone.space.parties

    def people(numbers: tuple[int, ...]) -> str:
        return detail.people([words.party(parties[k].name) for k in numbers])

    if not consent.everyone:
        return "every linkage; nobody's consent is asked for"
    modelled = [k for k in zone.space.consenting if k not in consent.where]
    where = tuple(k for k in zone.space.consenting if k in consent.where)
    also = f" and, where its consent is needed, of {people(where)}" if where else ""
    if consent.unanimous:
        if not modelled and not where:
            return "every rule of those whose consent is needed"
        asked = people(tuple(modelled)) or "nobody else"
        return f"the conditions of {asked}{also}"
    some = tuple(k for k in consent.of if parties[k].weighs)
    named = f" ({people(some)})" if some else ""
    enough = f"at least {consent.at_least} of {len(consent.of)}{named}"
    required = tuple(k for k in consent.required if k in modelled)
    asked = f"{people(required)} and of {enough}" if required else enough
    return f"the conditions of {asked}{also}"


def _closed(zone: Zone, words: Words, detail: Detail) -> str:
    """Return what closes an empty zone, and the smallest way out."""
    if not zone.ways_out:
        if zone.ways_out_complete:
            return "Nothing that is not a definition could be given up to open it."
        return "What closes it was not worked out."
    texts = []
    if zone.conflict_sets:
        first = [words.rule_in(detail, path) for path in zone.conflict_sets[0]]
        more = len(zone.conflict_sets) - 1
        texts.append(
            f"Closed by {detail.listing(first)}" + _more(more, "other set, too", "other sets, too")
        )
    way, *others = zone.ways_out
    alone = not others or len(others[0].rules) > len(way.rules)
    which = "The smallest way out" if alone else "One of the smallest ways out"
    rest = _more(len(others), "other way out", "other ways out")
    if rest and not zone.ways_out_complete:
        rest = rest.replace("; ", "; at least ", 1)
    opened = count(way.opens, "text")
    texts.append(f"{which}: {_way(way, words, detail)} (opens {opened}){rest}")
    return ". ".join(texts) + "."


def _way(way: WayOut, words: Words, detail: Detail) -> str:
    """Return a way out: rules given up, and walk-away values that are enough where it is known."""
    values = [path for path in way.rules if words.notes[path].kind == "reservation"]
    rules = [words.rule_in(detail, path) for path in way.rules if path not in values]
    texts = [f"without {detail.listing(rules)}"] if rules else []
    shorts = way.price[0] if way.price else (None,) * len(values)
    for path, given, short in zip(values, way.reservations, shorts, strict=True):
        name = words.rule_in(detail, path)
        if short is None:
            texts.append(f"without {name}")
            continue
        digits = next((n for n in (2, 3, 4) if short >= 2 * 10**-n), 6)
        least = floor((given - short) * 10**digits + SAME) / 10**digits
        texts.append(f"with {name} at {decimals(least, digits)}, not {decimals(given, digits)}")
    return listing(texts)


def _more(many: int, one: str, several: str) -> str:
    return f"; {many:,} {one if many == 1 else several}" if many > 0 else ""


def _ranked(prices: Prices | None) -> list[Price]:
    """Return the inputs that have a number at which the answer changes, nearest first."""
    singles = () if prices is None else prices.singles
    numbers = [
        one
        for one in singles
        if one.at is not None and one.point is not None and one.kind != "weights"
    ]
    return sorted(numbers, key=lambda one: one.rank)


def _tipping(prices: Prices | None) -> list[Price]:
    """Return the nearest number, the next one, and that of another party if these are of one."""
    ranked = _ranked(prices)
    named = ranked[:1]
    # A part of a walk-away value that is named already is no other number to look at.
    whole = {one.party for one in named if one.kind == "reservation"}
    rest = [one for one in ranked[1:] if not (one.party in whole and _is_part(one))]
    chosen = named + rest[:1]
    owners = {one.party for one in chosen} - {None}
    other = [one for one in rest[1:] if one.party is not None and one.party not in owners]
    return chosen + other[:1]


def _is_part(one: Price) -> bool:
    """Return whether an input is a part of its party's walk-away value."""
    return one.path.startswith(f"parties.{one.party}.reservation.")


def _turning(tips: list[Price], words: Words, detail: Detail) -> list[str]:
    """Return at which numbers the answer changes: "p_russia reaches 0.72 (0.50 here)"."""
    texts, before, glossed = [], "", False
    names = words.inputs([one.path for one in tips])
    for place, one in enumerate(tips):
        name = words.short(names[place], detail)
        if one.kind == "reservation" and not glossed:
            name += GLOSS if detail.entries > SHORT else SHORT_GLOSS
            glossed = True
        # What parties share may open the zone again farther on: only where it turns is said.
        verb = "reaches" if _rises(one) else "falls to"
        if _at_edge(one):
            texts.append(f"{name} is at all {'above' if _rises(one) else 'below'} {_point(one)}")
            before = ""
            continue
        said = "" if verb == before else f" {verb}"
        here = " here" if detail.entries > 1 or not place else ""
        texts.append(f"{name}{said} {_turns(one)} ({_point(one)}{here})")
        before = verb
    return texts


def _opens(one: Price, words: Words, detail: Detail) -> str:
    return f"{words.short(words.input(one.path), detail)} at {_turns(one)} instead of {_point(one)}"


def _numbers(one: Price) -> tuple[float, float, int]:
    """Return what the file has, where the answer changes, and the decimals that tell them apart."""
    assert one.at is not None
    assert one.point is not None
    apart = abs(one.at - one.point)
    return (
        one.point,
        one.at,
        2 if apart < EDGE else next((n for n in (2, 3, 4) if apart >= 2 * 10**-n), 6),
    )


def _at_edge(one: Price) -> bool:
    """Return whether the answer changes where the input is."""
    point, at, _ = _numbers(one)
    return abs(at - point) < EDGE


def _rises(one: Price) -> bool:
    """Return whether the answer changes above what the file has."""
    point, at, _ = _numbers(one)
    return at > point


def _turns(one: Price) -> str:
    """Return where the answer changes, rounded so that it has changed there."""
    _, at, digits = _numbers(one)
    unit = 10**digits
    turned = ceil(at * unit - SAME) if _rises(one) else floor(at * unit + SAME)
    return decimals(turned / unit, digits)


def _point(one: Price) -> str:
    point, _, digits = _numbers(one)
    return decimals(point, digits)


def _set_by(robust: Robustness, named: list[Price], words: Words, detail: Detail) -> str:
    """Return what sets the share of draws, where one or two inputs do.

    A shared parameter goes by its name where it was named with what it is.
    """
    setters = robust.setters
    if setters is None or not setters.inputs or setters.explained < MOST:
        return ""
    how = "almost wholly" if setters.explained >= ALMOST_ALL else "mostly"
    known = {one.path for one in named if one.kind == "parameter"}
    labels = words.inputs([one.path for one in setters.inputs if one.path not in known])
    short = [path.removeprefix("parameters.") for path in sorted(known)
             if path in {one.path for one in setters.inputs}]  # fmt: skip
    return f", set {how} by {listing([*short, *(words.short(label, detail) for label in labels)])}"
