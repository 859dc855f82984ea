"""The parts of Mesa that are used, imported in this one place.

What is used is the same in Mesa 3.3 and 3.5: ``Model(rng=…)``, ``Agent``, ``agents.do`` and a
``DataCollector`` of scalars.
"""

from __future__ import annotations

import multiprocessing

# Importing Mesa sets how this process starts others to "spawn"; that is not ours to change.
_method = multiprocessing.get_start_method(allow_none=True)
from mesa import Agent, DataCollector, Model  # noqa: E402

multiprocessing.set_start_method(_method, force=True)


def free(model: Model) -> None:
    """Let a model that has done its work be collected.

    Mesa 3.3 numbers agents in a table on the class that keeps every model for good. Later ones
    have no such table; a test says when this is no longer needed.
    """
    numbers = getattr(Agent, "_ids", None)
    if numbers is not None:
        numbers.pop(model, None)


__all__ = ["Agent", "DataCollector", "Model", "free"]
