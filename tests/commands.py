"""Every command of the program, found in the program itself, with arguments that fit a scenario."""

from __future__ import annotations

import contextlib
import io
import math
import re
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import typer

from sim.cli.app import app
from sim.cli.main import main
from sim.engines.choice import STREAM_LIMIT
from tests.generate.choices import Choices
from tests.generate.parties import weighs
from tests.generate.parts import options_of
from tests.generate.text import yaml_text

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
"""Name → command, as the program knows them."""
QUICK = {"--runs": "3", "--draws": "4", "--jobs": "1"}
"""What keeps a command quick, where it takes it."""
MOST_SENSITIVE = 1_000
"""Most agreements of a scenario whose sensitivity is asked for: it takes minutes for many."""

Document = dict[str, Any]


@dataclass(frozen=True)
class Ran:
    """How a command ended.

    Parameters
    ----------
    code
        Its exit code; None where it raised.
    error
        What it raised, as Python prints it.
    """

    code: int | None
    out: str
    err: str
    error: str | None = None


def run(arguments: Sequence[str], folder: Path) -> Ran:
    """Run a command in this process, in a folder."""
    out, err = io.StringIO(), io.StringIO()
    code, error = None, None
    # A run sets these for the process that it takes itself to be.
    interrupt, unraisable = signal.getsignal(signal.SIGINT), sys.unraisablehook
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", ["sim", *arguments]),
    ):
        try:
            main()
            code = 0
        except SystemExit as stopped:
            code = stopped.code if isinstance(stopped.code, int) else int(bool(stopped.code))
        except Exception:
            error = traceback.format_exc()
        finally:
            signal.signal(signal.SIGINT, interrupt)
            sys.unraisablehook = unraisable
    return Ran(code, out.getvalue(), err.getvalue(), error)


def is_clean(err: str) -> bool:
    """Return whether what a command that works prints on standard error is meant for people."""
    return not re.search(r"Traceback|[a-z]Warning|\.py:\d", err)


def seats(document: Document) -> list[str]:
    """Return the parties with weights that are at the table, as the body of a file says."""
    return [
        name
        for name, party in document["parties"].items()
        if (weighs(party) or party.get("interactions"))
        and party.get(
            "bargains", "principal" in party.get("roles", [party.get("role", "principal")])
        )
    ]


SUBJECTS: dict[str, Callable[[Document], bool]] = {
    "rounds": lambda d: bool(d.get("rounds")),
    "ratify": lambda d: any(p.get("ratification") for p in d["parties"].values()),
    "roadmap": lambda d: bool(d.get("steps")),
    "bargain": lambda d: len(seats(d)) > 1,
}
"""Command → whether what it is about is in a scenario; others are about any scenario."""


def has_subject(command: str, document: Document) -> bool:
    """Return whether a scenario has what a command is about."""
    return SUBJECTS.get(command, lambda _: True)(document)


def _agreement(make: Choices, document: Document) -> str:
    """Return a complete agreement as the command line takes it."""
    return ",".join(
        f"{name}={make.one(_on_table(issue))}" for name, issue in document["issues"].items()
    )


def _on_table(issue: Document) -> list[Any]:
    return issue["only"] if "only" in issue else options_of(issue)


def _options(package: Document) -> Document:
    """Return what a package says, in either form; an issue may be called "agreement"."""
    return package["agreement"] if isinstance(package.get("agreement"), dict) else package


def _named(make: Choices, document: Document) -> str:
    packages = [
        name
        for name, package in document.get("packages", {}).items()
        if all(
            str(option) in map(str, _on_table(document["issues"][issue]))
            for issue, option in _options(package).items()
        )
    ]
    return make.one([_agreement(make, document), *packages])


def _pair(make: Choices, document: Document) -> str | None:
    issues = list(document["issues"])
    return ",".join(make.some(issues, 2, 2)) if len(issues) > 1 else None


def _change(make: Choices, document: Document) -> str:
    return make.one(["parameters.odds=0.4", "title=Changed", f"status_quo={{{_yaml(document)}}}"])


def _yaml(document: Document) -> str:
    """Return the status quo of a scenario in flow form, as text for the command line."""
    text = yaml_text(document.get("status_quo", {}))
    return "" if text == "{}\n" else ", ".join(text.splitlines())


