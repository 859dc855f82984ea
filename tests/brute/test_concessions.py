"""The oracle's concessions on files worked out by hand, and what must hold on random ones."""

from __future__ import annotations

import copy
import itertools
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.brute.arithmetic import INFINITE
from tests.brute.concessions import Concessions
from tests.brute.exploration import Exploration
from tests.brute.generate import exchanges, many_moves
from tests.brute.model import Model
from tests.brute_force import BruteResult, explore
from tests.examples import examples
from tests.generate import documents

SLOW = examples(120)


def deal(**more: Any) -> dict[str, Any]:
    """Return land (a or b) and a toll (low or high); P wants a and low, Q wants b and high.

    Utilities (P, Q): (a, low) 1.0, 0.0; (a, high) 0.6, 0.5; (b, low) 0.4, 0.5; (b, high) 0.0, 1.0.
    """
    document = {
        "title": "Land and toll",
        "issues": {"land": {"options": ["a", "b"]}, "toll": {"options": ["low", "high"]}},
        "parties": {
            "P": {
                "weights": {"land": 60, "toll": 40},
                "positions": {"land": "a", "toll": "low"},
            },
            "Q": {
                "weights": {"land": 50, "toll": 50},
                "positions": {"land": "b", "toll": "high"},
            },
        },
    }
    for path, value in more.items():
        here: Any = document
        *outer, last = path.split("__")
        for name in outer:
            here = here.setdefault(name, {})
        here[last] = value
    return document


def sets_of(brute: BruteResult) -> dict[frozenset[tuple[str, str]], int]:
    return dict(brute.minimal_sets)


def moves(*pairs: str) -> frozenset[tuple[str, str]]:
    return frozenset(tuple(pair.split(".")) for pair in pairs)  # type: ignore[misc]


def test_two_issues_that_combine_are_two_either_ors() -> None:
    """All four texts are acceptable, and each makes one move per issue: {P, Q} × {P, Q}."""
    brute = explore(deal())
    # n = 2 for each (60, 40 and 50, 50 are all at least 5): 0.25 / 2 = 0.125.
    assert brute.material == {"P": Fraction(1, 8), "Q": Fraction(1, 8)}
    assert brute.unavoidable == []
    assert brute.either_or == {
        "land": {moves("P.land"), moves("Q.land")},
        "toll": {moves("P.toll"), moves("Q.toll")},
    }
    assert brute.minimal_sets == [(moves(), 4)]
    assert brute.raised is None
    assert brute.never_needed == []


def test_a_swap_either_way_is_no_product() -> None:
    """With r = 0.4 and 0.45: (a, high) and (b, low) are left, each with two moves."""
    brute = explore(deal(parties__P__reservation=0.4, parties__Q__reservation=0.45))
    assert sets_of(brute) == {moves("Q.land", "P.toll"): 1, moves("P.land", "Q.toll"): 1}
    assert brute.either_or == {}
    assert brute.unavoidable == []


def test_one_text_makes_its_moves_unavoidable() -> None:
    """With r = 0.45 for both, (a, high) alone: P moves on the toll by 0.4, Q on land by 0.5."""
    brute = explore(deal(parties__P__reservation=0.45, parties__Q__reservation=0.45))
    assert dict(zip(brute.unavoidable, brute.least_depths, strict=True)) == {
        ("P", "toll"): Fraction(2, 5),
        ("Q", "land"): Fraction(1, 2),
    }
    assert brute.minimal_sets == [(moves(), 1)]
    assert brute.either_or == {}
    assert brute.never_needed == [("P", "land"), ("Q", "toll")]
    assert brute.patterns == {(("land", "held by P"), ("toll", "held by Q")): 1}


