"""One talk at a time, in lists and loops: what protocols and strategies say, word for word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sim.scenario.talks import Strategy

NEAR = 1e-9


@dataclass
class Party:
    """A party at the table, and what it remembers of one talk.

    Parameters
    ----------
    utility, fine
        Of every agreement on the menu; whether the party could accept it.
    reservation, patience, exponent
        Its walk-away value, what a round leaves of a gain, its exponent.
    said
        How it bargains.
    """

    utility: list[float]
    fine: list[bool]
    reservation: float
    patience: float
    exponent: float
    said: Strategy
    heard: dict[int, list[int]] = field(default_factory=dict)
    sent: list[int] = field(default_factory=list)

    @property
    def own(self) -> list[int]:
        return sorted((a for a, ok in enumerate(self.fine) if ok), key=lambda a: self.utility[a])

    @property
    def top(self) -> float:
        return max(self.utility[a] for a in self.own)

    @property
    def bottom(self) -> float:
        return max(min(self.utility), self.reservation)


@dataclass
class Talk:
    """One talk: who is there, what can be tabled, and all that chance brings."""

    parties: list[Party]
    digits: list[tuple[int, ...]]
    enough: Callable[[int, set[int]], bool]
    """Whether an agreement has enough consent where some seats accept."""
    linked: list[set[int]]
    """Sets of issues that a linkage ties together."""
    keeps: list[bool]
    """What breaks no red line at the table."""
    rounds: int
    hazard: float
    opener: int
    breaking: int
    coins: list[float]
    revisions: list[tuple[float, float]]
    offers: list[tuple[int, int, int]] = field(default_factory=list)

    def tell(self, round_: int, seat: int, offer: int) -> None:
        self.offers.append((round_, seat, offer))
        for other, party in enumerate(self.parties):
            if other != seat:
                party.heard.setdefault(seat, []).append(offer)


def play(protocol: str, talk: Talk) -> tuple[int | None, int, str]:
    """Play a talk; return the agreement, the round of the end from 0 on, and the ending."""
    if not talk.digits and protocol != "simultaneous_concession":
        if talk.breaking < talk.rounds - 1:
            return None, talk.breaking, "broken_off"
        return None, talk.rounds - 1, "deadline"
    step = {
        "alternating_offers": Alternating,
        "simultaneous_concession": Simultaneous,
        "single_text": SingleText,
    }[protocol](talk)
    for k in range(talk.rounds):
        found = step.round(k)
        if found == "nobody_moves":
            return None, k, found
        if isinstance(found, int):
            return found, k, "agreed"
        if k == talk.rounds - 1:
            return None, k, "deadline"
        if talk.breaking <= k:
            return None, k, "broken_off"
    raise AssertionError


class Alternating:
    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.standing: int | None = None
        self.accepting: set[int] = set()

    def round(self, k: int) -> int | str | None:
        talk = self.talk
        seats = len(talk.parties)
        for turn in range(seats):
            seat = (talk.opener + turn) % seats
            party = talk.parties[seat]
            if not party.own:
                continue
            number = k * seats + turn
            asked = ask(talk, seat, k, number)
            keep = party.patience ** (1 / seats)
            if self.standing is not None and accepts(talk, seat, self.standing, asked, k, keep):
                self.accepting.add(seat)
            else:
                self.standing = offer(talk, seat, asked, k, number)
                self.accepting = {seat}
                party.sent.append(self.standing)
                talk.tell(k, seat, self.standing)
            if talk.enough(self.standing, self.accepting):
                return self.standing
        return None


class Simultaneous:
    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.before: list[int | None] = [None] * len(talk.parties)

    def round(self, k: int) -> int | str | None:
        talk, now = self.talk, []
        for seat, party in enumerate(talk.parties):
            made = offer(talk, seat, ask(talk, seat, k, k), k, k) if party.own else None
            now.append(made)
        good = []
        for seat, made in enumerate(now):
            if made is None:
                continue
            accepting = {seat}
            for other, theirs in enumerate(now):
                if other != seat and theirs is not None:
                    party = talk.parties[other]
                    asked = party.utility[theirs] - party.said.tolerance
                    if accepts(talk, other, made, asked, k, 1.0):
                        accepting.add(other)
            if talk.enough(made, accepting):
                good.append(made)
        for seat, made in enumerate(now):
            if made is not None:
                talk.parties[seat].sent.append(made)
                talk.tell(k, seat, made)
        if good:
            return good[int(talk.coins[k] * len(good))]
        if now == self.before and all(rests(talk, s) for s in range(len(now))):
            return "nobody_moves"
        self.before = now
        return None


class SingleText:
    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        kept = [a for a, ok in enumerate(talk.keeps) if ok] or list(range(len(talk.digits)))
        self.text = kept[int(talk.revisions[0][0] * len(kept))]

    def round(self, k: int) -> int | str | None:
        talk = self.talk
        revision = self.revise(*talk.revisions[1 + k])
        able = [s for s, party in enumerate(talk.parties) if party.own]
        asked = {s: ask(talk, s, k, k) for s in able}
        yes = set()
        for seat in able:
            party = talk.parties[seat]
            if not party.fine[revision]:
                continue
            no_worse = party.utility[revision] >= party.utility[self.text] - NEAR
            if (
                not party.fine[self.text]
                or no_worse
                or accepts(talk, seat, revision, asked[seat], k, 1.0)
            ):
                yes.add(seat)
        if talk.enough(revision, yes):
            self.text = revision
        talk.offers.append((k, 0, self.text))
        signing = {s for s in able if accepts(talk, s, self.text, asked[s], k, 1.0)}
        return self.text if talk.enough(self.text, signing) else None

    def revise(self, first: float, second: float) -> int:
        digits = self.talk.digits
        blocks: list[set[int]] = [{i} for i in range(len(digits[0]))]
        for tied in self.talk.linked:
            touched = [b for b in blocks if b & tied]
            blocks = [b for b in blocks if not b & tied] + ([set().union(*touched)])
        several = []
        for block in sorted(sorted(b) for b in blocks):
            versions = sorted({tuple(row[i] for i in block) for row in digits})
            if len(versions) > 1:
                several.append((block, versions))
        if not several:
            return self.text
        block, versions = several[int(first * len(several))]
        now = versions.index(tuple(digits[self.text][i] for i in block))
        others = [v for place, v in enumerate(versions) if place != now]
        chosen = others[int(second * len(others))]
        row = list(digits[self.text])
        for issue, option in zip(block, chosen, strict=True):
            row[issue] = option
        return digits.index(tuple(row)) if tuple(row) in digits else self.text


def accepts(talk: Talk, seat: int, made: int, asked: float, k: int, keep: float) -> bool:
    party = talk.parties[seat]
    if not party.fine[made]:
        return False
    worth, said = party.utility[made], party.said
    time = (k + 1) / (talk.rounds + 1)
    level = 0.9 if said.level is None else said.level
    after = 0.9 if said.after is None else said.after
    says = {
        "next": worth >= party.reservation + keep * (asked - party.reservation) - NEAR,
        "constant": worth >= party.bottom + level * (party.top - party.bottom) - NEAR,
        "time": time >= after,
    }
    return any(says[rule] for rule in said.accept)


def ask(talk: Talk, seat: int, k: int, number: int) -> float:
    party = talk.parties[seat]
    name, tolerance = party.said.name, party.said.tolerance
    if name in ("time_dependent", "boulware", "linear", "conceder"):
        time = (k + 1) / (talk.rounds + 1)
        level = party.bottom + (party.top - party.bottom) * (1 - time**party.exponent) - tolerance
        return max(level, party.bottom)
    if name == "hardliner":
        return party.top - tolerance
    if name == "tit_for_tat":
        moved = [party.utility[h[-1]] - party.utility[h[0]] for h in party.heard.values()]
        mean = sum(moved) / len(moved) if moved else 0.0
        answer = 1.0 if party.said.answer is None else party.said.answer
        return min(max(party.top - answer * mean, party.bottom), party.top) - tolerance
    if name == "micro":
        return party.utility[micro(talk, seat)] - tolerance
    if name == "zeuthen":
        return (party.utility[party.sent[-1]] if party.sent else party.top) - tolerance
    needed = plan(talk)[number][1]
    return party.reservation + needed / party.patience ** (1 / len(talk.parties))


def offer(talk: Talk, seat: int, asked: float, k: int, number: int) -> int:
    party = talk.parties[seat]
    if party.said.name == "micro":
        return micro(talk, seat)
    if party.said.name == "zeuthen":
        return zeuthen(talk, seat, k)
    if party.said.name == "equilibrium":
        planned = plan(talk)[number][0]
        return party.own[-1] if planned is None else planned
    enough = [a for a in party.own if party.utility[a] >= asked - NEAR] or party.own[-1:]
    return settle(talk, seat, party.utility[enough[0]])


def settle(talk: Talk, seat: int, worth: float) -> int:
    """Return which of the own offers of some worth is made."""
    party = talk.parties[seat]
    equal = [a for a in party.own if party.utility[a] == worth]
    if party.said.ties == "first" or len(equal) == 1:
        return equal[0]

    def liking(agreement: int) -> float:
        total = 0.0
        for heard in party.heard.values():
            shares = []
            for issue in range(len(talk.digits[0])):
                options = [talk.digits[h][issue] for h in heard]
                shares.append(
                    sum((options.count(o) / len(options)) ** 2 for o in sorted(set(options)))
                )
            last = talk.digits[heard[-1]]
            total += sum(
                share / sum(shares)
                for issue, share in enumerate(shares)
                if talk.digits[agreement][issue] == last[issue]
            )
        return round(total, 9)

    return max(equal, key=lambda a: (liking(a), -a))


def rests(talk: Talk, seat: int) -> bool:
    party = talk.parties[seat]
    if not party.own or party.said.name in ("hardliner", "tit_for_tat"):
        return True
    return party.said.name == "zeuthen" and max(products(talk)) < 0


def micro(talk: Talk, seat: int) -> int:
    """Return the next new offer if it may be made, else the last one again."""
    party = talk.parties[seat]
    ranked = sorted(party.own, key=lambda a: (-party.utility[a], a))
    others = [s for s in range(len(talk.parties)) if s != seat]
    got = min(len(set(party.heard.get(s, []))) for s in others)
    sent = len(set(party.sent))
    if sent <= got and sent < len(ranked):
        return ranked[sent]
    return ranked[max(sent - 1, 0)]


def products(talk: Talk) -> list[float]:
    found = []
    for a in range(len(talk.digits)):
        product = 1.0
        for party in talk.parties:
            product *= max(0.0, party.utility[a] - party.reservation)
        found.append(product if all(p.fine[a] for p in talk.parties) else -1.0)
    return found


def zeuthen(talk: Talk, seat: int, k: int) -> int:
    party = talk.parties[seat]
    if not party.sent:
        return settle(talk, seat, party.top)
    product, own = products(talk), party.sent[-1]
    last = [p.sent[-1] if p.sent else None for p in talk.parties]
    of = [-1.0 if a is None else product[a] for a in last]
    tied = [s for s, value in enumerate(of) if value <= min(of) + 1e-12 * abs(min(of))]
    largest = max(product)
    if tied[min(int(talk.coins[k] * len(tied)), len(tied) - 1)] != seat or largest < 0:
        return own
    others = [s for s in range(len(last)) if s != seat]
    beaten = min(of[s] for s in others)
    larger = [a for a, value in enumerate(product) if value > beaten + 1e-12 * abs(beaten)]
    if not larger and of[seat] >= largest * (1 - 1e-12):
        theirs = [last[s] for s in others if of[s] >= beaten - 1e-12 * abs(beaten)]
        known = [a for a in theirs if a is not None]
        return max(known, key=lambda a: party.utility[a])
    candidates = larger or [a for a, v in enumerate(product) if v >= largest * (1 - 1e-12)]
    best = max(party.utility[a] for a in candidates)
    equal = [a for a in candidates if party.utility[a] == best]
    return min(equal, key=lambda a: (-product[a], a))


def plan(talk: Talk) -> list[tuple[int | None, float]]:
    """Return for every turn what the mover offers, and from which gain on it accepts."""
    turns: Sequence[int] = range(2 * talk.rounds)
    mutual = [a for a in range(len(talk.digits)) if all(p.fine[a] for p in talk.parties)]
    gain = [
        [max(0.0, p.utility[a] - p.reservation) for a in range(len(talk.digits))]
        for p in talk.parties
    ]
    found: list[tuple[int | None, float]] = []
    value = [0.0, 0.0]
    for turn in reversed(turns):
        mover = (talk.opener + turn) % 2
        other = 1 - mover
        stay = [p.patience**0.5 * ((1 - talk.hazard) if turn % 2 else 1.0) for p in talk.parties]
        made, value_now = None, [s * v for s, v in zip(stay, value, strict=True)]
        if turn < turns[-1]:
            good = [a for a in mutual if gain[other][a] >= value[other] - NEAR]
            if good:
                best = max(good, key=lambda a: (gain[mover][a], gain[other][a], -a))
                if stay[mover] * gain[mover][best] >= value_now[mover] - NEAR:
                    made = best
                    value_now = [s * gain[p][best] for p, s in enumerate(stay)]
        value = value_now
        found.append((made, value[mover]))
    return found[::-1]
