"""Every rule and reservation value with what stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.answer import Answer
from sim.scenario.base import FrozenDict
from sim.scenario.display_names import told_apart
from sim.scenario.evidence import Claim
from sim.scenario.scenario import Scenario
from sim.space.space import Space, reservation_path


@dataclass(frozen=True)
class RuleNote(Answer):
    """A rule or reservation value, and why it is there.

    Parameters
    ----------
    path
        Where it stands in the scenario.
    owner
        The party whose red line or reservation value it is; None for a linkage.
    kind
        ``linkage``, ``red line`` or ``reservation``.
    standing
        A linkage's kind or a red line's strength; empty for a reservation value.
    name
        Its label, or its id in words.
    because
        The author's reason, if given.
    evidence
        The claims behind it; none makes it an assumption.
    binds
        Whether it limits the zone.
    """

    _keys = "owner kind standing name because evidence=claims binds"

    path: str
    owner: str | None
    kind: str
    standing: str
    name: str
    because: str | None
    evidence: tuple[Claim, ...]
    binds: bool

    @property
    def claims(self) -> list[dict[str, Any]]:
        """The evidence as plain data."""
        return [one.model_dump(exclude_none=True, exclude={"about"}) for one in self.evidence]


def rule_notes(space: Space) -> Mapping[str, RuleNote]:
    """Return path → note for every linkage, red line and reservation value, in file order."""
    scenario = space.scenario
    active = {rule.path for rule in space.active_rules}
    found = {}
    for name, linkage in scenario.linkages.items():
        path = f"linkages.{name}"
        found[path] = _note(
            scenario,
            path,
            None,
            "linkage",
            linkage.kind,
            scenario.labels.linkages[name],
            linkage.because,
            True,
        )
    for number, (party_name, party) in enumerate(scenario.parties.items()):
        names = told_apart({name: line.label for name, line in party.red_lines.items()})
        for name, line in party.red_lines.items():
            path = f"parties.{party_name}.red_lines.{name}"
            found[path] = _note(
                scenario, path, party_name, "red line", line.strength, names[name],
                line.because, path in active,
            )  # fmt: skip
        if party.weighs:
            path = reservation_path(party_name)
            because = party.reservation.because if party.reservation else None
            found[path] = _note(
                scenario, path, party_name, "reservation", "", "walk-away value", because,
                number in space.consenting,
            )  # fmt: skip
    return FrozenDict(found)


def _note(
    scenario: Scenario,
    path: str,
    owner: str | None,
    kind: str,
    standing: str,
    name: str,
    because: str | None,
    binds: bool,
) -> RuleNote:
    evidence = scenario.evidence.get(path, ())
    return RuleNote(path, owner, kind, standing, name, because, evidence, binds)
