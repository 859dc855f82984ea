"""Whether there is any agreement, by optimisation."""

from __future__ import annotations

from sim.engines.optimising.model import Model
from sim.space.space import Indices, Space


def exists(space: Space, *, reservations: bool = True) -> bool:
    """Return whether some agreement is acceptable.

    Parameters
    ----------
    reservations
        Whether reservation values count; if not, whether some is within red lines.

    Raises
    ------
    CutShort
        If the search ended before it could tell.
    """
    return some_agreement(space, reservations=reservations) is not None


def some_agreement(space: Space, *, reservations: bool = True) -> Indices | None:
    """Return an acceptable agreement, option places among the listed ones; None if there is none.

    See :func:`exists`.
    """
    if not space.agreements:
        return None
    model = Model(space)
    model.accept(reservations=reservations)
    return model.best({}, reservations=reservations)[0]
