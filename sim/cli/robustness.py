"""``sim robustness``: in which share of draws there is a zone, and what is in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import File, Out, Quiet, Round, Set, Variant, read_scenarios
from sim.cli.talk_options import Seed

if TYPE_CHECKING:
    from sim.uncertainty import Robustness

NAME = "robustness"
REACTIONS = 5
"""How many of the inputs that the share reacts to are printed."""
PATTERNS = 3
"""How many patterns are printed."""


def command(
    file: File,
    draws: Annotated[int, typer.Option(min=1, help="How many draws of the inputs.")] = 10_000,
    seed: Seed = 0,
    spread: Annotated[
        float, typer.Option(min=0, max=3, help="How far bare numbers are spread (0: not).")
    ] = 1.0,
    out: Out = Path("results"),
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    quiet: Quiet = False,
) -> None:
    """Draw the uncertain inputs, many times over: how sure is it that there is a zone."""
    from sim.cli.output import write_results
    from sim.cli.progress import reporting
    from sim.uncertainty import robustness
    from sim.zone.explore import explore

    scenario = read_scenarios([file], round_, variant, set_)[0]
    with reporting(scenario.title, quiet=quiet) as tell:
        zone = explore(scenario, progress=tell)
        found = robustness(
            scenario, draws=draws, seed=seed, spread=spread, zone=zone, progress=tell
        )
        written = write_results(
            zone, out / file.stem, owns=(), figures=False, tell=tell, robust=found
        )
    if not quiet:
        _print(found, written)


def _print(found: Robustness, written: list[Path]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from sim.cli.summary import console, heading
    from sim.cli.words import FIXED_LINE, Words
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
    block("What it reacts to", *_reactions(found, words))
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
    from sim.cli.words import count
    from sim.uncertainty.ladder import RUNGS

    spread = "bare numbers without evidence stay as they are"
    if found.spread > 0:
        spread = (
            "bare numbers without evidence are spread: weights from half to twice, values and "
            "no-agreement values by 0.15 either way"
            + ("" if found.spread == 1 else f" (times {found.spread:g})")
        )
    rungs = "; ".join(f"{RUNGS[rung]} {share.percent}" for rung, share in found.ladder.items())
    return [
        f"Some agreement is acceptable in {found.zone.text('draws')}, which is not uncertainty "
        "about the world.",
        f"With less known of the weights, all else drawn alike: {rungs}. " + _carried(found),
        f"Ranges are drawn evenly, seed {found.seed}; {spread}. "
        f"{count(found.agreements, 'agreement')} looked at in every draw: all that keep the rules "
        "that always bind.",
    ]


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
    table.add_column("Agreement (of the points)", overflow="fold")
    for title in ("acceptable", "not dominated", "Nash"):
        table.add_column(title, justify="right")
    weighing = [found.space.parties[k].name for k in found.space.consenting]
    for name in weighing:
        table.add_column(f"{words.party(name)} accepts", justify="right")
    table.add_column("at central weights", justify="right")
    for one in found.shares:
        table.add_row(
            "; ".join(_name(found, name) for name in one.names),
            one.acceptable.percent,
            one.frontier.percent,
            one.nash.percent,
            *(one.accepted[name].percent for name in weighing),
            "none" if one.confidence is None else one.confidence.percent,
        )
    return table


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


def _groups(found: Robustness, words: Any) -> list[str]:
    lines = [
        f"“{found.scenario.packages[name].label or name}”: some acceptable agreement says all that "
        f"it says in {share.percent} of the draws."
        for name, share in found.packages.items()
    ]
    lines += [
        f"Who holds what ({words.pattern(held)}): some acceptable agreement has it in "
        f"{share.percent} of the draws."
        for held, share in found.patterns[:PATTERNS]
    ]
    return lines


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
