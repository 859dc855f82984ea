"""Which engine answers for a space, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sim.engines.merging.engine import MergingEngine
from sim.engines.optimising.engine import Optimiser
from sim.engines.protocol import Engine, Gate
from sim.engines.streaming.engine import StreamingEngine
from sim.space.limits import DEFAULT, Limits, TooManyAgreements
from sim.space.space import Space

STREAM_LIMIT = 200_000_000
"""How many agreements the streaming engine takes on."""
NAMES = ("stream", "merge", "optimise")
"""Every engine there is."""
FEWER = 16
"""So many times fewer utilities are kept apart for the counts of details."""


@dataclass(frozen=True)
class Engines:
    """How engines are chosen, for a space and all the narrower ones that an analysis asks about.

    Parameters
    ----------
    name
        One of ``NAMES`` to force it; None to choose by the number of agreements.
    gate
        A further test that agreements must pass; only the streaming engine can apply it.
    limits
        How far engines go.

    Raises
    ------
    ValueError
        If there is no engine of that name.
    """

    name: str | None = None
    gate: Gate | None = None
    limits: Limits = DEFAULT

    def __post_init__(self) -> None:
        """Check the name."""
        if self.name is not None and self.name not in NAMES:
            raise ValueError(f"unknown engine '{self.name}'; known: {', '.join(NAMES)}")

    def choice(self, space: Space) -> tuple[str, str]:
        """Return the name of the engine for a space, and the reason in words.

        Raises
        ------
        TooManyAgreements
            If the streaming engine is forced on more agreements than it takes.
        """
        if self.name == "stream" and space.agreements > STREAM_LIMIT:
            raise TooManyAgreements(
                f"the options on the table make {space.agreements:,} agreements; the streaming "
                f"engine takes up to {STREAM_LIMIT:,}. Leave out engine, or ask for merge"
            )
        if self.name is not None:
            return self.name, "asked for"
        if space.agreements <= STREAM_LIMIT:
            return "stream", "every agreement is looked at"
        return "merge", (
            f"more than {STREAM_LIMIT:,} agreements, put together issue by issue instead of listed"
        )

    def of(self, space: Space, tell: Callable[[float], None] | None = None) -> Engine:
        """Return the engine for a space.

        Parameters
        ----------
        tell
            Called with the share of a longer answer that is done.
        """
        name, _ = self.choice(space)
        if name == "stream":
            return StreamingEngine(space, self.gate)
        return merging(space, self.limits, frontier=name == "merge", tell=tell)

    def like(self, space: Space) -> Engines:
        """Return the same for questions about parts of a space: a gate applies to all or none."""
        return self if self.applies_gate(space) else replace(self, gate=None)

    def applies_gate(self, space: Space) -> bool:
        """Say whether the gate, if there is one, narrows what the engine looks at."""
        return self.gate is None or self.choice(space)[0] == "stream"

    @property
    def quick(self) -> Engines:
        """The same for details, which must not take longer than the main answers."""
        if self.limits.exact_counts:
            return self
        counted = max(1, self.limits.counted // FEWER)
        return replace(self, limits=replace(self.limits, counted=counted, bounds=False))


def merging(
    space: Space,
    limits: Limits = DEFAULT,
    *,
    frontier: bool = True,
    tell: Callable[[float], None] | None = None,
) -> MergingEngine:
    """Return the engine that merges, with optimisation where merging takes too much.

    Without frontiers it is what is asked for as ``optimise``: counts and options used are by
    merging still, and single agreements by optimisation.
    """
    return MergingEngine(space, Optimiser(), limits, frontier=frontier, tell=tell)
