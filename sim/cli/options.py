"""Options that several commands share, and the scenario that they ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.reporting.asked import Asked
from sim.scenario import Scenario, load
from sim.scenario.errors import LocatedProblem, Mark, ScenarioError, nearest
from sim.scenario.yaml_reader import MAX_DIGITS, read_value

ENGINES = ("stream", "merge", "optimise")


def _known_engine(name: str | None) -> str | None:
    if name is not None and name not in ENGINES:
        raise typer.BadParameter(f"got '{name}'; expected {', '.join(ENGINES)}")
    return name


Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Scenario files.", show_default=False)
]
File = Annotated[Path, typer.Argument(metavar="FILE", help="Scenario file.", show_default=False)]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change one path, e.g. parties.a.weights.x=40."
    ),
]
Round = Annotated[
    str | None,
    typer.Option(
        "--round", metavar="N", help="State after round N, or its date (0: before the first)."
    ),
]
Variant = Annotated[
    str | None, typer.Option("--variant", metavar="NAME", help="Lay a variant over the scenario.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Material = Annotated[
    float | None,
    typer.Option(
        "--material",
        min=0,
        max=1,
        help="Smallest depth of a move that counts in smallest sets, as a share of the party's "
        "total weight (0: all); by default a quarter of an even share of its open issues.",
    ),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where results go.")]
All = Annotated[
    bool,
    typer.Option("--all", help="Also what is left out because it takes long: however many options"
                 " and agreements."),
]  # fmt: skip
NoFigures = Annotated[bool, typer.Option("--no-figures", help="Write no figures.")]
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="NAME",
        help="Force an engine: stream, merge, or optimise (merge without frontiers).",
        callback=_known_engine,
    ),
]
Memory = Annotated[
    float,
    typer.Option(
        "--memory", metavar="GB", min=0.05, max=100_000, help="Memory that an answer may take."
    ),
]

ExactCounts = Annotated[
    bool,
    typer.Option(
        "--exact-counts", help="Count agreements exactly even where that takes most of the work."
    ),
]

Pairs = Annotated[
    list[str] | None,
    typer.Option("--pairs", metavar="ISSUE,ISSUE", help="A pair of issues for the compromise map."),
]


def issue_pairs(scenario: Scenario, given: list[str] | None) -> list[tuple[int, int]] | None:
    """Return pairs of issues by number, lower number first; None if none are given.

    Raises
    ------
    ScenarioError
        If one names no issue.
    """
    if not given:
        return None
    names = list(scenario.issues)
    found = []
    for text in given:
        pair = [name.strip() for name in text.split(",")]
        if len(pair) != 2 or pair[0] == pair[1]:
            what = "two different issues" if len(set(pair)) < len(pair) else "ISSUE,ISSUE"
            raise typer.BadParameter(f"got '{text}'; expected {what}", param_hint="--pairs")
        for name in pair:
            if name not in names:
                message = f"unknown issue '{name}'; {nearest(name, names)}"
                raise ScenarioError([LocatedProblem(Mark("--pairs"), "issues", message)])
        first, second = sorted(names.index(name) for name in pair)
        found.append((first, second))
    return found


def asked_for(
    file: Path, round_: str | None, variant: str | None, changes: list[str] | None
) -> Asked:
    """Return a file and the state of it that a command is asked for."""
    from sim.space.budget import allowed

    effort, _ = allowed()
    return Asked(file.name, round_, variant, tuple(changes or ()), effort)


def printable(text: str) -> str:
    r"""Return a text that can be written as UTF-8: a file's name may be any bytes.

    >>> printable("caf\udce9.yaml")
    'caf\\udce9.yaml'
    """
    return text.encode("utf-8", "backslashreplace").decode()


def read_scenarios(
    files: list[Path], round_: str | None, variant: str | None, changes: list[str] | None
) -> list[Scenario]:
    """Return the scenarios of some files in the state asked for.

    Raises
    ------
    ScenarioError
        With the problems of all files.
    """
    found: list[Scenario] = []
    problems: list[LocatedProblem] = []
    for file in files:
        others = tuple(other for other in files if other != file)
        try:
            found.append(_state(load(file, allowed=others), round_, variant, changes or []))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return found


def _state(
    scenario: Scenario, round_: str | None, variant: str | None, changes: list[str]
) -> Scenario:
    if round_ is not None:
        scenario = scenario.at_round(_round_number(scenario, round_))
    if variant is not None:
        scenario = scenario.as_variant(variant)
    given: dict[str, object] = {}
    for change in changes:
        path, equals, text = change.partition("=")
        if not equals or not path.strip():
            raise typer.BadParameter(f"got '{change}'; expected PATH=VALUE", param_hint="--set")
        _known(scenario, path.strip())
        given[path.strip()] = read_value(text, f"--set {path.strip()}")
    return scenario.with_changes(given, name="--set") if given else scenario


def _known(scenario: Scenario, path: str) -> None:
    """Refuse a path below a party or an issue that isn't there: most often it is misspelt."""
    parts = path.split(".")
    known = {"parties": scenario.parties, "issues": scenario.issues}.get(parts[0])
    if known is not None and len(parts) > 2 and parts[1] not in known:
        kind = {"parties": "party", "issues": "issue"}[parts[0]]
        message = f"unknown {kind} '{parts[1]}'; {nearest(parts[1], list(known))}"
        raise ScenarioError([LocatedProblem(Mark("--set"), ".".join(parts[:2]), message)])


def _round_number(scenario: Scenario, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS:
        return int(text)
    dates = [r.date for r in scenario.rounds]
    if text in dates:
        return len(dates) - dates[::-1].index(text)
    known = ", ".join(date for date in dates if date) or "none"
    message = f"there is no round '{text}'; expected 0 to {len(dates)}, or a date ({known})"
    raise ScenarioError([LocatedProblem(Mark("--round"), "rounds", message)])
