"""What is said of how sure an answer is."""

from __future__ import annotations

from math import ceil

from sim.text.agreements import agreement_names
from sim.text.names import Words
from sim.text.numbers import count, percent
from sim.uncertainty.information_ladder import RUNGS
from sim.uncertainty.result import Robustness
from sim.uncertainty.share_setters import ALMOST_ALL, MOST
from sim.uncertainty.verdicts import Bound

UNMET = 3
"""How many walk-away values and red lines are told of for an agreement."""
PATTERNS = 3
"""How many patterns are told of."""


def short_lines(found: Robustness, words: Words) -> list[str]:
    """Return the share with a zone, the ladder, what is drawn, and what the share reacts to."""
    lines = [zone_share_lines(found)[0], *setter_lines(found, words)]
    lines += [*zone_share_lines(found)[1:2], drawn_line(found)]
    if not found.reactions.ranked:
        return [*lines, "It reacts to no input: every draw gives the same answer."]
    one = found.reactions.ranked[0]
    text = (
        f"It reacts most to {words.input(one.path)}: {one.with_zone:.2f} on average in draws with "
        f"a zone, {one.without:.2f} without (distance {one.distance:.2f})"
    )
    if one.counterpart is not None:
        text += f"; {words.input(one.counterpart)}: distance {one.counterpart_distance:.2f}"
    return [*lines, text + "."]


def zone_share_lines(found: Robustness) -> list[str]:
    """Return in which share of draws a zone is, on how much known of weights, and how drawn."""
    rungs = "; ".join(f"{RUNGS[rung]} {share.percent}" for rung, share in found.ladder.items())
    looked = "looked at in every draw: all that keep the rules that always bind."
    if not found.listed:
        looked = (
            "told of: agreements can't be listed here, so every draw was solved by itself, and "
            "these are the solutions of the midpoints and of the draws."
        )
    elif found.fewer:
        looked = looked[:-1] + (
            "; as these are many there are fewer draws than 10,000 (more: --draws)."
        )
    return [
        f"A zone exists in {found.zone.text('draws')} over the file's ranges: not a probability of "
        f"a deal.{_bound_text(found)}",
        f"By how much is known of the weights: {rungs}. " + _carried(found),
        f"{drawn_line(found)} {count(found.agreements, 'agreement')} {looked}",
    ]


def setter_lines(found: Robustness, words: Words) -> list[str]:
    """Return what sets the share with a zone, and what it becomes over other ranges of these."""
    setters = found.setters
    if setters is None or not setters.inputs or not setters.narrower or not setters.wider:
        return []
    named = [
        f"{words.input(one.path)} ({one.range[0]:.2g} to {one.range[1]:.2g})"
        for one in setters.inputs
    ]
    wider = " and ".join(f"{one.wider[0]:.2g} to {one.wider[1]:.2g}" for one in setters.inputs)
    inputs = " and ".join(named)
    if setters.explained >= ALMOST_ALL:
        how = f"This share is set almost wholly by {inputs}"
    elif setters.explained >= MOST:
        how = f"This share is set mostly by {inputs}"
    else:
        how = f"No one or two inputs set this share; most matters {inputs}"
    return [
        f"{how}: {percent(setters.explained)} of the differences between draws. Over ranges of "
        f"{'these' if len(named) > 1 else 'this'} half as wide it is {setters.narrower.percent}, "
        f"twice as wide ({wider}) {setters.wider.percent}."
    ]


def drawn_line(found: Robustness) -> str:
    """Return what is drawn: the ranges of the file, and what the program spreads by itself."""
    spread = "bare numbers without evidence stay as they are"
    if found.spread > 0:
        spread = (
            "bare numbers without evidence are spread: weights from half to twice, values and "
            "walk-away values by 0.15 either way"
            + ("" if found.spread == 1 else f" (times {found.spread:g})")
        )
    return f"Ranges are drawn evenly, seed {found.seed}; {spread}."


def _bound_text(found: Robustness) -> str:
    """Return what holds for all inputs in the ranges, draws or no draws."""
    bound = found.zone_bound
    if bound.necessary:
        return " One agreement at least is acceptable for all inputs in the ranges."
    if bound.possible is False:
        return " No inputs in the ranges make any agreement acceptable."
    return ""


def _carried(found: Robustness) -> str:
    """Return whether the answer hangs on what is known of the weights."""
    if found.weights_carry_it:
        return "It is more than half on some and not on others: the weights carry it."
    if any(low <= 0.5 <= high for low, high in (x.interval for x in found.ladder.values())):
        return "One of the three is half of the draws, as near as so many draws can tell."
    most = "More" if found.zone.value > 0.5 else "Not more"
    return f"{most} than half of the draws on each of the three."


def unmet_lines(found: Robustness, words: Words) -> list[str]:
    """Return per named agreement which walk-away values and red lines it doesn't meet."""
    lines = []
    for one in found.shares:
        if one.unmet:
            ranked = sorted(one.unmet.items(), key=lambda item: -item[1].count)
            texts = [f"{words.rule(path)} {share.percent}" for path, share in ranked[:UNMET]]
            rest = len(ranked) - UNMET
            more = f" and {rest} more in result.json" if rest > 0 else ""
            names = "; ".join(agreement_names(found, one))
            lines.append(f"{names[:1].upper()}{names[1:]}: {'; '.join(texts)}{more}.")
    return lines


def variant_lines(found: Robustness) -> list[str]:
    """Return the share of draws with a zone in each reading, and mixed where odds are given."""
    names: dict[str | None, str] = {None: "the main reading"}
    for name, label in found.scenario.labels.variants.items():
        names[name] = f"“{label}”"
    texts = [f"{names[name]} {share.percent}" for name, share in found.variants.items()]
    lines = [f"A zone in: {'; '.join(texts)} of the draws, with the same random numbers."]
    if found.mixed is None:
        lines.append("They are not mixed: the file gives their probabilities nowhere.")
    else:
        share, error = found.mixed
        lines.append(
            f"Mixed by the probabilities that the file gives: {100 * share:.0f} % (simulation "
            f"error below {max(1, ceil(100 * error))} points)."
        )
    return lines


def group_lines(found: Robustness, words: Words) -> list[str]:
    """Return the shares of packages and of who holds what, with what holds for all inputs."""
    lines = [
        "Without any distribution over the ranges: * if all inputs in them make it acceptable, – "
        "if none does, ? if that is not known; nothing where some do. The last column: acceptable "
        "if every party has its central weights."
    ]
    lines += [
        f"“{found.scenario.labels.packages[name]}”: some acceptable agreement says all that "
        f"it says in {share.percent} of the draws{_bounded(found.package_bounds.get(name))}."
        for name, share in found.packages.items()
    ]
    lines += [
        f"Who holds what ({words.pattern(held)}): some acceptable agreement has it in "
        f"{share.percent} of the draws{_bounded(bound)}."
        for (held, share), bound in zip(
            found.patterns[:PATTERNS], found.pattern_bounds[:PATTERNS], strict=True
        )
    ]
    return lines


def _bounded(bound: Bound | None) -> str:
    """Return what holds without draws, where it is more than that some inputs do."""
    if bound is not None and bound.necessary:
        return ", and for all inputs in the ranges"
    if bound is not None and bound.possible is False:
        return ", and for no inputs in the ranges"
    return ""
