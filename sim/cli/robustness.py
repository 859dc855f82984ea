"""``sim robustness``: in which share of draws there is a zone, and what is in it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import (
    File,
    NoFigures,
    Out,
    Quiet,
    Round,
    Set,
    Variant,
    asked_for,
    read_scenarios,
)
from sim.cli.talk_options import Seed
from sim.scenario.arguments import MOST_DRAWS

if TYPE_CHECKING:
    from sim.cli.grids import FittedTable
    from sim.cli.placing import Written
    from sim.scenario.scenario import Scenario
    from sim.space.not_computed import NotComputed
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
            help="How many draws of the inputs: 10,000, fewer where many agreements are looked at "
            "in each, 100 where each has to be solved.",
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
    from sim.cli.output import ROBUST_FIGURE_NAMES, write_answers
    from sim.cli.progress import reporting
    from sim.reporting.answers import Answers
    from sim.uncertainty import robustness
    from sim.zone.explore import explore

    scenario = read_scenarios([file], round_, variant, set_)[0]
    asked = asked_for(file, round_, variant, set_)
    with reporting(scenario.title, quiet=quiet) as tell:
        zone = explore(scenario, progress=tell)
        asking: dict[str, Any] = {"draws": draws, "seed": seed, "spread": spread}
        found = robustness(scenario, **asking, zone=zone, progress=tell)
        groups = _grouped(scenario, seed, spread, tell) if sensitivity else None
        answers = Answers(
            zone, robust=found, sensitivity=groups, left_out=_left_out(found), asked=asked
        )
        drawn = () if no_figures else ROBUST_FIGURE_NAMES
        written = write_answers(answers, out, NAME, draws=drawn, tell=tell)
    if not quiet:
        _print(found, groups, written)


def _left_out(found: Robustness) -> dict[str, NotComputed]:
    """Return what was not computed."""
    from sim.reporting.gathering import NO_TIPPING

    return {} if found.listed else {"robustness.tipping": NO_TIPPING}


def _grouped(scenario: Scenario, seed: int, spread: float, tell: Any) -> Sensitivity:
    """Return what groups of inputs bring; exit code 1 without the extra."""
    from sim.uncertainty.sensitivity import NotInstalled, sensitivity

    tell("groups of inputs", 0.95)
    try:
        return sensitivity(scenario, seed=seed, spread=spread)
    except NotInstalled as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None


def _print(found: Robustness, groups: Sensitivity | None, written: Written) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from sim.cli.summary import console, print_written
    from sim.reporting.gathering import NO_TIPPING
    from sim.text.names import FIXED_LINE, Words
    from sim.text.robustness import (
        group_lines,
        setter_lines,
        unmet_lines,
        variant_lines,
        zone_share_lines,
    )
    from sim.text.zone import heading
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
    share, *rest = zone_share_lines(found)
    block("A zone", share, *setter_lines(found, words), *rest)
    block("What is in it", _agreements(found, words), *group_lines(found, words))
    if any(one.unmet for one in found.shares):
        block("What is not met, in shares of draws", *unmet_lines(found, words))
    block("What it reacts to", *_reactions(found, words))
    if groups is not None:
        block("What the margin of the zone hangs on, by groups of inputs", *_effects(groups, words))
    tipping = _tipping(found, words) if found.listed else [str(NO_TIPPING)]
    block("Where single inputs tip it, all others at their midpoints", *tipping)
    if found.variants:
        block("The same for the file's readings", *variant_lines(found))
    block("Inputs as drawn (5, 50 and 95 %)", _inputs(found, words))
    out.print(Text(FIXED_LINE, "dim"))
    print_written(out, written)


def _reactions(found: Robustness, words: Any) -> list[Any]:
    told = found.reactions
    if not told.ranked:
        return ["Nothing: every draw gives the same answer."]
    header = ("Input", "distance", "mean with a zone", "without", "the other side's distance")
    rows = []
    for one in told.ranked[:REACTIONS]:
        other = one.counterpart_distance
        rows.append(
            (
                words.input(one.path),
                f"{one.distance:.2f}",
                f"{one.with_zone:.2f}",
                f"{one.without:.2f}",
                "–" if other is None else f"{other:.2f}",
            )
        )
    return [
        _table(header, rows),
        f"Distance: between the input's distribution in draws with a zone and without (0: alike, "
        f"1: apart). Below {told.noise:.2f} it is no more than chance brings. "
        f"{max(0, len(told.ranked) - REACTIONS):,} further inputs are in result.json.",
    ]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> FittedTable:
    """Return a table of numbers: all columns but the first are set to the right."""
    from sim.cli.grids import table_of
    from sim.text.tables import Grid

    right = frozenset(range(1, len(header)))
    return table_of(Grid(tuple(header), tuple(tuple(row) for row in rows), right))


def _agreements(found: Robustness, words: Any) -> FittedTable:
    from sim.text.agreements import agreement_names

    weighing = [found.space.parties[k].name for k in found.space.consenting]
    header = [
        "Agreement (of the midpoints)", "acceptable", "not dominated", "Nash",
        *(f"{words.party(name)} accepts" for name in weighing), "central weights",
    ]  # fmt: skip
    rows = [
        (
            "; ".join(agreement_names(found, one)),
            f"{one.acceptable.percent}{MARKS[one.bound.text]}",
            one.frontier.percent,
            one.nash.percent,
            *(f"{one.accepted[name].percent}{MARKS[one.bounds[name].text]}" for name in weighing),
            "none" if one.confidence is None else one.confidence.percent,
        )
        for one in found.shares
    ]
    return _table(header, rows)


def _effects(groups: Sensitivity, words: Any) -> list[Any]:
    """Return how much of the margin's variance groups of inputs bring."""
    from sim.text.grammar import possessive

    low, middle, high = groups.margin
    text = (
        "Margin: the smallest gain of those whose consent is needed, in the agreement in which it "
        f"is largest; {low:.2f}, {middle:.2f} and {high:.2f} (5, 50 and 95 %). Parts of its "
        "variance with 95 % simulation errors: with others too, and alone (Sobol 1993)."
    )
    if not groups.groups:
        return ["Nothing: no input that is a number of its own differs."]
    rows = []
    for one in groups.groups:
        whose = "" if one.party is None else f"{possessive(words.party(one.party))} "
        rows.append(
            (
                f"{whose}{one.kind}",
                f"{one.inputs}",
                f"{100 * one.total:.0f} % ± {100 * one.total_error:.0f}",
                f"{100 * one.alone:.0f} % ± {100 * one.alone_error:.0f}",
            )
        )
    lines: list[Any] = [_table(("Group", "inputs", "has a hand in", "brings alone"), rows), text]
    if groups.left_out:
        names = ", ".join(words.party(name) for name in groups.left_out)
        lines.append(f"Weights that are no numbers of their own stay at their midpoints: {names}.")
    return lines


