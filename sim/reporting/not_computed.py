"""Answers that were not computed: why, and the command that computes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NotComputed:
    """An answer that was not computed although the file calls for it.

    Parameters
    ----------
    reason
        Why.
    command
        What computes it; None where nothing here does.

    Examples
    --------
    >>> print(NotComputed("2,001 options", "sim bargain x.yaml"))
    Not computed: 2,001 options. This does: sim bargain x.yaml
    """

    reason: str
    command: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: what stands in place of the answer in ``result.json``."""
        return {"not_computed": self.reason, "command": self.command}

    def __str__(self) -> str:
        """Return it as people read it."""
        return f"Not computed: {self._rest}"

    def of(self, names: str) -> str:
        """Return it as people read it, for named parts of a section."""
        return f"Not computed: {names}: {self._rest}"

    @property
    def _rest(self) -> str:
        command = f"This does: {self.command}" if self.command else "No command here does."
        return f"{self.reason}. {command}"


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
