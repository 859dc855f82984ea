"""``sim sweep``: the same questions at every point of a plan."""

from __future__ import annotations

import csv
import io
import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import NoFigures, Out, Quiet
from sim.cli.talk_options import Jobs

if TYPE_CHECKING:
    from sim.uncertainty.sweep import Sweep, SweepPoint

NAME = "sweep"
SHARDS = "shards"
"""The folder of finished shards, in that of the results."""
ROWS = 30
"""So many points are printed."""


def command(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="Plan of a sweep (.yaml).")],
    out: Out = Path("results"),
    jobs: Jobs = 1,
    on: Annotated[
        str | None,
        typer.Option(metavar="WHERE", help="A cluster instead: dask:tcp://HOST:PORT."),
    ] = None,
    no_figures: NoFigures = False,
    quiet: Quiet = False,
) -> None:
    """Ask the same questions at every point of a plan, in shards that can be taken up again."""
    from sim.cli.files import writing
    from sim.cli.progress import reporting
    from sim.processes import WorkersDied
    from sim.uncertainty.sweep import load_plan, sweep
    from sim.uncertainty.sweep.where import Unreachable

    read = load_plan(plan)
    if on is not None:
        _hush_dask()
    folder = out / plan.stem
    try:
        with writing(folder), reporting(read.document.title or plan.stem, quiet=quiet) as tell:
            found = sweep(
                read, folder=folder / SHARDS, jobs=jobs, on=on, progress=tell, note=_note(quiet)
            )
            written = _write(found, folder, figures=not no_figures)
    except ValueError as error:
        if on is None or not str(error).startswith("on:"):
            raise
        raise typer.BadParameter(str(error).removeprefix("on: "), param_hint="--on") from None
    except (Unreachable, WorkersDied) as error:
        print(f"{error}\n{_kept(folder)}", file=sys.stderr)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        print(_kept(folder), file=sys.stderr)
        raise
    if not quiet:
        _print(found, written)


def _hush_dask() -> None:
    """Leave it to this command to say that a scheduler went away; Dask logs a traceback."""
    try:
        import distributed
    except ImportError:
        return
    # Dask gives several of its loggers levels of their own.
    for name in logging.root.manager.loggerDict:
        if name.split(".")[0] == distributed.__name__:
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _kept(folder: Path) -> str:
    return f"Finished shards are kept in {folder / SHARDS}/: the same command takes them up."


def _note(quiet: bool) -> Callable[[str], None]:
    """Return what tells a reader of shards and processes."""
    return (lambda text: None) if quiet else (lambda text: print(text, file=sys.stderr))


def _write(found: Sweep, folder: Path, *, figures: bool) -> list[Path]:
    """Write the numbers and the figure, whole files only."""
    from sim.cli.files import making, move_all
    from sim.scratch import uninterrupted

    with making(folder) as made:
        text = json.dumps(found.to_dict(), ensure_ascii=False, indent=2)
        (made / "sweep.json").write_text(text + "\n", encoding="utf-8")
        (made / "sweep.csv").write_text(_table(found), encoding="utf-8")
        if figures:
            from sim.plots import save, sweep_map

            figure = sweep_map(found)
            if figure is not None:
                save(figure, made, "sweep_map")
        with uninterrupted():
            names = move_all(made, folder)
            for old in folder.glob("sweep_map.*"):
                if old.name not in names and old.is_file():
                    old.unlink()
    return [folder / name for name in names]


