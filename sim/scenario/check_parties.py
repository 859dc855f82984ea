"""Checks on parties: weights, positions, reservation values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.scenario.check_rules import (
    Issues,
    check_agreement,
    check_clause,
    check_issue_id,
    check_option,
    check_rules,
)
from sim.scenario.document import Document
from sim.scenario.errors import Path, Problem, nearest
from sim.scenario.issue import Issue
from sim.scenario.party import Party
from sim.scenario.position import Position
from sim.scenario.quantity import Quantity
from sim.scenario.rules import ConsentWhen

MAX_WORTH = 100.0
SMALLEST = 1e-12
"""The smallest weight that is not 0; the largest is its inverse."""
MIN_PATIENCE = 1e-6
EXPONENTS = (0.01, 100.0)


def check_party(name: str, party: Party, document: Document) -> Iterator[Problem]:
    """Yield the problems of one party."""
    path: Path = ("parties", name)
    issues = document.issues
    yield from _check_weights(party, document, path)
    for issue, position in party.positions.items():
        below = (*path, "positions", issue)
        if issue in issues:
            weighed = issue in party.weighed_issues()
            yield from check_position(position, issue, issues, weighed, document, below)
        else:
            yield from check_issue_id(issue, issues, below)
    yield from check_rules(party.red_lines, issues, (*path, "red_lines"))
    for key, red_line in party.red_lines.items():
        if red_line.holds is not None:
            where = (*path, "red_lines", key, "holds")
            yield from check_bounds(red_line.holds, 0, 1, document, where, "a share of draws")
    for key, interaction in party.interactions.items():
        below = (*path, "interactions", key)
        yield from check_clause(interaction.when, issues, (*below, "when"))
        yield from check_bounds(
            interaction.worth,
            -MAX_WORTH,
            MAX_WORTH,
            document,
            (*below, "worth"),
            "points of utility",
        )
    if isinstance(party.consents, ConsentWhen):
        yield from check_clause(party.consents.when, issues, (*path, "consents", "when"))
    yield from _check_talks(party, document, path)
    yield from _check_utility_needed(party, path)
    yield from _check_reservation(name, party, document, path)


def check_bounds(
    quantity: Quantity, low: float, high: float, document: Document, path: Path, what: str
) -> Iterator[Problem]:
    """Yield a problem if a number or range leaves its bounds or names no parameter."""
    if quantity.parameter is not None and quantity.parameter not in document.parameters:
        known = list(document.parameters)
        yield Problem(
            path,
            f"unknown parameter '{quantity.parameter}'; {nearest(quantity.parameter, known)}",
            depends_on=(("parameters", quantity.parameter),),
        )
        return
    actual = quantity.resolved(document.parameters)
    if actual.low < low or actual.high > high:
        found = f"{actual.low:g}" if not actual.is_range else f"[{actual.low:g}, {actual.high:g}]"
        yield Problem(path, f"{found} is outside {low:g}..{high:g}; expected {what}")


def _check_weights(party: Party, document: Document, path: Path) -> Iterator[Problem]:
    issues = document.issues
    key = "order" if party.order is not None else "weights"
    weighed = party.weighed_issues()
    if key == "order" and len(set(weighed)) < len(weighed):
        yield Problem((*path, key), "an issue stands twice in the order; expected each once")
    if party.weighs and not weighed and not party.interactions:
        yield Problem(
            (*path, key), "weighs no issue; expected at least one", depends_on=((*path, key),)
        )
    for issue in weighed:
        below = (*path, key, issue) if key == "weights" else (*path, key)
        if issue not in issues:
            yield from check_issue_id(issue, issues, below, on_key=key == "weights")
        elif issue not in party.positions:
            yield Problem(
                below,
                f"has a weight but no position on '{issue}'; expected one under positions:",
                on_key=key == "weights",
                depends_on=((*path, "positions", issue), ("issues", issue)),
            )
    if isinstance(party.weights, Mapping):
        yield from _check_numbers(party, party.weights, document, (*path, "weights"))


def _check_numbers(
    party: Party, weights: Mapping[str, Quantity], document: Document, path: Path
) -> Iterator[Problem]:
    sound = True
    for issue, weight in weights.items():
        found = list(
            check_bounds(weight, 0, 1 / SMALLEST, document, (*path, issue), "a weight of 0 or more")
        )
        found = found or list(_check_smallest(weight, document, (*path, issue)))
        sound = sound and not found
        yield from found
    if not sound or not weights:
        return
    if not sum(weight.point(document.parameters) for weight in weights.values()) > 0:
        yield Problem(path, "all weights are 0; expected at least one above 0")
    if party.weights_are == "shares":
        actual = [weight.resolved(document.parameters) for weight in weights.values()]
        low, high = sum(w.low for w in actual), sum(w.high for w in actual)
        if low > 1 + 1e-9 or high < 1 - 1e-9:
            yield Problem(
                path,
                f"as shares the weights add up to {low:g} at least and {high:g} at most; "
                f"expected 1 to be possible",
            )


def _check_smallest(weight: Quantity, document: Document, path: Path) -> Iterator[Problem]:
    """Yield a problem where a weight is so small that its digits are lost."""
    actual = weight.resolved(document.parameters)
    for end in dict.fromkeys((actual.low, actual.mode, actual.high)):
        if 0 < end < SMALLEST:
            yield Problem(
                path,
                f"{end:g} is too small to be told from 0; expected 0, or {SMALLEST:g} and more "
                f"(only the ratios of weights count)",
            )


def check_position(
    position: Position, name: str, issues: Issues, weighed: bool, document: Document, path: Path
) -> Iterator[Problem]:
    """Yield the problems of a position on an issue."""
    issue = issues[name]
    for option, value in (position.values or {}).items():
        below = (*path, "values", option)
        yield from check_bounds(value, 0, 1, document, below, "a value, 0 (worst) to 1 (best)")
        if issue.find(option) is None and not _between_levels(issue, option, position):
            for found in check_option(option, name, issues, below):
                yield Problem(found.path, found.message, True, found.depends_on)
    places = [issue.find(option) for option in position.values or {}]
    if issue.numeric and len(set(places) - {None}) < len([p for p in places if p is not None]):
        yield Problem((*path, "values"), "has two values for one level; expected one")
    if position.ideal is not None:
        wrong = list(_check_ideal(position, name, issues, path))
        yield from wrong
        if wrong:
            return
    for unvalued in _unvalued(position, issue) if weighed else []:
        yield Problem(
            (*path, "values") if position.values is not None else path,
            f"no value for '{unvalued}' of '{name}'; expected one (0..1)",
            depends_on=((*path, "values", str(unvalued)),),
        )


def _between_levels(issue: Issue, option: str, position: Position) -> bool:
    """Say whether a value stands at a number between the levels, for others to be read off."""
    if issue.range is None or position.ideal is not None:
        return False
    try:
        return issue.range.start <= float(option) <= issue.range.stop
    except ValueError:
        return False


def _check_ideal(position: Position, name: str, issues: Issues, path: Path) -> Iterator[Problem]:
    issue, ideal = issues[name], position.ideal
    where = (*path, "ideal")
    if issue.range is not None:
        inside = not isinstance(ideal, str) and ideal is not None
        if not inside or not issue.range.start <= float(ideal or 0) <= issue.range.stop:
            yield Problem(
                where,
                f"{ideal!r} is outside '{name}'; expected a number from {issue.range.start:g} to "
                f"{issue.range.stop:g}",
            )
        return
    found = list(check_option(ideal, name, issues, where)) if ideal is not None else []
    yield from found
    if not found and issue.coordinate(ideal) is None:
        yield Problem(
            where,
            f"'{ideal}' is marked bypass and has no place on the scale; expected "
            f"{{values: {{option: value}}}}",
        )


def _unvalued(position: Position, issue: Issue) -> list[object]:
    """Return the options that must have a value and don't."""
    listed = {issue.find(option) for option in position.values or {}}
    if issue.numeric:
        needed = [] if position.ideal is not None else [0, len(issue.names) - 1]
    elif position.ideal is not None:
        needed = [place for place, at in enumerate(issue.coordinates) if at is None]
    else:
        needed = list(range(len(issue.names)))
    return [issue.names[place] for place in needed if place not in listed]


