"""The oracle's ways out on files worked out by hand, and applied one by one on random ones."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.brute.exploration import Exploration
from tests.brute.families import smallest_sets
from tests.brute.generate import closed
from tests.brute.model import Model
from tests.brute.ways_out import WaysOut, members, without
from tests.brute_force import BruteResult, explore
from tests.examples import examples
from tests.generate import documents

SLOW = examples(150)


def way(**more: Any) -> dict[str, Any]:
    """Return a file in which dropping the linkage raises P's war value: V = x 0.5, then w 1."""
    values_p = {"x": 0.5, "y": 0.8, "z": 0, "w": 1}
    values_q = {"x": 0, "y": 0.6, "z": 1, "w": 0}
    return {
        "title": "A way out that opens nothing",
        "issues": {"a": {"options": ["x", "y", "z", "w"]}},
        "parties": {
            "p": {
                "weights": {"a": 1},
                "positions": {"a": {"values": values_p}},
                "reservation": {"war": {"win": 1, "cost": 0}},
            },
            "q": {
                "weights": {"a": 1},
                "positions": {"a": {"values": values_q}},
                "reservation": 0.5,
            },
        },
        "linkages": {"l": {"never": {"a": ["y", "w"]}}},
        **more,
    }


def told(brute: BruteResult) -> dict[frozenset[str], tuple[int, list[tuple[Fraction, ...]]]]:
    return {w["set"]: (w["opens"], w["price"]) for w in brute.ways_out}


def test_dropping_a_linkage_that_raises_the_war_value_opens_nothing() -> None:
    """Within l: x is 0.5, 0 and z is 0, 1; r = 0.5, 0.5. Each value alone opens one of them.

    Without l, r of p is 1 (w), and y at 0.8, 0.6 falls short of it.
    """
    brute = explore(way())
    half = [(Fraction(1, 2),)]
    assert told(brute) == {
        frozenset({"parties.p.reservation"}): (1, half),
        frozenset({"parties.q.reservation"}): (1, half),
    }
    assert brute.conflict_sets == [{"parties.p.reservation", "parties.q.reservation"}]
    assert explore(without(way(), frozenset({"linkages.l"}))).acceptable == []


def test_the_same_with_a_number_in_place_of_the_war() -> None:
    """With r of p = 0.5 as a number, y opens once l is dropped."""
    document = way()
    document["parties"]["p"]["reservation"] = 0.5
    brute = explore(document)
    assert told(brute)[frozenset({"linkages.l"})] == (1, [])
    assert brute.conflict_sets == [{"linkages.l", "parties.p.reservation", "parties.q.reservation"}]


def test_a_linkage_that_no_text_on_the_table_breaks() -> None:
    """x alone is on the table, worth 0.3 to p. p loses for sure: r is its value of q's best.

    That is y within l (0.5), z without (0): dropping l opens x, though x keeps l.
    """
    document = way()
    document["issues"]["a"]["only"] = ["x"]
    document["linkages"] = {"l": {"never": {"a": ["z", "w"]}}}
    p, q = document["parties"].values()
    p["positions"]["a"]["values"] = {"x": 0.3, "y": 0.5, "z": 0, "w": 1}
    p["reservation"] = {"war": {"win": 0, "cost": 0}}
    q["positions"]["a"]["values"] = {"x": 0.5, "y": 0.8, "z": 1, "w": 0}
    brute = explore(document)
    assert told(brute) == {
        frozenset({"linkages.l"}): (1, []),
        frozenset({"parties.p.reservation"}): (1, [(Fraction(1, 5),)]),
    }
    document["linkages"]["l"]["kind"] = "definition"
    assert set(told(explore(document))) == {frozenset({"parties.p.reservation"})}


