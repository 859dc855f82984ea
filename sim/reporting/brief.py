"""The brief: one page to paste into a cable or an e-mail, as Markdown or HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from sim.reporting.answers import Answers
from sim.scenario.issue import Issue
from sim.text.common_terms import settled_issues
from sim.text.left_out import not_computed_lines
from sim.text.names import FIXED_LINE, Words
from sim.text.numbers import count, listing
from sim.text.tables import Grid
from sim.text.zone import heading
from sim.zone.assumptions import assumptions, judgements
from sim.zone.concessions import Concessions
from sim.zone.rule_notes import rule_notes

FILE = "brief.md"
"""What a brief is called in a folder of results."""
STYLE = (
    "body{font:11pt/1.4 Georgia,serif;max-width:44em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;font-size:10pt}"
    "td,th{border:1px solid #999;padding:.2em .5em;text-align:left;vertical-align:top}"
)


def brief(answers: Answers) -> str:
    """Return the brief as Markdown: the block, a table of the issues, what it rests on.

    Examples
    --------
    >>> import sim
    >>> from sim.reporting.gather import gather
    >>> zone = sim.explore(sim.load("scenarios/teaching/two-issues.yaml"))
    >>> print(brief(gather(zone, quick=True)))  # doctest: +ELLIPSIS
    # Two villages, water and grazing
    <BLANKLINE>
    Yes, under the stated assumptions, at midpoints: 5 of 9 texts meet ...
    """
    lines = [f"# {_safe(heading(answers.zone.scenario))}"]
    lines += [_safe(text) for text in answers.block()]
    grid = _grid(answers)
    if grid is not None:
        lines.append("\n".join(_rows(grid)))
    lines.append("\n".join(f"- {_safe(text)}" for text in _rests_on(answers)))
    lines.append(f"_{FIXED_LINE}_")
    return "\n\n".join(lines) + "\n"


def brief_html(answers: Answers) -> str:
    """Return the same as a page of HTML that loads nothing."""
    title = escape(heading(answers.zone.scenario))
    parts = [f"<h1>{title}</h1>", *(f"<p>{escape(text)}</p>" for text in answers.block())]
    grid = _grid(answers)
    if grid is not None:
        head = "".join(f"<th>{escape(cell)}</th>" for cell in grid.header)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in grid.rows
        )
        parts.append(f"<table><tr>{head}</tr>{rows}</table>")
    parts.append(
        "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in _rests_on(answers)) + "</ul>"
    )
    parts.append(f"<p><em>{escape(FIXED_LINE)}</em></p>")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _grid(answers: Answers) -> Grid | None:
    """Return, issue by issue, what acceptable texts allow and who moves; None without a zone."""
    zone, options = answers.zone, answers.options
    if not zone.exists:
        return None
    words = Words(zone.scenario, rule_notes(zone.space))
    # Where it was not worked out what acceptable texts use, what the rules leave is all there is.
    known = options is not None and not options.left_out
    never = set(options.never) if options is not None and known else set()
    found, rows = zone.concessions, []
    settled = settled_issues(zone)
    for number, (issue, given) in enumerate(zone.scenario.issues.items()):
        places = zone.space.options[number].tolist()
        left = [place for place in places if (number, place) not in never]
        text = _options(given, left)
        if issue in settled:
            text += " (settled)"
        elif len(left) == len(places) and len(left) > 1 and known:
            text = f"all {len(left)} options"
        rows.append((words.issue(issue), text, _movers(found, issue, issue in settled, words)))
    title = "What acceptable texts allow" if known else "On the table"
    return Grid(("Issue", title, "Who moves in all of them"), tuple(rows))


def _options(issue: Issue, places: list[int]) -> str:
    """Return options in a row; neighbouring levels of a numeric issue as "88 to 160"."""
    runs: list[list[int]] = []
    for place in places:
        if issue.numeric and runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    texts = [
        issue.option_label(run[0])
        if len(run) == 1
        else f"{issue.option_label(run[0])} to {issue.option_label(run[-1])}"
        for run in runs
    ]
    rest = len(texts) - OPTIONS
    return " / ".join(texts[:OPTIONS]) + (f" / {rest:,} more" if rest > 0 else "")


OPTIONS = 6
"""Maximum number of options in a cell."""


def _movers(found: Concessions, issue: str, by_draft: bool, words: Words) -> str:
    """Return who moves on an issue in every acceptable text, in one or another, or nobody."""
    always = [words.party(party) for party, own in found.unavoidable if own == issue]
    settled = [words.party(party) for one in found.settled if by_draft and one.issue == issue
               for party in one.moves]  # fmt: skip
    either = any(one.issue == issue for one in found.either_or)
    sets = {pair for one in found.minimal_sets for pair in one.concessions}
    moving = {party for party, own in sets if own == issue}
    may = [words.party(party) for party in words.scenario.parties if party in moving]
    may = [name for name in may if name not in always]
    texts = [listing(always)] if always else []
    if settled:
        texts.append(f"{listing(settled)}, already")
    if either:
        texts.append("one side")
    if may:
        texts.append(f"({listing(may, 'or')} in some smallest sets)")
    return " ".join(texts) or "–"


def _rests_on(answers: Answers) -> Iterator[str]:
    """Yield what the answer rests on: judgements by kind, sources, and what was not computed."""
    scenario = answers.zone.scenario
    kinds: dict[str, int] = {}
    for one in assumptions(scenario):
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
    every = len(judgements(scenario))
    named = [f"{kind} {many:,}" for kind, many in sorted(kinds.items(), key=lambda x: -x[1])]
    without = sum(kinds.values())
    text = f"{count(every, 'judgement')}, {without:,} without evidence"
    yield f"{text} ({', '.join(named)})." if named else f"{text}."
    sources = [source.title for source in scenario.sources.values()]
    if sources:
        yield f"Sources: {'; '.join(sources[:SOURCES])}{_rest(len(sources) - SOURCES)}."
    yield from not_computed_lines(answers.left_out)


SOURCES = 6
"""Maximum number of sources that are named."""


def _rest(many: int) -> str:
    return f"; and {many:,} more" if many > 0 else ""


def _rows(grid: Grid) -> Iterator[str]:
    """Yield a table as lines of Markdown."""
    yield f"| {' | '.join(map(_safe, grid.header))} |"
    yield f"|{'---|' * len(grid.header)}"
    for row in grid.rows:
        yield f"| {' | '.join(map(_safe, row))} |"


def _safe(text: str) -> str:
    """Return a text in which nothing of a scenario is taken for Markdown or HTML."""
    text = " ".join(text.split())
    for letter in "\\`*_|<>[]~&":
        text = text.replace(letter, f"\\{letter}")
    return f"\\{text}" if text.startswith(("#", "-", "+", ">")) else text