def _table(found: Sweep) -> str:
    """Return one row per point and set of strategies."""
    text = io.StringIO()
    names, axes = _parties(found), _columns(found)
    out = csv.writer(text, lineterminator="\n")
    out.writerow(
        [
            "point", "label", *axes, "zone", "acceptable_from", "acceptable_to",
            "critical_reservation", *(f"nash:{name}" for name in names), "draws", "draws_with_zone",
            "share_with_zone", "share_low", "share_high", "strategies", "talks", "talks_agreed",
            *(f"talks:{name}" for name in names),
        ]
    )  # fmt: skip
    for number, point in enumerate(found.points):
        share = point.zone
        sure = [share.of, int(share.count), share.value, *share.interval] if share else [""] * 5
        head = [
            number, point.label or "", *(_cell(point.changes, axis) for axis in axes),
            "yes" if point.exists else "no", *(_whole(end) for end in point.acceptable),
            _text(point.critical_reservation), *(_text(point.nash.get(name)) for name in names),
            *sure,
        ]  # fmt: skip
        if not point.talks:
            out.writerow([*head, "", "", "", *([""] * len(names))])
        for one in point.talks:
            said = json.dumps(dict(one.strategies), ensure_ascii=False)
            means = [_text(one.utilities.get(name)) for name in names]
            out.writerow([*head, said, one.agreed.of, int(one.agreed.count), *means])
    return text.getvalue()


def _parties(found: Sweep) -> list[str]:
    """Return every party of the scenario, and of any point."""
    every = dict.fromkeys(found.plan.scenario.parties)
    for point in found.points:
        every |= dict.fromkeys(point.nash)
    return list(every)


def _columns(found: Sweep) -> list[str]:
    """Return everything that any point changes, axes of the grid first."""
    every = dict.fromkeys(found.plan.axes)
    for point in found.points:
        every |= dict.fromkeys(point.changes)
    return list(every)


def _cell(changes: Any, axis: str) -> str:
    if axis not in changes:
        return ""
    value = changes[axis]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _text(value: float | None) -> str:
    return "" if value is None else repr(float(value))


def _whole(value: float) -> str:
    return "" if value != value else str(int(value))


def _print(found: Sweep, written: list[Path]) -> None:
    from rich.table import Table
    from rich.text import Text

    from sim.cli.summary import console
    from sim.reporting.words import FIXED_LINE, count

    out, document = console(), found.plan.document
    out.print(Text(document.title or found.plan.scenario.title, "bold"))
    drawn = f"{count(document.draws, 'draw')} at each" if document.draws else "no draws"
    out.print(
        Text(
            f"{count(len(found.points), 'point')} of “{found.plan.scenario.title}”, {drawn}, the "
            "same random numbers at all. Shares are of draws: they say nothing about the world."
        )
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for axis in _columns(found):
        table.add_column(axis, overflow="fold")
    for title in ("zone", "acceptable", "share of draws", "r*"):
        table.add_column(title, justify="right")
    for number in range(len(document.strategies)):
        table.add_column(f"talks agree, set {number + 1}", justify="right")
    for point in found.points[:ROWS]:
        table.add_row(*_row(found, point))
    out.print(table)
    if len(found.points) > ROWS:
        out.print(Text(f"{len(found.points) - ROWS:,} more are in sweep.csv."))
    for number, said in enumerate(document.strategies):
        text = "; ".join(f"{party} {json.dumps(how)}" for party, how in said.items())
        out.print(Text(f"Set {number + 1}: {text}"))
    out.print(Text(FIXED_LINE, "dim"))
    names = ", ".join(path.name for path in written)
    out.print(Text(f"Written to {written[0].parent}/: {names}; shards in {SHARDS}/", "dim"))


def _row(found: Sweep, point: SweepPoint) -> list[str]:
    from sim.reporting.words import number

    low, high = point.acceptable
    if low == high:
        acceptable = f"{low:,.0f}"
    else:
        acceptable = f"{low:,.0f} or more" if high != high else f"{low:,.0f} to {high:,.0f}"
    return [
        *(_cell(point.changes, axis) for axis in _columns(found)),
        "yes" if point.exists else "no",
        acceptable,
        "–" if point.zone is None else point.zone.percent,
        number(point.critical_reservation, 3),
        *(one.agreed.percent for one in point.talks),
    ]
