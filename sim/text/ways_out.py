"""What the summary says on ways out of an empty zone."""

from __future__ import annotations

from sim.text.grammar import possessive
from sim.text.names import Words
from sim.text.numbers import count, decimals
from sim.zone.ways_out import WayOut
from sim.zone.zone import Zone

MOST = 6
"""How many ways out a summary lists; it says how many there are."""
_CLOSING = {
    False: ("set closes the zone", "sets close the zone, each by itself"),
    True: (
        "smallest set has a part of every way out (walk-away values change with linkages)",
        "smallest sets have a part of every way out (walk-away values change with linkages)",
    ),
}
"""How conflict sets are called, by whether reservation values depend on linkages."""


def ways_out_lines(zone: Zone, words: Words) -> list[str]:
    """Return what closes an empty zone, and the least that would open it."""
    if not zone.ways_out and zone.ways_out_complete:
        return [
            "No set of rules and walk-away values opens it: every agreement that could be left "
            "breaks a definition."
        ]
    lines = ["Each of these by itself is enough to open it:"] if len(zone.ways_out) > 1 else []
    for place, way in enumerate(zone.ways_out[:MOST], start=1):
        lines.append(
            f"{place}. Without {_joined(way, words)}: {count(way.opens, 'agreement')} opened."
        )
        if way.price:
            lines.append(f"   {_price(zone, way, words)}")
    if len(zone.ways_out) > MOST:
        lines.append(f"{len(zone.ways_out) - MOST} more ways out are in result.json.")
    if not zone.ways_out_complete:
        lines.append(
            "There may be more ways out than were worked out"
            + (", so no set that closes it is given." if not zone.conflict_sets else ".")
        )
        if not zone.conflict_sets:
            return lines
    smallest = zone.conflict_sets[:3]
    more = len(zone.conflict_sets) - len(smallest)
    lines.append(
        count(len(zone.conflict_sets), *_CLOSING[zone.values_linked])
        + ": "
        + " | ".join(", ".join(words.rule(path, rests=False) for path in one) for one in smallest)
        + (f" | and {more:,} more" if more > 0 else "")
        + ("." if zone.conflict_sets_complete else " (not all were worked out).")
    )
    return lines


def _joined(way: WayOut, words: Words) -> str:
    return " and ".join(words.rule(path) for path in way.rules)


def _price(zone: Zone, way: WayOut, words: Words) -> str:
    """Return the smallest shortfalls of a way out, in words."""
    owners = [
        words.notes[path].owner for path in way.rules if words.notes[path].kind == "reservation"
    ]
    given = dict(zip(owners, way.reservations, strict=True))
    texts = [
        " and ".join(
            f"with {possessive(words.party(owner))} at {decimals(given[owner] - short, 3)} "
            f"instead of {decimals(given[owner], 3)}"
            for owner, short in zip(owners, vector, strict=True)
            if owner is not None
        )
        for vector in way.price[:2]
    ]
    rest = len(way.price) - 2
    more = f", or {rest:,} more such combinations" if rest > 0 else ""
    unknown = "" if way.price_complete else " Less may be enough: not all combinations are known."
    return "It is enough " + ", or ".join(texts) + more + "." + unknown