def test_unavoidable_moves_have_no_threshold() -> None:
    """Q weighs the toll alone and needs it high; P weighs it with 3 of 100.

    P: even share 50, a tenth of it 5, so 3 is not counted: n = 1, threshold 0.25. Its move of 0.03
    is unavoidable and not material. (a, high) is worth 0.97 and 1, and dominates (b, high).
    """
    brute = explore(
        deal(
            parties__P__weights={"land": 97, "toll": 3},
            parties__Q__weights={"toll": 1},
            parties__Q__reservation=0.5,
        )
    )
    assert brute.material == {"P": Fraction(1, 4), "Q": Fraction(1, 4)}
    assert brute.unavoidable == [("P", "toll")]
    assert brute.least_depths == [Fraction(3, 100)]
    assert brute.minimal_sets == [(moves(), 1)]  # (a, high); (b, high) makes P's move on land
    assert brute.never_needed == [("P", "land"), ("Q", "toll")]
    assert brute.patterns == {
        (("land", "only P weighs it"), ("toll", "below the material depth")): 1
    }
    strict = explore(
        deal(
            parties__P__weights={"land": 97, "toll": 3},
            parties__Q__weights={"toll": 1},
            parties__Q__reservation=0.5,
        ),
        material=0,
    )
    assert strict.patterns == {(("land", "only P weighs it"), ("toll", "held by Q")): 1}
    assert strict.minimal_sets == [(moves(), 1)]


def test_a_settled_issue_takes_no_part() -> None:
    """Land is b: P's 40 and Q's 50 of 100 on the toll are what is left, n = 1: 0.1 and 0.125."""
    brute = explore(deal(issues__land__only=["b"]))
    assert brute.settled == [("land", "b")]
    assert brute.material == {"P": Fraction(1, 10), "Q": Fraction(1, 8)}
    assert brute.unavoidable == []  # P's move on land is the state of the draft
    assert brute.either_or == {"toll": {moves("P.toll"), moves("Q.toll")}}
    assert brute.patterns == {(("toll", "held by P"),): 1, (("toll", "held by Q"),): 1}


def test_common_ground_is_one_position_of_all_who_weigh_it() -> None:
    """Both want b; the text with a is below both, and dominated."""
    same = {"parties__P__positions": {"land": "b", "toll": "low"}}
    brute = explore(deal(**same))
    assert brute.common_ground == ["land"]
    assert {labels[0] for labels in brute.patterns} == {("land", "common ground")}
    # Somebody who does not bargain and wants a ends it, with any weight; so does an interaction.
    guard = {"role": "guarantor", "weights": {"land": 1}, "positions": {"land": "a"}}
    brute = explore(deal(**same, parties__G=guard))
    assert brute.common_ground == ["land"]  # of the principals
    assert {labels[0] for labels in brute.patterns} == {("land", "below the material depth")}
    bonus = {"x": {"when": {"land": "b", "toll": "high"}, "worth": 0.1}}
    brute = explore(deal(**same, parties__P__interactions=bonus))
    assert brute.common_ground == []
    assert {labels[0] for labels in brute.patterns} == {("land", "below the material depth")}
    assert brute.interactions == [("P", "x")]
    # An interaction of somebody who does not bargain does not.
    brute = explore(deal(**same, parties__G=guard | {"interactions": bonus, "weights": {"toll": 1},
                                                   "positions": {"toll": "low"}}))  # fmt: skip
    assert brute.common_ground == ["land"]


def test_equal_best_options_are_a_position() -> None:
    """{a, b} against b is another position; {a, b} against {a, b} is the same one."""
    both = {"land": {"values": {"a": 1, "b": 1}}, "toll": "low"}
    brute = explore(deal(parties__P__positions=both))
    assert brute.common_ground == []
    mine = {"land": {"values": {"a": 1, "b": 1}}, "toll": "high"}
    brute = explore(deal(parties__P__positions=both, parties__Q__positions=mine))
    assert brute.common_ground == ["land"]
    assert all(labels[0][1] == "common ground" for labels in brute.patterns)


def test_labels_of_issues_that_few_weigh() -> None:
    brute = explore(deal(parties__P__weights={"toll": 1}, parties__Q__weights={"toll": 1}))
    assert {labels[0] for labels in brute.patterns} == {("land", "nobody weighs it")}
    assert brute.common_ground == []
    alone = deal(parties__Q__weights={"toll": 1}, linkages={"l": {"never": {"land": "a"}}})
    brute = explore(alone)
    assert {labels[0] for labels in brute.patterns} == {("land", "only P weighs it, and moves")}


