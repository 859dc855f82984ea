"""Sources, and the evidence that ties a judgement to one of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from sim.scenario.base import Id, Part


class Source(Part):
    """A text that evidence comes from.

    Parameters
    ----------
    title
        Its title.
    publisher, author, date, url
        Who published and who wrote it, when, and where.
    note
        What a reader has to know of it.
    """

    title: str
    publisher: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    note: str | None = None


class Claim(Part):
    """What a source says in support of a judgement.

    Parameters
    ----------
    source
        Id of an entry under ``sources``.
    where
        Where in the source it stands.
    claim
        What it says, in the scenario author's own words.
    reported_by
        The chain by which it came, such as "FT, as reported by HuffPost".
    quote
        A short quotation.
    confidence
        How far the author trusts it.
    """

    source: Id
    claim: str = Field(description="What the source says, in your own words.")
    where: str | None = None
    reported_by: str | None = None
    quote: str | None = None
    confidence: Literal["low", "medium", "high"] | None = None


def _as_list(written: Any) -> Any:
    return [written] if isinstance(written, (str, dict)) else written


class Evidence(Claim):
    """Evidence in the file's own list, pointing at what it supports by path.

    Parameters
    ----------
    about
        Paths of the judgements that it supports, in some state of the file.
    """

    about: Annotated[tuple[str, ...], BeforeValidator(_as_list), Field(min_length=1)]


InlineEvidence = Annotated[tuple[Claim, ...], BeforeValidator(_as_list)]
"""Evidence that stands on the very judgement it supports: one mapping or a list."""
