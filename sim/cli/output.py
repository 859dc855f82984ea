"""Writing results: whole files only, never half of one."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from sim.bargaining.result import Bargaining
from sim.cli.files import making, move_all, writing
from sim.reporting.answers import Answers
from sim.reporting.gather import Tell
from sim.reporting.report import FILE as REPORT
from sim.scratch import uninterrupted
from sim.zone.zone import Zone

FRONTIER_FILE = 1_000_000
"""How many agreements of a frontier are written to a file."""
FIGURE_NAMES = ("zone", "concession_matrix", "compromise_map", "reservation_map")
TALK_FIGURES = ("talks_end", "aspirations", "negotiation_dance", "strategy_table")
ROUND_FIGURES = ("rounds_timeline",)
ROBUST_FIGURE_NAMES = ("acceptability", "tornado", "yes_region")
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
RUN_FIGURES = (*FIGURE_NAMES, "talks_end", *CHANGE_FIGURE_NAMES, *LATER_FIGURE_NAMES)
"""Those that a run draws."""


def folder_names(files: Sequence[Path]) -> list[str]:
    """Return a folder name for each file: its stem, with its folder where stems repeat."""
    stems = [file.stem for file in files]
    return [
        stem if stems.count(stem) == 1 else f"{file.resolve().parent.name}-{stem}"
        for file, stem in zip(files, stems, strict=True)
    ]


def write_results(
    answers: Answers,
    folder: Path,
    *,
    owns: Sequence[str],
    figures: bool,
    tell: Tell,
    texts: Mapping[str, str] | None = None,
) -> list[Path]:
    """Write ``result.json``, ``frontier.csv``, the first talk and figures into a folder.

    Everything is made in a folder beside it first; only whole files are moved over.

    Parameters
    ----------
    answers
        What to write.
    folder
        Where to; made if need be, other files in it stay.
    owns
        Names of the figures that are this command's to draw; older ones of these go. Those of
        other commands, a talk and a report go if the results there were of another scenario.
    figures
        Whether to draw.
    tell
        Called with what is being written.
    texts
        Name → text of further files.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    typer.Exit
        If something can't be written; nothing is then half-written.
    """
    with writing(folder):
        return _write(answers, folder, owns if figures else (), owns, tell, texts or {})


def _write(
    answers: Answers,
    folder: Path,
    drawn: Sequence[str],
    owns: Sequence[str],
    tell: Tell,
    texts: Mapping[str, str],
) -> list[Path]:
    zone, talks = answers.zone, answers.talks
    with making(folder) as made:
        tell("writing numbers", 1.0)
        write_json(answers, made / "result.json")
        write_frontier(zone, made / "frontier.csv")
        if talks is not None:
            write_talk(talks, made / "talk.csv")
        for name, text in texts.items():
            (made / name).write_text(text, encoding="utf-8")
        _draw(answers, made, drawn, tell)
        foreign = _digest(folder) != zone.scenario.digest
        with uninterrupted():
            names = move_all(made, folder)
            _remove_stale(folder, names, FIGURES if foreign else owns)
            if foreign:
                _remove_foreign(folder, names, zone.scenario.digest)
    return [folder / name for name in names]


def _remove_stale(folder: Path, names: Sequence[str], figures: Sequence[str]) -> None:
    """Remove older ones of some figures that were not drawn anew."""
    for figure in figures:
        for old in folder.glob(f"{figure}*.*"):
            if old.name not in names and old.suffix in {".png", ".svg"} and old.is_file():
                old.unlink()


def _remove_foreign(folder: Path, names: Sequence[str], digest: str) -> None:
    """Remove a talk and a report that are of another scenario."""
    for name in {"talk.csv", REPORT} - set(names):
        old = folder / name
        if old.is_file() and (name != REPORT or not _reports(old, digest)):
            old.unlink()


def _reports(path: Path, digest: str) -> bool:
    """Say whether a report is of a scenario: it states the scenario's digest."""
    try:
        return digest in path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False


def _digest(folder: Path) -> str | None:
    """Return the digest of the scenario that a folder's results are of; None if there is none."""
    try:
        found = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        return str(found["scenario"]["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_json(answers: Answers, path: Path) -> None:
    """Write the results as JSON."""
    text = json.dumps(answers.to_dict(), indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def write_frontier(zone: Zone, path: Path) -> None:
    """Write the agreements of the frontier, options by id, with every party's utility.

    At most ``FRONTIER_FILE`` of them; the summary says so where there are more.
    """
    parties = [zone.space.parties[k].name for k in zone.space.weighing]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*zone.space.issues, *(f"utility:{name}" for name in parties)])
        for row in islice(zone.frontier, FRONTIER_FILE):
            writer.writerow([*row.agreement.values(), *(repr(row.utilities[p]) for p in parties)])


def write_talk(talks: Bargaining, path: Path) -> None:
    """Write the offers of the first talk in order: round, who, options by id, utilities."""
    parties = list(talks.settings.strategies)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ["round", "by", *talks.space.issues, *(f"utility:{name}" for name in parties)]
        )
        for offer in talks.trace:
            writer.writerow(
                [
                    offer.round,
                    offer.party or "mediator",
                    *offer.agreement.values(),
                    *(repr(offer.utilities[name]) for name in parties),
                ]
            )
        writer.writerow([f"ended: {talks.trace_end}"])


def _draw(answers: Answers, folder: Path, names: Sequence[str], tell: Tell) -> None:
    from sim.plots import save

    for name in names:
        tell(f"drawing {name.replace('_', ' ')}", 1.0)
        figure = answers.figure(name)
        if figure is not None:
            save(figure, folder, name)
