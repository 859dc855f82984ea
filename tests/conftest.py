"""What the tests leave out by default, and that they say so."""

from __future__ import annotations

import pytest

from tests.examples import PART, THOROUGH

LEFT_OUT = {
    "browser": "in a real browser",
    "cluster": "on a cluster of processes",
    "long": "that take long",
}
"""Marker → what is tested so, in words; only in the thorough run."""
NOTE = "only in the thorough run"


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers."""
    for marker, words in LEFT_OUT.items():
        config.addinivalue_line("markers", f"{marker}: tests {words}; {NOTE}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser or a cluster, and skip what is marked unless all is asked for."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for marker in ("browser", "cluster"):
            if marker in fixtures:
                item.add_marker(marker)
        for marker, words in LEFT_OUT.items():
            if not THOROUGH and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"{NOTE}: {words}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out, and how it is had."""
    if THOROUGH:
        return
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [str(report.longrepr[2]) for report in skipped if isinstance(report.longrepr, tuple)]
    numbers = [
        f"{sum(words in reason for reason in reasons)} {words}" for words in LEFT_OUT.values()
    ]
    terminalreporter.write_line(
        f"Left out: tests {', '.join(numbers)}; random examples: one in {PART} drawn. "
        "All of it: CI=true python -m pytest -n auto"
    )
