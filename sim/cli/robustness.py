"""``sim robustness``: in which share of draws there is a zone, and what is in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import File, NoFigures, Out, Quiet, Round, Set, Variant, read_scenarios
from sim.cli.talk_options import Seed
from sim.scenario.arguments import MOST_DRAWS

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario
    from sim.uncertainty import Robustness
    from sim.uncertainty.sensitivity import Sensitivity

NAME = "robustness"
REACTIONS, TIPS = 5, 5
MARKS = {"necessary": " *", "possible": "", "impossible": " –", "not known": " ?"}
"""How many of the inputs that the share reacts to, and that tip the zone, are printed."""


def command(
    file: File,
    draws: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST_DRAWS,
            metavar="N",
            help="How many draws of the inputs: 10,000, or 100 where each has to be solved.",
        ),
    ] = None,
    seed: Seed = 0,
    spread: Annotated[
        float, typer.Option(min=0, max=3, help="How far bare numbers are spread (0: not).")
    ] = 1.0,
    sensitivity: Annotated[
        bool,
        typer.Option(
            "--sensitivity",
            help="Also what the zone's margin hangs on, by groups of inputs (extra: SALib).",
        ),
    ] = False,
    out: Out = Path("results"),
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    no_figures: NoFigures = False,
    quiet: Quiet = False,
) -> None:
    """Draw the uncertain inputs, many times over: how sure is it that there is a zone."""
    from sim.cli.output import ROBUST_FIGURE_NAMES, write_results
    from sim.cli.progress import reporting
    from sim.reporting.answers import Answers
    from sim.uncertainty import robustness
    from sim.zone.explore import explore

    scenario = read_scenarios([file], round_, variant, set_)[0]
    with reporting(scenario.title, quiet=quiet) as tell:
        zone = explore(scenario, progress=tell)
        found = robustness(
            scenario, draws=draws, seed=seed, spread=spread, zone=zone, progress=tell
        )
        groups = _grouped(scenario, seed, spread, tell) if sensitivity else None
        written = write_results(
            Answers(zone, robust=found, sensitivity=groups),
            out / file.stem,
            owns=ROBUST_FIGURE_NAMES,
            figures=not no_figures,
            tell=tell,
        )
    if not quiet:
        _print(found, groups, written)


def _grouped(scenario: Scenario, seed: int, spread: float, tell: Any) -> Sensitivity:
    """Return what groups of inputs bring; exit code 1 without the extra."""
    from sim.uncertainty.sensitivity import NotInstalled, sensitivity

    tell("groups of inputs", 0.95)
    try:
        return sensitivity(scenario, seed=seed, spread=spread)
    except NotInstalled as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None


def _print(found: Robustness, groups: Sensitivity | None, written: list[Path]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from sim.cli.summary import console
    from sim.reporting.robustness_lines import (
        group_lines,
        unmet_lines,
        variant_lines,
        zone_share_lines,
    )
    from sim.reporting.words import FIXED_LINE, Words
    from sim.reporting.zone_lines import heading
    from sim.zone.rule_notes import rule_notes

    out = console()
    words = Words(found.scenario, rule_notes(found.space))

    def block(title: str, *parts: Any) -> None:
        out.print(Text(title, "bold"))
        for part in parts:
            shown = Text(part) if isinstance(part, str) else part
            out.print(Padding(shown, (0, 0, 0, 2), expand=False))

    out.print(Text(heading(found.scenario), "bold"))
    out.print(Text("Under the stated assumptions, over draws of what they leave open:"))
    block("A zone", *zone_share_lines(found))
    block("What is in it", _agreements(found, words), *group_lines(found, words))
    if any(one.unmet for one in found.shares):
        block("What is not met, in shares of draws", *unmet_lines(found, words))
    block("What it reacts to", *_reactions(found, words))
    if groups is not None:
        block("What the margin of the zone hangs on, by groups of inputs", *_effects(groups, words))
    if found.listed:
        block("Where single inputs tip it, all others at their points", *_tipping(found, words))
    if found.variants:
        block("The same for the file's readings", *variant_lines(found))
    block("Inputs as drawn (5, 50 and 95 %)", _inputs(found, words))
    out.print(Text(FIXED_LINE, "dim"))
    names = ", ".join(path.name for path in written)
    out.print(Text(f"Written to {written[0].parent}/: {names}", "dim"))


def _reactions(found: Robustness, words: Any) -> list[Any]:
    from rich.table import Table

    told = found.reactions
    if not told.ranked:
        return ["Nothing: every draw gives the same answer."]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Input", overflow="fold")
    for title in ("distance", "mean with a zone", "without", "the other side's distance"):
        table.add_column(title, justify="right")
    for one in told.ranked[:REACTIONS]:
        other = one.counterpart_distance
        table.add_row(
            words.input(one.path),
            f"{one.distance:.2f}",
            f"{one.with_zone:.2f}",
            f"{one.without:.2f}",
            "–" if other is None else f"{other:.2f}",
        )
    return [
        table,
        f"Distance: between the input's distribution in draws with a zone and without (0: alike, "
        f"1: apart). Below {told.noise:.2f} it is no more than chance brings. "
        f"{max(0, len(told.ranked) - REACTIONS):,} further inputs are in result.json.",
    ]


def _agreements(found: Robustness, words: Any) -> Any:
    from rich.table import Table

    from sim.uncertainty.agreement_names import agreement_names

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Agreement (of the points)", overflow="fold", min_width=16)
    for title in ("acceptable", "not dominated", "Nash"):
        table.add_column(title, justify="right")
    weighing = [found.space.parties[k].name for k in found.space.consenting]
    for name in weighing:
        table.add_column(f"{words.party(name)} accepts", justify="right")
    table.add_column("central weights", justify="right", min_width=7)
    for one in found.shares:
        table.add_row(
            "; ".join(agreement_names(found, one)),
            f"{one.acceptable.percent}{MARKS[one.bound.text]}",
            one.frontier.percent,
            one.nash.percent,
            *(f"{one.accepted[name].percent}{MARKS[one.bounds[name].text]}" for name in weighing),
            "none" if one.confidence is None else one.confidence.percent,
        )
    return table


def _effects(groups: Sensitivity, words: Any) -> list[Any]:
    """Return how much of the margin's variance groups of inputs bring."""
    from rich.table import Table

    low, middle, high = groups.margin
    text = (
        "Margin: the smallest gain of those whose consent is needed, in the agreement in which it "
        f"is largest; {low:.2f}, {middle:.2f} and {high:.2f} (5, 50 and 95 %). Parts of its "
        "variance with 95 % simulation errors: with others too, and alone (Sobol 1993)."
    )
    if not groups.groups:
        return ["Nothing: no input that is a number of its own differs."]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Group", overflow="fold")
    for title in ("inputs", "has a hand in", "brings alone"):
        table.add_column(title, justify="right")
    for one in groups.groups:
        whose = "" if one.party is None else f"{words.party(one.party)}'s "
        table.add_row(
            f"{whose}{one.kind}",
            f"{one.inputs}",
            f"{100 * one.total:.0f} % ± {100 * one.total_error:.0f}",
            f"{100 * one.alone:.0f} % ± {100 * one.alone_error:.0f}",
        )
    lines: list[Any] = [table, text]
    if groups.left_out:
        names = ", ".join(words.party(name) for name in groups.left_out)
        lines.append(f"Weights that are no numbers of their own stay at their points: {names}.")
    return lines


