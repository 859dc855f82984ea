"""Figures as SVG that can stand inside a page beside others."""

from __future__ import annotations

import io
import re

from matplotlib.figure import Figure

from sim.plots.style import styled


def inline_svg(figure: Figure, prefix: str) -> str:
    """Return a figure as inline SVG; ids get a prefix, so that those of two never meet.

    Parameters
    ----------
    prefix
        Of all ids; letters and digits.
    """
    made = io.StringIO()
    with styled():
        figure.savefig(made, format="svg", metadata={"Date": None, "Creator": None})
    text = made.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)
    used = set(re.findall(r'href="#([^"]*)"|url\(#([^)]*)\)', text))
    kept = {one for pair in used for one in pair}

    def tag(found: re.Match[str]) -> str:
        """Give ids that are used a prefix, and drop the others; texts between tags stay."""
        inside = re.sub(
            r' id="([^"]*)"',
            lambda own: f' id="{prefix}-{own[1]}"' if own[1] in kept else "",
            found[0],
        )
        return re.sub(r'(href="#|url\(#)', rf"\g<1>{prefix}-", inside)

    text = re.sub(r"<[^>]*>", tag, text)
    return text.replace("<svg ", '<svg aria-hidden="true" ', 1)
