"""Single agreements by mixed-integer linear optimisation, for the engine that merges."""

from __future__ import annotations

from sim.engines.optimising import cells, counts, critical, frontiers, minimal_sets


class Optimiser:
    """See :class:`sim.engines.protocol.SingleSearch`."""

    exists = staticmethod(counts.exists)
    some_agreement = staticmethod(counts.some_agreement)
    critical_reservation = staticmethod(critical.critical_reservation)
    slack = staticmethod(critical.slack)
    largest_smallest_gain = staticmethod(cells.largest_smallest_gain)
    solutions = staticmethod(frontiers.solutions)
    minimal_marks = staticmethod(minimal_sets.minimal_marks)
    minimal_broken = staticmethod(minimal_sets.minimal_broken)
