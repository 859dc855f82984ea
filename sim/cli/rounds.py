"""``sim rounds``: a scenario round by round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.options import File, NoFigures, Out, Quiet, Round, Set, Variant, read_scenarios

if TYPE_CHECKING:
    from sim.comparison import Rounds, RoundState
    from sim.reporting.words import Words

NAME = "rounds"


def command(
    file: File,
    out: Out = Path("results"),
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    no_figures: NoFigures = False,
    quiet: Quiet = False,
) -> None:
    """Replay the rounds: what was open when, and which change opened or closed it."""
    from sim.cli.output import ROUND_FIGURES, write_results
    from sim.cli.progress import reporting
    from sim.comparison import rounds
    from sim.reporting.answers import Answers
    from sim.zone.explore import explore

    scenario = read_scenarios([file], round_, variant, set_)[0]
    with reporting(scenario.title, quiet=quiet) as tell:
        found = rounds(scenario)
        zone = explore(scenario, progress=tell)
        written = write_results(
            Answers(zone, replayed=found),
            out / file.stem,
            owns=ROUND_FIGURES,
            figures=not no_figures,
            tell=tell,
        )
    if not quiet:
        _print(found, written)


def _print(found: Rounds, written: list[Path]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from sim.cli.summary import console
    from sim.reporting.words import FIXED_LINE, Words
    from sim.reporting.zone_lines import heading
    from sim.zone.rule_notes import rule_notes

    out = console()
    last = found.states[-1]
    words = Words(last.scenario, rule_notes(last.space))
    out.print(Text(heading(found.scenario), "bold"))
    out.print(Text("Under the stated assumptions, exact for this file:"))
    out.print(Text("Round by round", "bold"))
    out.print(Padding(_table(found, words), (0, 0, 0, 2)))
    lines = [line for state in found.states for line in _lines(state, words)]
    if lines:
        out.print(Text("What turned it", "bold"))
    for line in lines:
        out.print(Padding(Text(line), (0, 0, 0, 2), expand=False))
    out.print(Text(FIXED_LINE, "dim"))
    names = ", ".join(path.name for path in written)
    out.print(Text(f"Written to {written[0].parent}/: {names}", "dim"))


def _table(found: Rounds, words: Words) -> Any:
    from rich.table import Table

    from sim.reporting.words import number
    from sim.space.count import counted

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Round", overflow="fold")
    for title in ("keep the rules", "acceptable", "zone", "r*"):
        table.add_column(title, justify="right")
    names = [found.states[-1].space.parties[k].name for k in found.states[-1].space.bargaining]
    for name in names:
        table.add_column(f"Nash: {words.party(name)}", justify="right")
    for state in found.states:
        nash = (state.solutions or {}).get("nash")
        table.add_row(
            f"{state.number}: {state.title}" if state.number else state.title,
            f"{state.within_rules:,}",
            counted(state.acceptable),
            "yes" if state.exists else "no",
            number(state.critical_reservation, 3),
            *("–" if nash is None else number(nash.utilities.get(name), 3) for name in names),
        )
    return table


def _lines(state: RoundState, words: Words) -> list[str]:
    from sim.reporting.words import count

    lines = []
    if state.turns:
        what = "opened" if state.exists else "closed"
        alone = [words.change(one.path) for one in state.turns if one.alone]
        needed = [words.change(one.path) for one in state.turns if one.needed]
        text = f"The zone {what} in round {state.number} ({state.title}), with "
        text += f"{count(len(state.turns), 'change')}. "
        text += f"Enough alone: {'; '.join(alone) or 'none'}. "
        text += f"Needed: {'; '.join(needed) or 'none'}."
        lines.append(text)
    if state.apart:
        names = ", ".join(words.party(name) for name in state.apart)
        lines.append(
            f"From round {state.number} on utilities of {names} do not compare with those before: "
            "weights, values or options changed."
        )
    return lines
