"""The page of a report: self-contained HTML that loads nothing and works offline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import numpy as np

from sim.reporting.live import live_data
from sim.reporting.words import FIXED_LINE
from sim.reporting.zone_lines import heading
from sim.scenario.scenario import Scenario
from sim.zone.assumptions import judgements
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
    lines
        What is said, a paragraph each.
    figures
        Figures with a text for those who can't see them.
    """

    key: str
    title: str
    lines: Sequence[str]
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
    scenario = zone.scenario
    data = live_data(zone.space, _frontier(zone))
    return environment.from_string(read["report.html.j2"]).render(
        title=scenario.title,
        state=heading(scenario),
        style=read["style.css"],
        live=read["live.js"],
        view=read["view.js"],
        answer=answer,
        parts=[
            {
                "key": part.key,
                "title": part.title,
                "lines": part.lines,
                "figures": [
                    {"svg": inline_svg(figure, f"{part.key}{place}"), "text": text}
                    for place, (figure, text) in enumerate(part.figures)
                ],
            }
            for part in parts
        ],
        bargaining=[
            scenario.parties[zone.space.parties[k].name].label or zone.space.parties[k].name
            for k in zone.space.bargaining
        ],
        judgements=list(_judgements(scenario)),
        computed=computed,
        sample=data["sample"],
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


def _judgements(scenario: Scenario) -> list[tuple[str, list[str]]]:
    """Return every judgement with its evidence, or the mark "assumption"."""
    found = []
    for one in judgements(scenario):
        claims = scenario.evidence.get(one.path, ())
        texts = [f"File: {one.written}"] if one.written else []
        for claim in claims:
            title = scenario.sources[claim.source].title
            chain = f"; reported by {claim.reported_by}" if claim.reported_by else ""
            where = f", {claim.where}" if claim.where else ""
            texts.append(f"{claim.claim} ({title}{where}{chain})")
        if not claims:
            texts.append("Assumption: no evidence is given.")
        found.append((one.path, texts))
    return found
