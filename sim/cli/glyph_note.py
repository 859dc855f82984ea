"""One note on the characters that no font for figures has, however many figures there are."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def one_glyph_note(*, quiet: bool) -> Iterator[None]:
    """Gather the warnings of figures on missing glyphs; print one note with all characters."""
    missing: dict[str, None] = {}
    with warnings.catch_warnings():
        warnings.filterwarnings("always", message="no installed font has")
        before = warnings.showwarning

        def show(message: Any, *others: Any, **named: Any) -> None:
            characters = getattr(message, "characters", None)
            if characters is None:
                before(message, *others, **named)
            missing.update(dict.fromkeys(characters or ""))

        warnings.showwarning = show
        yield
    if missing and not quiet:
        from sim.plots.fonts import MissingGlyphs

        print(f"Note: {MissingGlyphs(''.join(missing))}", file=sys.stderr)
