"""What people read for an agreement that shares of draws are told of."""

from __future__ import annotations

from sim.uncertainty.result import PICKED_NAME, AgreementShares, Robustness
from sim.zone.titles import agreement_title


def agreement_names(found: Robustness, one: AgreementShares) -> list[str]:
    """Return all that an agreement is known by.

    Parameters
    ----------
    one
        One of the answer's shares.
    """
    names = []
    for name in one.names:
        key = name.removeprefix("package.")
        title = agreement_title(found.scenario, key)
        if name == PICKED_NAME:
            picked = [other for other in found.shares if PICKED_NAME in other.names]
            title = "most often Nash in the draws"
            if len(picked) > 1:
                title += f", {picked.index(one) + 1} of {len(picked)}"
        elif name != key and len(found.scenario.packages[key].agreement) < len(found.space.issues):
            title += ", completed"
        names.append(title)
    return names
