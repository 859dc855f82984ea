"""A plan of a sweep: a scenario, what is changed in it, and what is asked at every point."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from math import prod
from pathlib import Path as FilePath
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from sim.scenario.arguments import MOST_DRAWS, MOST_ROUNDS, MOST_RUNS
from sim.scenario.base import FrozenDict, Id, Number, Part, Table, finite, problem, shown
from sim.scenario.errors import LocatedProblem, Mark, Path, Problem, ScenarioError
from sim.scenario.scenario import Scenario, load
from sim.scenario.tree import Tree
from sim.scenario.yaml_reader import read_plain
from sim.space.budget import allowed
from sim.space.input_sources import MOST_SPREAD

FORMAT = 3
"""Counts up whenever the same plan gives other shards, so that old ones are not taken for new."""
MOST_STEPS = 10_000
"""Maximum number of values of an axis."""
MOST_POINTS = 100_000
"""Maximum number of points of a plan."""
MOST_SHARDS = 1_000_000
"""Maximum number of shards of a plan: all its blocks of draws and talks."""
BOUNDS = {
    "less_than_equal": ("le", "at most"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
}
"""Kinds of numbers out of bounds → the name of the bound, and how it is said."""
STATE = (
    ("round", int, "the number of a round"),
    ("variant", str, "the name of a variant, or null"),
)
"""Axes that are no paths: which state of the file is looked at, and what their values are."""
NO_PATHS = {axis for axis, _, _ in STATE}
Value = Any


def _steps(written: Any) -> Any:
    """Return the values of an axis: a list, or what lies between two numbers in even steps."""
    if isinstance(written, dict):
        if set(written) != {"from", "to", "step"}:
            raise problem("expected a list of values, or {from:, to:, step:}")
        return _even_steps(*(written[key] for key in ("from", "to", "step")))
    if isinstance(written, list) and written:
        if len(written) > MOST_STEPS:
            raise problem(f"has {len(written):,} values; expected at most {MOST_STEPS:,}")
        return written
    raise problem(f"got {shown(written)}; expected a list of values, or {{from:, to:, step:}}")


def _even_steps(*written: Any) -> list[int | float]:
    """Return what lies between two numbers in even steps, exact in decimals."""
    numbers = [finite(x) for x in written]
    start, stop, step = (Decimal(repr(x)) for x in numbers)
    if step <= 0 or stop < start:
        names = dict(zip(("from", "to", "step"), written, strict=True))
        raise problem(f"{shown(names)} has no values; expected from ≤ to and a step above 0")
    count = (stop - start) / step + 1
    if count >= MOST_STEPS + 1:
        raise problem(f"makes about {count:.3g} values; expected at most {MOST_STEPS:,}")
    whole = all(isinstance(x, int) for x in written)
    return [(int if whole else float)(start + k * step) for k in range(int(count))]


class PointSpec(Part):
    """One entry of a plan's list of points."""

    label: str | None = None
    changes: Table[Any] = Field(default_factory=FrozenDict)


class TalkSpec(Part):
    """How talks are held at every point; see ``sim.bargain``."""

    protocol: Id | None = None
    rounds: Annotated[int, Field(ge=1, le=MOST_ROUNDS, strict=True)] | None = None
    opener: Id | None = None
    hazard: Annotated[Number, Field(ge=0, lt=1)] | None = None
    draw: bool = Field(False, strict=True)


