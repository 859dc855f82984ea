"""Making a failing case smaller: the same kind of fault, with as little else as may be."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from typing import Any

from sim.scenario import ScenarioError
from sim.scenario.yaml_reader import scan_text
from tests.fuzz.mutate_tree import part_at, values_of
from tests.generate.text import yaml_text

Shows = Callable[[str], bool]


def smaller(text: str, shows: Shows, seconds: float) -> str:
    """Return a smaller text that still shows a fault.

    Parameters
    ----------
    shows
        Returns whether a text shows it.
    seconds
        How long it is looked for.
    """
    end = time.monotonic() + seconds
    try:
        data = scan_text(text, "f").data
    except (ScenarioError, ValueError):
        return _fewer_lines(text, shows, end)
    if not shows(yaml_text(data)):
        return _fewer_lines(text, shows, end)
    return yaml_text(_fewer_parts(data, shows, end))


def _fewer_parts(data: Any, shows: Shows, end: float) -> Any:
    """Leave out parts of a tree, the largest first, until none can go."""
    left_out = True
    while left_out:
        left_out = False
        for path, _ in sorted(values_of(data), key=lambda one: -len(yaml_text(one[1]))):
            if time.monotonic() > end:
                return data
            made = copy.deepcopy(data)
            try:
                del part_at(made, path[:-1])[path[-1]]
            except LookupError:  # It went with what held it.
                continue
            if shows(yaml_text(made)):
                data, left_out = made, True
    return data


def _fewer_lines(text: str, shows: Shows, end: float) -> str:
    """Leave out runs of lines, long ones first."""
    lines = text.splitlines(keepends=True)
    size = len(lines) // 2
    while size:
        start = 0
        while start < len(lines) and time.monotonic() < end:
            made = lines[:start] + lines[start + size :]
            if shows("".join(made)):
                lines = made
            else:
                start += size
        size //= 2
    return "".join(lines)
