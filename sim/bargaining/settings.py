"""How talks are set up: what the file says, what is asked for, what is left to chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from sim.answer import Answer
from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.strategies import STRATEGIES
from sim.scenario.arguments import MOST_ROUNDS, real, whole
from sim.scenario.base import shown
from sim.scenario.check_parties import EXPONENTS
from sim.scenario.errors import LocatedProblem, Mark, Path, Problem, ScenarioError, nearest
from sim.scenario.quantity import Quantity
from sim.scenario.scenario import Scenario
from sim.scenario.talks import Strategy, Talks
from sim.space.input_sources import MOST_SPREAD

UNSTATED = Strategy(name="time_dependent")
"""How a party bargains of which nothing is said."""
ANY_EXPONENT = Quantity("range", 0.25, 1.0, 4.0)
"""From moving early to moving late, where no exponent is given."""
PATIENT = Quantity("exact", 1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Settings(Answer):
    """How talks are held.

    Parameters
    ----------
    protocol, rounds
        The rules, and the rounds before the deadline.
    hazard
        The chance that talks break off after a round.
    opener
        The party that makes the first offer; None where it is drawn for each talk.
    through_rounds
        Whether talks run through the states of the scenario's rounds.
    strategies
        Party → how it bargains.
    exponents
        Party → the exponent of a time-dependent strategy, its range, or a parameter; None for
        others.
    patience
        Party → what is left of a gain after a round.
    unstated
        Parties of whose strategy nothing is said.
    draw
        Whether weights, values, reservation values, patience and hazard are drawn for each talk.
    spread
        How far bare numbers are then spread (0 for not at all).
    parameters
        Name → what the scenario says of what several numbers share.
    fixed
        Whether no weight, value or reservation value differs between draws.
    """

    protocol: str
    rounds: int
    hazard: Quantity
    opener: str | None
    through_rounds: bool
    strategies: Mapping[str, Strategy]
    exponents: Mapping[str, Quantity | None]
    patience: Mapping[str, Quantity]
    unstated: tuple[str, ...]
    draw: bool = False
    spread: float = 1.0
    parameters: Mapping[str, Quantity] = field(default_factory=dict)
    fixed: bool = False

    def resolved(self, quantity: Quantity) -> Quantity:
        """Return a number or range, a parameter replaced by what the scenario says of it."""
        return quantity.resolved(self.parameters)

    @property
    def come_down(self) -> bool:
        """Whether all are time-dependent: they come down to reservation values by the deadline."""
        return all(self.exponents.get(name) is not None for name in self.strategies)

    @property
    def varies(self) -> tuple[str, ...]:
        """What differs between talks by chance."""
        protocol = PROTOCOLS[self.protocol]

        def ranged(quantities: Iterable[Quantity | None]) -> bool:
            return any(one is not None and self.resolved(one).is_range for one in quantities)

        differing = {
            "who opens": protocol.opens and self.opener is None,
            "exponents of strategies": ranged(self.exponents.values()),
            "when talks break off": self.resolved(self.hazard).high > 0,
            "ties": protocol.coins,
            "the mediator's revisions": protocol.mediated,
            "weights, values and walk-away values": self.draw and not self.fixed,
            "patience": self.draw and ranged(self.patience.values()),
        }
        return tuple(name for name, there in differing.items() if there)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "protocol": self.protocol,
            "rounds": self.rounds,
            "hazard": self.hazard.written(),
            "opener": self.opener or "random",
            "through_rounds": self.through_rounds,
            "strategies": {
                name: {
                    "name": said.name,
                    "exponent": _written(self.exponents[name]),
                    "answer": said.answer,
                    "accept": list(said.accept),
                    "level": said.level,
                    "after": said.after,
                    "tolerance": said.tolerance,
                    "ties": said.ties,
                    "patience": _written(self.patience[name]),
                    "stated": name not in self.unstated,
                }
                for name, said in self.strategies.items()
            },
            "draw": self.draw,
            "spread": self.spread if self.draw else None,
        }


def _written(quantity: Quantity | None) -> Any:
    return None if quantity is None else quantity.written()


def make_settings(
    scenario: Scenario,
    seats: tuple[str, ...],
    *,
    protocol: str | None = None,
    strategies: Mapping[str, str | Mapping[str, Any]] | None = None,
    rounds: int | None = None,
    opener: str | None = None,
    hazard: float | None = None,
    through_rounds: bool | None = None,
    draw: bool = False,
    spread: float = 1.0,
) -> Settings:
    """Return the settings of talks: what is asked for comes before what the file says.

    Parameters
    ----------
    scenario
        What the file says.
    seats
        Ids of the parties at the table, in file order.

    Raises
    ------
    ScenarioError
        If something is unknown or doesn't fit, with all such problems.
    TypeError, ValueError
        If an argument is not of its kind or leaves its bounds.
    """
    said = scenario.bargaining or Talks()
    problems: list[LocatedProblem] = []
    _check_given(protocol, strategies, rounds, opener, hazard, spread)
    asked = _read_strategies(strategies or {}, seats, problems)
    chosen = {name: asked.get(name) or scenario.parties[name].strategy for name in seats}
    held = Settings(
        protocol=said.protocol if protocol is None else protocol,
        rounds=said.rounds if rounds is None else rounds,
        hazard=said.hazard if hazard is None else Quantity.read(float(hazard)),
        opener=_opener(said.opener if opener is None else opener, seats),
        through_rounds=said.through_rounds if through_rounds is None else through_rounds,
        strategies={name: one or UNSTATED for name, one in chosen.items()},
        exponents={name: _exponent(one or UNSTATED) for name, one in chosen.items()},
        patience={name: scenario.parties[name].patience or PATIENT for name in seats},
        unstated=tuple(name for name, one in chosen.items() if one is None),
        draw=draw,
        spread=float(spread),
        parameters=scenario.parameters,
    )
    told = {"protocol": protocol, "opener": opener, "rounds": rounds, "hazard": hazard}
    for path, message in _wrong(held, seats):
        name = str(path[1]) if path[0] == "parties" else str(path[-1])
        mark = Mark(f"<{'strategies' if path[0] == 'parties' else name}>")
        given = name in asked if path[0] == "parties" else told.get(name) is not None
        if given or not _stands(scenario, path):
            problems.append(LocatedProblem(mark, ".".join(map(str, path)), message))
        else:
            problems.append(scenario.tree.locate(Problem(path, message)))
    if problems:
        raise ScenarioError(problems)
    return held


def _stands(scenario: Scenario, path: Path) -> bool:
    data: Any = scenario.tree.data
    for part in path[:2]:
        if not isinstance(data, dict) or part not in data:
            return False
        data = data[part]
    return True


def _read_strategies(
    given: Mapping[str, str | Mapping[str, Any]],
    seats: tuple[str, ...],
    problems: list[LocatedProblem],
) -> dict[str, Strategy]:
    """Return the strategies asked for by party, and note what is wrong with them."""
    found: dict[str, Strategy] = {}
    for name, written in given.items():
        path = f"parties.{name}.strategy"
        if name not in seats:
            message = f"'{name}' is no party that bargains; {nearest(name, list(seats))}"
            problems.append(LocatedProblem(Mark("<strategies>"), path, message))
            continue
        try:
            found[name] = Strategy.model_validate(written)
        except ValidationError as error:
            problems += [
                LocatedProblem(
                    Mark("<strategies>"),
                    ".".join([path, *map(str, details["loc"])]),
                    details["msg"],
                )
                for details in error.errors()
            ]
            found[name] = UNSTATED
    return found


def _exponent(said: Strategy) -> Quantity | None:
    known = STRATEGIES.get(said.name)
    if known is None or ("exponent" not in known.takes and known.exponent is None):
        return None
    if said.exponent is not None:
        return said.exponent
    return ANY_EXPONENT if known.exponent is None else Quantity.read(known.exponent)


def _opener(written: str, seats: tuple[str, ...]) -> str | None:
    if written == "random":
        return None
    return seats[0] if written == "first" and seats else written


def _wrong(held: Settings, seats: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    """Yield what is unknown or doesn't fit, with the path that it would have in a file."""
    if held.protocol not in PROTOCOLS:
        yield ("bargaining", "protocol"), _unknown("protocol", held.protocol, list(PROTOCOLS))
    if held.rounds < 1:
        yield ("bargaining", "rounds"), f"got {held.rounds}; expected at least 1"
    if held.rounds > MOST_ROUNDS:
        message = f"got {shown(held.rounds)}; expected at most {MOST_ROUNDS:,}"
        yield ("bargaining", "rounds"), message
    hazard = held.resolved(held.hazard)
    if not 0 <= hazard.low <= hazard.high < 1:
        yield ("bargaining", "hazard"), f"got {hazard.high:g}; expected a chance, 0 to below 1"
    if held.opener is not None and held.opener not in seats:
        hint = nearest(held.opener, ["random", "first", *seats])
        yield ("bargaining", "opener"), f"'{held.opener}' is no party that bargains; {hint}"
    for name, said in held.strategies.items():
        path: Path = ("parties", name, "strategy")
        if said.name not in STRATEGIES:
            yield path, _unknown("strategy", said.name, list(STRATEGIES))
            continue
        yield from ((path, message) for message in _unfit(held, said, len(seats)))