def _check_talks(party: Party, document: Document, path: Path) -> Iterator[Problem]:
    """Check what a party brings to the talks, as far as it is numbers."""
    if party.patience is not None:
        where = (*path, "patience")
        what = "what is left of a gain after a round, above 0 up to 1"
        yield from check_bounds(party.patience, MIN_PATIENCE, 1, document, where, what)
    if party.strategy is not None and party.strategy.exponent is not None:
        where = (*path, "strategy", "exponent")
        low, high = EXPONENTS
        yield from check_bounds(party.strategy.exponent, low, high, document, where, "an exponent")


def _check_utility_needed(party: Party, path: Path) -> Iterator[Problem]:
    if party.weighs:
        return
    needing = {
        "bargains": party.bargains is True,
        "reservation": party.reservation is not None,
        "power": party.power is not None,
        "patience": party.patience is not None,
        "strategy": party.strategy is not None,
    }
    for key, is_needed in needing.items():
        if is_needed:
            yield Problem(
                (*path, key),
                f"'{key}' needs a utility, and the party has no weights; expected "
                f"weights:, order: or interactions:",
                depends_on=((*path, "weights"), (*path, "order"), (*path, "interactions")),
            )


def _check_reservation(
    name: str, party: Party, document: Document, path: Path
) -> Iterator[Problem]:
    reservation = party.reservation
    if reservation is None or not party.weighs:
        return
    below = (*path, "reservation")
    if reservation.number is not None:
        yield from check_bounds(reservation.number, -1e6, 1e6, document, below, "a utility")
    elif reservation.agreement is not None:
        where = (*below, "agreement")
        yield from _check_complete(party, reservation.agreement, document, where)
        yield from check_bounds(reservation.cost, -1e6, 1e6, document, (*below, "cost"), "a cost")
    elif reservation.status_quo:
        if document.status_quo is None:
            yield Problem(
                below,
                "is status_quo, and the scenario has none; expected status_quo: at the top",
                depends_on=(("status_quo",),),
            )
        else:
            for found in _check_complete(party, document.status_quo, document, ("status_quo",)):
                if "leaves" in found.message:
                    yield found
    else:
        yield from _check_war(name, party, document, (*below, "war"))


