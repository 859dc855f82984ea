"""What people read for a judgement, and under which heading it stands."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.inputs import Assessment
from sim.scenario.rules import OptionName, Rule, Term, rule_clauses
from sim.text.names import Words

SHARED, LATER, LINKED = "Shared", "After signature", "Linkages"


def judgement_owner(one: Assessment, words: Words) -> str:
    """Return whose judgement it is about, or what: the heading that it stands under."""
    parts = one.path.split(".")
    if parts[0] == "parties":
        return words.party(parts[1])
    heads = {"parameters": SHARED, "bargaining": SHARED, "linkages": LINKED}
    return heads.get(parts[0], LATER)


def judgement_label(one: Assessment, words: Words) -> str:
    """Return a judgement in words, without whose it is: "weight of Crimea"."""
    parts = one.path.split(".")
    if parts[0] == "bargaining":
        return "how talks are held"
    if parts[0] == "parameters":
        return f"shared parameter {parts[1]}"
    if parts[0] != "parties":
        return ": ".join(_plain(part, words) for part in _shown(parts))
    rest = parts[2:]
    if rest[0] == "positions" and len(rest) > 3:
        return f"value of “{_option(words, rest[1], '.'.join(rest[3:]))}” on {words.issue(rest[1])}"
    if rest[0] == "weights" and len(rest) > 1:
        return f"weight of {words.issue(rest[1])}"
    if rest[0] == "positions":
        return f"position on {words.issue(rest[1])}"
    if rest[0] == "reservation":
        return ": ".join(["walk-away value", *(x.replace("_", " ") for x in rest[1:])])
    if rest[0] == "red_lines":
        text = f"red line “{rest[1].replace('_', ' ')}”"
        return ": ".join([text, *(x.replace("_", " ") for x in rest[2:])])
    if rest[0] == "order":
        return "order of importance"
    return ": ".join(_plain(part, words) for part in _shown(rest))


def judgement_written(one: Assessment, words: Words) -> str:
    """Return what the file says; options as people read them, a rule as what it asks for."""
    parts = one.path.split(".")
    rule: Rule | None = None
    if parts[0] == "linkages" and len(parts) == 2:
        rule = words.scenario.linkages.get(parts[1])
    elif len(parts) == 4 and parts[2] == "red_lines":
        rule = words.scenario.parties[parts[1]].red_lines.get(parts[3])
    if rule is not None:
        return f"{_asked(rule, words)} ({one.written})"
    if one.kind == "position" and len(parts) == 4:
        return _option(words, parts[3], one.written)
    return one.written


def _asked(rule: Rule, words: Words) -> str:
    """Return a rule in words: "never Toll: “None”", "if …, then …"."""
    told = {key: _clause(clause, words) for key, clause in rule_clauses(rule)}
    return f"never {told['never']}" if "never" in told else f"if {told['if']}, then {told['then']}"


def _clause(clause: Mapping[str, Term], words: Words) -> str:
    return " and ".join(
        f"{words.issue(issue)}: {_term(issue, term, words)}" for issue, term in clause.items()
    )


def _term(issue: str, term: Term, words: Words) -> str:
    def label(option: OptionName) -> str:
        return f"“{_option(words, issue, str(option))}”"

    if term.options is not None:
        return " or ".join(label(option) for option in term.options)
    ends = []
    if term.at_least is not None:
        ends.append(f"at least {label(term.at_least)}")
    if term.at_most is not None:
        ends.append(f"at most {label(term.at_most)}")
    return " and ".join(ends)


def _shown(parts: list[str]) -> list[str]:
    """Return the parts of a path that say something: not the middle ones of a fixed form."""
    rest = [part for part in parts[1:] if part not in ("guarantors", "groups")]
    return [parts[0].removesuffix("s"), *rest]


def _plain(part: str, words: Words) -> str:
    scenario = words.scenario
    if part in scenario.parties:
        return words.party(part)
    for named in (scenario.labels.steps, scenario.labels.issues):
        if part in named:
            return named[part]
    return part.replace("_", " ")


def _option(words: Words, issue: str, option: str) -> str:
    place = words.scenario.issues[issue].find(option)
    return option if place is None else words.scenario.issues[issue].option_label(place)
