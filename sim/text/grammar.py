"""Grammar: labels as they stand in a sentence."""

from __future__ import annotations


def inside(label: str) -> str:
    """Return a label as it stands inside a sentence: without a capital article.

    Examples
    --------
    >>> inside("The Macedonian government"), inside("Theodora")
    ('the Macedonian government', 'Theodora')
    """
    return "t" + label[1:] if label.startswith("The ") else label


def possessive(label: str) -> str:
    """Return a label as an owner.

    Examples
    --------
    >>> possessive("Russia"), possessive("United States")
    ("Russia's", "United States'")
    """
    return f"{label}'" if label.endswith("s") else f"{label}'s"


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]
