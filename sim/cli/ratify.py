"""``sim ratify``: which agreements pass the tests at home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.csv_file import Csv, to_output, write_table
from sim.cli.draws_after import Draws, Seed
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

if TYPE_CHECKING:
    from sim.settlement.ratify import Ratified
    from sim.uncertainty.after_signature import AfterSignature

NAME = "ratify"
HEADER = (
    "agreement", "label", "acceptable", "ratified", "party", "ratification", "kind", "needed",
    "threshold", "support", "passes", "draws", "draws_passed", "group", "group_share",
    "group_support",
)  # fmt: skip
"""Columns of the table as CSV."""


def command(
    file: File,
    agreement: Annotated[
        str | None,
        typer.Option(
            "--agreement",
            "-a",
            help="issue=option,issue=option; a solution's or package's name. By default all.",
        ),
    ] = None,
    out: Out = Path("results"),
    csv: Csv = None,
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    draws: Draws = 200,
    seed: Seed = 0,
    no_figures: NoFigures = False,
    quiet: Quiet = False,
) -> None:
    """Say which agreements pass ratification, and the support of named ones by group."""
    from sim.cli.draws_after import draws_or_why
    from sim.cli.glyph_note import one_glyph_note
    from sim.cli.output import write_answers
    from sim.cli.settlement_print import print_lines
    from sim.reporting.answers import Answers
    from sim.settlement.ratify import ASSUMED, ratify
    from sim.text.implementation import draws_said, ratification_lines
    from sim.text.implementation_tables import votes_grid
    from sim.zone.explore import explore

    asked = asked_for(file, round_, variant, set_)
    zone = explore(read_scenarios([file], round_, variant, set_)[0])
    found = ratify(zone, agreement)
    modelled = draws if found.failing else 0
    drawn, left_out = draws_or_why(
        zone, modelled, seed, also={one.name: one.agreement for one in found.judged}
    )
    answers = Answers(zone, later=(found, *drawn), left_out=left_out, asked=asked)
    with one_glyph_note(quiet=quiet):
        written = write_answers(answers, out, NAME, draws=() if no_figures else ("support",))
    if csv is not None:
        write_table(csv, votes_rows(found, drawn))
    if not quiet and not to_output(csv):
        print_lines(
            zone,
            "Ratification",
            lambda words: [*ratification_lines(found, words), *draws_said(drawn, left_out, words)],
            [*ASSUMED, *(line for one in drawn for line in one.assumed)],
            written,
            lambda words: votes_grid(found, words),
        )


def votes_rows(found: Ratified, drawn: Sequence[AfterSignature]) -> Iterator[list[object]]:
    """Yield every vote on the named agreements by group, the header first; numbers in full.

    Columns before ``group`` say the same of all groups of one vote.
    """
    from sim.text.agreements import agreement_title

    yield list(HEADER)
    for one in found.judged:
        title = agreement_title(found.scenario, one.name)
        head = [one.name, title, _yes(one.acceptable), _yes(one.ratified)]
        for vote in one.votes:
            path = f"parties.{vote.party}.ratification.{vote.name}"
            shares = [draws.votes.get(one.name, {}).get(path) for draws in drawn]
            counts = [(share.of, int(share.count)) for share in shares if share is not None]
            columns = [
                vote.party, vote.name, vote.kind, _yes(vote.needed), repr(vote.threshold),
                repr(vote.support), _yes(vote.passes), *(counts[0] if counts else ("", "")),
            ]  # fmt: skip
            for group, (share, support) in vote.groups.items():
                yield [*head, *columns, group, repr(share), repr(support)]


def _yes(value: bool) -> str:
    return "yes" if value else "no"
