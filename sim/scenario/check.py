"""What a scenario must make sense of beyond its shape: every name, number and reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.scenario.check_parties import check_bounds, check_party
from sim.scenario.check_rules import check_agreement, check_option, check_rules
from sim.scenario.check_settlement import check_settlement
from sim.scenario.document import Consent, Document
from sim.scenario.errors import Path, Problem, nearest
from sim.scenario.evidence import Claim
from sim.scenario.rules import ConsentWhen
from sim.scenario.talks import Talks


def check_document(document: Document) -> Iterator[Problem]:
    """Yield every problem of meaning in a document of sound shape."""
    for name, parameter in document.parameters.items():
        if parameter.parameter is not None:
            yield Problem(("parameters", name), "refers to a parameter; expected a number or range")
    for name, issue in document.issues.items():
        for place, option in enumerate(issue.only or ()):
            yield from check_option(option, name, document.issues, ("issues", name, "only", place))
        if issue.only == ():
            yield Problem(("issues", name, "only"), "is empty; expected at least one option")
        found = [issue.find(option) for option in issue.only or ()]
        if len(set(found)) < len(found) and None not in found:
            yield Problem(("issues", name, "only"), "names an option twice; expected each once")
    for name, party in document.parties.items():
        yield from check_party(name, party, document)
    yield from check_rules(document.linkages, document.issues, ("linkages",))
    if document.consent is not None:
        yield from _check_consent(document.consent, document)
    if document.status_quo is not None:
        yield from check_agreement(document.status_quo, document.issues, ("status_quo",))
    if document.bargaining is not None:
        yield from _check_talks(document.bargaining, document)
    yield from check_settlement(document)
    for name, package in document.packages.items():
        path = ("packages", name, "agreement")
        yield from check_agreement(package.agreement, document.issues, path)
        if not package.agreement:
            yield Problem(path, "names no issue; expected at least one")
    yield from _check_sources(document)
    yield from _check_probabilities(document)


def _check_talks(talks: Talks, document: Document) -> Iterator[Problem]:
    where: Path = ("bargaining", "hazard")
    yield from check_bounds(talks.hazard, 0, 0.999, document, where, "a chance, 0 to below 1")
    if talks.opener not in ("random", "first", *document.parties):
        hint = nearest(talks.opener, ["random", "first", *document.parties])
        message = f"'{talks.opener}' is no party; {hint}"
        depends = (("parties", talks.opener),)
        yield Problem(("bargaining", "opener"), message, depends_on=depends)
    if talks.through_rounds and not document.rounds:
        message = "there are no rounds to run through; expected rounds: in the scenario"
        yield Problem(("bargaining", "through_rounds"), message, depends_on=(("rounds",),))


def _check_consent(consent: Consent, document: Document) -> Iterator[Problem]:
    named = {"required": consent.required, "of": consent.of or ()}
    for key, parties in named.items():
        for place, name in enumerate(parties):
            path: Path = ("consent", key, place)
            if name not in document.parties:
                known = list(document.parties)
                yield Problem(
                    path,
                    f"unknown party '{name}'; {nearest(name, known)}",
                    depends_on=(("parties", name),),
                )
            elif name in parties[:place]:
                yield Problem(path, f"'{name}' stands twice; expected each party once")
            elif key == "of" and isinstance(document.parties[name].consents, ConsentWhen):
                yield Problem(
                    path,
                    f"the consent of '{name}' is conditional; expected it under required: "
                    f"or not at all",
                )
    yield from _check_number(consent, document)
    counted = consent.counted(document.parties)
    for name in counted if consent.of is None else ():
        if isinstance(document.parties[name].consents, ConsentWhen):
            yield Problem(
                ("consent", "at_least"),
                f"the consent of '{name}' is conditional, and of:, left out, is all principals; "
                f"expected of: without it",
                depends_on=(("consent", "of"),),
            )
    everyone = {*consent.required, *(consent.of or ()), *counted}
    for name, party in document.parties.items():
        if party.consents not in (None, False) and name not in everyone:
            yield Problem(
                ("parties", name, "consents"),
                f"consent: names '{name}' neither under required: nor under of:; expected "
                f"it there, or no consents: here",
            )


def _check_number(consent: Consent, document: Document) -> Iterator[Problem]:
    """Yield what is wrong with how many parties must accept."""
    if consent.at_least is None:
        if consent.of is not None:
            yield Problem(
                ("consent",),
                "has of: without at_least:; expected both",
                depends_on=(("consent", "at_least"),),
            )
        elif not consent.required:
            yield Problem(
                ("consent",),
                "asks for nobody's consent; expected required: or at_least:",
                depends_on=(("consent", "at_least"), ("consent", "required")),
            )
    else:
        counted = consent.counted(document.parties)
        if consent.at_least > len(counted):
            yield Problem(
                ("consent", "at_least"),
                f"asks for {consent.at_least} of {len(counted)} parties; expected at most "
                f"{len(counted)}",
                depends_on=(("consent", "of"), ("parties",)),
            )


def _check_sources(document: Document) -> Iterator[Problem]:
    for path, source in _sources_named(document):
        if source not in document.sources:
            known = list(document.sources)
            yield Problem(
                (*path, "source"),
                f"unknown source '{source}'; {nearest(source, known)}",
                depends_on=(("sources", source),),
            )


def _sources_named(document: Document) -> Iterable[tuple[Path, str]]:
    for place, claim in enumerate(document.evidence):
        yield ("evidence", place), claim.source
    for path, claims in inline_evidence(document):
        for place, inline in enumerate(claims):
            yield (*path, "evidence", place), inline.source
    for number, round_ in enumerate(document.rounds):
        for place, inline in enumerate(round_.evidence):
            yield ("rounds", number, "evidence", place), inline.source


def inline_evidence(document: Document) -> Iterator[tuple[Path, tuple[Claim, ...]]]:
    """Yield the evidence that stands on judgements themselves, with the judgement's path."""
    holders: list[tuple[Path, object]] = [
        (("linkages", name), rule) for name, rule in document.linkages.items()
    ]
    for name, party in document.parties.items():
        for key in ("red_lines", "interactions", "positions"):
            mapping = getattr(party, key)
            holders += [(("parties", name, key, item), part) for item, part in mapping.items()]
        if party.reservation is not None:
            holders.append((("parties", name, "reservation"), party.reservation))
        for item, one in party.ratification.items():
            below = ("parties", name, "ratification", item)
            holders.append((below, one))
            holders += [((*below, "groups", key), group) for key, group in one.groups.items()]
    holders += [(("steps", name), step) for name, step in document.steps.items()]
    holders += [
        (("steps", name, "requires"), step.requires)
        for name, step in document.steps.items()
        if step.requires is not None
    ]
    for name, step in document.steps.items():
        holders += [(("steps", name, "stop", key), stop) for key, stop in step.stop.items()]
    holders += [
        (("parties", name, "stop"), party.stop)
        for name, party in document.parties.items()
        if party.stop is not None
    ]
    holders += [(("demands", name), demand) for name, demand in document.demands.items()]
    if document.enforcement is not None:
        holders.append((("enforcement",), document.enforcement))
        guarantors = document.enforcement.guarantors.items()
        holders += [(("enforcement", "guarantors", name), one) for name, one in guarantors]
    holders += [(("packages", name), package) for name, package in document.packages.items()]
    for path, part in holders:
        claims = part.evidence  # type: ignore[attr-defined]
        if claims:
            yield path, claims


def _check_probabilities(document: Document) -> Iterator[Problem]:
    given = [v.probability for v in document.variants.values() if v.probability is not None]
    if given and sum(given) > 1 + 1e-9:
        yield Problem(
            ("variants",), f"the probabilities add up to {sum(given):g}; expected at most 1"
        )


__all__ = ["check_bounds", "check_document", "inline_evidence"]
