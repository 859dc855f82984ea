"""The gallery has every figure, as large as it is drawn today, and says how to read it."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parent.parent


@pytest.mark.long
def test_every_figure_is_there_as_it_is_drawn_today() -> None:
    gallery = runpy.run_path(str(ROOT / "docs" / "gallery.py"))
    text = (ROOT / "docs" / "how-to" / "read-each-figure.md").read_text(encoding="utf-8")
    headed = re.findall(r"^### `(\w+)`", text, flags=re.MULTILINE)
    assert sorted(headed) == sorted(gallery["names"]())
    drawn = gallery["drawn"]()
    assert sorted(drawn) == sorted(headed)
    for name, figure in drawn.items():
        with Image.open(gallery["FOLDER"] / f"{name}.png") as picture:
            wide, high = (round(100 * inches) for inches in figure.get_size_inches())
            assert abs(picture.width - wide) <= 1, name
            assert abs(picture.height - high) <= 1, name
