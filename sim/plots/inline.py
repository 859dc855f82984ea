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
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{prefix}-", text)
    return text.replace("<svg ", '<svg aria-hidden="true" ', 1)
