"""Checks on whatever names options of issues: clauses, agreements, rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.scenario.errors import Path, Problem, nearest
from sim.scenario.issue import Issue
from sim.scenario.rules import OptionName, Rule, Term, rule_clauses

Issues = Mapping[str, Issue]


def check_issue_id(
    name: str, issues: Issues, path: Path, *, on_key: bool = True
) -> Iterator[Problem]:
    """Yield a problem if there is no such issue."""
    if name not in issues:
        yield Problem(
            path,
            f"unknown issue '{name}'; {nearest(name, list(issues))}",
            on_key=on_key,
            depends_on=(("issues", name),),
        )


def check_option(option: OptionName, name: str, issues: Issues, path: Path) -> Iterator[Problem]:
    """Yield a problem if the issue has no such option."""
    issue = issues[name]
    if issue.find(option) is not None:
        return
    depends = (("issues", name, "options", str(option)), ("issues", name, "range"))
    if issue.range is not None:
        levels = issue.range
        yield Problem(
            path,
            f"{option!r} is no level of '{name}'; expected a number from {levels.start:g} to "
            f"{levels.stop:g} in steps of {levels.step:g}",
            depends_on=depends,
        )
        return
    known = [str(known) for known in issue.names]
    yield Problem(
        path, f"unknown option '{option}' of '{name}'; {nearest(option, known)}", depends_on=depends
    )


def check_clause(clause: Mapping[str, Term], issues: Issues, path: Path) -> Iterator[Problem]:
    """Yield the problems of a clause."""
    for name, term in clause.items():
        below = (*path, name)
        if name not in issues:
            yield from check_issue_id(name, issues, below)
        elif term.options is not None:
            for place, option in enumerate(term.options):
                yield from check_option(option, name, issues, (*below, place))
        else:
            yield from _check_comparison(term, name, issues[name], issues, below)


def _check_comparison(
    term: Term, name: str, issue: Issue, issues: Issues, path: Path
) -> Iterator[Problem]:
    bounds: dict[str, float] = {}
    for key in ("at_least", "at_most"):
        bound: OptionName | None = getattr(term, key)
        if bound is None:
            continue
        if issue.numeric:
            if isinstance(bound, str):
                yield Problem(
                    (*path, key), f"got '{bound}'; expected a number, '{name}' is numeric"
                )
                continue
        elif issue.find(bound) is None:
            yield from check_option(bound, name, issues, (*path, key))
            continue
        coordinate = issue.coordinate(bound)
        if coordinate is None:
            yield Problem(
                (*path, key),
                f"'{bound}' is marked bypass and has no place on the scale; expected "
                f"another option",
            )
            continue
        bounds[key] = coordinate
    if len(bounds) == 2 and bounds["at_least"] > bounds["at_most"]:
        yield Problem(
            path, "at_least is above at_most; expected a stretch that some option can match"
        )


def check_rules(rules: Mapping[str, Rule], issues: Issues, path: Path) -> Iterator[Problem]:
    """Yield the problems of a mapping of rules."""
    for name, rule in rules.items():
        for key, clause in rule_clauses(rule):
            yield from check_clause(clause, issues, (*path, name, key))


def check_agreement(
    agreement: Mapping[str, OptionName], issues: Issues, path: Path
) -> Iterator[Problem]:
    """Yield the problems of a possibly partial agreement."""
    for name, option in agreement.items():
        if name in issues:
            yield from check_option(option, name, issues, (*path, name))
        else:
            yield from check_issue_id(name, issues, (*path, name))
