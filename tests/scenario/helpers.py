"""What the tests on the scenario document share: a sound file, and its problems."""

from __future__ import annotations

from sim.scenario import LocatedProblem, Scenario, ScenarioError
from sim.scenario.yaml_reader import scan_text

BODY = """\
title: T
issues:
  nato: {options: [kept, paused, renounced]}
  land:
    options:
      back: Back
      later: {bypass: true}
      gone: Gone
  army: {range: {from: 0, to: 100, step: 10}}
parties:
  a:
    weights: {nato: 1, land: 2, army: 3}
    positions:
      nato: kept
      land: {values: {back: 1, later: 0.5, gone: 0}}
      army: 100
    red_lines:
      r1: {never: {land: gone}}
  b:
    weights: {nato: 1, land: 2, army: 3}
    positions:
      nato: renounced
      land: {values: {back: 0, later: 0.5, gone: 1}}
      army: 0
"""
"""A sound scenario of 24 lines; what a test appends begins on line 25."""


def swapped(old: str, new: str, extra: str = "") -> str:
    """Return the sound scenario with its first ``old`` replaced, and text appended."""
    assert old in BODY
    return BODY.replace(old, new, 1) + extra


def scenario_of(text: str) -> Scenario:
    """Return the scenario of a text called ``f``."""
    return Scenario.from_tree(scan_text(text, "f"), "f")


def problems_of(text: str) -> tuple[LocatedProblem, ...]:
    """Return the problems of a text called ``f``; none where it is sound."""
    try:
        scenario_of(text)
    except ScenarioError as error:
        return error.problems
    return ()


def places(text: str) -> list[tuple[str, str]]:
    """Return ``(line:column, path)`` of every problem."""
    return [(f"{p.mark.line}:{p.mark.column}", p.path) for p in problems_of(text)]
