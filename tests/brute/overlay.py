"""Changes laid over a plain document: mappings keyed by ids are descended into, all else replaced.

Removing what is not there is nothing here, as the definition of what rounds are credited with asks.
"""

from __future__ import annotations

import copy
from typing import Any

Path = tuple[str, ...]

ANY = "*"
DESCENDED: tuple[Path, ...] = (
    (),
    ("sources",),
    ("sources", ANY),
    ("parameters",),
    ("issues",),
    ("issues", ANY),
    ("issues", ANY, "options"),
    ("issues", ANY, "options", ANY),
    ("parties",),
    ("parties", ANY),
    *(("parties", ANY, key) for key in ("weights", "positions", "red_lines", "interactions")),
    ("linkages",),
    ("status_quo",),
    ("packages",),
    ("variants",),
    ("steps",),
    ("steps", ANY),
    ("demands",),
    ("enforcement",),
)


def is_descended(path: Path) -> bool:
    """Whether a change descends into the mapping at this path, or replaces it whole."""
    return any(
        len(form) == len(path) and all(f in (ANY, p) for f, p in zip(form, path, strict=True))
        for form in DESCENDED
    )


def nested(change: dict[str, Any]) -> dict[str, Any]:
    """The change with its dotted keys written out as mappings."""
    found: dict[str, Any] = {}
    for key, value in change.items():
        *outer, last = str(key).split(".")
        here = found
        for name in outer:
            here = here.setdefault(name, {})
        if isinstance(value, dict) and isinstance(here.get(last), dict):
            here[last] |= value
        else:
            here[last] = value
    return found


def leaves(change: dict[str, Any], path: Path = ()) -> dict[Path, Any]:
    """What a change says: path -> new value, or None where it removes a key."""
    found: dict[Path, Any] = {}
    for key, value in nested(change).items():
        here = (*path, key)
        if isinstance(value, dict) and is_descended(here):
            found |= leaves(value, here)
        else:
            found[here] = value
    return found


def overlaid(document: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """The document with the change laid over it."""
    found = copy.deepcopy(document)
    for path, value in leaves(change).items():
        if value is None:
            remove(found, path)
            continue
        here = found
        for name in path[:-1]:
            here[name] = as_mapping(here.get(name))
            here = here[name]
        here[path[-1]] = copy.deepcopy(value)
    return found


def as_mapping(data: Any) -> dict[str, Any]:
    """A mapping to descend into: a list of ids, a label or nothing written as one."""
    if isinstance(data, list):
        return {str(name): {} for name in data}
    return data if isinstance(data, dict) else ({} if data is None else {"label": data})


def remove(document: dict[str, Any], path: Path) -> None:
    """Take a key away, if it is there; with an issue, what refers to it."""
    here = document
    for name in path[:-1]:
        if not isinstance(here, dict) or name not in here:
            return
        here = here[name]
    if not isinstance(here, dict) or path[-1] not in here:
        return
    del here[path[-1]]
    if len(path) == 2 and path[0] == "issues":
        remove_references(document, path[1])


def remove_references(document: dict[str, Any], i: str) -> None:
    """Weights, positions, places in `order`, status quo, packages and agreements of an issue."""
    for party in document["parties"].values():
        for key in ("weights", "positions"):
            if isinstance(party.get(key), dict):
                party[key].pop(i, None)
        if "order" in party:
            groups = [g if isinstance(g, list) else [g] for g in party["order"]]
            party["order"] = [left for g in groups if (left := [x for x in g if x != i])]
        reservation = party.get("reservation")
        if isinstance(reservation, dict) and "agreement" in reservation:
            reservation["agreement"].pop(i, None)
    (document.get("status_quo") or {}).pop(i, None)
    for package in (document.get("packages") or {}).values():
        (package["agreement"] if isinstance(package.get("agreement"), dict) else package).pop(
            i, None
        )
