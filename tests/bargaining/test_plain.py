"""Many talks at once against one talk at a time, replicate by replicate."""

from __future__ import annotations

from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.bargaining import ties
from sim.bargaining.chance import draw_chance
from sim.bargaining.contest import fitting
from sim.bargaining.ended import ENDINGS
from sim.bargaining.model import TalksModel
from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.settings import make_settings
from sim.bargaining.strategies import STRATEGIES
from sim.bargaining.table import Table, drawn_table, shared_table
from sim.space.draw import draw_inputs
from tests.bargaining.held import menu_of
from tests.bargaining.plain import Party, Talk, play
from tests.examples import examples
from tests.generate import documents, rules
from tests.generate.parties import PARTIES

RANDOM = examples(60)
TALKS, ROUNDS = 5, 9


@st.composite
def strategies(draw: Any, protocol: str, seats: int) -> list[dict[str, Any]]:
    """How each seat bargains: any strategy that fits, with any rules."""
    found = []
    for _ in range(seats):
        name = draw(st.sampled_from([*fitting(protocol, seats), "time_dependent"]))
        one: dict[str, Any] = {"name": name, **STRATEGIES[name].fixed}
        one.setdefault("ties", draw(st.sampled_from(["for_others", "first"])))
        if name not in ("zeuthen", "micro", "equilibrium"):
            one["accept"] = draw(
                st.sampled_from([["next"], ["constant"], ["time"], ["next", "time"]])
            )
            for key, rule in (("level", "constant"), ("after", "time")):
                if rule in one["accept"]:
                    one[key] = draw(st.sampled_from([0.5, 0.9]))
            one["tolerance"] = draw(st.sampled_from([0.0, 0.0, 0.03]))
        if name == "tit_for_tat":
            one["answer"] = draw(st.sampled_from([0.5, 1.0]))
        found.append(one)
    return found


def talk_of(table: Table, row: int, held: Any, said: Any, chance: Any, patience: Any) -> Talk:
    """Return one of the talks, in lists."""
    menu = table.menu
    parties = []
    for seat, ladder in enumerate(table.ladders):
        utility, fine = ladder.whole()
        place = 0 if ladder.shared else row
        parties.append(
            Party(
                utility[place].tolist(),
                fine[place].tolist(),
                float(ladder.reservation(np.array([row]))[0]),
                float(patience[seat, row]),
                float(chance.exponents[seat, row]),
                said[seat],
            )
        )
    consent = menu.space.consent
    others = {
        party: fine[row if len(fine) > 1 else 0].tolist() for party, fine in table.absent.items()
    }

    def enough(agreement: int, seats: set[int]) -> bool:
        """Whether a text has the consents it needs, from some seats and from who has no seat."""
        yes = {party for seat, party in enumerate(menu.seats) if seat in seats}
        yes |= {party for party, fine in others.items() if fine[agreement]}
        for party in consent.required:
            box = consent.where.get(party, {})
            asked = all(mask[menu.digits[agreement, issue]] for issue, mask in box.items())
            if asked and party not in yes:
                return False
        return len(yes & set(consent.of)) >= consent.at_least

    linked = [
        {issue for box in rule.boxes for issue in box}
        for rule in menu.space.rules
        if rule.owner < 0
    ]
    revisions = [chance.revisions.of(k)[:, row].tolist() for k in range(1 + ROUNDS)]
    return Talk(
        parties,
        [tuple(one) for one in menu.digits.tolist()],
        enough,
        linked,
        table.keeps[row if len(table.keeps) > 1 else 0].tolist(),
        held.rounds,
        held.hazard.mode,
        int(chance.openers[row]),
        int(chance.breaking[row]),
        [float(chance.coins.of(k)[0, row]) for k in range(ROUNDS)],
        [(float(one), float(other)) for one, other in revisions],
    )