def test_the_price_is_of_the_value_without_the_linkages_of_the_way_out() -> None:
    """q keeps a red line against x and z, and asks for y or w: l has to go, and r of p is then 1.

    y falls short of it by 0.2, w by 0; but w is worth 0 to q. So {l, r of p} opens y at 0.2, and
    {l, r of q} opens w at 0.5.
    """
    document = way()
    document["parties"]["q"]["red_lines"] = {"not": {"never": {"a": ["x", "z"]}}}
    brute = explore(document)
    ways = told(brute)
    assert ways[frozenset({"linkages.l", "parties.p.reservation"})] == (1, [(Fraction(1, 5),)])
    assert ways[frozenset({"linkages.l", "parties.q.reservation"})] == (1, [(Fraction(1, 2),)])
    assert frozenset({"linkages.l"}) not in ways
    # The red line and r of p open z (0, 1): p falls short by 0.5 of r with l.
    lines = {"parties.q.red_lines.not", "parties.p.reservation"}
    assert ways[frozenset(lines)] == (1, [(Fraction(1, 2),)])


def test_a_value_that_nothing_defines_is_no_way_out() -> None:
    """A definition forbids all: war values are undefined whatever else is dropped."""
    document = way(linkages={"l": {"never": {"a": ["x", "y", "z", "w"]}, "kind": "definition"}})
    brute = explore(document)
    assert brute.ways_out == []
    assert brute.conflict_sets == []


def test_prices_of_two_values_are_vectors() -> None:
    """r of q at 1.2 is out of reach: both fall short everywhere but p at x (0.5, 0).

    r of p = 0.6 as a number. x: 0.1, 1.2; z: 0.6, 0.2: neither is below the other.
    """
    document = way()
    document["parties"]["p"]["reservation"] = 0.6
    document["parties"]["q"]["reservation"] = 1.2
    (both,) = [w for w in explore(document).ways_out if len(w["set"]) == 2
               and "linkages.l" not in w["set"]]  # fmt: skip
    assert both["opens"] == 2
    assert both["price"] == [
        (Fraction(1, 10), Fraction(6, 5)),
        (Fraction(3, 5), Fraction(1, 5)),
    ]


# ------------------------------------------------------------------------------ on random files


def zone_of(document: dict[str, Any]) -> list[int]:
    return Exploration(Model(document)).acceptable


def proper_parts(s: frozenset[str]) -> list[frozenset[str]]:
    return [frozenset(t) for k in range(len(s)) for t in itertools.combinations(sorted(s), k)]


@SLOW
@given(closed())
def test_ways_out_hold_when_the_file_is_changed(document: dict[str, Any]) -> None:
    """All of them, by changing the file for every set of members and exploring it anew."""
    assume(not zone_of(document))
    everything = members(Model(document))
    assume(len(everything) <= 7)
    opens = {s: zone_of(without(document, s)) for s in proper_parts(frozenset(everything))}
    opens[frozenset(everything)] = zone_of(without(document, frozenset(everything)))
    expected = {
        s: zone for s, zone in opens.items() if zone and not any(opens[t] for t in proper_parts(s))
    }
    found = {w["set"]: w["opened"] for w in explore(document).ways_out}
    assert found == expected


@SLOW
@given(st.one_of(closed(), documents(max_issues=3)))
def test_each_way_out_opens_and_no_proper_part_does(document: dict[str, Any]) -> None:
    brute = explore(document)
    for one in brute.ways_out[:4]:
        assert len(zone_of(without(document, one["set"]))) == one["opens"]
        assert not any(zone_of(without(document, part)) for part in proper_parts(one["set"]))
        assert all(x > 0 for vector in one["price"] for x in vector)
    ways = [w["set"] for w in brute.ways_out]
    assert len(smallest_sets(ways)) == len(ways)
    for conflict in brute.conflict_sets:
        assert all(conflict & s for s in ways)
        assert all(any(not (conflict - {x}) & s for s in ways) for x in conflict)


@SLOW
@given(closed())
def test_without_values_that_depend_on_linkages_it_is_one_family(document: dict[str, Any]) -> None:
    """Ways out are then the minimal sets that an agreement lacks, in one pass."""
    for party in document["parties"].values():
        if isinstance(party["reservation"], dict) and "war" in party["reservation"]:
            party["reservation"] = 0.7
    x = Exploration(Model(document))
    assume(not x.acceptable)
    definitions = {f"linkages.{k}" for k, r in x.m.linkages.items() if r.get("kind")}
    lacking = [s for n in range(len(x.all)) for s in x.broken(n) if not x.linkages[n] & definitions]
    assert set(WaysOut(x).sets()) == set(smallest_sets(lacking))
