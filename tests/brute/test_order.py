"""The oracle's orders of implementation on files worked out by hand, and both ways to find them."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given

from tests.brute.generate import processes, swap
from tests.brute.order import Implementation, count_without, has_order, least_dropped
from tests.examples import examples

SLOW = examples(200)
KEPT, GIVEN = {"mine": "kept", "yours": "given"}, {"mine": "given", "yours": "given"}


def orders(document: dict[str, Any], agreement: dict[str, str]) -> set[tuple[str, ...]]:
    return set(Implementation(document, agreement | {"flag": "down"}).orders())


def referendum(**demand: Any) -> dict[str, Any]:
    """Return a vote that Ann wants after the withdrawal, which few texts have."""
    return swap(
        {
            "withdrawal": {"by": "bob", "settles": ["yours"], "when": {"yours": ["half", "given"]}},
            "vote": {"by": "ann"},
        },
        demands={"d": {"by": "ann", "first": "withdrawal", "then": "vote", **demand}},
    )


def test_a_demand_for_a_step_that_does_not_happen_is_not_met() -> None:
    none = {"mine": "kept", "yours": "kept"}
    assert orders(referendum(), GIVEN) == {("withdrawal", "vote")}
    assert orders(referendum(), none) == set()
    assert orders(referendum(unless_absent=False), none) == set()
    assert orders(referendum(unless_absent=True), none) == {("vote",)}
    assert orders(referendum(unless_absent=True), GIVEN) == {("withdrawal", "vote")}
    # It can be dropped, and it is the smallest thing to drop.
    assert has_order(referendum(), none | {"flag": "up"}, ["demands.d"])
    assert least_dropped(referendum(), [none | {"flag": "up"}]) == [{"demands.d"}]
    assert least_dropped(referendum(), [GIVEN | {"flag": "up"}]) == [set()]


def test_a_demand_whose_second_step_does_not_happen_says_nothing() -> None:
    steps = {"vote": {"by": "ann", "when": {"mine": "given"}}, "x": {"by": "bob"}}
    document = swap(steps, demands={"d": {"by": "ann", "first": "x", "then": "vote"}})
    assert orders(document, KEPT) == {("x",)}
    assert orders(document, GIVEN) == {("x", "vote")}


def test_a_fact_about_a_step_that_does_not_happen_says_nothing() -> None:
    steps = {"x": {"by": "bob", "when": {"mine": "given"}}, "vote": {"by": "ann", "after": ["x"]}}
    assert orders(swap(steps), KEPT) == {("vote",)}
    assert orders(swap(steps), GIVEN) == {("x", "vote")}


def requiring(requires: dict[str, Any], **more: Any) -> dict[str, Any]:
    return swap(
        {
            "vote": {"by": "ann", "requires": requires},
            "withdrawal": {"by": "bob", "settles": ["yours"], "when": {"yours": ["half", "given"]}},
        },
        **more,
    )


def test_a_step_requires_that_the_text_has_an_option_and_that_it_is_done() -> None:
    half = {"mine": "kept", "yours": "half"}
    none = {"mine": "kept", "yours": "kept"}
    document = requiring({"yours": ["half", "given"]})
    assert orders(document, GIVEN) == {("withdrawal", "vote")}
    assert orders(document, half) == {("withdrawal", "vote")}
    assert orders(document, none) == set()  # nothing that happens settles it
    assert orders(requiring({"yours": ["given"]}), half) == set()
    # No step of this text settles it: it stays as in the status quo.
    assert orders(requiring({"yours": ["kept", "given"]}), none) == {("vote",)}
    # Without `by` it is a fact; with it, somebody insists.
    assert least_dropped(document, [none | {"flag": "up"}]) == []
    insisted = requiring({"yours": ["half", "given"], "by": "ann", "strength": "stated"})
    assert least_dropped(insisted, [none | {"flag": "up"}]) == [{"steps.vote.requires"}]


@pytest.mark.parametrize(("options", "met"), [(["up"], True), (["down"], False), ("up", True)])
def test_an_issue_that_no_step_settles_is_as_the_status_quo(options: Any, met: bool) -> None:
    """The text says down; no step brings it, so what counts is that it is up."""
    assert bool(orders(requiring({"flag": options}), GIVEN)) is met


def test_a_step_does_not_meet_its_own_requirement() -> None:
    document = swap({"x": {"by": "bob", "settles": ["yours"], "requires": {"yours": ["given"]}}})
    assert orders(document, GIVEN) == set()


def test_the_circle_of_the_referendum() -> None:
    """Vote after withdrawal (required), law after vote (fact), withdrawal after law (Bob)."""
    document = swap(
        {
            "vote": {"by": "ann", "requires": {"yours": ["half", "given"], "by": "ann"}},
            "law": {"by": "ann", "settles": ["mine"], "after": ["vote"]},
            "withdrawal": {"by": "bob", "settles": ["yours"], "when": {"yours": ["half", "given"]}},
        },
        demands={"law_first": {"by": "bob", "first": "law", "then": "withdrawal"}},
    )
    texts = [
        {"mine": mine, "yours": yours, "flag": "up"}
        for mine in ("kept", "given")
        for yours in ("kept", "half", "given")
    ]
    assert count_without(document, texts) == 0
    assert least_dropped(document, texts) == [{"steps.vote.requires"}, {"demands.law_first"}]
    # Without the demand: the four texts with a withdrawal. Without the requirement: all six, as
    # the demand binds only where there is a withdrawal, and can then be met.
    assert count_without(document, texts, ["demands.law_first"]) == 4
    assert count_without(document, texts, ["steps.vote.requires"]) == 6


@SLOW
@given(processes())
def test_set_by_set_as_one_permutation_after_the_other(
    given_process: tuple[dict[str, Any], dict[str, str]],
) -> None:
    document, agreement = given_process
    process = Implementation(document, agreement)
    assert process.exists() == bool(list(process.orders()))


@SLOW
@given(processes())
def test_dropping_more_never_removes_an_order(
    given_process: tuple[dict[str, Any], dict[str, str]],
) -> None:
    document, agreement = given_process
    insistences = Implementation(document, agreement).insistences()
    least = least_dropped(document, [agreement])
    for size in range(len(insistences) + 1):
        for dropped in itertools.combinations(insistences, size):
            enough = any(s <= set(dropped) for s in least)
            assert has_order(document, agreement, dropped) == enough


@SLOW
@given(processes())
def test_unless_absent_only_adds_orders(
    given_process: tuple[dict[str, Any], dict[str, str]],
) -> None:
    document, agreement = given_process
    before = set(Implementation(document, agreement).orders())
    for demand in document["demands"].values():
        demand["unless_absent"] = True
    assert before <= set(Implementation(document, agreement).orders())