def test_all_worth_in_interactions_is_no_common_ground() -> None:
    """Values are all 0, so both options of `a` are both parties' position, and worth nothing."""
    party = {
        "weights": {"a": 1},
        "positions": {"a": {"values": {"n": 0, "y": 0}}},
        "reservation": 0.1,
        "interactions": {
            "both": {"when": {"a": "y", "b": "y"}, "worth": 0.6},
            "none": {"when": {"a": "n", "b": "n"}, "worth": 0.3},
        },
    }
    other = copy.deepcopy(party)
    other["interactions"]["both"]["worth"], other["interactions"]["none"]["worth"] = 0.3, 0.6
    document = {
        "title": "All worth lies in interactions",
        "issues": {"a": {"options": ["n", "y"]}, "b": {"options": ["n", "y"]}},
        "parties": {"p": party, "q": other},
    }
    brute = explore(document)
    labels = (("a", "below the material depth"), ("b", "nobody weighs it"))
    assert brute.patterns == {labels: 2}  # (n, n) 0.3, 0.6 and (y, y) 0.6, 0.3
    assert brute.common_ground == []
    assert len(brute.interactions) == 4
    del party["weights"], party["positions"], other["weights"], other["positions"]
    alone = explore(document)
    assert {float(u["p"]) for u in alone.utilities} == {0.6, 0.0, 0.3}
    assert alone.patterns == {(("a", "nobody weighs it"), ("b", "nobody weighs it")): 2}


def test_from_a_package() -> None:
    """From (b, open): P gains on land a, Q loses 0.5; the toll is nobody's move."""
    document = deal(packages={"draft": {"land": "b"}})
    brute = explore(document, baseline="draft")
    assert {labels[1] for labels in brute.patterns} == {("toll", "left open")}
    assert {labels[0] for labels in brute.patterns} == {
        ("land", "as in the package"),
        ("land", "held by P"),
    }
    assert brute.minimal_sets == [(moves(), 2)]
    assert brute.never_needed == [("Q", "land")]
    # From (a, high) only (b, low) is below it for somebody on both: P on land, Q on the toll.
    document = deal(packages={"draft": {"agreement": {"land": "a", "toll": "high"}}})
    document["linkages"] = {"l": {"if": {"land": "a"}, "then": {"toll": "low"}},
                            "m": {"if": {"toll": "high"}, "then": {"land": "b"}}}  # fmt: skip
    document["parties"]["P"]["reservation"] = 0.3  # (a, low), (b, low)
    document["parties"]["Q"]["reservation"] = 0.3  # (b, low), (b, high)
    brute = explore(document, baseline="draft")
    assert dict(zip(brute.unavoidable, brute.least_depths, strict=True)) == {
        ("P", "land"): Fraction(3, 5),
        ("Q", "toll"): Fraction(1, 2),
    }
    assert brute.patterns == {(("land", "held by Q"), ("toll", "held by P")): 1}


def test_a_package_says_nothing_of_common_ground() -> None:
    """Both want b; the draft says a, so b is below the material depth for both."""
    document = deal(
        parties__P__positions={"land": "b", "toll": "low"}, packages={"draft": {"land": "a"}}
    )
    brute = explore(document, baseline="draft")
    assert {labels[0] for labels in brute.patterns} == {("land", "below the material depth")}


def test_depths_that_meet_the_threshold_as_on_paper() -> None:
    """Weights 10, 10, 20: n = 3, 0.25/3; a third of 10 of 40 is the same number."""
    document = deal(
        issues__land={"options": ["a", "m", "n", "b"]},
        issues__isle={"options": ["a", "b"]},
        parties__P__weights={"land": 10, "toll": 10, "isle": 20},
        parties__P__positions={"land": "a", "toll": "low", "isle": "a"},
    )
    concessions = Concessions(Exploration(Model(document)))
    assert concessions.thresholds["P"] == Fraction(1, 12)
    assert concessions.is_material(concessions.depth("P", "land", "m"), Fraction(1, 12))


