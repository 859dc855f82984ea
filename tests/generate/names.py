"""Labels and ids as analysts and mischief-makers may write them."""

from __future__ import annotations

from typing import Any

from tests.generate.choices import Choices

LABELS = (
    "Water",
    "Water",  # equal labels are no error
    "Крим і Донбас",
    "وقف إطلاق النار",
    "水资源",
    "ceasefire \u202eesrever\u202c",
    "[bold]Water[/bold]",
    "[/nope]",
    "[link=http://example.org]x[/link]",
    "<b>&amp;</b></script><script>alert(1)</script>",
    "$x_1^2$ \\frac{1}{2}",
    "100 % of $5 {0} %s",
    "\x1b[2J",
    "two\nlines\tand a tab",
    "😀 é\u0301",
    "=1+2",
    "null",
    "",
    "A label that goes on and on about the withdrawal of heavy weapons behind the line " * 2,
)
IDS = {
    "ash": "страна",
    "birch": "b-2",
    "cedar": "random",
    "i0": "agreement",
    "i1": "label",
    "i2": "水",
    "o0": "on",
    "o1": "none",
    "o2": "1a",
    "o3": "at_least",
    "l0": "x" * 80,
    "r0": "reservation",
    "s0": "nash",
    "s1": "first",
    "t0": "nan",
    "g0": "e5",
    "part": "nash",
    "v0": "-".join("variant"),
}


def add_labels(make: Choices, document: dict[str, Any]) -> None:
    """Add odd labels, summaries and titles wherever there may be one."""
    document["title"] = make.one(LABELS)
    if make.chance(1, 2):
        document |= {"summary": make.one(LABELS), "date": "2031-05-02"}
    holders = [*document["issues"].values(), *document["parties"].values()]
    for issue in document["issues"].values():
        options = issue.get("options")
        if isinstance(options, dict):
            for name, option in options.items():
                if not option and make.chance(1, 3):
                    options[name] = make.one(LABELS)
                elif option:
                    holders.append(option)
    for party in document["parties"].values():
        for key in ("red_lines", "interactions", "ratification"):
            holders += party.get(key, {}).values()
    for key in ("linkages", "steps", "demands", "variants"):
        holders += document.get(key, {}).values()
    holders += document.get("rounds", [])
    for holder in holders:
        if make.chance(1, 4):
            holder["label"] = make.one(LABELS)


def with_odd_ids(node: Any) -> Any:
    """Return a document whose ids are words of the format, of the program, or of other scripts."""
    if isinstance(node, dict):
        return {with_odd_ids(key): with_odd_ids(value) for key, value in node.items()}
    if isinstance(node, list):
        return [with_odd_ids(item) for item in node]
    if isinstance(node, str):
        return ".".join(IDS.get(part, part) for part in node.split("."))
    return node
