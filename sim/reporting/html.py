"""The page of a report: self-contained HTML that loads nothing and works offline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import numpy as np

from sim.reporting.live import live_data
from sim.scenario.evidence import Source
from sim.space.count import counted
from sim.text.judgements import judgement_label, judgement_owner, judgement_written
from sim.text.names import FIXED_LINE, Words
from sim.text.tables import Grid
from sim.text.zone import state_text
from sim.zone.assumptions import judgements
from sim.zone.rule_notes import rule_notes
from sim.zone.zone import Zone

FRONTIER = 2_000
"""So many agreements of the frontier are on the page whatever is sampled."""


@dataclass(frozen=True)
class Part:
    """One section of the report.

    Parameters
    ----------
    key, title
        Its anchor and heading.
    body
        What is said, a paragraph each, and tables.
    figures
        Figures with a text for those who can't see them.
    """

    key: str
    title: str
    body: Sequence[str | Grid]
    figures: Sequence[tuple[Any, str]] = field(default=())


def page(
    zone: Zone, answer: Sequence[str], parts: Sequence[Part], computed: Sequence[tuple[str, str]]
) -> str:
    """Return the report as HTML: all text escaped, figures inline, nothing fetched.

    Parameters
    ----------
    zone
        What it is about.
    answer
        The question and the answer in a few sentences.
    parts
        Sections, in order.
    computed
        How it was computed: names and texts.
    """
    from jinja2 import Environment, StrictUndefined

    from sim.plots.inline import inline_svg

    folder = files("sim.reporting").joinpath("page")
    read = {name: folder.joinpath(name).read_text(encoding="utf-8") for name in
            ("report.html.j2", "style.css", "live.js", "view.js")}  # fmt: skip
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    scenario, words = zone.scenario, Words(zone.scenario, rule_notes(zone.space))
    data = live_data(zone.space, _frontier(zone))
    return environment.from_string(read["report.html.j2"]).render(
        title=scenario.title,
        state=state_text(scenario),
        summary=scenario.document.summary,
        style=read["style.css"],
        live=read["live.js"],
        view=read["view.js"],
        answer=answer,
        parts=[
            {
                "key": part.key,
                "title": part.title,
                "body": [_item(one) for one in part.body],
                "figures": [
                    {"svg": inline_svg(figure, f"{part.key}{place}"), "text": text}
                    for place, (figure, text) in enumerate(part.figures)
                ],
            }
            for part in parts
        ],
        bargaining=[words.party(zone.space.parties[k].name) for k in zone.space.bargaining],
        judgements=_judgements(words),
        sources=[_source(one) for one in scenario.sources.values()],
        computed=computed,
        sample=data["sample"],
        shown=f"{data['agreements']:,}",
        within=counted(zone.rules.within_red_lines),
        tabled=counted(zone.counts.agreements),
        kept=data["kept"],
        more_consent=len(zone.space.consent.everyone) > 2,
        fixed_line=FIXED_LINE,
        data=_json(data),
    )


def _frontier(zone: Zone) -> Any:
    blocks, many = [], 0
    for block in zone.frontier.digits():
        blocks.append(block)
        many += len(block)
        if many >= FRONTIER:
            break
    width = len(zone.space.issues)
    return np.concatenate([np.zeros((0, width), dtype=np.int64), *blocks])[:FRONTIER]


def _json(data: Any) -> str:
    """Return JSON that can stand inside a script element, whatever its texts are."""
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _item(one: str | Grid) -> dict[str, Any]:
    """Return a table, or a paragraph and how far it is set in."""
    if isinstance(one, Grid):
        return {"grid": one, "level": 0, "text": ""}
    bare = one.lstrip()
    return {"grid": None, "level": (len(one) - len(bare)) // 2, "text": bare}


def _judgements(words: Words) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return every judgement with its evidence, by whose it is about."""
    scenario = words.scenario
    found: dict[str, tuple[str, list[dict[str, Any]]]] = {}
    for one in judgements(scenario):
        claims = []
        for claim in scenario.evidence.get(one.path, ()):
            title = scenario.sources[claim.source].title
            chain = f"; reported by {claim.reported_by}" if claim.reported_by else ""
            where = f", {claim.where}" if claim.where else ""
            claims.append(f"{claim.claim} ({title}{where}{chain})")
        row = {"label": judgement_label(one, words), "path": one.path.split("."),
               "written": judgement_written(one, words), "claims": claims}  # fmt: skip
        owner = judgement_owner(one, words)
        # Two parties can have the same label, or one that another heading has.
        key = ".".join(one.path.split(".")[:2]) if one.path.startswith("parties.") else owner
        found.setdefault(key, (owner, []))[1].append(row)
    return list(found.values())


def _source(one: Source) -> str:
    """Return a source as one line."""
    parts = (one.title, one.author, one.publisher, one.date, one.url, one.note)
    return ", ".join(part for part in parts if part)