def test_a_threshold_near_by_changes_the_list() -> None:
    """A middle option costs P 0.2 of 60: 0.12, below 0.125 and above 0.1."""
    document = deal(
        issues__land={"options": ["a", "m", "b"]},
        parties__P__positions={"land": {"values": {"a": 1, "m": 0.8, "b": 0}}, "toll": "low"},
        parties__Q__positions={"land": {"values": {"a": 0, "m": 1, "b": 1}}, "toll": "high"},
    )
    brute = explore(document)
    # (m, …) makes no material move on land, so nobody has to move there.
    assert sets_of(brute) == {moves(): 2}  # one either–or on the toll: (m, low), (m, high)
    assert set(brute.either_or) == {"toll"}
    assert brute.changes == {"0.8": True, "1.2": False}
    assert explore(document, material=0.1).either_or["land"] == {moves("P.land"), moves("Q.land")}


def eight() -> dict[str, Any]:
    """Return eight issues on which the parties want opposite options; four weigh 2, four 1."""
    issues = {f"i{k}": {"options": ["p", "q"]} for k in range(8)}
    weights = {i: 2 if k < 4 else 1 for k, i in enumerate(issues)}
    return {
        "title": "Eight",
        "issues": issues,
        "parties": {
            party: {"weights": weights, "positions": dict.fromkeys(issues, party),
                    "reservation": 0.45}
            for party in "pq"
        },
    }  # fmt: skip


def test_a_raised_threshold() -> None:
    """Each needs 5.4 of 12 points, so each holds exactly 6: two and two, or one and four, …

    Every text makes eight moves. Above 1/12 the moves on the issues of weight 1 are left out: four
    moves, p holding one, two or three of the four heavy issues: 4 · 1 + 6 · 6 + 4 · 1 texts.
    """
    brute = explore(eight())
    assert set(brute.material.values()) == {Fraction(1, 32)}
    assert brute.raised == (Fraction(1, 12), Fraction(1, 6))
    assert brute.either_or == {}
    assert sorted(count for _, count in brute.minimal_sets) == [1] * 8 + [6] * 6
    assert {len(s) for s, _ in brute.minimal_sets} == {4}
    # A threshold that was asked for stays as it is.
    asked = explore(eight(), material=0.03)
    assert asked.raised is None
    assert {len(s) for s, _ in asked.minimal_sets} == {8}


# ------------------------------------------------------------------------------ on random files


def turned(document: dict[str, Any], key: str) -> dict[str, Any]:
    found = copy.deepcopy(document)
    found[key] = dict(reversed(list(document[key].items())))
    return found


def essence(brute: BruteResult) -> dict[str, Any]:
    """Return what must not depend on the order of parties or issues."""
    patterns: dict[Any, int] = {}
    for labels, count in brute.patterns.items():
        patterns[frozenset((i, sorted_label(label)) for i, label in labels)] = count
    return {
        "unavoidable": dict(zip(brute.unavoidable, brute.least_depths, strict=True)),
        "never": set(brute.never_needed),
        "sets": dict(brute.minimal_sets),
        "either_or": brute.either_or,
        "raised": brute.raised,
        "changes": brute.changes,
        "material": brute.material,
        "settled": set(brute.settled),
        "patterns": patterns,
        "common": set(brute.common_ground),
        "ways": {(way["set"], way["opens"]) for way in brute.ways_out},
        "conflicts": set(brute.conflict_sets),
    }


def sorted_label(label: str) -> str:
    if label.startswith("held by "):
        return "held by " + ", ".join(sorted(label.removeprefix("held by ").split(", ")))
    return label


@SLOW
@given(st.one_of(exchanges(), documents(max_issues=3)))
def test_the_order_of_parties_and_issues_does_not_matter(document: dict[str, Any]) -> None:
    expected = essence(explore(document))
    assert essence(explore(turned(document, "parties"))) == expected
    assert essence(explore(turned(document, "issues"))) == expected


