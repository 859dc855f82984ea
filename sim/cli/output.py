"""Writing results: whole files only, never half of one."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from sim.zone.zone import Zone

FRONTIER_FILE = 1_000_000
"""How many agreements of a frontier are written to a file."""
FIGURE_NAMES = ("zone", "concession_matrix", "compromise_map", "reservation_map")
"""What this version may have written before, so that no stale figure stays beside new numbers."""


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
    figures: bool,
    tell: Callable[[str, float], None],
    pairs: Sequence[tuple[int, int]] | None = None,
) -> list[Path]:
    """Write ``result.json``, ``frontier.csv`` and figures into a folder.

    Everything is made in a folder beside it first; only whole files are moved over.

    Parameters
    ----------
    zone
        What to write.
    folder
        Where to; made if need be, other files in it stay.
    figures
        Whether to draw.
    tell
        Called with what is being written.
    pairs
        Numbers of the pairs of issues for the compromise map; None for its own choice.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    OSError
        If something can't be written; nothing is then half-written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        made = Path(scratch)
        tell("writing numbers", 1.0)
        write_json(zone, made / "result.json")
        write_frontier(zone, made / "frontier.csv")
        if figures:
            _draw(zone, made, pairs, tell)
        folder.mkdir(exist_ok=True)
        names = sorted(path.name for path in made.iterdir())
        for name in names:
            os.replace(made / name, folder / name)
    for stale in FIGURE_NAMES:
        for old in folder.glob(f"{stale}*.*"):
            if old.name not in names and old.suffix in {".png", ".svg"}:
                old.unlink()
    return [folder / name for name in names]


def write_json(zone: Zone, path: Path) -> None:
    """Write the result as JSON."""
    text = json.dumps(zone.to_dict(), indent=1, ensure_ascii=False, allow_nan=False)
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


def _draw(
    zone: Zone,
    folder: Path,
    pairs: Sequence[tuple[int, int]] | None,
    tell: Callable[[str, float], None],
) -> None:
    from sim.plots import FIGURES, save

    for name, draw in FIGURES.items():
        tell(f"drawing {name.replace('_', ' ')}", 1.0)
        figure = draw(zone, pairs)
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
