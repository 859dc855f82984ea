"""Random scenarios: small ones that an oracle can answer, whole ones, bad ones, and mutated ones.

All are made from one primitive, a whole number between two, so that the same code serves
hypothesis, which makes a failing scenario smaller, and a seed, which makes many of them quickly.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.generate.bad import broken_document
from tests.generate.choices import Choices, drawn, seeded
from tests.generate.core import core_document
from tests.generate.parts import options_of, rule
from tests.generate.whole import whole_document

__all__ = [
    "Choices", "bad_documents", "choices", "documents", "options_of", "rules", "seeded",
    "whole_documents",
]  # fmt: skip


@st.composite
def choices(draw: Any) -> Choices:
    """Return what makes random choices in a test."""
    return drawn(draw)


@st.composite
def documents(draw: Any, max_issues: int = 4, consent: bool | None = None) -> dict[str, Any]:
    """A scenario of at most a few hundred agreements, with all that its zone depends on."""
    return core_document(drawn(draw), max_issues, consent)


@st.composite
def rules(draw: Any, issues: dict[str, Any]) -> dict[str, Any]:
    """A rule in either form."""
    return rule(drawn(draw), issues)


@st.composite
def whole_documents(draw: Any, max_issues: int = 3) -> dict[str, Any]:
    """A scenario with any part of the format; it must be accepted."""
    return whole_document(drawn(draw), max_issues)


@st.composite
def bad_documents(draw: Any) -> tuple[dict[str, Any], str]:
    """A scenario with one thing wrong, which must be refused, and what is wrong."""
    make = drawn(draw)
    return broken_document(make, whole_document(make, 2))