class PlanDocument(Part):
    """A plan, as written.

    Parameters
    ----------
    scenario
        The scenario file, from the plan's own folder.
    grid
        Path of a change, ``round`` or ``variant`` → its values; every combination is a point.
    points
        A list of points, each with a label and changes; with a grid, every one on all of it.
    draws, seed, spread
        Of the uncertain inputs at every point, all with the same random numbers; 0 draws for none.
    strategies
        Sets of strategies, party → strategy; talks are held at every point with each.
    runs, talks
        How many talks, and how they are held.
    """

    title: str | None = None
    scenario: str
    grid: Table[Annotated[tuple[Value, ...], BeforeValidator(_steps)]] = Field(
        default_factory=FrozenDict
    )
    points: tuple[PointSpec, ...] = ()
    draws: Annotated[int, Field(ge=0, le=MOST_DRAWS, strict=True)] = 1_000
    seed: Annotated[int, Field(ge=0, strict=True)] = 0
    spread: Annotated[Number, Field(ge=0, le=MOST_SPREAD)] = 1.0
    strategies: tuple[Table[Any], ...] = ()
    runs: Annotated[int, Field(ge=1, le=MOST_RUNS, strict=True)] = 1_000
    talks: TalkSpec = TalkSpec()


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan of a sweep, read and checked.

    Parameters
    ----------
    name
        Of the file, for messages.
    document
        The plan as written.
    scenario
        The scenario that is changed.
    effort
        How much work each answer in it may take, wherever it is worked out.
    """

    name: str
    document: PlanDocument
    scenario: Scenario
    effort: float = field(default_factory=lambda: allowed()[0])

    @property
    def axes(self) -> tuple[str, ...]:
        """What the grid changes, in the order of the plan."""
        return tuple(self.document.grid)

    @property
    def number(self) -> int:
        """How many points there are."""
        return _points(self.document)

    def point(self, number: int) -> tuple[str | None, dict[str, Value]]:
        """Return a point's label and changes; the last axis changes fastest.

        >>> plan = Plan.from_dict({"grid": {"x": [1, 2], "y": [3, 4]}, "scenario": ""}, None)
        >>> [plan.point(k)[1] for k in range(plan.number)]
        [{'x': 1, 'y': 3}, {'x': 1, 'y': 4}, {'x': 2, 'y': 3}, {'x': 2, 'y': 4}]
        """
        changes: dict[str, Value] = {}
        for axis, values in reversed(list(self.document.grid.items())):
            number, place = divmod(number, len(values))
            changes[axis] = values[place]
        changes = dict(reversed(changes.items()))
        if not self.document.points:
            return None, changes
        spec = self.document.points[number]
        return spec.label, {**spec.changes, **changes}

    def scenario_at(self, changes: Mapping[str, Value]) -> Scenario:
        """Return the scenario at a point.

        Raises
        ------
        ScenarioError
            If the changes don't make a sound scenario.
        """
        found = self.scenario
        for axis, kind, expected in STATE:
            value = changes.get(axis)
            if value is not None and (isinstance(value, bool) or not isinstance(value, kind)):
                message = f"got {shown(value)}; expected {expected}"
                raise ScenarioError([LocatedProblem(Mark(self.name), axis, message)])
        if changes.get("round") is not None:
            found = found.at_round(changes["round"])
        if changes.get("variant") is not None:
            found = found.as_variant(changes["variant"])
        paths = {path: value for path, value in changes.items() if path not in NO_PATHS}
        return found.with_changes(paths, name=self.name) if paths else found

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that shards hang on: the plan, and the scenario file as it is read."""
        said = {
            "format": FORMAT,
            "plan": self.document.model_dump(by_alias=True, exclude={"title", "scenario"}),
            "scenario": self.scenario.tree.data,
            "state": [self.scenario.round, self.scenario.variant],
        }
        if self.effort != 1.0:
            said["effort"] = self.effort
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def from_dict(cls, written: Mapping[str, Any], scenario: Any, name: str = "<plan>") -> Plan:
        """Return a plan from plain data, for a scenario that is at hand.

        Parameters
        ----------
        written
            As in a file; ``scenario`` may be left out.
        scenario
            The scenario.

        Raises
        ------
        ScenarioError
            If something is wrong with it, with all problems.
        """
        tree = Tree({"scenario": "", **written}, origin=Mark(name))
        return cls(name, _read(tree), scenario)

    def check(self, tree: Tree) -> None:
        """Check every value of every axis, and every listed point, each by itself.

        Parameters
        ----------
        tree
            The plan's text, for the places of problems.

        Raises
        ------
        ScenarioError
            If any makes no sound scenario.
        """
        problems = []
        for path, changes in self._single_changes():
            try:
                self.scenario_at(changes)
            except ScenarioError as error:
                for found in error.problems:
                    message = f"{found.path}: {found.message}" if found.path else found.message
                    problems.append(tree.locate(Problem(path, message)))
        if problems:
            raise ScenarioError(problems)

    def _single_changes(self) -> Iterator[tuple[Path, dict[str, Value]]]:
        """Yield each value of an axis and each listed point, with its place in the plan."""
        for axis, values in self.document.grid.items():
            for place, value in enumerate(values):
                yield ("grid", axis, place), {axis: value}
        for place, spec in enumerate(self.document.points):
            yield ("points", place, "changes"), dict(spec.changes)


def load_plan(path: str | FilePath) -> Plan:
    """Read and check a plan, and the scenario that it names.

    Raises
    ------
    ScenarioError
        With every problem, each with its place.
    """
    file = FilePath(path)
    tree = read_plain(file, "plan of a sweep")
    document = _read(tree)
    source = file.parent / document.scenario
    if not _is_file(source):
        wrong = Problem(("scenario",), f"there is no file {source}; expected a scenario file")
        raise ScenarioError([tree.locate(wrong)])
    plan = Plan(str(file), document, load(source))
    plan.check(tree)
    return plan


def _is_file(path: FilePath) -> bool:
    """Return whether there is a file; there is none where a name is too long to be one."""
    try:
        return path.is_file()
    except OSError:
        return False


def _read(tree: Tree) -> PlanDocument:
    if not isinstance(tree.data, dict):
        message = "expected a mapping with scenario:, and grid: or points:"
        raise ScenarioError([tree.locate(Problem((), message))])
    try:
        document = PlanDocument.model_validate(tree.data)
    except ValidationError as error:
        problems: list[LocatedProblem] = []
        for details in error.errors():
            unknown = details["type"] == "extra_forbidden"
            message = details["msg"]
            if unknown:
                kinds: dict[Any, type[Part]] = {"points": PointSpec, "talks": TalkSpec}
                part = kinds.get(details["loc"][0], PlanDocument)
                message = f"is no key here; known: {', '.join(part.model_fields)}"
            elif details["type"] == "missing":
                message = "is missing; expected a scenario file"
            elif details["type"] in BOUNDS:
                context, least_most = BOUNDS[details["type"]]
                most = details["ctx"][context]
                message = f"got {shown(details['input'])}; expected {least_most} {most:,}"
            where = Problem(tuple(details["loc"]), message, on_key=unknown)
            problems.append(tree.locate(where))
        raise ScenarioError(problems) from None
    points = _points(document)
    if points > MOST_POINTS:
        message = f"makes {points:,} points; expected at most {MOST_POINTS:,}"
        raise ScenarioError([tree.locate(Problem(("grid",), message, on_key=True))])
    return document


def _points(document: PlanDocument) -> int:
    """Return how many points a plan has: every listed one on all of the grid."""
    return max(1, len(document.points)) * prod(map(len, document.grid.values()))
