"""What is said in place of answers that were not computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.space.not_computed import NotComputed
from sim.text.numbers import listing

QUICK = "left to a full run"
"""Why answers are left out that the block is not made of."""
NAMES = {
    "prices": "how far inputs would have to be from where they are",
    "pivotal": "pivotal options",
    "rule_matrix": "the rule matrix",
    "trades": "trades of two issues",
}
"""Key of an answer that shares its section with others → its name."""
TITLES = {
    "ratification": "Ratification",
    "roadmap": "Order of implementation",
    "funnel": "After signature: what passes each gate",
    "after_signature": "After signature, over draws",
}
"""Key of an answer on what comes after signature → its heading where it was not computed."""


PARTS = {
    "bargaining": "simulated talks",
    "robustness": "draws",
    "rounds": "each round",
    "ratification": "votes at home",
    "roadmap": "the best order of steps",
    "funnel": "what passes the tests after signature",
    "after_signature": "draws of what follows signature",
    "robustness.variants": "variants",
    "robustness.shares": "more on the draws",
    "bargaining.contest": "strategies against each other",
    "options_used": "which options are in no text",
}
"""Key of another answer → its name; parts of an answer without a name go with it."""


def not_computed_lines(left_out: Mapping[str, NotComputed]) -> Iterator[str]:
    """Yield what was not computed, why, and the command that does: a line a reason."""
    groups: dict[NotComputed, list[str]] = {}
    for key, why in left_out.items():
        name = {**NAMES, **PARTS}.get(key)
        if name is not None:
            groups.setdefault(why, []).append(name)
    for why, names in groups.items():
        if why.reason == QUICK:
            yield f"Left to {why.command}: {listing(names)}."
            continue
        command = f" To get it: {why.command}" if why.command else " No command here does it."
        yield f"Not computed ({why.reason}): {listing(names)}.{command}"


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
