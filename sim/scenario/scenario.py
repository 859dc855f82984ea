"""The scenario: a checked document in one state, and the ways to other states."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from sim.scenario.check import check_document, inline_evidence
from sim.scenario.document import Consent, Document, Package, Round, Variant
from sim.scenario.errors import (
    LocatedProblem,
    Mark,
    Path,
    Problem,
    ScenarioError,
    dotted,
    nearest,
)
from sim.scenario.evidence import Claim, Source
from sim.scenario.issue import Issue
from sim.scenario.overlay import nested, overlay
from sim.scenario.party import Party
from sim.scenario.quantity import Quantity
from sim.scenario.rules import Linkage, OptionName
from sim.scenario.shape import read_document
from sim.scenario.tree import Data, Tree, from_data, string_keys


@dataclass(frozen=True)
class Scenario:
    """A negotiation in one state: immutable, checked, ready to be analysed.

    Made by :func:`sim.load` or :meth:`from_dict`. The state is the file's body, its rounds up to
    ``round`` (all of them by default), a variant, and further changes, laid over each other in
    that order.

    Parameters
    ----------
    document
        What the state says.
    tree
        The same as plain data, with the places where it is written.
    name
        Short name, from the file's name.
    round
        How many of the rounds are laid over the body.
    variant
        Name of the variant laid over them, if any.

    Examples
    --------
    >>> scenario = Scenario.from_dict({
    ...     "title": "A sale",
    ...     "issues": {"price": {"options": ["low", "high"]}},
    ...     "parties": {
    ...         "buyer": {"weights": {"price": 1}, "positions": {"price": "low"}},
    ...         "seller": {"weights": {"price": 1}, "positions": {"price": "high"}},
    ...     },
    ... })
    >>> scenario.with_weights("buyer", price=3).parties["buyer"].weights["price"].point()
    3.0
    """

    document: Document
    tree: Tree = field(repr=False, compare=False)
    name: str = "scenario"
    round: int = 0
    variant: str | None = None
    _body: Tree = field(default_factory=lambda: Tree({}), repr=False, compare=False)
    _changes: tuple[Tree, ...] = field(default=(), repr=False, compare=False)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], name: str = "scenario") -> Scenario:
        """Return the scenario of plain data in the form of a file.

        Raises
        ------
        ScenarioError
            With every problem of the data.
        """
        if not isinstance(data, Mapping):
            problem = LocatedProblem(Mark(f"<{name}>"), "", f"got {data!r}; expected a mapping")
            raise ScenarioError([problem])
        return cls.from_tree(from_data(data, f"<{name}>"), name)

    @classmethod
    def from_tree(cls, body: Tree, name: str) -> Scenario:
        """Return the scenario of a file's tree, after its last round; all states are checked."""
        document = _checked(body)
        states = [cls(document, body, name, 0, None, body)]
        problems: list[LocatedProblem] = []
        for number in range(1, len(document.rounds) + 1):
            problems += _collect(states, states[0]._state, number, None, ())
        for variant in document.variants:
            problems += _collect(states, states[0]._state, len(document.rounds), variant, ())
        problems += _check_evidence(body, [state.tree.data for state in states])
        if problems:
            raise ScenarioError(dict.fromkeys(problems))
        return states[len(document.rounds)]

    def _state(self, number: int, variant: str | None, changes: tuple[Tree, ...]) -> Scenario:
        """Return the state of the same file with these rounds, variant and changes."""
        tree = self._body
        for place in range(number):
            tree = overlay(tree, _only_scenario_keys(self._body.at(("rounds", place)), "changes"))
        if variant is not None:
            tree = overlay(
                tree, _only_scenario_keys(self._body.at(("variants", variant)), "changes")
            )
        for change in changes:
            tree = overlay(tree, change)
        return replace(
            self,
            document=_checked(tree),
            tree=tree,
            round=number,
            variant=variant,
            _changes=changes,
        )

    def at_round(self, number: int) -> Scenario:
        """Return the state after so many rounds (0: the body alone), with the same changes."""
        last = len(self.document.rounds)
        if not 0 <= number <= last:
            message = f"there is no round {number}; expected 0 to {last}"
            raise ScenarioError([LocatedProblem(Mark(self.name), "rounds", message)])
        return self._state(number, self.variant, self._changes)

    def as_variant(self, variant: str | None) -> Scenario:
        """Return the state with a variant laid over it; None for the main reading."""
        if variant is not None and variant not in self.document.variants:
            known = nearest(variant, list(self.document.variants))
            message = f"there is no variant '{variant}'; {known}"
            raise ScenarioError([LocatedProblem(Mark(self.name), "variants", message)])
        return self._state(self.round, variant, self._changes)

    def with_changes(self, changes: Mapping[str, Any], *, name: str = "<changes>") -> Scenario:
        """Return a new scenario with changes laid over this one.

        Parameters
        ----------
        changes
            A partial scenario; keys may be whole paths (``"parties.a.weights.x": 40``). None
            removes what stands there.
        name
            What messages call the changes.

        Raises
        ------
        ScenarioError
            If the result is no valid scenario.
        """
        scenario = self
        for key, value in string_keys(changes).items():
            path = tuple(key.split("."))
            change = nested(scenario.tree.data, path, value)
            tree = from_data(change, name)
            _reject_states(tree)
            scenario = scenario._state(self.round, self.variant, (*scenario._changes, tree))
        return scenario

    def with_weights(self, party: str, /, **weights: float | list[float]) -> Scenario:
        """Return a new scenario in which a party weighs the named issues differently.

        Raises
        ------
        ScenarioError
            If the party or an issue is unknown, or a weight is no weight.
        """
        if party not in self.parties:
            message = f"unknown party '{party}'; {nearest(party, list(self.parties))}"
            raise ScenarioError([LocatedProblem(Mark(self.name), "parties", message)])
        return self.with_changes({"parties": {party: {"weights": weights}}}, name="<weights>")

    @property
    def title(self) -> str:
        """What the file is called in print."""
        return self.document.title

    @property
    def issues(self) -> Mapping[str, Issue]:
        """Issue id → issue, in file order."""
        return self.document.issues

    @property
    def parties(self) -> Mapping[str, Party]:
        """Party id → party, in file order."""
        return self.document.parties

    @property
    def linkages(self) -> Mapping[str, Linkage]:
        """Linkage id → linkage, in file order."""
        return self.document.linkages

    @property
    def parameters(self) -> Mapping[str, Quantity]:
        """Scenario-wide numbers and ranges."""
        return self.document.parameters

    @property
    def packages(self) -> Mapping[str, Package]:
        """Texts on the table."""
        return self.document.packages

    @property
    def consent(self) -> Consent | None:
        """The rule on whose consent is needed, where it isn't every consenting party's."""
        return self.document.consent

    @property
    def status_quo(self) -> Mapping[str, OptionName] | None:
        """The de facto situation, where the file gives one."""
        return self.document.status_quo

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The rounds of the talks."""
        return self.document.rounds

    @property
    def variants(self) -> Mapping[str, Variant]:
        """Other readings."""
        return self.document.variants

    @property
    def sources(self) -> Mapping[str, Source]:
        """The texts that evidence comes from."""
        return self.document.sources

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what this state says, comments and layout aside."""
        data = {k: v for k, v in self.tree.data.items() if k not in {"rounds", "variants"}}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def evidence(self) -> Mapping[str, tuple[Claim, ...]]:
        """Path → the evidence for what stands there, listed or inline."""
        found: dict[str, tuple[Claim, ...]] = {}
        listed = list(self.document.evidence)
        for claim in listed:
            for about in claim.about:
                if path_exists(self.tree.data, about):
                    found[about] = (*found.get(about, ()), claim)
        for path, claims in inline_evidence(self.document):
            about = dotted(path)
            found[about] = (*found.get(about, ()), *claims)
        return found

    def point(self, quantity: Quantity) -> float:
        """Return the number that the point analysis uses for a number or range."""
        return quantity.point(self.parameters)


