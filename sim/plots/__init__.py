"""Figures of the answers: one style, one file per figure, no pyplot.

Examples
--------
>>> sorted(FIGURES)
['compromise_map', 'concession_matrix', 'reservation_map', 'zone']
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from sim.bargaining.contest import Contest
from sim.bargaining.result import Bargaining
from sim.plots.acceptability import acceptability
from sim.plots.aspirations import aspirations
from sim.plots.belief import belief_figure
from sim.plots.compromise_map import compromise_figure
from sim.plots.concession_matrix import concession_matrix
from sim.plots.funnel import funnel_figure
from sim.plots.negotiation_dance import negotiation_dance
from sim.plots.pivotal_options import pivotal_figure
from sim.plots.price_ladder import price_ladder
from sim.plots.reservation_map import reservation_figure
from sim.plots.rounds_timeline import rounds_timeline
from sim.plots.rule_matrix import rule_figure
from sim.plots.share_map import share_map
from sim.plots.staircase import staircase
from sim.plots.step_graph import step_graph
from sim.plots.strategy_table import strategy_table
from sim.plots.style import DPI, styled
from sim.plots.support import support_figure
from sim.plots.sweep_map import sweep_map
from sim.plots.talks_end import talks_end
from sim.plots.tornado import tornado
from sim.plots.trade_table import trade_table
from sim.plots.yes_region import yes_region
from sim.plots.zone import zone_figure
from sim.space.space import Space
from sim.text.names import party_label
from sim.uncertainty.result import Robustness
from sim.zone.compromise_map import compromise_map, takes_long
from sim.zone.reservation_map import reservation_map
from sim.zone.zone import Zone

Pairs = Sequence[tuple[int, int]] | None
"""Numbers of the pairs of issues that a compromise map looks at, or None for its own choice."""


def _zone(zone: Zone, pairs: Pairs = None) -> Figure | None:
    return zone_figure(zone)


def _concession_matrix(
    zone: Zone, pairs: Pairs = None, robust: Robustness | None = None
) -> Figure | None:
    return concession_matrix(zone, robust=robust)


def _compromise_map(zone: Zone, pairs: Pairs = None) -> Figure | None:
    if not zone.space.bargaining or (pairs is None and takes_long(zone)):
        return None
    return compromise_figure(compromise_map(zone, pairs))


def _reservation_map(zone: Zone, pairs: Pairs = None) -> Figure | None:
    answer = reservation_map(zone)
    if answer is None:
        return None
    consenting = {zone.space.parties[k].name for k in zone.space.consenting}
    return reservation_figure(
        answer,
        {name: party_label(zone.scenario, name) for name in answer.parties},
        zone.critical_reservation if consenting == set(answer.parties) else None,
        scenario=zone.scenario,
    )


FIGURES: dict[str, Callable[..., Figure | None]] = {
    "zone": _zone,
    "concession_matrix": _concession_matrix,
    "compromise_map": _compromise_map,
    "reservation_map": _reservation_map,
}
"""Name → the figure of a zone, and pairs of issues if some are asked for; None where there is
nothing to draw."""


def _talks_end(talks: Bargaining, zone: Zone, contest: Contest | None) -> Figure | None:
    return talks_end(talks, zone)


def _aspirations(talks: Bargaining, zone: Zone, contest: Contest | None) -> Figure | None:
    return aspirations(talks)


def _dance(talks: Bargaining, zone: Zone, contest: Contest | None) -> Figure | None:
    return negotiation_dance(talks, zone)


def _strategy_table(talks: Bargaining, zone: Zone, contest: Contest | None) -> Figure | None:
    return strategy_table(contest) if contest is not None else None


TALK_FIGURES: dict[str, Callable[[Bargaining, Zone, Contest | None], Figure | None]] = {
    "talks_end": _talks_end,
    "aspirations": _aspirations,
    "negotiation_dance": _dance,
    "strategy_table": _strategy_table,
}
"""Name → the figure of talks, their zone, and a contest if one was held; None where there is
nothing to draw."""


ROBUST_FIGURES: dict[str, Callable[[Robustness], Figure | None]] = {
    "acceptability": acceptability,
    "share_map": share_map,
    "tornado": tornado,
    "yes_region": yes_region,
}
"""Name → the figure of how sure an answer is; None where there is nothing to draw."""


CHANGE_FIGURES: dict[str, Callable[[Any, Space], Figure | None]] = {
    "prices": price_ladder,
    "pivotal": pivotal_figure,
    "rule_matrix": rule_figure,
    "trades": trade_table,
}
"""Key of ``result.json`` → the figure of that answer to what would have to be different, and of the
space; None where there is nothing to draw."""


LATER_FIGURES: dict[str, tuple[str, Callable[[Any], Figure | None]]] = {
    "funnel": ("funnel", funnel_figure),
    "step_graph": ("roadmap", step_graph),
    "staircase": ("roadmap", staircase),
    "belief": ("roadmap", belief_figure),
    "support": ("ratification", support_figure),
}
"""Name → the key of the answer on what comes after signature, and its figure."""


def save(figure: Figure, folder: str | Path, name: str) -> tuple[Path, Path]:
    """Write a figure as PNG and SVG, the same bytes every time.

    Parameters
    ----------
    folder
        Made if it isn't there.
    name
        Of both files, without an ending.

    Returns
    -------
    tuple of Path
        The PNG and the SVG.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    png, svg = target / f"{name}.png", target / f"{name}.svg"
    with styled():
        # Level 3 takes half the time of the default, for files of the same size.
        figure.savefig(png, dpi=DPI, metadata={"Software": None}, pil_kwargs={"compress_level": 3})
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return png, svg


__all__ = [
    "CHANGE_FIGURES",
    "FIGURES",
    "LATER_FIGURES",
    "ROBUST_FIGURES",
    "TALK_FIGURES",
    "acceptability",
    "aspirations",
    "belief_figure",
    "compromise_figure",
    "concession_matrix",
    "funnel_figure",
    "negotiation_dance",
    "pivotal_figure",
    "price_ladder",
    "reservation_figure",
    "rounds_timeline",
    "rule_figure",
    "save",
    "share_map",
    "staircase",
    "step_graph",
    "strategy_table",
    "support_figure",
    "sweep_map",
    "talks_end",
    "tornado",
    "trade_table",
    "yes_region",
    "zone_figure",
]
