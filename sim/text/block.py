"""The block: the answer in at most twelve lines, the same wherever it stands.

Each sentence is about one question: is there a zone and when does that break, what do all
acceptable texts share, who has to move, an example, what it depends on, what comes after
signature, and what all this rests on. A text is an agreement, as readers of a draft call it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.bargaining.result import Bargaining
from sim.comparison.pricing import Prices
from sim.settlement.funnel import Funnel
from sim.text.common_terms import example, moves, shared
from sim.text.fitting import Detail, fitted
from sim.text.names import Words
from sim.text.numbers import count
from sim.text.passing import after_signature, none_passes, not_modelled_parts
from sim.text.verdict import dependence, verdict
from sim.uncertainty.result import Robustness
from sim.zone.assumptions import assumptions, judgements
from sim.zone.options_used import OptionsUsed
from sim.zone.rule_notes import rule_notes
from sim.zone.zone import Zone


@dataclass(frozen=True, eq=False)
class Findings:
    """What a block is made of; None where it was not computed or does not apply.

    Parameters
    ----------
    zone
        The zone.
    options, prices, robust, funnel, talks
        The other answers.
    left_out
        Whether some answers were not computed.
    """

    zone: Zone
    options: OptionsUsed | None = None
    prices: Prices | None = None
    robust: Robustness | None = None
    funnel: Funnel | None = None
    talks: Bargaining | None = None
    left_out: bool = False


def block(found: Findings) -> tuple[str, ...]:
    """Return the answer in paragraphs that take 12 lines of 100 columns, or 16 of 80, at most.

    Whether there is a zone and what that depends on; what acceptable texts have and who moves; what
    comes after signature, and what all this rests on.
    """
    zone = found.zone
    words = Words(zone.scenario, rule_notes(zone.space))
    fails = none_passes(found.funnel)
    return fitted(
        (
            (
                (7, lambda detail: verdict(zone, found.prices, words, detail, fails=fails)),
                (6, lambda detail: dependence(zone, found.prices, found.robust, words, detail)),
            ),
            (
                (2, lambda detail: shared(zone, found.options, words, detail)),
                (0, lambda detail: moves(zone, words, detail)),
                (5, lambda detail: example(zone, found.options, found.talks, words, detail)),
            ),
            (
                (1, lambda detail: after_signature(zone, found.funnel, words, detail)),
                (4, lambda detail: _rests_on(found, words, detail)),
            ),
        )
    )


def _rests_on(found: Findings, words: Words, detail: Detail) -> str:
    """Return what the answer rests on, what is not modelled and what was not computed."""
    scenario = found.zone.scenario
    every, without = len(judgements(scenario)), len(assumptions(scenario))
    backed = f"{every - without:,}" if every > without else "none"
    parts = [f"Basis: {count(every, 'judgement')}, {backed} of them with evidence"]
    missing = not_modelled_parts(found.zone, words, detail)
    if missing:
        parts.append(f"{detail.listing(missing)} not modelled")
    if found.zone.stopped_by:
        parts.append("some searches ended before they were through")
    if found.left_out:
        parts.append("not all computed")
    return "; ".join(parts) + "."
