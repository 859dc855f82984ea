"""``sim robustness``: in which share of draws there is a zone, and what is in it."""

from __future__ import annotations

import sys
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import File, NoFigures, Out, Quiet, Round, Set, Variant, read_scenarios
from sim.cli.talk_options import Seed

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario
    from sim.uncertainty import Robustness
    from sim.uncertainty.answers import Bound
    from sim.uncertainty.sensitivity import Sensitivity

NAME = "robustness"
REACTIONS, TIPS = 5, 5
MARKS = {"necessary": " *", "possible": "", "impossible": " –", "not known": " ?"}
"""How many of the inputs that the share reacts to, and that tip the zone, are printed."""
UNMET = 3
"""How many no-agreement values and red lines are printed for an agreement."""
PATTERNS = 3
"""How many patterns are printed."""


def command(
    file: File,
    draws: Annotated[
        int | None,
        typer.Option(
            min=1,
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
            zone,
            out / file.stem,
            owns=ROBUST_FIGURE_NAMES,
            figures=not no_figures,
            tell=tell,
            robust=found,
            sensitivity=groups,
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
    block("A zone", *_zone(found))
    block("What is in it", _agreements(found, words), *_groups(found, words))
    if any(one.unmet for one in found.shares):
        block("What is not met, in shares of draws", *_unmet(found, words))
    block("What it reacts to", *_reactions(found, words))
    if groups is not None:
        block("What the margin of the zone hangs on, by groups of inputs", *_effects(groups, words))
    if found.listed:
        block("Where single inputs tip it, all others at their points", *_tipping(found, words))
    if found.variants:
        block("The same for the file's readings", *_variants(found))
    block("Inputs as drawn (5, 50 and 95 %)", _inputs(found, words))
    out.print(Text(FIXED_LINE, "dim"))
    names = ", ".join(path.name for path in written)
    out.print(Text(f"Written to {written[0].parent}/: {names}", "dim"))


def short_lines(found: Robustness, words: Any) -> list[str]:
    """Return the share with a zone, the ladder, and what the share reacts to, in three lines."""
    lines = _zone(found)[:2]
    if not found.reactions.ranked:
        return [*lines, "It reacts to no input: every draw gives the same answer."]
    one = found.reactions.ranked[0]
    text = (
        f"It reacts most to {words.input(one.path)}: {one.with_zone:.2f} on average in draws with "
        f"a zone, {one.without:.2f} without (distance {one.distance:.2f})"
    )
    if one.counterpart is not None:
        text += f"; {words.input(one.counterpart)}: distance {one.counterpart_distance:.2f}"
    return [*lines, text + "."]


def _zone(found: Robustness) -> list[str]:
    from sim.reporting.words import count
    from sim.uncertainty.ladder import RUNGS

    spread = "bare numbers without evidence stay as they are"
    if found.spread > 0:
        spread = (
            "bare numbers without evidence are spread: weights from half to twice, values and "
            "no-agreement values by 0.15 either way"
            + ("" if found.spread == 1 else f" (times {found.spread:g})")
        )
    rungs = "; ".join(f"{RUNGS[rung]} {share.percent}" for rung, share in found.ladder.items())
    looked = "looked at in every draw: all that keep the rules that always bind."
    if not found.listed:
        looked = (
            "told of: agreements can't be listed here, so every draw was solved by itself, and "
            "these are the solutions of the points and of the draws."
        )
    return [
        f"Some agreement is acceptable in {found.zone.text('draws')}, which is not uncertainty "
        f"about the world.{_bound_text(found)}",
        f"With less known of the weights, all else drawn alike: {rungs}. " + _carried(found),
        f"Ranges are drawn evenly, seed {found.seed}; {spread}. "
        f"{count(found.agreements, 'agreement')} {looked}",
    ]


def _bound_text(found: Robustness) -> str:
    """Return what holds for all inputs in the ranges, draws or no draws."""
    bound = found.zone_bound
    if bound.necessary:
        return " One agreement at least is acceptable for all inputs in the ranges."
    if bound.possible is False:
        return " No inputs in the ranges make any agreement acceptable."
    return ""


def _carried(found: Robustness) -> str:
    """Return whether the answer hangs on what is known of the weights."""
    if found.weights_carry_it:
        return "It is more than half on some and not on others: the weights carry it."
    most = "More" if found.zone.value > 0.5 else "Not more"
    return f"{most} than half of the draws on each of the three."


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
            "; ".join(_name(found, name) for name in one.names),
            f"{one.acceptable.percent}{MARKS[one.bound.text]}",
            one.frontier.percent,
            one.nash.percent,
            *(f"{one.accepted[name].percent}{MARKS[one.bounds[name].text]}" for name in weighing),
            "none" if one.confidence is None else one.confidence.percent,
        )
    return table


def _unmet(found: Robustness, words: Any) -> list[str]:
    """Return per named agreement which no-agreement values and red lines it doesn't meet."""
    lines = []
    for one in found.shares:
        if one.unmet:
            ranked = sorted(one.unmet.items(), key=lambda item: -item[1].count)
            texts = [f"{words.rule(path)} {share.percent}" for path, share in ranked[:UNMET]]
            rest = len(ranked) - UNMET
            more = f" and {rest} more in result.json" if rest > 0 else ""
            names = "; ".join(_name(found, name) for name in one.names)
            lines.append(f"{names}: {'; '.join(texts)}{more}.")
    return lines


def _name(found: Robustness, name: str) -> str:
    """Return what people read for an agreement."""
    from sim.cli.summary import TITLES

    if name.startswith("package."):
        key = name.removeprefix("package.")
        package = found.scenario.packages[key]
        text = f"“{package.label or key}”"
        return text if len(package.agreement) == len(found.space.issues) else f"{text}, completed"
    if name == "most_often_nash":
        return "most often Nash (told from fresh draws)"
    return TITLES.get(name, name)


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


def _variants(found: Robustness) -> list[str]:
    names: dict[str | None, str] = {None: "the main reading"}
    for name, variant in found.scenario.variants.items():
        names[name] = f"“{variant.label or name}”"
    texts = [f"{names[name]} {share.percent}" for name, share in found.variants.items()]
    lines = [f"A zone in: {'; '.join(texts)} of the draws, with the same random numbers."]
    if found.mixed is None:
        lines.append("They are not mixed: the file gives their probabilities nowhere.")
    else:
        share, error = found.mixed
        lines.append(
            f"Mixed by the probabilities that the file gives: {100 * share:.0f} % (simulation "
            f"error below {max(1, ceil(100 * error))} points)."
        )
    return lines


def _groups(found: Robustness, words: Any) -> list[str]:
    lines = [
        "Without any distribution over the ranges: * if all inputs in them make it acceptable, – "
        "if none does, ? if that is not known; nothing where some do. The last column: acceptable "
        "if every party has its central weights."
    ]
    lines += [
        f"“{found.scenario.packages[name].label or name}”: some acceptable agreement says all that "
        f"it says in {share.percent} of the draws{_bounded(found.package_bounds.get(name))}."
        for name, share in found.packages.items()
    ]
    lines += [
        f"Who holds what ({words.pattern(held)}): some acceptable agreement has it in "
        f"{share.percent} of the draws{_bounded(bound)}."
        for (held, share), bound in zip(
            found.patterns[:PATTERNS], found.pattern_bounds[:PATTERNS], strict=True
        )
    ]
    return lines


def _bounded(bound: Bound | None) -> str:
    """Return what holds without draws, where it is more than that some inputs do."""
    if bound is not None and bound.necessary:
        return ", and for all inputs in the ranges"
    if bound is not None and bound.possible is False:
        return ", and for no inputs in the ranges"
    return ""


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
