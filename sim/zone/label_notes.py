"""What is doubtful about labels: equal ones, and ones that a comma has cut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.scenario.display_names import as_seen, display_name
from sim.scenario.scenario import Scenario


def label_notes(scenario: Scenario) -> list[str]:
    """Return what is doubtful about the labels of a scenario: equal ones, and cut ones."""
    kinds: list[tuple[str, Mapping[str, str | None]]] = [
        ("parties", {k: one.label for k, one in scenario.parties.items()}),
        ("issues", {k: one.label for k, one in scenario.issues.items()}),
        *(
            (f"options of {name}:", {k: one.label for k, one in (issue.options or {}).items()})
            for name, issue in scenario.issues.items()
        ),
        *(
            (f"red lines of {name}:", {k: one.label for k, one in party.red_lines.items()})
            for name, party in scenario.parties.items()
        ),
        ("linkages", {k: one.label for k, one in scenario.linkages.items()}),
        ("packages", {k: one.label for k, one in scenario.packages.items()}),
        ("steps", {k: one.label for k, one in scenario.steps.items()}),
        ("variants", {k: one.label for k, one in scenario.variants.items()}),
    ]
    notes = [note for kind, labels in kinds for note in _equal(kind, labels)]
    return [*notes, *_cut(scenario)]


def _equal(kind: str, labels: Mapping[str, str | None]) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for name, label in labels.items():
        groups.setdefault(as_seen(display_name(name, label)), []).append(name)
    for label, names in groups.items():
        if len(names) > 1:
            listed = f"{', '.join(names[:-1])} and {names[-1]}"
            yield (
                f"{kind} {listed} have the same label “{label}”; their ids are put behind it, "
                "so that they can be told apart"
            )


def _cut(scenario: Scenario) -> Iterator[str]:
    """Yield options that may be the rest of the label before them, cut off by a comma."""
    for name, issue in scenario.issues.items():
        for option, said in (issue.options or {}).items():
            marks = scenario.tree.marks.get(("issues", name, "options", option))
            if marks is not None and marks[0].torn and said.label is None:
                yield (
                    f"'{option}' is read as an option of {name}; if it belongs to the label before "
                    f'it, put that in quotes: "{marks[0].torn}"'
                )
