"""Writing results: whole files only, never half of one."""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import typer

from sim.bargaining.contest import Contest
from sim.bargaining.result import Bargaining
from sim.cli.changes import Changes
from sim.comparison.rounds import Rounds
from sim.settlement.funnel import Funnel
from sim.settlement.ratify import Ratified
from sim.settlement.roadmap import Roadmap
from sim.uncertainty.after_signature import AfterSignature
from sim.uncertainty.result import Robustness
from sim.uncertainty.sensitivity import Sensitivity
from sim.zone.zone import Zone

Later = Ratified | Roadmap | Funnel | AfterSignature
"""What comes after signature."""
LATER = {
    "Ratified": "ratification",
    "Roadmap": "roadmap",
    "Funnel": "funnel",
    "AfterSignature": "after_signature",
}
"""Name of an answer → its key."""
FRONTIER_FILE = 1_000_000
"""How many agreements of a frontier are written to a file."""
FIGURE_NAMES = ("zone", "concession_matrix", "compromise_map", "reservation_map")
TALK_FIGURES = ("talks_end", "aspirations", "negotiation_dance", "strategy_table")
ROUND_FIGURES = ("rounds_timeline",)
ROBUST_FIGURE_NAMES = ("acceptability", "tornado", "yes_region")
LATER_FIGURE_NAMES = ("funnel", "step_graph", "staircase", "belief", "support")
CHANGE_FIGURE_NAMES = ("prices", "pivotal", "rule_matrix", "trades")
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
    zone: Zone,
    folder: Path,
    *,
    owns: Sequence[str],
    figures: bool,
    tell: Callable[[str, float], None],
    pairs: Sequence[tuple[int, int]] | None = None,
    talks: Bargaining | None = None,
    contest: Contest | None = None,
    robust: Robustness | None = None,
    sensitivity: Sensitivity | None = None,
    replayed: Rounds | None = None,
    changes: Changes | None = None,
    later: Sequence[Later] = (),
) -> list[Path]:
    """Write ``result.json``, ``frontier.csv``, the first talk and figures into a folder.

    Everything is made in a folder beside it first; only whole files are moved over.

    Parameters
    ----------
    zone
        What to write.
    folder
        Where to; made if need be, other files in it stay.
    owns
        Names of the figures that are this command's to draw; older ones of these go. Those of
        other commands go if the results there were of another scenario.
    figures
        Whether to draw.
    tell
        Called with what is being written.
    pairs
        Numbers of the pairs of issues for the compromise map; None for its own choice.
    talks, contest
        What came of talks, and of strategies against each other, if they were held.
    robust, sensitivity
        How sure the answer is over draws, and what groups of inputs bring, if that was looked at.
    replayed
        The scenario round by round, if it was replayed.
    changes
        What would have to be different, if that was looked at.
    later
        What comes after signature: ratification, a roadmap, the funnel, draws.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    typer.Exit
        If something can't be written; nothing is then half-written.
    """
    answers = Answers(
        zone, pairs, talks, contest, robust, sensitivity, replayed, changes, tuple(later)
    )
    try:
        return _write(answers, folder, owns if figures else (), owns, tell)
    except OSError as error:
        print(f"{error.filename or folder}: can't be written: {error.strerror}", file=sys.stderr)
        raise typer.Exit(1) from None


def _write(
    answers: Answers,
    folder: Path,
    drawn: Sequence[str],
    owns: Sequence[str],
    tell: Callable[[str, float], None],
) -> list[Path]:
    zone, talks = answers.zone, answers.talks
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        made = Path(scratch)
        tell("writing numbers", 1.0)
        write_json(answers, made / "result.json")
        write_frontier(zone, made / "frontier.csv")
        if talks is not None:
            write_talk(talks, made / "talk.csv")
        _draw(answers, made, drawn, tell)
        stale = (
            owns
            if _digest(folder) == zone.scenario.digest
            else (
                *FIGURE_NAMES,
                *TALK_FIGURES,
                *ROBUST_FIGURE_NAMES,
                *ROUND_FIGURES,
                *CHANGE_FIGURE_NAMES,
                *LATER_FIGURE_NAMES,
            )
        )
        folder.mkdir(exist_ok=True)
        names = sorted(path.name for path in made.iterdir())
        for name in names:
            os.replace(made / name, folder / name)
    for figure in stale:
        for old in folder.glob(f"{figure}*.*"):
            if old.name not in names and old.suffix in {".png", ".svg"}:
                old.unlink()
    return [folder / name for name in names]


def _digest(folder: Path) -> str | None:
    """Return the digest of the scenario that a folder's results are of; None if there is none."""
    try:
        found = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        return str(found["scenario"]["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_json(answers: Answers, path: Path) -> None:
    """Write the results as JSON."""
    data = answers.zone.to_dict()
    if answers.talks is not None:
        data["bargaining"] = answers.talks.to_dict()
    if answers.contest is not None:
        data["bargaining"]["contest"] = answers.contest.to_dict()
    if answers.robust is not None:
        data["robustness"] = answers.robust.to_dict()
    if answers.sensitivity is not None:
        data["sensitivity"] = answers.sensitivity.to_dict()
    if answers.replayed is not None:
        data["rounds"] = answers.replayed.to_dict()
    if answers.changes is not None:
        data |= answers.changes.to_dict()
    data |= {LATER[type(one).__name__]: one.to_dict() for one in answers.later}
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False)
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


@dataclass(frozen=True)
class Answers:
    """The answers that are written and drawn."""

    zone: Zone
    pairs: Sequence[tuple[int, int]] | None
    talks: Bargaining | None
    contest: Contest | None
    robust: Robustness | None
    sensitivity: Sensitivity | None
    replayed: Rounds | None
    changes: Changes | None
    later: tuple[Later, ...] = ()

    def figure(self, name: str) -> Any:
        """Return a figure by its name; None where there is nothing to draw."""
        from sim.plots import (
            CHANGE_FIGURES,
            FIGURES,
            LATER_FIGURES,
            ROBUST_FIGURES,
            TALK_FIGURES,
            rounds_timeline,
        )

        if name in LATER_FIGURES:
            key, drawn = LATER_FIGURES[name]
            there = [one for one in self.later if LATER[type(one).__name__] == key]
            return drawn(there[0]) if there else None

        if name in CHANGE_FIGURES:
            answer = None if self.changes is None else self.changes.named(name)
            return None if answer is None else CHANGE_FIGURES[name](answer, self.zone.space)
        if name in ROUND_FIGURES:
            return rounds_timeline(self.replayed) if self.replayed else None
        if name in ROBUST_FIGURES:
            return ROBUST_FIGURES[name](self.robust) if self.robust else None
        if name == "concession_matrix":
            return FIGURES[name](self.zone, self.pairs, self.robust)
        if name in FIGURES:
            return FIGURES[name](self.zone, self.pairs)
        return TALK_FIGURES[name](self.talks, self.zone, self.contest) if self.talks else None


def _draw(
    answers: Answers, folder: Path, names: Sequence[str], tell: Callable[[str, float], None]
) -> None:
    from sim.plots import save

    for name in names:
        tell(f"drawing {name.replace('_', ' ')}", 1.0)
        figure = answers.figure(name)
        if figure is not None:
            save(figure, folder, name)


def write_text(path: Path, text: str) -> None:
    """Write a text file in one step."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(scratch, 0o644)
        os.replace(scratch, path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