def _check_war(name: str, party: Party, document: Document, path: Path) -> Iterator[Problem]:
    war = party.reservation.war if party.reservation else None
    assert war is not None
    yield from check_bounds(war.win, 0, 1, document, (*path, "win"), "a probability")
    yield from check_bounds(war.cost, -1e6, 1e6, document, (*path, "cost"), "a cost")
    for key in ("won", "lost"):
        outcome = getattr(war, key)
        if isinstance(outcome, Quantity):
            yield from check_bounds(outcome, -1e6, 1e6, document, (*path, key), "a utility")
        elif outcome is not None:
            yield from _check_complete(party, outcome, document, (*path, key))
    others = [
        other for other, p in document.parties.items() if other != name and p.principal and p.weighs
    ]
    if war.against is not None:
        if war.against not in others:
            yield Problem(
                (*path, "against"),
                f"'{war.against}' is no other principal with weights; "
                f"{nearest(war.against, others)}",
                depends_on=(("parties", war.against),),
            )
    elif war.lost is None and len(others) != 1:
        yield Problem(
            path,
            f"there are {len(others)} other principals with weights; expected against: to "
            f"name the opponent",
            depends_on=(("parties",),),
        )


def _check_complete(
    party: Party, agreement: Mapping[str, object], document: Document, path: Path
) -> Iterator[Problem]:
    """Check an agreement that a utility is taken of: it must name all that the party looks at."""
    yield from check_agreement(agreement, document.issues, path)  # type: ignore[arg-type]
    needed = set(party.weighed_issues())
    for interaction in party.interactions.values():
        needed |= set(interaction.when)
    for issue in document.issues:
        if issue in needed and issue not in agreement:
            yield Problem(
                path,
                f"leaves '{issue}' open, which the party weighs or has an interaction on; "
                f"expected an option",
                depends_on=((*path, issue),),
            )