@st.composite
def tied_documents(draw: Any) -> dict[str, Any]:
    """A scenario in which many agreements are worth the same: few issues weighed, few values."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    issues = {f"i{k}": {"options": {f"o{j}": {} for j in range(n)}} for k, n in enumerate(sizes)}
    parties = {}
    for name in PARTIES[: draw(st.integers(2, 3))]:
        weighed = draw(st.lists(st.sampled_from(list(issues)), min_size=1, unique=True))
        values = st.sampled_from([0, 0, 0.5, 1])
        parties[name] = {
            "role": "principal",
            # Without spread or range a drawn weight is what it is at the point: ties stay.
            "weights": {issue: draw(st.sampled_from([1, 1, 2])) for issue in weighed},
            "positions": {
                issue: {"values": {option: draw(values) for option in issues[issue]["options"]}}
                for issue in weighed
            },
            "reservation": draw(st.sampled_from([0, 0.25, 0.5, [0, 0.5]])),
            "red_lines": {"r": draw(rules(issues))} if draw(st.integers(0, 3)) == 0 else {},
        }
    linkages = {"l": draw(rules(issues))} if draw(st.integers(0, 2)) == 0 else {}
    return {"title": "Ties", "issues": issues, "parties": parties, "linkages": linkages}


@pytest.mark.parametrize("protocol", sorted(PROTOCOLS))
@pytest.mark.parametrize("drawn", [False, True], ids=["points", "drawn"])
@RANDOM
@given(data=st.data())
def test_talk_by_talk(protocol: str, drawn: bool, data: Any) -> None:
    same(protocol, data.draw(documents(max_issues=3)), data, 1.0 if drawn else None)


@pytest.mark.parametrize("few", [0, ties.FEW], ids=["merged", "scored"])
@pytest.mark.parametrize("protocol", sorted(PROTOCOLS))
@RANDOM
@given(data=st.data())
def test_talk_by_talk_where_offers_tie(protocol: str, few: int, data: Any) -> None:
    spread = data.draw(st.sampled_from([None, 0.0, 1.0]))
    with mock.patch.object(ties, "FEW", few):
        same(protocol, data.draw(tied_documents()), data, spread)


def same(protocol: str, document: dict[str, Any], data: Any, spread: float | None) -> None:
    """Hold talks both ways; with inputs drawn, spread so far, unless that is None."""
    scenario = sim.Scenario.from_dict(document)
    menu = menu_of(scenario)
    names = tuple(menu.space.parties[k].name for k in menu.seats)
    if len(names) < 2:
        return
    chosen = dict(zip(names, data.draw(strategies(protocol, len(names))), strict=True))
    held = make_settings(
        scenario,
        names,
        protocol=protocol,
        strategies=chosen,
        rounds=ROUNDS,
        hazard=data.draw(st.sampled_from([0.0, 0.1])),
        opener="random",
    )
    chance = draw_chance(
        data.draw(st.integers(0, 1000)),
        0,
        TALKS,
        opener=None,
        exponents=[held.exponents[name] for name in names],
        hazards=np.full(TALKS, held.hazard.mode),
        parameters={},
    )
    patience = np.array([[data.draw(st.sampled_from([1.0, 0.9, 0.5]))] * TALKS for _ in names])
    if spread is not None:
        inputs = draw_inputs(menu.space, TALKS, np.random.default_rng(3), spread=spread)
        table = drawn_table(menu, inputs, patience)
    else:
        table = shared_table(menu, patience)
    said = [held.strategies[name] for name in names]
    model = TalksModel(
        [table],
        [STRATEGIES[one.name](one) for one in said],
        PROTOCOLS[protocol](),
        chance,
        ROUNDS,
        traced=TALKS,
    )
    ended = model.ended()
    for row in range(TALKS):
        talk = talk_of(table, row, held, said, chance, patience)
        agreement, last, ending = play(protocol, talk)
        offers = [
            (k, seat, int(place))
            for k, seats in enumerate(ended.offers[row])
            for seat, place in enumerate(seats)
            if place >= 0
        ]
        assert sorted(talk.offers) == offers
        assert (None if ended.agreement[row] < 0 else int(ended.agreement[row])) == agreement
        assert int(ended.round[row]) == last
        assert ENDINGS[ended.ending[row]] == ending
