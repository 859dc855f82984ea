"""One text, revised by a mediator until all sign it."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.bargaining.menu import Menu
from sim.bargaining.moment import Moment
from sim.bargaining.protocols.base import Protocol
from sim.bargaining.talks import Seat, Talks
from sim.space.boxes import Bools
from sim.space.space import LINKAGES, Indices
from sim.space.values import Floats


class SingleText(Protocol):
    """A mediator writes a text and revises it; parties only say yes or no to each revision.

    The first text is drawn from what breaks no red line at the table. In every round the mediator
    draws a revision: the issues that linkages tie together get another version, the rest stays.
    A party is for it if it could accept it and finds it no worse than the text as it is, or worth
    what it asks for now. Enough parties for it make it the text. When the text is worth to all
    what they ask for, they sign. (The single negotiating text: Fisher 1978; Raiffa 1982; by
    draws and votes: Klein, Faratin, Sayama and Bar-Yam 2003.)
    """

    name = "single_text"
    label = "a mediator's single text"
    mediated = True

    def begin(self, model: Talks) -> None:
        """Draw the first texts."""
        self.blocks = Blocks(model.table.menu)
        self.text = np.full(model.table.talks, -1)
        if len(model.table.menu.digits):
            self.text = _first_texts(model.table.keeps, model.chance.revisions.of(0)[0])

    def move(self, model: Talks, old: Menu, new: Menu) -> None:
        """Keep the texts that are still on the menu, and draw the others again."""
        there = self.text >= 0
        before = np.full(len(self.text), -1)
        before[there] = new.find(old.digits[self.text[there]])
        self.begin(model)
        self.text = np.where(before >= 0, before, self.text)

    def mediate(self, model: Talks, moment: Moment) -> None:
        """Draw a revision of every text."""
        self.rows = model.going[self.text[model.going] >= 0]
        draws = model.chance.revisions.of(1 + moment.round)[:, self.rows]
        self.revision = self.blocks.revise(self.text[self.rows], *draws)
        shape = (len(self.rows), model.table.seats)
        self.yes, self.signs = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        self.asked = np.zeros(shape)

    def act(self, model: Talks, agent: Seat, moment: Moment) -> None:
        """Let a party say what it thinks of the revisions."""
        able = np.flatnonzero(agent.able(self.rows))
        if not len(able):
            return
        rows, ladder = self.rows[able], agent.ladder
        asked = agent.asks(rows, moment)
        self.asked[able, agent.seat] = asked
        now, then = self.text[rows], self.revision[able]
        better = ladder.worth(rows, then) >= ladder.worth(rows, now) - 1e-9
        better |= agent.accepts(rows, then, asked, moment, at_once=True)
        self.yes[able, agent.seat] = ladder.takes(rows, then) & (better | ~ladder.takes(rows, now))

    def close(self, model: Talks, moment: Moment) -> None:
        """Make the revision the text where it is carried, and see who signs the text."""
        if not len(self.rows):
            return
        carried = model.table.settled(self.rows, self.revision, self.yes)
        self.text[self.rows[carried]] = self.revision[carried]
        text = self.text[self.rows]
        model.record(self.rows, 0, text, moment)
        for agent in model.parties:
            able = np.flatnonzero(agent.able(self.rows))
            if not len(able):
                continue
            self.signs[able, agent.seat] = agent.accepts(
                self.rows[able], text[able], self.asked[able, agent.seat], moment, at_once=True
            )
        signed = model.table.settled(self.rows, text, self.signs)
        model.agree(self.rows[signed], text[signed], moment)


def _first_texts(keeps: Bools, even: Floats) -> Indices:
    """Return one of what keeps everybody's red lines, of everything where nothing does, (talk,).

    Parameters
    ----------
    keeps
        Shape (1, agreement) where all talks are alike, or (talk, agreement).
    even
        Even draws, 0 to 1, shape (talk,).
    """
    texts = np.zeros(len(even), dtype=np.int64)
    for row, kept in enumerate(keeps):
        there = np.flatnonzero(kept) if kept.any() else np.arange(len(kept))
        talks = slice(None) if len(keeps) == 1 else slice(row, row + 1)
        texts[talks] = there[(even[talks] * len(there)).astype(np.int64)]
    return texts


class Blocks:
    """The blocks of issues that linkages tie together, and the versions that each can have.

    Parameters
    ----------
    menu
        What can be tabled. Where it isn't complete, a revision is any agreement on it.
    """

    def __init__(self, menu: Menu) -> None:
        self.menu = menu

    @cached_property
    def _blocks(self) -> list[list[int]]:
        import networkx as nx  # Only for this protocol: it takes a while to import.

        graph = nx.Graph()
        graph.add_nodes_from(range(len(self.menu.space.issues)))
        for rule in self.menu.space.rules:
            if rule.owner == LINKAGES:
                nx.add_path(graph, sorted({issue for box in rule.boxes for issue in box}))
        return sorted(sorted(block) for block in nx.connected_components(graph))

    @cached_property
    def _versions(self) -> list[tuple[Indices, Indices]]:
        """Per block with several versions: what each adds to the number, and who has which."""
        found = []
        for block in self._blocks:
            parts = (self.menu.digits[:, block] * self.menu.strides[block]).sum(axis=1)
            versions, which = np.unique(parts, return_inverse=True)
            if len(versions) > 1:
                found.append((versions, which.ravel()))
        return found

    def revise(self, text: Indices, block: Floats, version: Floats) -> Indices:
        """Return a revision of each text; the text itself where there is none.

        Parameters
        ----------
        text
            Places on the menu, shape (talk,).
        block, version
            Even draws, 0 to 1, shape (talk,).
        """
        if not self.menu.listed:
            return (version * len(self.menu.digits)).astype(np.int64)
        revised = text.copy()
        if not self._versions:
            return revised
        chosen = (block * len(self._versions)).astype(np.int64)
        for number, (versions, which) in enumerate(self._versions):
            rows = np.flatnonzero(chosen == number)
            now = which[text[rows]]
            other = (version[rows] * (len(versions) - 1)).astype(np.int64)
            other += other >= now
            wanted = self.menu.numbers[text[rows]] - versions[now] + versions[other]
            place = np.searchsorted(self.menu.numbers, wanted).clip(max=len(self.menu.digits) - 1)
            there = self.menu.numbers[place] == wanted
            revised[rows[there]] = place[there]
        return revised