def load(path: str | FilePath, *, allowed: tuple[str | FilePath, ...] = ()) -> Scenario:
    """Read and check a scenario file.

    Parameters
    ----------
    path
        The file.
    allowed
        Further files that ``extends`` may name, beside those below the file's own folder.

    Returns
    -------
    Scenario
        The state after the file's last round.

    Raises
    ------
    ScenarioError
        With every problem of the file, each with its place.
    """
    from sim.scenario.extends import read_extended

    file = FilePath(path)
    return Scenario.from_tree(read_extended(file, allowed), file.stem)


def path_exists(data: Data, about: str) -> bool:
    """Say whether a dotted path stands in a document."""
    node = data
    parts = about.split(".")
    for depth, part in enumerate(parts):
        if isinstance(node, list) and parts[:depth][-1:] == ["options"] and part in node:
            node = None
        elif isinstance(node, dict) and part in node:
            node = node[part]
        else:
            return False
    return True


def _checked(tree: Tree) -> Document:
    """Return the document of a tree, or raise all its problems."""
    document, problems, dropped = read_document(tree)
    if document is not None:
        for found in check_document(document):
            if not any(_related(path, drop) for path in found.depends_on for drop in dropped):
                problems.append(found)
    if problems:
        located = dict.fromkeys(tree.locate(problem) for problem in problems)
        raise ScenarioError(
            sorted(located, key=lambda p: (p.mark.name, p.mark.line, p.mark.column))
        )
    assert document is not None
    return document


