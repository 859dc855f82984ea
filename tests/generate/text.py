"""A document as the text of a YAML file."""

from __future__ import annotations

import json
import math
import re
from typing import Any

_PLAIN = re.compile(r"[a-z_]\w*", re.ASCII)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class Raw(str):
    """Text that is written into a file as it stands, such as a number of 5,000 digits."""


def yaml_text(node: Any, indent: int = 0) -> str:
    """Return a document as block YAML; lists of scalars and empty parts in flow form."""
    pad = "  " * indent
    if isinstance(node, dict) and node:
        return "".join(f"{pad}{_scalar(k)}:{_value(v, indent)}" for k, v in node.items())
    if isinstance(node, list) and node:
        return "".join(f"{pad}-{_value(item, indent)}" for item in node)
    return f"{pad}{_scalar(node)}\n"


def _value(node: Any, indent: int) -> str:
    if isinstance(node, dict) and node:
        return "\n" + yaml_text(node, indent + 1)
    if isinstance(node, list) and any(isinstance(item, (dict, list)) for item in node):
        return "\n" + yaml_text(node, indent + 1)
    if isinstance(node, list):
        return f" [{', '.join(map(_scalar, node))}]\n"
    return f" {_scalar(node)}\n"


def _scalar(node: Any) -> str:
    if isinstance(node, Raw):
        return str(node)
    if isinstance(node, str):
        if _PLAIN.fullmatch(node) and node not in {"null", "true", "false"}:
            return node
        quoted = json.dumps(node, ensure_ascii=False)
        return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
    if isinstance(node, float) and not math.isfinite(node):
        return ".nan" if math.isnan(node) else (".inf" if node > 0 else "-.inf")
    return json.dumps(node)
