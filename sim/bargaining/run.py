"""Talks in chunks: a chunk is a pure function of the setting, the seed and its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.bargaining.chance import (
    HAZARDS,
    INPUTS,
    PARAMETERS,
    PATIENCE,
    Chance,
    draw_chance,
    stream,
)
from sim.bargaining.chunk import CHUNK, TRACED, Chunk, Setting, merged
from sim.bargaining.model import TalksModel
from sim.bargaining.protocols import PROTOCOLS
from sim.bargaining.strategies import STRATEGIES
from sim.bargaining.table import Table, drawn_table, shared_table
from sim.scenario.quantity import Quantity
from sim.space.boxes import Bools
from sim.space.draw import draw_inputs
from sim.space.input_sources import draw_quantity
from sim.space.space import TOLERANCE
from sim.space.values import Floats
from sim.zone.solutions.gains import TIE

HELD = 100_000_000
"""Bytes that talks held at once may take for what grows with the menu, options or rounds."""
DRAWN, REMEMBERED = 40, 1
"""Bytes for each agreement and seat: of a ladder of the talk's own, and of what was offered."""
COUNTED, PLANNED = 4, 32
"""Bytes for each option and seat of what is learnt; for each round of a plan made beforehand."""
OFFERS_KEPT = 4_000_000
"""Of how many offers, or issues in them, a run keeps traces; with many rounds of fewer talks."""


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
    names = list(settings.strategies)
    # Every state draws from the same random numbers, so that only its changes differ.
    drawn = [
        draw_inputs(menu.space, talks, stream(seed, number, INPUTS), spread=settings.spread)
        for menu in (setting.menus if settings.draw else ())
    ]
    parameters = drawn[-1].parameters if drawn else _parameters(setting, number, talks)
    rng = stream(seed, number, HAZARDS)
    hazards = _own(setting, [settings.hazard], rng, talks, parameters)
    chance = draw_chance(
        seed,
        number,
        talks,
        opener=None if settings.opener is None else names.index(settings.opener),
        exponents=[settings.exponents[name] for name in names],
        hazards=hazards[0],
        parameters=parameters,
    )
    rng = stream(seed, number, PATIENCE)
    patience = _own(setting, list(settings.patience.values()), rng, talks, parameters)
    parts, step = [], _step(setting)
    for start in range(0, talks, step):
        some = slice(start, min(start + step, talks))
        own = patience[:, some]
        if settings.draw:
            pairs = zip(setting.menus, drawn, strict=True)
            tables = [drawn_table(menu, one.part(some), own) for menu, one in pairs]
        else:
            tables = [shared_table(menu, own) for menu in setting.menus]
        traced = max(0, _traced(setting) - start) if number == 0 else 0
        parts.append(_hold(setting, tables, chance.part(some), traced))
    return merged(parts)


def _step(setting: Setting) -> int:
    """Return how many talks are held at once: as many as keep within memory."""
    settings, menus = setting.settings, setting.menus
    known = [STRATEGIES[said.name] for said in settings.strategies.values()]
    seats = len(known)
    each = DRAWN if settings.draw else 0
    each += REMEMBERED * any(strategy.remembers for strategy in known)
    bytes_ = each * seats * sum(len(menu.digits) for menu in menus)
    bytes_ += COUNTED * seats * sum(len(i.names) for i in menus[0].space.scenario.issues.values())
    bytes_ += PLANNED * settings.rounds * any(strategy.foresees for strategy in known)
    return max(1, min(CHUNK, HELD // bytes_))


def _traced(setting: Setting) -> int:
    """Return of how many talks, the first of a run, offers are kept."""
    wide: int = max(len(setting.settings.strategies), setting.menus[0].digits.shape[1])
    return max(1, min(TRACED, OFFERS_KEPT // (setting.settings.rounds * wide)))


def _parameters(setting: Setting, number: int, talks: int) -> dict[str, Floats]:
    """Return draws of the scenario's parameters for talks whose other inputs are not drawn."""
    rng = stream(setting.seed, number, PARAMETERS)
    return {
        name: draw_quantity(quantity, talks, rng, {})
        for name, quantity in setting.settings.parameters.items()
    }


def _own(
    setting: Setting,
    quantities: Sequence[Quantity],
    rng: np.random.Generator,
    talks: int,
    parameters: Mapping[str, Floats],
) -> Floats:
    """Return what holds in each talk of some numbers, drawn where inputs are, (number, talk)."""
    settings = setting.settings
    if settings.draw:
        return np.array([draw_quantity(one, talks, rng, parameters) for one in quantities])
    points = [one.point(settings.parameters) for one in quantities]
    return np.array([np.full(talks, point) for point in points])


def _hold(setting: Setting, tables: list[Table], chance: Chance, traced: int) -> Chunk:
    """Hold some talks, and work out what came of them."""
    settings = setting.settings
    protocol = PROTOCOLS[settings.protocol]()
    ended = TalksModel(
        tables,
        [STRATEGIES[said.name](said) for said in settings.strategies.values()],
        protocol,
        chance,
        settings.rounds,
        traced=traced,
    ).ended()
    turns = protocol.turns(tables[0].seats)
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
    """Return what a Nash solution on the menu is worth, shape (seat, talk); NaN without a zone.

    As :func:`sim.zone.solutions.nash.nash` over the zone of each talk's own inputs; of several
    solutions the one with the largest sum of utilities, which nothing dominates, and the first of
    those in file order.
    """
    rows, many = np.arange(table.talks), len(table.menu.digits)
    if not many:
        return np.full((table.seats, table.talks), np.nan)
    zone: Bools = table.zone()
    count, product, total = (np.zeros((table.talks, many)) for _ in range(3))
    product += 1.0
    for party, ladder in zip(table.menu.seats, table.ladders, strict=True):
        utility, _ = ladder.whole()
        gain = utility - ladder.reservation(rows)[:, None]
        gaining = gain > TOLERANCE
        product *= np.where(gaining, gain, 1.0) ** table.menu.space.parties[party].power
        count += gaining
        total += utility
    for aim in (count, product, total):
        aim[~zone] = -np.inf
        most = aim.max(axis=1, keepdims=True)
        near = TIE * np.abs(np.where(np.isfinite(most), most, 0.0))
        zone = np.asarray(zone & (aim >= most - near))
    found = np.stack([ladder.worth(rows, zone.argmax(axis=1)) for ladder in table.ladders])
    found[:, ~zone.any(axis=1)] = np.nan
    return found
