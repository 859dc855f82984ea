"""Display names: what people read for parts of a scenario, told apart where labels are equal."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping

from sim.scenario.visible import visible


def display_name(name: str, label: str | None) -> str:
    r"""Return a label on one line; the id with spaces where there is none.

    >>> display_name("north_side", None), display_name("n", "The\nNorth")
    ('north side', 'The North')
    """
    return visible(" ".join((label or "").split())) or name.replace("_", " ")


def told_apart(labels: Mapping[str, str | None]) -> dict[str, str]:
    """Return id → display name, with the id in brackets where others read the same.

    >>> told_apart({"p0": "$0", "p1": "$0", "p2": None})
    {'p0': '$0 (p0)', 'p1': '$0 (p1)', 'p2': 'p2'}
    """
    shown = {name: display_name(name, label) for name, label in labels.items()}
    while True:
        # With an id behind it, a label may read as another one does: it is looked at again.
        many = Counter(map(as_seen, shown.values()))
        equal = [
            name
            for name, text in shown.items()
            if many[as_seen(text)] > 1 and not text.endswith(f"({name})")
        ]
        if not equal:
            return shown
        for name in equal:
            shown[name] += f" ({name})"


def as_seen(text: str) -> str:
    """Return a text as the eye sees it: characters in one form, whichever way they are written."""
    return unicodedata.normalize("NFC", text)
