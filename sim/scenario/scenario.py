"""The scenario: a checked document in one state, and the ways to other states."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from sim.display import as_html, glance, named
from sim.scenario.arguments import whole
from sim.scenario.base import FrozenDict, names_like, shown
from sim.scenario.check import inline_evidence
from sim.scenario.document import Consent, Document, Package, Round, Variant
from sim.scenario.enforcement import Enforcement
from sim.scenario.errors import (
    LocatedProblem,
    Mark,
    Path,
    ScenarioError,
    closest,
    dotted,
    nearest,
)
from sim.scenario.evidence import Claim, Source
from sim.scenario.inputs import Input, inputs_of
from sim.scenario.issue import Issue
from sim.scenario.labels import Labels
from sim.scenario.overlay import join, nested, overlay, without_missing
from sim.scenario.party import Party
from sim.scenario.quantity import Quantity
from sim.scenario.rules import Linkage, OptionName
from sim.scenario.states import (
    changes_of,
    check_evidence,
    checked,
    path_exists,
    problems_of_file,
    reject_states,
)
from sim.scenario.steps import Demand, Step
from sim.scenario.talks import Talks
from sim.scenario.tree import Tree, from_data, string_keys

STATES = {"with_variant": "as_variant", "with_round": "at_round", "as_round": "at_round"}
"""What the ways to other states may be taken to be called → what they are called."""


@dataclass(frozen=True, repr=False)
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

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        parts = f"{len(self.issues)} issues, {len(self.parties)} parties"
        parts += f", round {self.round} of {len(self.rounds)}" if self.rounds else ""
        parts += f", variant {self.variant}" if self.variant else ""
        return glance(f"Scenario {named(self.title)}: {parts}")

    def _repr_html_(self) -> str:
        """Return the scenario as a notebook shows it: the issues and their options."""
        issues = self.issues.items()
        return as_html(repr(self), ({"issue": k, "options": list(i.names)} for k, i in issues))

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Raise an error that names what may be meant."""
            known = [one for one in dir(type(self)) if not one.startswith("_")]
            meant = STATES.get(name) or closest(name, known)
            hint = f"; did you mean '{meant}'?" if meant else ""
            raise AttributeError(f"a Scenario has no '{name}'{hint}", name=name, obj=self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], name: str = "scenario") -> Scenario:
        """Return the scenario of plain data in the form of a file.

        Raises
        ------
        ScenarioError
            With every problem of the data.
        """
        if not isinstance(data, Mapping):
            problem = LocatedProblem(
                Mark(f"<{name}>"), "", f"got {shown(data)}; expected a mapping"
            )
            raise ScenarioError([problem])
        return cls.from_tree(from_data(data, f"<{name}>"), name)

    @classmethod
    def from_tree(cls, body: Tree, name: str) -> Scenario:
        """Return the scenario of a file's tree, after its last round; all states are checked."""
        problems = problems_of_file(body)
        if problems:
            raise ScenarioError(problems)
        scenario = cls(checked(body), body, name, 0, None, body)
        return scenario._state(len(scenario.rounds), None, ()) if scenario.rounds else scenario

    def _state(
        self,
        number: int,
        variant: str | None,
        changes: tuple[Tree, ...],
        only: Collection[int] | None = None,
    ) -> Scenario:
        """Return the state of the same file with these rounds, variant and changes.

        Parameters
        ----------
        only
            The rounds that are laid over the body, by number; by default all up to ``number``.
            What one removes and is not there without the others stays out of it.
        """
        places = range(number) if only is None else [k for k in range(number) if k + 1 in only]
        steps = [self._body.at(("rounds", place)) for place in places]
        if variant is not None:
            steps.append(self._body.at(("variants", variant)))
        tree, last = self._body, None
        for change in (*(changes_of(step) for step in steps), *changes):
            if only is not None:
                change = replace(change, data=without_missing(change.data, tree.data))
            tree, last = overlay(tree, change), change
        return replace(
            self,
            document=checked(tree, last),
            tree=tree,
            round=number,
            variant=variant,
            _changes=changes,
        )

    def at_round(self, number: int) -> Scenario:
        """Return the state after so many rounds (0: the body alone), with the same changes."""
        last = len(self.document.rounds)
        number = whole("round", number)
        if not 0 <= number <= last:
            message = f"there is no round {number}; expected 0 to {last}"
            raise ScenarioError([LocatedProblem(Mark(self.name), "rounds", message)])
        return self._state(number, self.variant, self._changes)

    def with_rounds(self, numbers: Collection[int]) -> Scenario:
        """Return the state with some of the rounds up to this one only, the others left out.

        Parameters
        ----------
        numbers
            The rounds, from 1. What one of them removes and is not there without the others stays
            out of it.

        Raises
        ------
        ScenarioError
            If they make no valid scenario.
        """
        return self._state(self.round, self.variant, self._changes, only=numbers)

    def as_variant(self, variant: str | None) -> Scenario:
        """Return the state with a variant laid over it; None for the main reading."""
        if variant is not None and variant not in self.document.variants:
            known = names_like(variant, self.document.variants)
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
        if not isinstance(changes, Mapping):
            message = f"got {shown(changes)}; expected a mapping from paths to values"
            raise ScenarioError([LocatedProblem(Mark(name), "", message)])
        change: dict[str, Any] = {}
        marks: dict[Path, tuple[Mark, Mark]] = {}
        for key, value in string_keys(changes).items():
            path = tuple(key.split("."))
            mark = Mark(f"{name} {key}" if name.startswith("--") else name)
            join(change, nested(self.tree.data, path, value, mark.name, change))
            marks[path] = (mark, mark)
        origin = Mark(name) if len(marks) != 1 else next(iter(marks.values()))[0]
        tree = Tree(change, marks, origin)
        reject_states(tree)
        changed = self._state(self.round, self.variant, (*self._changes, tree))
        wrong = check_evidence([changed.tree], tree) if "evidence" in change else []
        if wrong:
            raise ScenarioError(wrong)
        return changed

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

    @property
    def bargaining(self) -> Talks | None:
        """How the parties talk, where the file says so."""
        return self.document.bargaining

    @property
    def steps(self) -> Mapping[str, Step]:
        """Steps of implementation, in file order."""
        return self.document.steps

    @property
    def demands(self) -> Mapping[str, Demand]:
        """Demands on the order of steps."""
        return self.document.demands

    @property
    def enforcement(self) -> Enforcement | None:
        """Who guarantees, where the file says so."""
        return self.document.enforcement

    @cached_property
    def labels(self) -> Labels:
        """What people read for parties, issues and other parts, by id."""
        return Labels(self.document)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what this state says, comments and layout aside."""
        said = self.document.model_dump(
            by_alias=True, exclude={"rounds", "before_rounds", "variants"}
        )
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=_written)
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
        return FrozenDict(found)

    @cached_property
    def inputs(self) -> Mapping[str, Input]:
        """Path → every number and range of the file, with whose it is and its evidence."""
        return FrozenDict(inputs_of(self.document, self.evidence))

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


def _written(quantity: Quantity) -> Any:
    return quantity.written()
