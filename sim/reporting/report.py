"""The report of a scenario: everything that was found, as one HTML page to send."""

from __future__ import annotations

from sim.reporting.answers import Answers
from sim.reporting.gather import gather
from sim.reporting.html import page
from sim.reporting.parts import parts_of
from sim.scenario.scenario import Scenario
from sim.text.names import Words
from sim.uncertainty.after_signature import AfterSignature
from sim.zone.explore import explore
from sim.zone.rule_notes import rule_notes

FILE = "report.html"
"""What a report is called in a folder of results."""


def report(scenario: Scenario) -> str:
    """Return a scenario's report: one HTML page, with sliders, that loads nothing.

    Talks, draws, changes and what comes after signature are in it where they are quick, as in
    ``sim run``. Where it is to be built from answers that are there, take ``report_of``.

    Parameters
    ----------
    scenario
        What to report on.

    Returns
    -------
    str
        HTML; write it as UTF-8.

    Raises
    ------
    TooManyAgreements
        If no engine can explore the scenario.

    Examples
    --------
    >>> import sim
    >>> from sim.reporting.report import report
    >>> text = report(sim.load("scenarios/teaching/two-issues.yaml"))
    >>> text.startswith("<!doctype html>"), "Move the weights" in text, "src=" in text
    (True, True, False)
    """
    return report_of(gather(explore(scenario)))


def report_of(answers: Answers, command: str | None = None) -> str:
    """Return the report of answers that are there.

    Parameters
    ----------
    answers
        What was found.
    command
        What makes it again; None for Python.
    """
    words = Words(answers.zone.scenario, rule_notes(answers.zone.space))
    told = answers.block(), list(parts_of(answers, words)), _computed(answers, command)
    return page(answers.zone, *told)


def _computed(answers: Answers, command: str | None) -> list[tuple[str, str]]:
    """Return version, digest, engine, seed and the command to make it again."""
    zone = answers.zone
    after = [one for one in answers.later if isinstance(one, AfterSignature)]
    drawn = [("talks", answers.talks), ("draws", answers.robust)]
    seeds = [f"{what} {one.seed}" for what, one in drawn if one is not None]
    seeds += [f"draws after signature {one.seed}" for one in after]
    return [
        ("Version", zone.version),
        ("Scenario", zone.scenario.digest),
        ("Engine", f"{zone.engine} ({zone.engine_reason})"),
        ("Seeds", "; ".join(seeds) or "nothing is drawn"),
        ("Made with", command or "sim.reporting.report, in Python"),
    ]
