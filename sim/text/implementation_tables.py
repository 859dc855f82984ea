"""Tables of what comes after signature: votes by group, and what each step asks of whom."""

from __future__ import annotations

from sim.settlement.ratify import Ratified
from sim.settlement.roadmap import Roadmap
from sim.settlement.support import group_label, ratification_label, votes_text
from sim.text.agreements import agreement_title
from sim.text.names import Words
from sim.text.numbers import decimals
from sim.text.steps import step_label
from sim.text.tables import Grid


def votes_grid(found: Ratified, words: Words) -> Grid | None:
    """Return the support of named agreements by group; None where there is one group at most."""
    if all(len(vote.groups) < 2 for one in found.judged for vote in one.votes):
        return None
    rows = tuple(
        (
            agreement_title(found.scenario, one.name),
            f"{words.party(vote.party)}, "
            f"{ratification_label(found.scenario, vote.party, vote.name)}",
            group_label(found.scenario, vote.party, vote.name, group),
            votes_text(part),
            votes_text(support),
        )
        for one in found.judged
        for vote in one.votes
        for group, (part, support) in vote.groups.items()
    )
    return Grid(("Agreement", "Ratification", "Group", "Share of votes", "For it"), rows)


def moves_grid(found: Roadmap, words: Words) -> Grid | None:
    """Return what each step asks of whom, in the order shown; None where nobody is asked."""
    if not found.moves:
        return None
    first = "Step" if found.exists else "Step (without demands)"
    rows = tuple(
        (
            step_label(words.scenario, one.step),
            words.party(one.party),
            decimals(one.stop, 3),
            decimals(one.alone, 3),
            decimals(one.whole, 3),
            "none is enough" if one.needed == float("inf") else decimals(one.needed),
            decimals(one.available),
        )
        for one in found.moves
    )
    header = (first, "by", "stop now", "alone", "whole", "belief needed", "there")
    return Grid(header, rows, frozenset(range(2, 7)))
