"""What the concession matrix shows, in words."""

from __future__ import annotations

from sim.plots.concession_rows import PATTERNS, Rows
from sim.space.count import Bounds, at_least
from sim.text.names import FIXED_LINE, party_label
from sim.text.numbers import count, listing, number
from sim.uncertainty.result import Robustness
from sim.zone.zone import Zone


def origin(rows: Rows) -> str:
    """Return what concessions are measured from."""
    return "its stated position" if rows.from_positions else "the baseline that was given"


def _material(zone: Zone) -> str:
    material = zone.concessions.material
    if not any(material.values()):
        return "Every shortfall counts as a concession"
    least = "; ".join(
        f"{party_label(zone.scenario, name)} {number(depth, 3)}" for name, depth in material.items()
    )
    return (
        "Unavoidable ones count however small, others from a depth on (share of the party's total "
        f"weight: {least})"
    )


def caption(zone: Zone, rows: Rows, robust: Robustness | None) -> str:
    """Return what the matrix shows, with what it leaves out."""
    found = zone.concessions
    parts = [
        f"Which party moves from {origin(rows)} on which issue under the stated assumptions, "
        f"exact for this file. {_material(zone)}; issues on which no option does are not "
        "shown.",
        "Shade and number: the smallest depth of the concession among the row's agreements, in the "
        "party's own utility; depths are never compared or summed across parties.",
        "Bars: how many agreements, acceptable ones in the first and the last section and those of "
        "the frontier in the second; each section has its own scale.",
    ]
    if robust is not None:
        parts.append(
            f"Draws: in which share of {robust.draws:,} draws of the uncertain inputs there is an "
            "acceptable agreement, and one with the pattern."
        )
    hidden = (found.patterns or ())[PATTERNS:]
    if hidden:
        rest = sum(pattern.agreements for pattern in hidden)
        parts.append(
            f"Not shown: {count(len(hidden), 'further pattern')} with {count(rest, 'agreement')}."
        )
    more = at_least(found.minimal_sets_number) - len(rows.sets)
    if isinstance(found.minimal_sets_number, Bounds):
        parts.append(f"Not shown: more minimal sets, {more:,} of them known.")
    elif more > 0:
        parts.append(f"Not shown: {count(more, 'further minimal set')}.")
    if any(not row.depth for row in rows.sets):
        parts.append(
            "A row of the last section without a shade: nothing beside the unavoidable is needed."
        )
    shown = {found.depths.name(k)[0] for k in range(len(found.depths.pairs))}
    untouched = [
        party_label(zone.scenario, zone.space.parties[k].name)
        for k in found.depths.parties
        if zone.space.parties[k].name not in shown
    ]
    if untouched:
        parts.append(f"No option is a concession of {listing(untouched)}.")
    return " ".join([*parts, FIXED_LINE])
