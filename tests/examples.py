"""How thoroughly the tests look: a part of all by default, everything where ``CI`` is set."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings

Case = TypeVar("Case")
THOROUGH = bool(os.environ.get("CI"))
"""Whether everything is looked at: all random examples, browsers, clusters, long documents."""
PART = 8
"""By default this times fewer random examples are drawn."""


def few(many: int, least: int = 5) -> int:
    """Return how many of so many cases to look at.

    Parameters
    ----------
    many
        In the thorough run.
    least
        At least, by default.
    """
    return many if THOROUGH else min(many, max(least, many // PART))


def examples(many: int, **more: Any) -> settings:
    """Return the settings of a test with random examples, so many of them in the thorough run."""
    return settings(
        max_examples=few(many), deadline=None, suppress_health_check=list(HealthCheck), **more
    )


def some(cases: Sequence[Case], every: int = 4) -> list[Case]:
    """Return all cases in the thorough run, and one in a few by default."""
    return list(cases) if THOROUGH else list(cases[::every])
