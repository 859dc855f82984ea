"""Labels of a scenario's parts, by id."""

from __future__ import annotations

from sim.scenario.display_names import told_apart
from sim.scenario.document import Document


class Labels:
    """Id → display name, for every kind of part of a scenario that has a label.

    Parameters
    ----------
    document
        Whose parts.
    """

    def __init__(self, document: Document) -> None:
        self.parties = told_apart({k: one.label for k, one in document.parties.items()})
        self.issues = told_apart({k: one.label for k, one in document.issues.items()})
        self.packages = told_apart({k: one.label for k, one in document.packages.items()})
        self.steps = told_apart({k: one.label for k, one in document.steps.items()})
        self.linkages = told_apart({k: one.label for k, one in document.linkages.items()})
        self.variants = told_apart({k: one.label for k, one in document.variants.items()})
