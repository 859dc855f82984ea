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
    """Let go of all that a model holds, once it has done its work.

    A model and its agents hold each other, so that the arrays of one batch of talks would stay
    in memory through many later ones, until Python looks for cycles. Mesa 3.3 also numbers agents
    in a table on the class that keeps every model for good.
    """
    numbers = getattr(Agent, "_ids", None)
    if numbers is not None:
        numbers.pop(model, None)
    vars(model).clear()


__all__ = ["Agent", "DataCollector", "Model", "free"]
