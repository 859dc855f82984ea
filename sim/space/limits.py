"""What is too large for the engines here, told instead of tried."""

from __future__ import annotations


class TooManyAgreements(ValueError):
    """The scenario has more agreements than any engine here takes on."""