def _tipping(found: Robustness, words: Any) -> list[Any]:
    """Return the inputs whose tipping values are nearest, in ways from the point to the range."""
    from rich.table import Table

    from sim.reporting.words import count

    tipping = [one for one in found.tipping if one.zone != (None, None)]
    if not tipping:
        return ["None: no single input opens or closes the zone, whatever its value."]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Input", overflow="fold")
    for title in ("at the point", "may be", "zone changes below", "above", "Nash changes"):
        table.add_column(title, justify="right")
    for one in tipping[:TIPS]:
        given = one.input
        table.add_row(
            words.input(given.path),
            f"{given.point:.4g}",
            "exact" if given.low == given.high else f"{given.low:.3g} to {given.high:.3g}",
            *("–" if tip is None else f"{tip:.4g}" for tip in one.zone),
            ", ".join(f"{tip:.4g}" for tip in one.nash if tip is not None) or "–",
        )
    inside = sum(one.inside for one in tipping)
    told = count(inside, "input") if inside else "No input"
    return [
        table,
        f"{told} of {len(found.tipping):,} tips it alone within its range. Everything is in "
        "result.json.",
    ]


def _inputs(found: Robustness, words: Any) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", overflow="fold")
    for name in found.weights:
        table.add_column(words.party(name), justify="right")

    def text(three: Any) -> str:
        return ", ".join(f"{x:.2f}" for x in three)

    for k, issue in enumerate(found.space.issues):
        table.add_row(
            f"weight of {words.issue(issue)}", *(text(q[:, k]) for q in found.weights.values())
        )
    table.add_row("no-agreement value", *(text(q) for q in found.reservations.values()))
    return table
