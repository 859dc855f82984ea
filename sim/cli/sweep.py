"""``sim sweep``: the same questions at every point of a plan."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.csv_file import write_rows
from sim.cli.folders import result_folder
from sim.cli.options import NoFigures, Out, Quiet
from sim.cli.placing import Written, place
from sim.cli.talk_options import Jobs
from sim.reporting.asked import Asked
from sim.scenario.option_names import with_options
from sim.space.count import Between, at_least, at_most, counted

if TYPE_CHECKING:
    from sim.cli.grids import FittedTable
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
    folder = out / result_folder(Asked(plan.name))
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
        print(f"{with_options(error)}\n{_kept(folder)}", file=sys.stderr)
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


def _write(found: Sweep, folder: Path, *, figures: bool) -> Written:
    """Write the numbers and the figure, whole files only."""
    from sim.cli.files import making, put_text
    from sim.cli.output import write_json

    with making(folder) as made:
        write_json(found.to_dict(), made / "sweep.json")
        put_text(made / "sweep.csv", _table(found))
        if figures:
            from sim.plots import save, sweep_map

            figure = sweep_map(found)
            if figure is not None:
                save(figure, made, "sweep_map")
        return place(made, folder, NAME, f"sha256:{found.plan.digest}")


def _table(found: Sweep) -> str:
    """Return one row per point and set of strategies."""
    text = io.StringIO()
    names, axes = _parties(found), _columns(found)
    rows: list[list[object]] = [
        [
            "point", "label", *axes, "zone", "acceptable_from", "acceptable_to",
            "critical_reservation_from", "critical_reservation_to",
            *(f"nash:{name}" for name in names), "draws", "draws_with_zone", "share_with_zone",
            "share_low", "share_high", "strategies", "talks", "talks_agreed",
            *(f"talks:{name}" for name in names),
        ]
    ]  # fmt: skip
    for number, point in enumerate(found.points):
        share = point.zone
        sure = [share.of, int(share.count), share.value, *share.interval] if share else [""] * 5
        head = [
            number, point.label or "", *(_cell(point.changes, axis) for axis in axes),
            "yes" if point.exists else "no", at_least(point.acceptable),
            _blank(at_most(point.acceptable)), *_ends(point.critical_reservation),
            *(_text(point.nash.get(name)) for name in names), *sure,
        ]  # fmt: skip
        if not point.talks:
            rows.append([*head, "", "", "", *([""] * len(names))])
        for one in point.talks:
            said = json.dumps(dict(one.strategies), ensure_ascii=False)
            means = [_text(one.utilities.get(name)) for name in names]
            rows.append([*head, said, one.agreed.of, int(one.agreed.count), *means])
    write_rows(text, rows)
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


def _blank(value: int | None) -> str:
    return "" if value is None else str(value)


def _ends(value: float | Between | None) -> tuple[str, str]:
    """Return the bounds of a number, twice the same where it is exact."""
    if isinstance(value, Between):
        return _text(value.lower), _text(value.upper)
    return _text(value), _text(value)


def _print(found: Sweep, written: Written) -> None:
    from rich.text import Text

    from sim.cli.summary import console, print_written
    from sim.text.names import FIXED_LINE
    from sim.text.numbers import count

    out, document = console(), found.plan.document
    out.print(Text(document.title or found.plan.scenario.title, "bold"))
    drawn = f"{count(document.draws, 'draw')} at each" if document.draws else "no draws"
    out.print(
        Text(
            f"{count(len(found.points), 'point')} of “{found.plan.scenario.title}”, {drawn}, the "
            "same random numbers at all. Shares are of draws: they say nothing about the world."
        )
    )
    out.print(_grid(found))
    if len(found.points) > ROWS:
        out.print(Text(f"{len(found.points) - ROWS:,} more are in sweep.csv."))
    for number, said in enumerate(document.strategies):
        text = "; ".join(f"{party} {json.dumps(how)}" for party, how in said.items())
        out.print(Text(f"Set {number + 1}: {text}"))
    out.print(Text(FIXED_LINE, "dim"))
    print_written(out, written)
    out.print(Text(f"Shards are in {written.folder}/{SHARDS}/.", "dim"))


def _grid(found: Sweep) -> FittedTable:
    """Return the first points as a table."""
    from sim.cli.grids import table_of
    from sim.text.tables import Grid

    axes, sets = _columns(found), range(len(found.plan.document.strategies))
    header = (
        *axes, "zone", "acceptable", "share of draws", "r*",
        *(f"talks agree, set {number + 1}" for number in sets),
    )  # fmt: skip
    rows = tuple(tuple(_row(found, point)) for point in found.points[:ROWS])
    return table_of(Grid(header, rows, frozenset(range(len(axes), len(header)))))


def _row(found: Sweep, point: SweepPoint) -> list[str]:
    from sim.text.numbers import decimals

    critical = point.critical_reservation
    return [
        *(_cell(point.changes, axis) for axis in _columns(found)),
        "yes" if point.exists else "no",
        counted(point.acceptable),
        "–" if point.zone is None else point.zone.percent,
        str(critical) if isinstance(critical, Between) else decimals(critical, 3),
        *(one.agreed.percent for one in point.talks),
    ]
