"""What the oracle credits rounds with, worked out by hand, and what must hold on random rounds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given

from tests.brute.credit import Credit, credits_of, players, state, worth
from tests.brute.generate import histories, red_line, sale
from tests.brute.overlay import overlaid
from tests.examples import examples

SLOW = examples(60)


# What either side rules out in the first round.
DEAR = {"never": {"price": ["middle", "high"]}}
CHEAP = {"never": {"price": ["low", "middle"]}}
FIRST = overlaid(red_line("buyer", "dear", DEAR), red_line("seller", "cheap", CHEAP))


def told(document: dict[str, Any]) -> list[tuple[tuple[int, ...], Credit, Credit]]:
    return [(player.rounds, r, zone) for player, r, zone in credits_of(document)]


def test_two_rounds_that_need_each_other() -> None:
    """Two red lines of the buyer, each ruling out the middle price; low is out by the seller's.

    Seller: never low. Buyer: never high, and twice never middle. Nothing is within red lines until
    both of the latter are gone: no r*, and the zone is each one's half.
    """
    middle = {"never": {"price": "middle"}}
    first: dict[str, Any] = red_line("seller", "low", {"never": {"price": "low"}})
    for name, rule in (("one", middle), ("two", middle), ("high", {"never": {"price": "high"}})):
        first = overlaid(first, red_line("buyer", name, rule))
    document = sale(first, red_line("buyer", "one", None), red_line("buyer", "two", None))
    half, one, nought = Fraction(1, 2), Fraction(1), Fraction(0)
    assert told(document) == [
        ((2,), Credit(None, None, None, None), Credit(nought, nought, one, half)),
        ((3,), Credit(None, None, None, None), Credit(nought, one, one, half)),
    ]


def test_first_in_turn_last_and_shapley_differ() -> None:
    """Utilities in tenths. The buyer weighs price 6, day 4; the seller price 4, day 6.

    low now 10, 0; low later 6, 6; middle now 7, 2; middle later 3, 8; high now 4, 4; high later
    0, 10. First round: only high and only now: r* 0.4. Round 2 (any day): high now still: 0.4.
    Round 3 (any price): 0, 0.2 and 0.4 of the three: 0.4. Both: low later, 0.6.
    """
    document = sale(
        {"issues": {"price": {"only": ["high"]}, "day": {"only": ["now"]}}},
        {"issues": {"day": {"only": None}}},
        {"issues": {"price": {"only": None}}},
    )
    document["parties"]["buyer"]["weights"] = {"price": 6, "day": 4}
    document["parties"]["seller"]["weights"] = {"price": 4, "day": 6}
    nought, fifth, tenth = Fraction(0), Fraction(1, 5), Fraction(1, 10)
    assert worth(state(document, set()))[0] == Fraction(2, 5)
    assert worth(state(document, {2, 3}))[0] == Fraction(3, 5)
    assert [c for _, c, _ in told(document)] == [
        Credit(first=nought, in_turn=nought, last=fifth, shapley=tenth),
        Credit(first=nought, in_turn=fifth, last=fifth, shapley=tenth),
    ]


def test_who_plays() -> None:
    """Rounds without changes do not play; one that only works on a player's keys joins it."""
    easy = {"parties": {"buyer": {"reservation": 0.1}}}
    easier = {"parties.buyer.reservation": 0.05}
    new = red_line("buyer", "new", {"never": {"day": "later"}})
    gone = red_line("buyer", "new", None)
    both = overlaid(new, {"parties": {"seller": {"reservation": 0.1}}})

    def rounds(*changes: dict[str, Any]) -> list[tuple[int, ...]]:
        return [player.rounds for player in players(sale(*changes))]

    assert rounds(FIRST, {}, easy) == [(3,)]
    assert rounds(FIRST, easy, easier) == [(2, 3)]
    assert rounds(FIRST, new, gone) == [(2, 3)]
    assert rounds(FIRST, new, {}, both) == [(2,), (4,)]
    # What the first round added is the state that all start from.
    assert rounds(FIRST, red_line("buyer", "dear", None)) == [(2,)]
    assert rounds(FIRST) == []
    assert players(sale()) == []


def test_removing_what_is_not_there_is_nothing() -> None:
    """Round 3 removes a rule of round 2 and adds another key: alone it is the other key alone."""
    new = red_line("buyer", "new", {"never": {"price": ["low", "middle", "high"]}})
    undo = {
        "parties": {"buyer": {"red_lines": {"new": None}}, "seller": {"reservation": 0.1}},
    }
    document = sale({}, new, undo)
    assert [player.rounds for player in players(document)] == [(2,), (3,)]
    assert worth(state(document, {3})) == (Fraction(1, 3), Fraction(1))
    zone = [z for _, _, z in told(document)]
    # None 1, {2} 0, {3} 1, both 1: 2 takes it away in turn, and 3 gives it back.
    assert zone == [
        Credit(Fraction(-1), Fraction(-1), Fraction(0), Fraction(-1, 2)),
        Credit(Fraction(0), Fraction(1), Fraction(1), Fraction(1, 2)),
    ]


@SLOW
@given(histories())
def test_shapley_adds_up(document: dict[str, Any]) -> None:
    found = told(document)
    everything = {number for rounds, _, _ in found for number in rounds}
    start, end = worth(state(document, set())), worth(state(document, everything))
    for place in (0, 1):
        credits = [one[1 + place] for one in found]
        if all(c.shapley is not None for c in credits):
            shapley = sum((c.shapley or Fraction(0) for c in credits), Fraction(0))
            in_turn = sum((c.in_turn or Fraction(0) for c in credits), Fraction(0))
            before, after = start[place], end[place]
            if before is not None and after is not None:
                assert shapley == in_turn == after - before
    numbers = [number for rounds, _, _ in found for number in rounds]
    assert sorted(numbers) == [
        k for k, one in enumerate(document["rounds"], start=1) if one["changes"] and k > 1
    ]
    # All rounds together are the file as it stands at the end.
    assert worth(state(document, everything)) == end
