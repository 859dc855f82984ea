"""How texts name things: labels of parties, options and rules, and lists of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.space.space import Space
from sim.text.fitting import Detail
from sim.text.grammar import inside, possessive
from sim.text.inputs import input_label
from sim.zone.holding import TEXTS, Holding
from sim.zone.rule_notes import RuleNote, rule_notes

FIXED_LINE = (
    "The model treats all positions alike for arithmetic and says nothing on legality or justice."
)
WEAK_EVIDENCE = (
    "With shared odds of war and any cost of it a zone exists unless rules close it (Fearon 1995), "
    "so that one exists is weak evidence."
)


class Words:
    """The labels of one scenario.

    Parameters
    ----------
    scenario
        Whose labels.
    notes
        Its rules and reservation values by path.
    """

    def __init__(self, scenario: Scenario, notes: Mapping[str, RuleNote]) -> None:
        self.scenario = scenario
        self.notes = notes

    def party(self, name: str) -> str:
        """Return a party's label as it stands in a sentence: "the Union" of "The Union"."""
        return inside(self.scenario.labels.parties[name])

    def issue(self, name: str) -> str:
        """Return an issue's label."""
        return self.scenario.labels.issues[name]

    def option(self, issue: str, option: OptionName) -> str:
        """Return an option's label."""
        listed = self.scenario.issues[issue]
        return listed.option_label(listed.place(option))

    def rule(self, path: str, *, rests: bool = True) -> str:
        """Return a rule or walk-away value: "Russia's red line “…” (stated, with evidence)".

        Parameters
        ----------
        rests
            Whether to say if there is evidence for it.
        """
        note = self.notes[path]
        behind = ["with evidence" if note.evidence else "an assumption"] if rests else []
        standing = ", ".join(filter(None, [note.standing, *behind]))
        if note.owner is None:
            text = f"the linkage “{note.name}”"
        elif note.kind == "reservation":
            text = f"{possessive(self.party(note.owner))} walk-away value"
        else:
            text = f"{possessive(self.party(note.owner))} red line “{note.name}”"
        return f"{text} ({standing})" if standing else text

    def whose(self, path: str) -> str:
        """Return whose rule it is and what it rests on: "Russia, inferred"."""
        note = self.notes[path]
        if note.owner is None:
            return f"linkage “{note.name}”"
        if note.kind == "reservation":
            return f"{possessive(self.party(note.owner))} walk-away value"
        return f"{self.party(note.owner)}, {note.standing}"

    def concessions(self, pairs: Iterable[tuple[str, str]]) -> str:
        """Return concessions grouped by party: "Russia on Crimea, Donbas; Ukraine on NATO"."""
        by_party: dict[str, list[str]] = {}
        for party, issue in pairs:
            by_party.setdefault(party, []).append(self.issue(issue))
        groups = [f"{self.party(p)} on {', '.join(issues)}" for p, issues in by_party.items()]
        return "; ".join(groups) if groups else "none"

    def pattern(self, held: Mapping[str, Holding]) -> str:
        """Return who holds what, issues with the same answer together, what nobody holds last."""
        groups: dict[Holding, list[str]] = {}
        for issue, holding in held.items():
            groups.setdefault(holding, []).append(self.issue(issue))
        order = sorted(groups, key=lambda holding: (holding.kind != "held", holding.kind))
        return "; ".join(f"{self.holding(one)}: {', '.join(groups[one])}" for one in order)

    def holding(self, holding: Holding) -> str:
        """Return whose position stands on an issue: "held by Russia"."""
        return TEXTS[holding.kind].format(", ".join(map(self.party, holding.parties)))

    def interaction(self, path: str) -> str:
        """Return whose an interaction is: "Russia's “quiet border”"."""
        _, party, _, key = path.split(".")
        label = self.scenario.parties[party].interactions[key].label or key.replace("_", " ")
        return f"“{label}” of {self.party(party)}"

    def change(self, path: str) -> str:
        """Return what a change is about, as well as its path tells."""
        if path in self.notes:
            return self.rule(path)
        parts = path.split(".")
        known = parts[0] == "parties" and len(parts) > 2 and parts[1] in self.scenario.parties
        if known and parts[2] == "red_lines" and len(parts) == 4:
            return f"{self.party(parts[1])}: red line “{parts[3].replace('_', ' ')}”"
        return path

    def input(self, path: str) -> str:
        """Return an input by its path: "Russia's weight of Crimea"."""
        return input_label(self.scenario, path)

    def inputs(self, paths: Sequence[str]) -> list[str]:
        """Return inputs by their paths, each owner once: "Russia's cost of war", "its odds"."""
        labels, before = [], ""
        for path in paths:
            label, party = self.input(path), path.split(".")[1] if "." in path else ""
            known = self.scenario.parties if not path.startswith("parameters.") else ()
            if party not in known:
                # A shared parameter is named by whose odds it is.
                party = next(
                    (
                        name
                        for name in self.scenario.parties
                        if label.startswith(f"{possessive(self.party(name))} ")
                    ),
                    "",
                )
            owner = f"{possessive(self.party(party))} " if party else ""
            same = owner and party == before and label.startswith(owner)
            labels.append(f"its {label.removeprefix(owner)}" if same else label)
            before = party
        return labels

    def rule_in(self, detail: Detail, path: str) -> str:
        """Return a rule or walk-away value without what it rests on, cut where it is long."""
        return self.short(self.rule(path, rests=False), detail)

    def short(self, text: str, detail: Detail) -> str:
        """Return a phrase in which long labels of parties are cut, and then the rest of it."""
        for name in self.scenario.parties:
            label = self.party(name)
            text = text.replace(label, detail.name(label))
        return detail.phrase(text)


def party_label(scenario: Scenario, name: str) -> str:
    """Return what people read for a party."""
    return scenario.labels.parties[name]


def issue_label(scenario: Scenario, name: str) -> str:
    """Return what people read for an issue."""
    return scenario.labels.issues[name]


def rule_names(space: Space) -> dict[str, str]:
    """Return path → what people read for every rule and walk-away value.

    ``parties.russia.red_lines.nato_aim_not_kept`` is "Russia: nato aim not kept (inferred)".
    """
    found = {}
    for path, note in rule_notes(space).items():
        owner = "linkage" if note.owner is None else party_label(space.scenario, note.owner)
        found[path] = f"{owner}: {note.name}" + (f" ({note.standing})" if note.standing else "")
    return found


def state(scenario: Scenario) -> str:
    """Return which round and variant of a scenario is shown; empty where there is only one."""
    parts = []
    if scenario.round:
        reached = scenario.rounds[scenario.round - 1].label
        parts.append(f"round {scenario.round}" + (f": {reached}" if reached else ""))
    elif scenario.rounds:
        parts.append("before the first round")
    if scenario.variant is not None:
        parts.append(f"variant: {scenario.labels.variants[scenario.variant]}")
    return " · ".join(parts)
