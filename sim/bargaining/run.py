"""Talks in chunks: a chunk is a pure function of the setting, the seed and its number."""

from __future__ import annotations

import numpy as np

from sim.bargaining.chance import INPUTS, PATIENCE, Chance, draw_chance, stream
from sim.bargaining.chunk import CHUNK, TRACED, Chunk, Setting, merged
from sim.bargaining.model import TalksModel
from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.strategies import STRATEGIES
from sim.bargaining.table import Table, drawn_table, shared_table
from sim.scenario.quantity import Quantity
from sim.space.draw import draw_inputs
from sim.space.samplers import triangular
from sim.space.values import Floats

HELD = 40_000_000
"""Bytes that talks may hold at once where each has something of its own for the whole menu."""
DRAWN, REMEMBERED = 40, 1
"""Bytes for each agreement and seat: of a ladder of the talk's own, and of what was offered."""


def run_chunk(setting: Setting, number: int, talks: int) -> Chunk:
    """Hold a chunk of talks.

    Parameters
    ----------
    setting
        What they share.
    number
        Of the chunk, from 0 on.
    talks
        How many talks to hold in it; another number is another sample.
    """
    settings, seed = setting.settings, setting.seed
    protocol = PROTOCOLS[settings.protocol]
    names = list(settings.strategies)
    chance = draw_chance(
        seed,
        number,
        talks,
        settings.rounds,
        opener=None if settings.opener is None else names.index(settings.opener),
        exponents=[settings.exponents[name] for name in names],
        hazard=settings.hazard,
        coins=protocol.coins,
        mediated=protocol.mediated,
    )
    patience = _patience(setting, number, talks)
    # Every state draws from the same random numbers, so that only its changes differ.
    drawn = [
        draw_inputs(menu.space, talks, stream(seed, number, INPUTS), spread=settings.spread)
        for menu in (setting.menus if settings.draw else ())
    ]
    parts, step = [], _step(setting)
    for start in range(0, talks, step):
        some = slice(start, min(start + step, talks))
        own = patience[:, some]
        if settings.draw:
            pairs = zip(setting.menus, drawn, strict=True)
            tables = [drawn_table(menu, one.part(some), own) for menu, one in pairs]
        else:
            tables = [shared_table(menu, own) for menu in setting.menus]
        traced = max(0, TRACED - start) if number == 0 else 0
        parts.append(_hold(setting, tables, chance.part(some), traced))
    return merged(parts)


def _step(setting: Setting) -> int:
    """Return how many talks are held at once: all, unless each takes memory for the whole menu."""
    strategies = setting.settings.strategies.values()
    bytes_ = DRAWN if setting.settings.draw else 0
    bytes_ += REMEMBERED * any(STRATEGIES[said.name].remembers for said in strategies)
    numbers = sum(len(menu.digits) * len(menu.seats) for menu in setting.menus)
    return max(1, HELD // (numbers * bytes_)) if numbers * bytes_ else CHUNK


def _patience(setting: Setting, number: int, talks: int) -> Floats:
    """Return each seat's patience, shape (seat, talk); drawn where inputs are."""
    rng = stream(setting.seed, number, PATIENCE)
    rows = []
    for quantity in setting.settings.patience.values():
        if setting.settings.draw and quantity.is_range:
            rows.append(_drawn(quantity, rng, talks))
        else:
            rows.append(np.full(talks, quantity.mode))
    return np.array(rows)


def _drawn(quantity: Quantity, rng: np.random.Generator, talks: int) -> Floats:
    low, mode, high = quantity.low, quantity.mode, quantity.high
    if quantity.kind == "triangle":
        return triangular(rng, low, mode, high, talks)
    return low + (high - low) * rng.random(talks)


def _hold(setting: Setting, tables: list[Table], chance: Chance, traced: int) -> Chunk:
    """Hold some talks, and work out what came of them."""
    settings = setting.settings
    model = TalksModel(
        tables,
        [STRATEGIES[said.name](said) for said in settings.strategies.values()],
        PROTOCOLS[settings.protocol](),
        chance,
        settings.rounds,
        hazard=settings.hazard,
        traced=traced,
    )
    turns = model.protocol.turns(tables[0].seats)
    ended = model.ended()
    shape = (tables[0].seats, tables[0].talks)
    utilities, kept, nash = (np.full(shape, np.nan) for _ in range(3))
    for state, table in enumerate(tables):
        rows = np.flatnonzero((ended.agreement >= 0) & (ended.state == state))
        for seat, ladder in enumerate(table.ladders):
            worth = ladder.worth(rows, ended.agreement[rows])
            reservation = ladder.reservation(rows)
            waited = table.patience[seat, rows] ** (ended.turn[rows] / turns)
            utilities[seat, rows] = worth
            kept[seat, rows] = reservation + waited * (worth - reservation)
        if settings.draw:
            nash[:, rows] = _nash(table)[:, rows]
    return Chunk((ended,), utilities, kept, nash)


def _nash(table: Table) -> Floats:
    """Return what the first Nash maximiser on the menu is worth, shape (seat, talk)."""
    shape = (table.talks, len(table.menu.digits))
    if not shape[1]:
        return np.full((table.seats, table.talks), np.nan)
    product, mutual = np.ones(shape), np.ones(shape, dtype=bool)
    for party, ladder in zip(table.menu.seats, table.ladders, strict=True):
        utility, fine = ladder.whole()
        gain = np.maximum(0.0, utility - ladder.reservation(np.arange(table.talks))[:, None])
        product *= gain ** table.menu.space.parties[party].power
        mutual &= fine
    rows = np.arange(table.talks)
    best = np.where(mutual, product, -1.0).argmax(axis=1)
    found = np.stack([ladder.worth(rows, best) for ladder in table.ladders])
    found[:, ~mutual[rows, best]] = np.nan
    return found
