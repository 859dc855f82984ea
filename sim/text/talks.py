"""What is said of talks between agents."""

from __future__ import annotations

from collections.abc import Sequence

from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.result import Bargaining
from sim.text.names import Words
from sim.text.numbers import count, decimals
from sim.text.strategies import hazard_text, strategy_text

ENDING_NAMES = {
    "deadline": "reached the deadline without one",
    "broken_off": "broke off",
    "nobody_moves": "stopped because nobody's offer moved",
}


def bargaining_lines(talks: Bargaining, words: Words) -> list[str]:
    """Return in a few lines how talks were held and what came of them."""
    lines = [_held(talks, words), _agreed(talks)]
    if talks.parties:
        lines.append(_got(talks, words))
    if not talks.listed:
        lines.append(
            f"The agreements can't be listed: parties chose from {talks.menu:,} on the frontiers "
            "and one step from them."
        )
    return lines


def _held(talks: Bargaining, words: Words) -> str:
    settings = talks.settings
    said = "; ".join(
        f"{words.party(name)} {strategy_text(settings, name)}"
        + (" (not stated in the file)" if name in settings.unstated else "")
        for name in settings.strategies
    )
    where = ""
    if talks.states:
        where = f", through {count(len(talks.states), 'state')} of the scenario's rounds"
    opens = ""
    if PROTOCOLS[settings.protocol].opens and settings.opener is not None:
        opens = f"; {words.party(settings.opener)} opens"
    text = (
        f"Simulated bargaining, if parties bargain like this: "
        f"{PROTOCOLS[settings.protocol].label}, "
        f"{count(settings.rounds, 'round')}{where}{hazard_text(settings)}{opens}. {said}. "
    )
    if talks.same:
        return text + "Nothing differs between talks, so all are one talk."
    text += f"Drawn for each talk: {', '.join(settings.varies)} (seed {talks.seed})."
    if settings.draw:
        text += (
            f" Bare numbers without evidence were drawn around the file's (spread "
            f"{settings.spread:g}); the agreements' utilities and the frontier below are those at "
            "the midpoints."
        )
    return text


def _agreed(talks: Bargaining) -> str:
    if talks.same:
        when = talks.rounds_needed.get(0.5)
        if when is None:
            return f"No agreement: the talk {ENDING_NAMES[talks.trace_end]}.{_no_zone(talks)}"
        return f"An agreement in round {when:g}."
    others = [
        f"{count(amount, 'talk')} {ENDING_NAMES[name]}"
        for name, amount in talks.endings.items()
        if name != "agreed" and amount
    ]
    if not talks.agreed.count:
        text = f"No talk ends in an agreement: {'; '.join(others)}.{_no_zone(talks)}"
    else:
        some = f"Not all talks end in an agreement: {'; '.join(others)}." if others else ""
        text = some or "The talks end in agreements."
        low, middle, high = (talks.rounds_needed[q] for q in (0.05, 0.5, 0.95))
        text += (
            f" Half of these are there by round {middle:g}, nine tenths in rounds {low:g} to "
            f"{high:g}."
        )
    if talks.settings.come_down:
        text += (
            " That says nothing of the world: these agents know the deadline and come down to "
            "their walk-away values by then, so that whether they agree follows from the zone."
        )
    if talks.ends:
        on = sum(end.share.count for end in talks.ends if end.on_frontier)
        text += f" {count(len(talks.ends), 'different agreement')}"
        if all(end.on_frontier is not None for end in talks.ends):
            text += f"; {count(round(on), 'talk')} ended on the frontier"
        text += "."
    return text


def _no_zone(talks: Bargaining) -> str:
    if talks.has_zone or talks.agreed.count:
        return ""
    at = " at the midpoints" if talks.settings.draw else ""
    return f" There is no zone{at}: no agreement is acceptable to all whose consent it needs."


def _got(talks: Bargaining, words: Words) -> str:
    texts = []
    for name, one in talks.parties.items():
        text = f"{words.party(name)} {decimals(one.utility, 3)}"
        low, high = decimals(one.low, 2), decimals(one.high, 2)
        if low != high:
            text += f" ({low} to {high} in nine tenths)"
        if one.from_nash is not None:
            away = "at" if abs(one.from_nash) < 5e-4 else f"{abs(one.from_nash):.3f} "
            text += ", " + (away if away == "at" else away + _side(one.from_nash)) + " Nash"
        texts.append(text)
    over = "" if talks.agreed.count == talks.runs else " over the talks that agree"
    return f"Mean utility{over}: {'; '.join(texts)}."


def _side(away: float) -> str:
    return "above" if away > 0 else "below"


def moves_lines(talks: Bargaining, words: Words) -> Sequence[str]:
    """Return what the table of moves is made of."""
    return [
        f"Offers of {count(talks.traced, 'talk')}: in which share a party's offers left its first "
        "option on the issue, and the median round in which they first did. Who offers different "
        "options on an issue is taken to mind it less; that is all that the estimated weights say."
    ]
