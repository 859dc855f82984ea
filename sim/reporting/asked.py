"""What was asked for: a file, and the state of it, as typed."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from sim.answer import Answer


@dataclass(frozen=True)
class Asked(Answer):
    """A scenario file and the state of it that a command was asked for, as typed.

    Parameters
    ----------
    file
        The file's name, without its folder.
    round, variant
        What ``--round`` and ``--variant`` say; None without.
    changes
        What each ``--set`` says, in order.
    effort
        What ``--effort`` says.
    """

    _keys = "file round variant set=changes effort"

    file: str
    round: str | None = None
    variant: str | None = None
    changes: tuple[str, ...] = ()
    effort: float = 1.0

    @property
    def options(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """What ``--round``, ``--variant`` and ``--set`` say, each as often as they stand there."""
        single = (self.round, self.variant)
        rounds, variants = ((one,) if one is not None else () for one in single)
        return rounds, variants, self.changes

    def typed(self, command: str, more: Mapping[str, object] | None = None) -> str:
        """Return a command on this state as it would be typed.

        Parameters
        ----------
        more
            Further options: name → value; those that are None or False are left out.

        Examples
        --------
        >>> Asked("a b.yaml", round="2").typed("run", {"--material": 0.1, "--report": True})
        "sim run 'a b.yaml' --round 2 --material 0.1 --report"
        """
        state: dict[str, object] = {
            "--round": self.round,
            "--variant": self.variant,
            "--set": self.changes,
            "--effort": f"{self.effort:g}" if self.effort != 1 else None,
        }
        parts = ["sim", command, self.file]
        for name, value in {**state, **(more or {})}.items():
            if value is True:
                parts.append(name)
            elif value is not None and value is not False:
                for one in value if isinstance(value, list | tuple) else [value]:
                    parts += [name, str(one)]
        return shlex.join(parts)
