"""How sure an answer is, over draws of the uncertain inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from sim.answer import Answer, plain
from sim.display import glance, named
from sim.scenario.rules import OptionName
from sim.scenario.scenario import Scenario
from sim.space.not_computed import NotComputed
from sim.space.proportion import Share
from sim.space.space import Space
from sim.space.values import Floats
from sim.table import Tabular
from sim.uncertainty.influence import Reactions
from sim.uncertainty.information_ladder import RUNGS
from sim.uncertainty.share_setters import Setters
from sim.uncertainty.tipping import Tipping
from sim.uncertainty.verdicts import Bound
from sim.zone.holding import Holding

PICKED_NAME = "most_often_nash"
"""What an agreement is known by that was picked for being Nash in most draws."""

NOT_LISTED = NotComputed("agreements can't be listed, so that every draw is solved by itself", None)
"""What stands in place of what sets the share of draws."""
ONLY_ZONE = NotComputed("only the share with a zone and what sets it were asked for", None)
"""What stands in place of all else where only the share with a zone was asked for."""
NOT_QUICK = (
    "variants", "mixed", "ladder", "weights_carry_it", "shares", "packages", "patterns", "tipping",
)  # fmt: skip
"""Keys of what is not worked out then."""


@dataclass(frozen=True)
class AgreementShares(Answer):
    """In which share of draws an agreement is what.

    Parameters
    ----------
    names
        What it is known by: a solution at the points, a package, or ``most_often_nash``.
    agreement
        Option of every issue.
    acceptable, frontier, nash
        In how many draws it is acceptable; acceptable and not dominated by another such one; a
        Nash solution, where ties share a draw.
    bound
        Whether some inputs in the ranges, or all, make it acceptable.
    accepted
        Party that has a say → in how many draws it accepts it.
    bounds
        Party → whether some inputs, or all, make the party accept it.
    unmet
        Path of a walk-away value or a red line → in how many draws it doesn't meet it; what is
        met in all is left out.
    central_weights
        Party → mean of its weights over the draws in which it accepts it; parties that never do
        are left out.
    confidence
        In how many draws it is acceptable if every party has its central weights; None where a
        party has none.
    """

    _keys = "names agreement acceptable frontier nash accepted unmet central_weights confidence"

    names: tuple[str, ...]
    agreement: Mapping[str, OptionName]
    acceptable: Share
    bound: Bound
    frontier: Share
    nash: Share
    accepted: Mapping[str, Share]
    bounds: Mapping[str, Bound]
    unmet: Mapping[str, Share]
    central_weights: Mapping[str, Mapping[str, float]]
    confidence: Share | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        data = super().to_dict()
        data["acceptable"] |= self.bound.to_dict()
        for party, bound in self.bounds.items():
            data["accepted"][party] |= bound.to_dict()
        return data


@dataclass(frozen=True, eq=False, repr=False)
class Robustness(Tabular, Answer):
    """How sure it is that there is a zone, and what is in it, when nobody knows the weights.

    Parameters
    ----------
    scenario, space
        What was looked at, and its numbers at the points.
    draws, seed, spread
        How many draws; whose random numbers; how far bare numbers without evidence were spread.
    agreements
        How many agreements were looked at in every draw: all that keep the rules that always bind.
    listed
        False if these can't be listed: then they are the solutions of the points and of the draws.
    zone
        In how many draws some agreement is acceptable.
    zone_bound
        Whether some inputs in the ranges, or all, leave an acceptable agreement.
    ladder
        Rung → the same with less known of the weights: ``unknown``, ``order``, ``inputs``.
    variants
        The file's variants, side by side → the same; None for the main reading; empty if there are
        none.
    shares
        Named agreements: solutions at the points, packages, and what most often was a Nash
        solution, whose shares are of fresh draws.
    packages
        Package → in how many draws some acceptable agreement says all that it says.
    package_bounds
        Package → whether some inputs, or all, leave such an agreement; empty where not listed.
    patterns
        Who holds what (a pattern of the frontier at the points) → in how many draws some agreement
        with it is acceptable.
    pattern_bounds
        The same as for packages, of the patterns.
    weights
        Party → 5, 50 and 95 % of its normalised weights as drawn, shape (3, issue).
    reservations
        Party → the same of its walk-away value, shape (3,).
    reactions
        Which inputs the share with a zone reacts to.
    tipping
        Every input's tipping values, all others at their points, nearest first; empty if they were
        not looked for.
    setters
        What sets the share of draws with a zone; None where agreements can't be listed.
    only_zone
        Whether only the share with a zone and what sets it were asked for; what is empty then was
        not computed.
    fewer
        Whether there are fewer than 10,000 draws because many agreements are looked at in each.
    """

    _keys = (
        "draws seed spread agreements listed zone variants= mixed ladder= weights_carry_it shares "
        "packages patterns= reactions setters tipping weights= reservations"
    )

    scenario: Scenario
    space: Space
    draws: int
    seed: int
    spread: float
    agreements: int
    listed: bool
    zone: Share
    zone_bound: Bound
    ladder: Mapping[str, Share]
    variants: Mapping[str | None, Share]
    weights: Mapping[str, Floats]
    reservations: Mapping[str, Floats]
    reactions: Reactions
    shares: tuple[AgreementShares, ...] = ()
    packages: Mapping[str, Share] = field(default_factory=dict)
    package_bounds: Mapping[str, Bound] = field(default_factory=dict)
    patterns: tuple[tuple[Mapping[str, Holding], Share], ...] = ()
    pattern_bounds: tuple[Bound, ...] = ()
    tipping: tuple[Tipping, ...] = ()
    setters: Setters | None = None
    only_zone: bool = False
    fewer: bool = False

    @property
    def mixed(self) -> tuple[float, float] | None:
        """The share with a zone over the file's readings, and its 95 % simulation error.

        Weighed by the probabilities that the analyst gives; the main reading has what they leave.
        None if no variant has one.
        """
        given: dict[str | None, float] = {
            name: one.probability
            for name, one in self.scenario.variants.items()
            if one.probability is not None and name in self.variants
        }
        if not given:
            return None
        parts = {**given, None: 1.0 - sum(given.values())}
        value = sum(part * self.variants[name].value for name, part in parts.items())
        error = sum((part * self.variants[name].error) ** 2 for name, part in parts.items())
        return value, sqrt(error)

    @property
    def weights_carry_it(self) -> bool:
        """True if the answer (more or less than half of the draws) differs between rungs."""
        return len({share.value > 0.5 for share in self.ladder.values()}) > 1

    def __repr__(self) -> str:
        """Return what matters at a glance."""
        share = f"{self.zone.percent} of {self.draws:,} draws"
        return glance(f"Robustness of {named(self.scenario.title)}: zone in {share}")

    def to_dict(self) -> dict[str, Any]:
        """Return plain data: ``robustness`` of ``result.json``."""
        data = super().to_dict()
        data["zone"] |= self.zone_bound.to_dict()
        data["variants"] = [{"variant": n, **s.to_dict()} for n, s in self.variants.items()]
        if self.mixed is not None:
            data["mixed"] = {"share": self.mixed[0], "error": self.mixed[1]}
        data["ladder"] = [
            {"rung": rung, "label": RUNGS[rung], **share.to_dict()}
            for rung, share in self.ladder.items()
        ]
        for name, share in data["packages"].items():
            share |= self.package_bounds.get(name, Bound(None, None)).to_dict()
        data["patterns"] = [
            {"held": plain(held), **share.to_dict(), **bound.to_dict()}
            for (held, share), bound in zip(self.patterns, self.pattern_bounds, strict=True)
        ]
        if self.setters is None:
            data["setters"] = NOT_LISTED.to_dict()
        data["weights"] = {
            name: dict(zip(self.space.issues, plain(quantiles.T), strict=True))
            for name, quantiles in self.weights.items()
        }
        if self.only_zone:
            data |= dict.fromkeys(NOT_QUICK, ONLY_ZONE.to_dict())
        return data

    def _items(self) -> Iterable[Any]:
        return self.shares
