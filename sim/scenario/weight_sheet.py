"""Weight sheets: the weights of all parties as a table, and such a table laid over a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic_core import PydanticCustomError

from sim.scenario.errors import LocatedProblem, Mark, Path, ScenarioError, dotted, nearest
from sim.scenario.overlay import join, overlay
from sim.scenario.quantity import Quantity
from sim.scenario.scenario import Scenario
from sim.scenario.tree import Tree
from sim.scenario.weight_text import read_weight, weight_text

ISSUE, LABEL = "issue", "label"
"""Heads of the columns with the issues' ids and labels; every other column is a party's."""


@dataclass(frozen=True)
class Sheet:
    """A table of texts, as it was read.

    Parameters
    ----------
    name
        What messages call it.
    rows
        The cells, the header first.
    mark
        Its decimal mark.
    first
        Number of the first row.
    """

    name: str
    rows: Sequence[Sequence[str]]
    mark: str = "."
    first: int = 1

    def place(self, row: int, column: int) -> Mark:
        """Return the place of a cell: its row and its column, from 1."""
        return Mark(self.name, row + self.first, column + 1)


@dataclass(frozen=True)
class SheetWeight:
    """A weight in a sheet that is not the scenario's.

    Parameters
    ----------
    party, issue
        Whose weight of what.
    quantity, before
        The weight in the sheet and in the scenario; None where it has none.
    mark
        The cell.
    """

    party: str
    issue: str
    quantity: Quantity
    before: Quantity | None
    mark: Mark

    @property
    def path(self) -> Path:
        """Where the weight stands in the scenario."""
        return ("parties", self.party, "weights", self.issue)


def weight_rows(scenario: Scenario) -> list[list[str]]:
    """Return the weights of a scenario as a table, the header first.

    One row an issue, one column a party; empty where a party has no weight as a number or range.

    Examples
    --------
    >>> import sim
    >>> for row in weight_rows(sim.load("scenarios/teaching/two-issues.yaml")):
    ...     print(row)
    ['issue', 'label', 'overfield: Overfield', 'netherfield: Netherfield']
    ['water', 'Canal water', '70', '30']
    ['grazing', 'Grazing season', '30', '70']
    """
    heads = [f"{name}: {scenario.labels.parties[name]}" for name in scenario.parties]
    rows = [[ISSUE, LABEL, *heads]]
    for issue in scenario.issues:
        weights = (_weight(scenario, party, issue) for party in scenario.parties)
        cells = ["" if one is None else weight_text(one) for one in weights]
        rows.append([issue, scenario.labels.issues[issue], *cells])
    return rows


def _weight(scenario: Scenario, party: str, issue: str) -> Quantity | None:
    weights = scenario.parties[party].weights
    return weights.get(issue) if isinstance(weights, Mapping) else None


def read_weights(sheet: Sheet, scenario: Scenario) -> tuple[SheetWeight, ...]:
    """Return the weights of a sheet that differ from the scenario's.

    An empty cell, and a party or issue that is missing, keep what the scenario says.

    Raises
    ------
    ScenarioError
        With every problem of the sheet, each with its cell.
    """
    reading = _Reading(sheet, scenario)
    found = tuple(reading.weights())
    if reading.problems:
        raise ScenarioError(reading.problems)
    return found


class _Reading:
    def __init__(self, sheet: Sheet, scenario: Scenario) -> None:
        self.sheet, self.scenario = sheet, scenario
        self.problems: list[LocatedProblem] = []

    def wrong(self, row: int, column: int, message: str) -> None:
        mark = self.sheet.place(row, column)
        self.problems.append(LocatedProblem(mark, cell_name(mark), message))

    def weights(self) -> Iterator[SheetWeight]:
        header = self.sheet.rows[0] if self.sheet.rows else ()
        heads = [head.strip().lower() for head in header]
        if ISSUE not in heads:
            shown = ", ".join(f"'{head}'" for head in header[:8]) or "nothing"
            message = f"there is no column '{ISSUE}'; the first row has {shown}"
            self.wrong(0, 0, f"{message}; expected commas, semicolons or tabs between columns")
            return
        key = heads.index(ISSUE)
        parties = dict(self.parties(header, key))
        if not parties and not self.problems:
            self.wrong(0, 0, f"names no party; expected a column for each: {self.known()}")
        seen: dict[str, int] = {}
        for number, row in enumerate(self.sheet.rows[1:], start=1):
            issue = self.issue(row, number, key, seen)
            if issue is not None:
                yield from self.row(row, number, issue, parties)

    def known(self) -> str:
        return ", ".join(self.scenario.parties)

    def parties(self, header: Sequence[str], key: int) -> Iterator[tuple[int, str]]:
        """Yield the columns of parties."""
        seen: set[str] = set()
        for column, head in enumerate(header):
            # A label may stand behind the id: "ukraine: Ukraine".
            name = head.partition(":")[0].strip()
            if column == key or head.strip().lower() == LABEL:
                continue
            if not head.strip():
                for number, row in enumerate(self.sheet.rows[1:], start=1):
                    if row[column : column + 1] and row[column].strip():
                        self.wrong(number, column, "stands in a column without a name")
            elif name in seen:
                self.wrong(0, column, f"the party '{name}' has two columns; expected one")
            elif name not in self.scenario.parties:
                hint = _hint(name, self.scenario.labels.parties)
                self.wrong(0, column, f"unknown party '{name}'; {hint}")
            else:
                yield column, name
            seen.add(name)

    def issue(self, row: Sequence[str], number: int, key: int, seen: dict[str, int]) -> str | None:
        """Return the issue of a row; None where it is empty or wrong."""
        name = row[key].strip() if key < len(row) else ""
        if not name:
            if any(cell.strip() for cell in row):
                self.wrong(number, key, "the row names no issue; expected its id")
            return None
        if name not in self.scenario.issues:
            hint = _hint(name, self.scenario.labels.issues)
            self.wrong(number, key, f"unknown issue '{name}'; {hint}")
            return None
        if name in seen:
            message = (
                f"the issue '{name}' has two rows; expected one (the first is row {seen[name]})"
            )
            self.wrong(number, key, message)
            return None
        seen[name] = self.sheet.place(number, key).line
        return name

    def row(
        self, row: Sequence[str], number: int, issue: str, parties: Mapping[int, str]
    ) -> Iterator[SheetWeight]:
        """Yield the weights of a row that differ."""
        for column in range(len(self.sheet.rows[0]), len(row)):
            if row[column].strip():
                self.wrong(number, column, "stands beside the table; expected a head in row 1")
        for column, party in parties.items():
            text = row[column].strip() if column < len(row) else ""
            if not text:
                continue
            try:
                weight = read_weight(text, self.sheet.mark)
            except PydanticCustomError as error:
                self.wrong(number, column, error.message())
                continue
            if weight.low < 0:
                self.wrong(number, column, f"got '{text}'; expected a weight of 0 or more")
                continue
            before = _weight(self.scenario, party, issue)
            if weight != before:
                yield SheetWeight(party, issue, weight, before, self.sheet.place(number, column))


def _hint(name: str, labels: Mapping[str, str]) -> str:
    """Return a hint at what was meant, by id or label."""
    meant = [key for key, label in labels.items() if label.casefold() == name.casefold()]
    return f"did you mean '{meant[0]}'?" if meant else nearest(name, list(labels))


def cell_name(mark: Mark) -> str:
    """Return the name of a cell as spreadsheets have it.

    >>> cell_name(Mark("x.csv", 4, 3)), cell_name(Mark("x.csv", 1, 28))
    ('C4', 'AB1')
    """
    letters, rest = "", mark.column
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{mark.line}"


def weights_change(
    weights: Sequence[SheetWeight], scenario: Scenario, prefix: Path = ()
) -> tuple[dict[str, Any], dict[Path, tuple[Mark, Mark]]]:
    """Return the change that sets weights, and where each stands.

    Parameters
    ----------
    scenario
        The state that it is laid over: a party's order of importance there goes.
    prefix
        Keys around the change.
    """
    change: dict[str, Any] = {}
    for part in reversed(prefix):
        change = {str(part): change}
    marks: dict[Path, tuple[Mark, Mark]] = {}
    for one in weights:
        settings: list[tuple[Path, Any]] = [(one.path, one.quantity.written())]
        party = scenario.parties.get(one.party)
        if party is not None and party.order is not None:
            settings.append(((*one.path[:2], "order"), None))
        for path, value in settings:
            whole, node = (*prefix, *path), value
            marks.setdefault(whole, (one.mark, one.mark))
            for part in reversed(whole):
                node = {part: node}
            join(change, node)
    return change, marks


def with_sheet(
    base: Tree, weights: Sequence[SheetWeight], name: str, variant: str | None = None
) -> tuple[dict[str, Any], Scenario]:
    """Return what a file says that sets weights and extends another, and its scenario.

    Parameters
    ----------
    base
        The extended file.
    weights
        What the sheet says differently from that file's state after its last round.
    name
        What the scenario is called.
    variant
        Set them in a variant of this name, which is laid over the rounds, not in the body.

    Raises
    ------
    ScenarioError
        If the result is no valid scenario, or a round sets one of the weights again.
    """
    last = Scenario.from_tree(base, name)
    if variant is not None and variant in last.variants:
        message = f"there is a variant '{variant}' already; expected another name"
        raise ScenarioError([LocatedProblem(Mark("<as_variant>"), "variants", message)])
    state = last if variant is not None else last.at_round(0)
    prefix = () if variant is None else ("variants", variant, "changes")
    change, marks = weights_change(weights, state, prefix)
    sheet = weights[0].mark.name if weights else ""
    origin = Mark(sheet)
    try:
        laid = overlay(base, Tree(change, {(): (origin, origin), **marks}, origin))
        scenario = Scenario.from_tree(laid, name)
    except ScenarioError as error:
        raise ScenarioError(_with_cell(one, sheet) for one in error.problems) from None
    reached = scenario if variant is None else scenario.as_variant(variant)
    again = [one for one in weights if _weight(reached, one.party, one.issue) != one.quantity]
    if again:
        message = "a round sets this weight again; as a variant it is set after the rounds"
        raise ScenarioError(
            LocatedProblem(one.mark, f"{cell_name(one.mark)}, {dotted(one.path)}", message)
            for one in again
        )
    return change, scenario


def _with_cell(problem: LocatedProblem, sheet: str) -> LocatedProblem:
    """Return a problem with the name of its cell; all that go wrong come with the sheet."""
    mark = problem.mark
    if mark.name == sheet:
        named = f"{cell_name(mark)}, {problem.path}" if mark.line else problem.path
        return replace(problem, path=named)
    where = f" (with these weights; it stands at {mark})" if mark.line else ""
    return LocatedProblem(Mark(sheet), problem.path, problem.message + where)