def _tipping(found: Robustness, words: Any) -> list[Any]:
    """Return the inputs whose tipping values are nearest, in ways from the point to the range."""
    from sim.text.numbers import count

    tipping = [one for one in found.tipping if one.zone != (None, None)]
    if not tipping:
        return ["None: no single input opens or closes the zone, whatever its value."]
    header = ("Input", "midpoint", "may be", "zone changes below", "above", "Nash changes")
    rows = []
    for one in tipping[:TIPS]:
        given = one.input
        rows.append(
            (
                words.input(given.path),
                f"{given.point:.4g}",
                "exact" if given.low == given.high else f"{given.low:.3g} to {given.high:.3g}",
                *("–" if tip is None else f"{tip:.4g}" for tip in one.zone),
                ", ".join(f"{tip:.4g}" for tip in one.nash if tip is not None) or "–",
            )
        )
    inside = sum(one.inside for one in tipping)
    told = count(inside, "input") if inside else "No input"
    return [
        _table(header, rows),
        f"{told} of {len(found.tipping):,} tips it alone within its range. Everything is in "
        "result.json.",
    ]


def _inputs(found: Robustness, words: Any) -> FittedTable:
    def text(three: Any) -> str:
        return "none" if isnan(three[0]) else ", ".join(f"{x:.2f}" for x in three)

    rows = [
        (f"weight of {words.issue(issue)}", *(text(q[:, k]) for q in found.weights.values()))
        for k, issue in enumerate(found.space.issues)
    ]
    rows.append(("walk-away value", *(text(q) for q in found.reservations.values())))
    return _table(("", *(words.party(name) for name in found.weights)), rows)
