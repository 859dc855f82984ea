"""Display names: what people read for parts of a scenario, told apart where labels are equal."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sim.scenario.visible import visible

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def display_name(name: str, label: str | None) -> str:
    r"""Return a label on one line; the id with spaces where there is none.

    >>> display_name("north_side", None), display_name("n", "The\nNorth")
    ('north side', 'The North')
    """
    return visible(" ".join((label or "").split())) or name.replace("_", " ")


def told_apart(labels: Mapping[str, str | None]) -> dict[str, str]:
    """Return id → display name, with the id in brackets where others read the same.

    >>> told_apart({"p0": "$0", "p1": "$0", "p2": None})
    {'p0': '$0 (p0)', 'p1': '$0 (p1)', 'p2': 'p2'}
    """
    shown = {name: display_name(name, label) for name, label in labels.items()}
    while True:
        # With an id behind it, a label may read as another one does: it is looked at again.
        many = Counter(map(_read, shown.values()))
        equal = [
            name
            for name, text in shown.items()
            if many[_read(text)] > 1 and not text.endswith(f"({name})")
        ]
        if not equal:
            return shown
        for name in equal:
            shown[name] += f" ({name})"


def _read(text: str) -> str:
    """Return a text as the eye sees it: characters in one form, whichever way they are written."""
    return unicodedata.normalize("NFC", text)


class Labels:
    """Id → display name, for every kind of part of a scenario that has a label.

    Parameters
    ----------
    scenario
        Whose parts.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.parties = told_apart({k: one.label for k, one in scenario.parties.items()})
        self.issues = told_apart({k: one.label for k, one in scenario.issues.items()})
        self.packages = told_apart({k: one.label for k, one in scenario.packages.items()})
        self.steps = told_apart({k: one.label for k, one in scenario.steps.items()})
        self.linkages = told_apart({k: one.label for k, one in scenario.linkages.items()})
        self.variants = told_apart({k: one.label for k, one in scenario.variants.items()})


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
        groups.setdefault(_read(display_name(name, label)), []).append(name)
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