def _unknown(what: str, name: str, known: list[str]) -> str:
    """Return that a name is unknown, the nearest known one if any is near, and all that are."""
    near, every = nearest(name, known), f"known: {', '.join(known)}"
    hint = f"{near} ({every})" if near.startswith("did you mean") else every
    return f"unknown {what} '{name}'; {hint}"


def _unfit(held: Settings, said: Strategy, seats: int) -> Iterator[str]:
    """Yield what doesn't fit about one known strategy."""
    known = STRATEGIES[said.name]
    fewest, most = known.parties
    if (most is not None and seats > most) or seats < fewest:
        fitting = [n for n, s in STRATEGIES.items() if s.parties[1] is None]
        yield (
            f"'{said.name}' is for {fewest} parties and {seats} bargain; expected one of "
            f"{', '.join(fitting)}"
        )
    if held.protocol in PROTOCOLS and held.protocol not in known.protocols:
        fitting = [n for n, s in STRATEGIES.items() if held.protocol in s.protocols]
        yield (
            f"'{said.name}' doesn't fit the protocol {held.protocol}; expected one of "
            f"{', '.join(fitting)}, or the protocol {' or '.join(sorted(known.protocols))}"
        )
    for key in ("exponent", "answer"):
        if getattr(said, key) is not None and key not in known.takes:
            fitting = [n for n, s in STRATEGIES.items() if key in s.takes]
            yield f"'{said.name}' takes no {key}; {', '.join(fitting)} do"
    for key, always in known.fixed.items():
        given = getattr(said, key)
        if key in said.model_fields_set and given != always:
            yield f"'{said.name}' always has {key}: {always}; got {given}"
    if said.exponent is not None:
        yield from _unfit_exponent(held, said.exponent)
    if "next" not in said.accept and said.name in ("equilibrium", "zeuthen", "micro"):
        yield f"'{said.name}' accepts by the rule next only; expected no other accept:"


def _unfit_exponent(held: Settings, exponent: Quantity) -> Iterator[str]:
    if exponent.parameter is not None and exponent.parameter not in held.parameters:
        hint = nearest(exponent.parameter, list(held.parameters))
        yield f"unknown parameter '{exponent.parameter}'; {hint}"
        return
    (low, high), known = EXPONENTS, held.resolved(exponent)
    if known.low < low or known.high > high:
        yield f"the exponent leaves {low:g}..{high:g}"


def _check_given(
    protocol: object,
    strategies: object,
    rounds: object,
    opener: object,
    hazard: object,
    spread: object,
) -> None:
    """Raise a TypeError or ValueError if an argument is not of its kind."""
    for name, given in (("protocol", protocol), ("opener", opener)):
        if given is not None and not (isinstance(given, str) and given):
            raise TypeError(f"{name}: got {given!r}; expected a name")
    if strategies is not None and not isinstance(strategies, Mapping):
        raise TypeError(f"strategies: got {strategies!r}; expected a mapping, party → strategy")
    if rounds is not None:
        whole("rounds", rounds)
    if hazard is not None:
        real("hazard", hazard)
    real("spread", spread, 0, MOST_SPREAD)
