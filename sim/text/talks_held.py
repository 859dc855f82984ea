"""What figures of talks say of how they were held."""

from __future__ import annotations

from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.result import Bargaining
from sim.text.names import party_label
from sim.text.numbers import count, listing
from sim.text.strategies import hazard_text, strategy_text

ENDING_NAMES = {
    "agreed": "agreement",
    "deadline": "deadline reached",
    "broken_off": "broken off",
    "nobody_moves": "nobody's offer moves",
}


def how_held(talks: Bargaining) -> list[str]:
    """Return in a few sentences what talks rest on: protocol, strategies, what is drawn."""
    settings = talks.settings
    protocol = PROTOCOLS[settings.protocol].label
    first = f"Protocol: {protocol}, {count(settings.rounds, 'round')}"
    if talks.states:
        first += f", through {count(len(talks.states), 'state')} of the scenario's rounds"
    first += hazard_text(settings)
    opener = settings.opener
    if PROTOCOLS[settings.protocol].opens and opener is not None:
        first += f"; {party_label(talks.scenario, opener)} opens"
    parts = [first + ".", _strategies(talks)]
    if talks.same:
        parts.append("Nothing differs between talks, so all are one talk.")
    else:
        parts.append(f"Drawn for each talk: {listing(settings.varies)} (seed {talks.seed}).")
    if not talks.listed:
        parts.append(
            f"Agreements can't be listed: parties chose from {talks.menu:,} on the frontiers and "
            "one step from them."
        )
    if settings.draw:
        parts.append(
            "Where weights and values are drawn, utilities shown are those at the midpoints."
        )
    last = ", in the last of the states" if talks.states else ""
    parts.append(
        f"Walk-away value: what a party's best course without this agreement is worth to it{last}."
    )
    return parts


def _strategies(talks: Bargaining) -> str:
    """Return who bargains how, parties with the same strategy together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for name in talks.settings.strategies:
        exponent, why = talks.settings.exponents[name], ""
        if name in talks.settings.unstated:
            why = "taken" if exponent is None else "drawn"
        label = party_label(talks.scenario, name)
        groups.setdefault((strategy_text(talks.settings, name), why), []).append(label)
    said = []
    for (text, why), names in groups.items():
        they = "it bargains" if len(names) == 1 else "they bargain"
        reason = f" ({why}, because the file does not state how {they})" if why else ""
        said.append(f"{listing(names)} {text}{reason}")
    return f"Strategies: {'; '.join(said)}."