def _round(make: Choices, document: Document) -> str | None:
    return str(make.integer(0, len(document["rounds"]))) if document.get("rounds") else None


def _variant(make: Choices, document: Document) -> str | None:
    return make.one(list(document["variants"])) if document.get("variants") else None


def _baseline(make: Choices, document: Document) -> str | None:
    return make.one(list(document["packages"])) if document.get("packages") else None


def _strategy(make: Choices, document: Document) -> str | None:
    found = seats(document)
    return f"{make.one(found)}={make.one(['boulware', 'linear'])}" if found else None


def _engine(make: Choices, document: Document) -> str | None:
    """Return an engine that takes the scenario on: streaming is refused beyond its limit."""
    table = math.prod(len(_on_table(issue)) for issue in document["issues"].values())
    return make.one(["stream", "merge", "optimise"][table > STREAM_LIMIT :])


OPTIONS: dict[str, Callable[[Choices, Document], str | None]] = {
    "--agreement": _named,
    "--set": _change,
    "--round": _round,
    "--variant": _variant,
    "--baseline": _baseline,
    "--pairs": _pair,
    "--strategy": _strategy,
    "--engine": _engine,
    "--material": lambda make, _: make.one(["0", "0.1"]),
    "--memory": lambda make, _: make.one(["0.05", "1"]),
    "--protocol": lambda make, _: make.one(["alternating_offers", "simultaneous_concession"]),
    "--rounds": lambda make, _: make.one(["10", "4"]),
    "--opener": lambda make, _: make.one(["first", "random"]),
    "--hazard": lambda make, _: make.one(["0", "0.1"]),
    "--spread": lambda make, _: make.one(["0", "0.5", "3"]),
    "--seed": lambda make, _: make.one(["0", "7"]),
    "--csv": lambda make, _: make.one(["-", "made.csv"]),
    "--title": lambda make, _: make.one(["Talks", "[x] {y}: #"]),
}
"""Option → a value that fits a scenario; None where none does."""
STATES = ("--round", "--variant")
"""Options that ask for another state of a scenario."""
FLAGS = ("--quiet", "--no-figures", "--draw", "--no-table", "--sensitivity", "--report")


def arguments(make: Choices, name: str, document: Document, file: Path) -> list[str]:
    """Return arguments with which a command must do its work on a scenario.

    Parameters
    ----------
    document
        What the scenario says in the state after its last round.
    file
        The scenario's file; a plan is written beside it where one is asked for.
    """
    found = [name]
    for parameter in COMMANDS[name].params:
        if parameter.param_type_name == "argument":
            if parameter.required:
                found.append(_argument(name, document, file))
            continue
        option = max(parameter.opts, key=len)
        if option in QUICK:
            found += [option, QUICK[option]]
        elif option in STATES and "--agreement" in found:
            continue  # It may be off the table there.
        elif option in OPTIONS and (parameter.required or make.chance(1, 5)):
            value = OPTIONS[option](make, document)
            if value is not None:
                found += [option, value]
        for flag in (*parameter.opts, *parameter.secondary_opts):
            if flag in FLAGS and _is_set(make, flag, document):
                found.append(flag)
    if name == "compare" and not {"--set", "--round", "--variant"} & set(found):
        found += ["--set", _change(make, document)]
    return found


def _is_set(make: Choices, flag: str, document: Document) -> bool:
    """Return whether a flag is set; figures and tables of many strategies take long."""
    if flag == "--no-table" and len(seats(document)) > 3:
        return True
    if flag == "--sensitivity":
        sizes = [len(options_of(issue)) for issue in document["issues"].values()]
        return math.prod(sizes) <= MOST_SENSITIVE and make.chance(1, 4)
    return make.chance(3, 4) if flag == "--no-figures" else make.chance(1, 4)


def _argument(name: str, document: Document, file: Path) -> str:
    """Return what a command takes: the scenario's file, a plan about it, or a new file."""
    if name == "new":
        return "new.yaml"
    if name == "sweep":
        plan = {
            "scenario": file.name,
            "grid": {"parameters.odds": [0.2, 0.8]},
            "draws": 3,
            "runs": 2,
            "strategies": [dict.fromkeys(seats(document), "linear")],
        }
        if len(seats(document)) < 2:
            del plan["strategies"]
        (file.parent / "plan.yaml").write_text(yaml_text(plan), encoding="utf-8")
        return "plan.yaml"
    return file.name
