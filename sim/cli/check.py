"""``sim check``: is the file sound, what does it take for granted, what do its numbers imply."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from sim.cli.options import Files, Quiet, Round, Set, Variant, read_scenarios

if TYPE_CHECKING:
    from sim.text.names import Words
    from sim.zone.check import Check

NAME = "check"


def command(
    files: Files,
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    quiet: Quiet = False,
) -> None:
    """Check scenario files; list their assumptions and the trade-offs that their numbers imply."""
    from sim.bargaining.bargain import check_talks

    scenarios = read_scenarios(files, round_, variant, set_)
    for scenario in scenarios:
        check_talks(scenario)
    if quiet:
        return
    from rich.padding import Padding
    from rich.text import Text

    from sim.cli.summary import console
    from sim.text.names import Words
    from sim.text.zone import heading
    from sim.zone.check import check
    from sim.zone.label_notes import label_notes
    from sim.zone.rule_notes import rule_notes

    out = console()
    for scenario in scenarios:
        found = check(scenario)
        words = Words(scenario, rule_notes(found.space))
        out.print(Text(heading(scenario), "bold"))
        for title, lines in (
            ("The file", [*_file(found), *_who(found, words)]),
            ("Labels", label_notes(scenario)),
            ("Assumptions: judgements without evidence", _assumptions(found)),
            ("Walk-away values out of reach", _out_of_reach(found, words)),
            ("Walk-away values beside the status quo", _status_quo(found, words)),
            ("Weighed twice", _tied(found, words)),
            ("What the numbers imply", _trade_offs(found, words)),
        ):
            if lines:
                out.print(Text(title, "bold"))
                for line in lines:
                    indent = len(line) - len(line.lstrip())
                    out.print(Padding(Text(line.lstrip()), (0, 0, 0, 2 + indent), expand=False))


def _file(found: Check) -> list[str]:
    from sim.text.numbers import count

    scenario = found.scenario
    evidence = sum(len(claims) for claims in scenario.evidence.values())
    return [
        f"sound: {count(len(scenario.issues), 'issue')}, "
        f"{count(len(scenario.parties), 'party', 'parties')}, "
        f"{count(len(found.space.rules), 'rule')}, "
        f"{count(found.space.agreements, 'agreement')} on the table, "
        f"{count(evidence, 'piece')} of evidence, {count(len(scenario.rounds), 'round')}, "
        f"{count(len(scenario.variants), 'variant')}"
    ]


def _who(found: Check, words: Words) -> list[str]:
    """Return who bargains, whose consent is needed, and who is in the file without either."""
    space = found.space
    asked = set(space.consent.everyone)
    at_table = [words.party(space.parties[k].name) for k in space.bargaining]
    needed = [words.party(x.name) for k, x in enumerate(space.parties) if k in asked]
    rest = [
        words.party(x.name)
        for k, x in enumerate(space.parties)
        if k not in asked and k not in space.bargaining
    ]
    lines = [f"at the table: {', '.join(at_table) or 'nobody'}; with a say: {', '.join(needed)}"]
    return [*lines, f"neither: {', '.join(rest)}"] if rest else lines


def _assumptions(found: Check) -> list[str]:
    kinds: dict[str, list[str]] = {}
    for one in found.assumptions:
        kinds.setdefault(one.kind, []).append(f"{one.path} = {one.written}")
    lines = [f"{len(found.assumptions)} in all"]
    for kind, paths in kinds.items():
        lines.append(f"{kind} ({len(paths)})")
        lines += [f"  {path}" for path in paths]
    return lines


def _out_of_reach(found: Check, words: Words) -> list[str]:
    """Return whose walk-away value is above all that any agreement could give it."""
    from sim.space.space import TOLERANCE

    space, lines = found.space, []
    for k in space.weighing:
        party = space.parties[k]
        steps = sum(float(c[places].max()) for c, places in
                    zip(party.contributions, space.options, strict=True))  # fmt: skip
        steps += sum(max(0.0, one.steps) for one in space.interactions if one.party == k)
        most = steps / party.scale
        if party.reservation > most + TOLERANCE:
            lines.append(
                f"{words.party(party.name)}: {party.reservation:g}, and no agreement gives it more "
                f"than {most:.3g}; utilities are on a scale of 0 to 1"
            )
    return lines


def _status_quo(found: Check, words: Words) -> list[str]:
    from sim.text.numbers import decimals, signed

    lines = []
    for name, (reservation, utility) in found.status_quo.items():
        given = found.scenario.parties[name].reservation
        what = "fighting on" if given is not None and given.war is not None else "no agreement"
        lines.append(
            f"{words.party(name)}: walk-away value {decimals(reservation, 3)}, utility "
            f"of the status quo "
            f"{decimals(utility, 3)}; {what} is taken to be worth "
            f"{signed(reservation - utility, 3)}"
        )
    for name, least in found.set_aside.items():
        war = next(p.reservation for p in found.space.parties if p.name == name)
        lines.append(
            f"{words.party(name)}: every option that is set aside is worth at least "
            f"{decimals(least)} on its issue, more than its war ({decimals(war)}): more weight on "
            "such an issue, even on one where it asks for all, makes more texts acceptable"
        )
    return lines


def _tied(found: Check, words: Words) -> list[str]:
    """Return a line per party that asks for one thing on two issues, and what to try."""
    issues, lines = list(found.scenario.issues), []
    for number, given in groupby(found.tied_issues, lambda one: one.party):
        pairs = list(given)
        first, name = pairs[0], list(found.scenario.parties)[number]
        told = "; ".join(
            f"{words.issue(issues[one.leads])} {'and' if one.both_ways else 'to'} "
            f"{words.issue(issues[one.follows])} ({100 * one.weight:.0f} % of its weight)"
            for one in pairs
        )
        low, high = sorted((first.leads_alone, first.follows_alone))
        alone = (
            f"{100 * low:.0f} %" if high - low < 0.005 else f"{100 * low:.0f} or {100 * high:.0f} %"
        )
        line = (
            f"{words.party(name)}: linkages tie {told}: the best option of the one excludes the "
            f"worst of the other. If {words.issue(issues[first.leads])} and "
            f"{words.issue(issues[first.follows])} are one ask, counted once it has {alone}"
        )
        party = found.scenario.parties[name]
        if isinstance(party.weights, Mapping) and party.weights_are != "shares":
            line += f"; try sim compare with --set parties.{name}.weights.{issues[first.follows]}=0"
        lines.append(line)
    return lines


def _trade_offs(found: Check, words: Words) -> list[str]:
    from sim.text.grammar import possessive

    issues = list(found.scenario.issues)
    parties = list(found.scenario.parties)

    def step(issue: int, worse: int, better: int) -> str:
        listed = found.scenario.issues[issues[issue]]
        ends = f"“{listed.option_label(worse)}” to “{listed.option_label(better)}”"
        return f"{words.issue(issues[issue])} from {ends}"

    lines = [
        f"this file says {words.party(parties[e.given.party])} would exchange a step on "
        f"{step(e.given.issue, e.given.worse, e.given.better)} for one on "
        f"{step(e.taken.issue, e.taken.worse, e.taken.better)} "
        f"(worth {e.given.worth:.3f} and {e.taken.worth:.3f} to it)"
        for e in found.exchanges
    ]
    lines += [
        f"one step settles more than half of {possessive(words.party(parties[s.party]))} weight: "
        f"{step(s.issue, s.worse, s.better)} ({s.worth:.2f})"
        for s in found.heavy_steps
    ]
    lines += [
        f"{possessive(words.party(parties[s.party]))} values on {words.issue(issues[s.issue])} "
        f"span {s.low:g} to {s.high:g}, "
        f"not 0 to 1: its weight {s.weight:.3f} counts as {s.effective:.3f}"
        for s in found.short_spans
    ]
    return lines