def _related(path: Path, dropped: Path) -> bool:
    short = min(len(path), len(dropped))
    return path[:short] == dropped[:short]


def _collect(
    states: list[Scenario], make: Any, number: int, variant: str | None, changes: tuple[Tree, ...]
) -> list[LocatedProblem]:
    """Append a state, or return its problems."""
    try:
        states.append(make(number, variant, changes))
    except ScenarioError as error:
        return list(error.problems)
    return []


def _only_scenario_keys(tree: Tree, key: str) -> Tree:
    """Return the partial scenario under a key of a round or variant."""
    if not isinstance(tree.data, dict) or key not in tree.data:
        return Tree({}, {}, tree.origin)
    change = tree.at((key,))
    _reject_states(change)
    return change


def _reject_states(change: Tree) -> None:
    """Raise if a change would change rounds, variants or what the file extends."""
    if not isinstance(change.data, dict):
        problem = Problem((), f"got {change.data!r}; expected a partial scenario (a mapping)")
        raise ScenarioError([change.locate(problem)])
    wrong = [key for key in ("rounds", "variants", "extends") if key in change.data]
    if wrong:
        raise ScenarioError(
            change.locate(Problem((key,), f"a change can't hold {key}:", on_key=True))
            for key in wrong
        )


def _check_evidence(body: Tree, states: list[Data]) -> list[LocatedProblem]:
    """Return the entries of the evidence list that point at nothing in any state."""
    listed = body.data.get("evidence") or []
    problems = []
    for place, claim in enumerate(listed):
        about = claim["about"]
        for path in [about] if isinstance(about, str) else about:
            if not any(path_exists(data, path) for data in states):
                known, part = _longest_known(states[0], path)
                problems.append(
                    body.locate(
                        Problem(
                            ("evidence", place, "about"),
                            f"'{path}' stands nowhere in the scenario; "
                            f"'{part}' is unknown there, {nearest(part, known)}",
                        )
                    )
                )
    return problems


def _longest_known(data: Data, path: str) -> tuple[list[str], str]:
    node = data
    for part in path.split("."):
        if not isinstance(node, dict) or part not in node:
            return (list(node) if isinstance(node, dict) else []), part
        node = node[part]
    return [], path