def swapped(data: Any, names: dict[str, str]) -> Any:
    """Return data with the parties' names exchanged, in keys and in texts that are a name."""
    if isinstance(data, dict):
        return {names.get(k, k): swapped(v, names) for k, v in data.items()}
    if isinstance(data, list):
        return [swapped(v, names) for v in data]
    return names.get(data, data) if isinstance(data, str) else data


@SLOW
@given(exchanges())
def test_mirror(document: dict[str, Any]) -> None:
    """Exchanging the ids of two parties exchanges the ids in the answers, and nothing else."""
    names = {"p": "q", "q": "p"}
    mine, theirs = essence(explore(document)), essence(explore(swapped(document, names)))
    for key in ("unavoidable", "sets"):
        renamed = {
            frozenset((names.get(p, p), i) for p, i in s) if key == "sets"
            else (names.get(s[0], s[0]), s[1]): value
            for s, value in mine[key].items()
        }  # fmt: skip
        assert renamed == theirs[key]
    assert {names.get(p, p): t for p, t in mine["material"].items()} == theirs["material"]


@SLOW
@given(st.one_of(exchanges(), documents(max_issues=4)))
def test_minimal_sets_are_the_product_of_either_ors_and_the_rest(document: dict[str, Any]) -> None:
    brute = explore(document)
    choices = [list(one) for one in brute.either_or.values()]
    product = [
        frozenset[tuple[str, str]]().union(s, *picked)
        for s, _ in brute.minimal_sets
        for picked in itertools.product(*choices)
    ]
    assert len(product) == len(set(product))
    assert set(product) == set(brute.whole_sets)
    assert all(len(one) >= 2 and all(one) for one in brute.either_or.values())
    assert sum(count for _, count in brute.minimal_sets) <= len(brute.acceptable)


@SLOW
@given(st.one_of(exchanges(), documents(max_issues=4)))
def test_what_concessions_are_made_of(document: dict[str, Any]) -> None:
    concessions = Concessions(Exploration(Model(document)))
    answers = concessions.to_dict()
    settled, unavoidable = dict(answers["settled"]), set(answers["unavoidable"])
    thresholds = concessions.listed_thresholds()
    for s, _ in answers["minimal_sets"]:
        assert not s & unavoidable
        assert not any(i in settled or i in answers["either_or"] for _, i in s)
    assert not any(i in settled for _, i in unavoidable)
    for made in concessions.made.values():
        assert all(made[pair] > 0 for pair in unavoidable)
    # Every acceptable agreement makes at least the moves of one of the minimal sets.
    for n in concessions.x.acceptable:
        assert any(s <= concessions.moves(n, thresholds) for s in answers["whole_sets"])
    for labels in answers["patterns"]:
        assert [i for i, _ in labels] == [i for i in concessions.m.issues if i not in settled]
    if not concessions.x.acceptable:
        assert not any(answers[key] for key in ("unavoidable", "minimal_sets", "patterns"))


@examples(25)
@given(many_moves())
def test_the_raised_threshold_is_the_lowest_that_does(document: dict[str, Any]) -> None:
    brute = explore(document)
    assume(brute.raised is not None and brute.raised[1] != INFINITE)
    assert brute.raised is not None
    low, high = brute.raised
    assert isinstance(high, Fraction)
    assert min(len(s) for s, _ in brute.minimal_sets) <= 6
    for x in (high, (low + high) / 2):
        inside = explore(document, material=x)  # type: ignore[arg-type]
        assert inside.minimal_sets == brute.minimal_sets
        assert inside.either_or == brute.either_or
    for x in (low, low / 2):
        below = explore(document, material=x)  # type: ignore[arg-type]
        assert min(len(s) for s, _ in below.minimal_sets) > 6


@pytest.mark.parametrize("turn", [False, True])
def test_the_raised_threshold_of_eight_issues_turned(turn: bool) -> None:
    document = turned(eight(), "parties") if turn else eight()
    assert essence(explore(document))["raised"] == (Fraction(1, 12), Fraction(1, 6))
