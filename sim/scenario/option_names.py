"""Arguments of functions, and the options of commands that stand for them."""

from __future__ import annotations

import re

WORK, TIME = "sim.effort", "seconds of sim.effort"
"""What allows an answer more work, and more time."""
OPTIONS = {
    "agreement": "--agreement",
    "as_variant": "--as-variant",
    "baseline": "--baseline",
    "hazard": "--hazard",
    "opener": "--opener",
    "protocol": "--protocol",
    "rounds": "--rounds",
    "strategies": "--strategy",
    "through_rounds": "--through-rounds",
}
"""Argument → option; errors have the argument in the place of a file's name, as ``<rounds>``."""
PHRASES = {
    f"({WORK})": "(--effort)",
    f"({TIME})": "(--time)",
    "Leave out engine,": "Leave out --engine,",
    "as a variant it is set": "--as-variant NAME sets it",
    "try fewer jobs": "try fewer --jobs",
}
"""How errors name other arguments → how commands name their options."""
_ARGUMENT = re.compile(rf"^<({'|'.join(OPTIONS)})>:", re.MULTILINE)


def with_options(message: object) -> str:
    """Return the text of an error as a command prints it: with options in place of arguments.

    >>> with_options("<strategies>: parties.a.strategy: 'x' is unknown")
    "--strategy: parties.a.strategy: 'x' is unknown"
    >>> with_options("the time is up (seconds of sim.effort)")
    'the time is up (--time)'
    """
    text = str(message)
    for phrase, printed in PHRASES.items():
        text = text.replace(phrase, printed)
    return _ARGUMENT.sub(lambda found: f"{OPTIONS[found[1]]}:", text)
