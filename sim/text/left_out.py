"""What is said in place of answers that were not computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.space.not_computed import NotComputed

NAMES = {
    "prices": "how far inputs would have to be from where they are",
    "pivotal": "pivotal options",
    "rule_matrix": "the rule matrix",
    "trades": "exchanges of two issues",
}
"""Key of an answer that shares its section with others → its name."""
TITLES = {
    "ratification": "Ratification",
    "roadmap": "Order of implementation",
    "funnel": "After signature: what passes each gate",
    "after_signature": "After signature, over draws",
}
"""Key of an answer on what comes after signature → its heading where it was not computed."""


def left_out_lines(left_out: Mapping[str, NotComputed], *keys: str) -> Iterator[str]:
    """Yield what is said of the answers under some keys that were not computed.

    Those that share a section, a reason and a command share a line.
    """
    groups: dict[NotComputed, list[str]] = {}
    for key in keys:
        if key in left_out:
            groups.setdefault(left_out[key], []).append(key)
    for why, those in groups.items():
        named = [NAMES[key] for key in those if key in NAMES]
        yield why.of(", ".join(named)) if named else str(why)
