"""Prices: how far one input, or two, would have to be from where the file has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from sim.answer import Answer, plain
from sim.display import glance
from sim.scenario.rules import OptionName
from sim.space.count import Count
from sim.table import Tabular

READING = ("weights", "value", "reservation", "odds", "parameter", "outcome")
"""Kinds that are judgements of ours, which may be wrong."""
ACT = ("cost", "worth", "benefit", "rule", "permitted", "added")
"""Kinds that somebody can change by an act."""
PAIRS = 200
"""How many pairs ``to_dict`` lists."""


@dataclass(frozen=True)
class Move(Answer):
    """A step of a party from one option to a better one, to measure an amount by.

    Parameters
    ----------
    issue, worse, better
        On what, from what to what.
    worth
        What it is worth to the party, in its own utility.
    """

    issue: str
    worse: OptionName
    better: OptionName
    worth: float


@dataclass(frozen=True)
class Price(Answer):
    """The least that one input would have to be different for an answer to change.

    Parameters
    ----------
    kind
        One of ``READING`` or ``ACT``.
    path
        Where the input stands: a number's own path, a party's ``weights``, a rule, an issue.
    party
        Whose it is; None for a shared parameter, a linkage or an option.
    point, at
        What the file has, and where the answer changes; None for what is no number.
    amount
        The distance between these, in the input's own unit; for weights ½‖Δw‖₁, the share of the
        party's weight that would have to sit elsewhere.
    low, high
        What the input may be by the file; both None where that says nothing.
    assumed_range
        Whether this range is one that the program assumed around a bare number.
    multiple
        The amount in ways from the point to that end of its range: 1 at the end; None without a
        range. For weights how far all of them would have to be on the way to the ends of theirs.
    utility
        The amount in the party's own utility; None where several parties' change.
    as_much_as
        The step of that party which is worth the most like it.
    shifted
        For weights: issue → by how much its normalised weight changes, in order of size.
    option
        The option that is permitted, or the one whose value it is.
    opens
        How many agreements become acceptable, for what is no number.
    needs
        For an option that is added: the Pareto-minimal values that it would have to have to those
        who weigh the issue, in the order of ``parties``.
    parties
        See ``needs``.
    agreement
        One that becomes acceptable.
    exact
        False where the least is only known to be no larger than this.
    """

    _keys = (
        "table kind path party option point at amount range assumed_range multiple utility "
        "as_much_as shifted opens needs parties agreement exact"
    )

    kind: str
    path: str
    party: str | None = None
    point: float | None = None
    at: float | None = None
    amount: float | None = None
    low: float | None = None
    high: float | None = None
    assumed_range: bool = False
    multiple: float | None = None
    utility: float | None = None
    as_much_as: Move | None = None
    shifted: Mapping[str, float] | None = None
    option: OptionName | None = None
    opens: Count | None = None
    needs: tuple[tuple[float, ...], ...] = ()
    parties: tuple[str, ...] = ()
    agreement: Mapping[str, OptionName] | None = None
    exact: bool = True

    @property
    def reading(self) -> bool:
        """Whether it is a judgement that may be wrong, not something that somebody does."""
        return self.kind in READING

    @property
    def table(self) -> str:
        """Which table it stands in: ``reading`` or ``act``."""
        return "reading" if self.reading else "act"

    @property
    def range(self) -> tuple[float, float | None] | None:
        """What the input may be by the file; None where that says nothing."""
        return None if self.low is None else (self.low, self.high)

    @property
    def rank(self) -> float:
        """What prices are ordered by: the multiple of the range; infinite without one."""
        return inf if self.multiple is None else self.multiple


@dataclass(frozen=True)
class Pair(Answer):
    """Two inputs that together are enough nearer to their points than either alone.

    Parameters
    ----------
    first, second
        Where both would have to be.
    multiple
        How far both are moved towards the ends of their ranges; of a rule given up and a number,
        how far the number is. Of rules alone 0.
    agreement
        One that becomes acceptable.
    """

    _keys = "parts multiple agreement"

    first: Price
    second: Price
    multiple: float
    agreement: Mapping[str, OptionName]

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Both inputs: which they are, and where they would have to be."""
        keys = ("kind", "path", "party", "option", "point", "at")
        return [{key: getattr(one, key) for key in keys} for one in (self.first, self.second)]


@dataclass(frozen=True, eq=False, repr=False)
class Prices(Tabular, Answer):
    """What would have to be different for an answer to be another.

    Parameters
    ----------
    asked
        ``open``: the zone is empty, and would have to be open; ``close``: it is open, and would
        have to be closed; ``accept``: a named agreement would have to be acceptable.
    agreement
        The named agreement.
    tests
        For a named agreement, each test that it doesn't meet → what would have to be different
        for that one test to be met. Otherwise one entry, "".
    pairs
        Two inputs together, least multiple first.
    left_out
        Inputs that pairs leave out, because what they do is no straight line.
    """

    _keys = "asked agreement tests pairs=asked pairs_number=asked left_out"

    asked: str
    agreement: Mapping[str, OptionName] | None
    tests: Mapping[str, tuple[Price, ...]]
    pairs: tuple[Pair, ...] = ()
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        return glance(
            f"Prices to {self.asked}: {len(self.singles)} singles, {len(self.pairs)} pairs"
        )

    @property
    def singles(self) -> tuple[Price, ...]:
        """Inputs each of which is enough by itself; none where several tests are not met."""
        return next(iter(self.tests.values())) if len(self.tests) == 1 else ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: the first ``PAIRS`` pairs, and how many there are."""
        listed = plain(self.pairs[:PAIRS])
        return {**super().to_dict(), "pairs": listed, "pairs_number": len(self.pairs)}

    def _items(self) -> Iterable[Any]:
        return (
            {"test": test, **one.to_dict()} for test, prices in self.tests.items() for one in prices
        )
