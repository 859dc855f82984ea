"""What is printed of prices: what would have to be different, impersonally and for all parties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.comparison.pricing import Pair, Price, Prices
from sim.scenario.rules import OptionName
from sim.text.grammar import possessive
from sim.text.names import Words
from sim.text.numbers import count, decimals, listing

MOST = 4
"""So many inputs are listed of each table, besides those that every party has."""
PAIRS = 3
"""So many pairs are."""
EVERYBODY = ("reservation", "weights")
"""Kinds that every party has: all of them are told of, so that none is left out."""
ALIKE = 1.25
"""A step counts as about as much as an amount up to this ratio."""
MEASURE = (
    "n× is how much of its stated range an input would have to use up before the answer changes; "
    "below 1× the file's own uncertainty is enough. Amounts of different parties and kinds do not "
    "compare."
)


def price_lines(found: Prices, words: Words) -> list[str]:
    """Return what would have to be different for an empty zone to open, or an open one to close."""
    singles = found.singles
    if not singles and not found.pairs:
        return ["No number by itself, and no pair within four times the stated ranges, changes it."]
    lines = _table("If our reading is wrong", [one for one in singles if one.reading], words)
    acts = [one for one in singles if not one.reading and one.kind != "rule"]
    lines += _table("If someone acts", acts, words)
    lines += _pairs(found, words)
    return [*lines, MEASURE]


def test_lines(found: Prices, words: Words) -> Iterator[str]:
    """Yield, test by test, what a named agreement would take."""
    numbers = {test: x for test, x in found.tests.items() if test.endswith(".reservation")}
    if numbers:
        yield MEASURE
    for test, prices in numbers.items():
        yield f"For {words.rule(test, rests=False)} to be met:"
        mine = [x for x in prices if x.reading]
        yield from _table("If our reading is wrong", mine, words, others=False)
        acts = [x for x in prices if not x.reading]
        yield from _table("If someone acts", acts, words, others=False)
    yield from _pairs(found, words)


def _pairs(found: Prices, words: Words) -> list[str]:
    if not found.pairs:
        return []
    more = len(found.pairs) - PAIRS
    title = "Two together, each less far than alone" + (f" ({more:,} more)" if more > 0 else "")
    return [f"{title}:", *(f"  {_pair(pair, words)}" for pair in found.pairs[:PAIRS])]


def _table(title: str, prices: Sequence[Price], words: Words, *, others: bool = True) -> list[str]:
    """Return the inputs of one table, nearest first.

    Parameters
    ----------
    others
        Whether to name the principals whose walk-away value or weights are not among them.
    """
    if not prices:
        return []
    listed = [one for one in prices if one.kind not in EVERYBODY][:MOST]
    told = [one for one in prices if one.kind in EVERYBODY or one in listed]
    more = len(prices) - len(told)
    lines = [f"{title}{f' ({more:,} more)' if more else ''}:"]
    lines += [f"  {_multiple(one)}{_one(one, words)}" for one in told]
    for kind, what in (("reservation", "walk-away value"), ("weights", "weights")):
        known = {one.party for one in prices if one.kind == kind}
        rest = [
            possessive(words.party(name))
            for name, party in words.scenario.parties.items()
            if others and known and party.weighs and party.principal and name not in known
        ]
        if rest:
            lines.append(f"  not by itself: {' or '.join(rest)} {what}")
    return lines


def _multiple(one: Price) -> str:
    if one.multiple is None:
        return ""
    return f"{decimals(one.multiple)}× " + ("(range assumed) " if one.assumed_range else "")


def _one(one: Price, words: Words) -> str:
    """Return one price in words."""
    if one.kind == "benefit":
        to = words.party(one.party or "")
        text = f"an agreement worth {decimals(one.amount, 3)} more to {to} (by a guarantee, for"
        return f"{text} instance), or no agreement worth so much less{_like(one, words)}"
    if one.kind == "permitted":
        return f"{_option(one, words)} permitted: {count(one.opens or 0, 'agreement')} opened"
    if one.kind == "added":
        values = " and ".join(
            f"{decimals(value, 2)} to {words.party(name)}"
            for name, value in zip(one.parties, one.needs[0], strict=True)
        )
        more = f", or {len(one.needs) - 1} other such values" if len(one.needs) > 1 else ""
        issue = words.issue(one.path.split(".")[1])
        return f"one more option on {issue}, worth at least {values}{more}"
    if one.kind == "weights":
        return shifted(one, words)
    if one.kind == "reservation":
        about = "" if one.exact else "about "
        return (
            f"no deal worth {about}{decimals(one.at, 3)} to {words.party(one.party or '')} instead "
            f"of {decimals(one.point, 3)}{_like(one, words)}"
        )
    return f"{words.input(one.path)} {_there(one)}{_like(one, words)}"


def _there(one: Price) -> str:
    about = "" if one.exact else "about "
    return f"at {about}{decimals(one.at, 3)} instead of {decimals(one.point, 3)}"


def shifted(one: Price, words: Words) -> str:
    """Return what share of a party's weight would have to sit where else."""
    moved = list((one.shifted or {}).items())
    to = [words.issue(issue) for issue, change in moved if change > 0][:2]
    off = [words.issue(issue) for issue, change in moved if change < 0][:2]
    about = "" if one.exact else "at most "
    whose = possessive(words.party(one.party or ""))
    share = f"{about}{100 * (one.amount or 0.0):.0f} % of {whose} weight"
    if to and off:
        return f"{share} on {listing(to)} instead of {listing(off)}"
    return f"{share} elsewhere"


def _like(one: Price, words: Words) -> str:
    """Return what the amount is like in the party's own terms."""
    move = one.as_much_as
    if move is None or not one.utility:
        return ""
    ratio = one.utility / move.worth
    like = (
        "about as much as"
        if 1 / ALIKE <= ratio <= ALIKE
        else "more than"
        if ratio > 1
        else "less than"
    )
    return (
        f" (a difference of {decimals(one.utility, 3)}: {like} its step on "
        f"{words.issue(move.issue)} from “{words.option(move.issue, move.worse)}” to "
        f"“{words.option(move.issue, move.better)}”, {decimals(move.worth, 3)})"
    )


def _option(one: Price, words: Words) -> str:
    issue = one.path.split(".")[1]
    option: OptionName = one.option if one.option is not None else ""
    return f"{words.issue(issue)}: “{words.option(issue, option)}”"


def _pair(pair: Pair, words: Words) -> str:
    texts = []
    for one in (pair.first, pair.second):
        if one.kind == "rule":
            texts.append(f"without {words.rule(one.path, rests=False)}")
        elif one.kind == "weights":
            texts.append(
                f"{possessive(words.party(one.party or ''))} weights that far on their ways"
            )
        else:
            texts.append(f"{words.input(one.path)} at {decimals(one.at, 3)}")
    return f"{decimals(pair.multiple)}×: {' and '.join(texts)}"
