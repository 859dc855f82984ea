r"""Control characters of foreign texts, written out so that they can be read and do nothing.

A label, a file's name or a misspelt value may hold anything. On a terminal an escape character
can clear the screen or fake a link, and a bidirectional control can turn a line around.
"""

from __future__ import annotations

import re

_BLANK = re.compile(r"[\t\n]+")
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 (tab and newline aside), delete, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u2028\u2029\ufeff\ud800-\udfff]"  # separators of lines, byte order mark, half characters
)


def visible(text: str) -> str:
    r"""Return a text for one line: controls as escapes, tabs and new lines as blanks.

    >>> visible("a\x1b[2J\u202e\tb\nc")
    'a\\x1b[2J\\u202e b c'
    """
    return visible_lines(_BLANK.sub(" ", text))


def visible_lines(text: str) -> str:
    r"""Return a text with controls as escapes; tabs and new lines stay.

    >>> visible_lines("a\x9b\nb\r")
    'a\\x9b\nb\\x0d'
    """
    return _CONTROL.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
