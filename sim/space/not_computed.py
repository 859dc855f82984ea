"""Answers that were not computed: why, and the command that computes them."""

from __future__ import annotations

from dataclasses import dataclass

from sim.answer import Answer


@dataclass(frozen=True)
class NotComputed(Answer):
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

    _keys = "not_computed=reason command"

    reason: str
    command: str | None

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
