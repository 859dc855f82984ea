"""What parties learn of each other from the offers they hear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.space.space import Indices
from sim.space.values import Floats


class Learner:
    """Counts, talk by talk, which options each seat has offered on every issue.

    Who offers different options on an issue is taken to mind it less: the estimated weight of an
    issue is how much a party's offers gather on few options, Σ f² over the shares f of the
    options, as a part of the sum over issues. (Frequency models: Hindriks and Tykhonov 2008; van
    Krimpen, Looije and Hajizadeh 2013; here in its simplest form.)

    Parameters
    ----------
    sizes
        Number of listed options per issue.
    seats, talks
        How many there are.
    """

    def __init__(self, sizes: Sequence[int], seats: int, talks: int) -> None:
        self.sizes, self.seats, self.talks = tuple(sizes), seats, talks
        self.starts = np.cumsum([0, *sizes])[:-1]
        self.counts = np.zeros((seats, talks, sum(sizes)), dtype=np.int32)
        # Σ counts² by issue, kept up with every offer: options can be many.
        self.squares = np.zeros((seats, talks, len(sizes)))
        self.last = np.full((seats, talks, len(sizes)), -1, dtype=np.int32)

    def see(self, rows: Indices, seat: int, digits: Indices) -> None:
        """Take note of a seat's offers, given by option places (talk, issue)."""
        places = seat, rows[:, None], digits + self.starts
        self.squares[seat, rows] += 2 * self.counts[places] + 1
        self.counts[places] += 1
        self.last[seat, rows] = digits

    def weights(self, seat: int, rows: Indices) -> Floats:
        """Return the estimated weights of a seat, shape (talk, issue); zeros before any offer."""
        gathered = self.squares[seat, rows]
        return np.asarray(gathered / np.maximum(gathered.sum(axis=1, keepdims=True), 1.0))

    def likings(self, rows: Indices, own: int) -> Likings:
        """Return how far options meet what the other seats last offered, by their weights.

        Parameters
        ----------
        rows
            The talks.
        own
            The seat that asks.
        """
        others = [seat for seat in range(self.seats) if seat != own]
        return Likings(
            tuple(self.last[seat, rows].T for seat in others),
            tuple(self.weights(seat, rows).T for seat in others),
        )


@dataclass(frozen=True, eq=False)
class Likings:
    """How far options meet what other seats last offered.

    Parameters
    ----------
    last
        By other seat, the place of the option that it last offered, shape (issue, talk).
    weights
        By other seat, the estimated weights, shape (issue, talk).
    """

    last: tuple[Indices, ...]
    weights: tuple[Floats, ...]

    def only(self, talks: Indices) -> Likings:
        """Return the likings of some of the talks, by their places."""
        return Likings(
            tuple(last[:, talks] for last in self.last),
            tuple(weights[:, talks] for weights in self.weights),
        )

    def of(self, issue: int, talk: Indices, option: Indices) -> Floats:
        """Return how much options of an issue are liked, each in one of the talks, (option,)."""
        total = np.zeros(len(option))
        for last, weights in zip(self.last, self.weights, strict=True):
            total += np.where(option == last[issue][talk], weights[issue][talk], 0.0)
        return total
