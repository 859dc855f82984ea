"""Writing results: whole files only, never half of one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sim.bargaining.result import Bargaining
from sim.cli.csv_file import write_rows
from sim.cli.files import making, put_text, writing
from sim.cli.folders import result_folder
from sim.cli.placing import Written, place
from sim.reporting.answers import Answers
from sim.reporting.gathering import Tell, silent
from sim.zone.zone import Zone

FRONTIER_FILE = 1_000_000
"""How many agreements of a frontier are written to a file."""
FIGURE_NAMES = ("zone", "concession_matrix", "compromise_map", "reservation_map")
TALK_FIGURES = ("talks_end", "aspirations", "negotiation_dance", "strategy_table")
ROUND_FIGURES = ("rounds_timeline",)
ROBUST_FIGURE_NAMES = ("acceptability", "share_map", "tornado", "yes_region")
LATER_FIGURE_NAMES = ("funnel", "step_graph", "staircase", "belief", "support")
CHANGE_FIGURE_NAMES = ("prices", "pivotal", "rule_matrix", "trades")
FIGURES = (
    *FIGURE_NAMES,
    *TALK_FIGURES,
    *ROBUST_FIGURE_NAMES,
    *ROUND_FIGURES,
    *CHANGE_FIGURE_NAMES,
    *LATER_FIGURE_NAMES,
)
"""All that any command draws into a folder of results."""
RUN_FIGURES = (
    *FIGURE_NAMES,
    "share_map",
    "talks_end",
    *CHANGE_FIGURE_NAMES,
    *LATER_FIGURE_NAMES,
    *ROUND_FIGURES,
)
"""Those that a full run draws."""
QUICK_FIGURES = ("concession_matrix", "zone", "share_map")
"""Those that a run draws."""


def write_results(
    answers: Answers,
    folder: Path,
    command: str,
    *,
    draws: Sequence[str],
    tell: Tell,
    texts: Mapping[str, str] | None = None,
) -> Written:
    """Write ``result.json``, ``frontier.csv``, the first talk and figures into a folder.

    Everything is made in a folder beside it first; only whole files are moved over.

    Parameters
    ----------
    answers
        What to write.
    folder
        Where to; made if need be. Older files of the same command go, all others stay.
    command
        Who writes.
    draws
        Names of the figures to draw.
    tell
        Called with what is being written.
    texts
        Name → text of further files.

    Raises
    ------
    typer.Exit
        If something can't be written; nothing is then half-written.
    """
    zone, talks = answers.zone, answers.talks
    with writing(folder), making(folder) as made:
        tell("writing numbers", 1.0)
        write_json(answers.to_dict(), made / "result.json")
        write_frontier(zone, made / "frontier.csv")
        if talks is not None:
            write_talk(talks, made / "talk.csv")
        for name, text in (texts or {}).items():
            put_text(made / name, text)
        _draw(answers, made, draws, tell)
        return place(made, folder, command, zone.scenario.digest, known=FIGURES)


def write_answers(
    answers: Answers, out: Path, command: str, *, draws: Sequence[str], tell: Tell = silent
) -> Written:
    """Write results as ``write_results`` does, into the folder of the state that was asked for."""
    assert answers.asked is not None
    folder = out / result_folder(answers.asked)
    return write_results(answers, folder, command, draws=draws, tell=tell)


def write_json(data: Mapping[str, Any], path: Path) -> None:
    """Write plain data as JSON."""
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False)
    put_text(path, text + "\n")


def write_frontier(zone: Zone, path: Path) -> None:
    """Write the agreements of the frontier, options by id, with every party's utility.

    At most ``FRONTIER_FILE`` of them; the summary says so where there are more.
    """
    parties = [zone.space.parties[k].name for k in zone.space.weighing]
    header = [*zone.space.issues, *(f"utility:{name}" for name in parties)]
    rows = (
        [*row.agreement.values(), *(repr(row.utilities[p]) for p in parties)]
        for row in islice(zone.frontier, FRONTIER_FILE)
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        write_rows(file, chain([header], rows))


def write_talk(talks: Bargaining, path: Path) -> None:
    """Write the offers of the first talk in order: round, who, options by id, utilities."""
    parties = list(talks.settings.strategies)
    header = ["round", "by", *talks.space.issues, *(f"utility:{name}" for name in parties)]
    rows = (
        [
            offer.round,
            offer.party or "mediator",
            *offer.agreement.values(),
            *(repr(offer.utilities[name]) for name in parties),
        ]
        for offer in talks.trace
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        write_rows(file, chain([header], rows, [[f"ended: {talks.trace_end}"]]))


def _draw(answers: Answers, folder: Path, names: Sequence[str], tell: Tell) -> None:
    if not names:  # The library for figures takes its time to load.
        return
    from sim.plots import save

    for name in names:
        tell(f"drawing {name.replace('_', ' ')}", 1.0)
        figure = answers.figure(name)
        if figure is not None:
            save(figure, folder, name)
