"""The report: how long it takes to make, to open, and to redraw once a slider moves.

    python benchmarks/report.py

Needs Chromium and playwright (extra ``dev``). Making is the whole command from a cold start, the
median of three. Opening is from the browser's request to the page's answer. A redraw is from a
slider's event to the end of the next frame, over forty events; beside it stands the program's own
time for the same change, loaded and explored anew.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

import sim
from sim.reporting.html import page

ISTANBUL = Path(__file__).parent.parent / "scenarios" / "istanbul-2022.yaml"
MOVES = """async () => {
    const used = [], sliders = [...document.querySelectorAll('input[type=range]')];
    for (let k = 0; k < 40; k++) {
        const one = sliders[k % sliders.length];
        one.value = Number(one.value) * 0.9 + 0.01 * Number(one.max);
        const began = performance.now();
        one.dispatchEvent(new Event('input'));
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
        used.push(performance.now() - began);
    }
    return used;
}"""


def random_scenario(parties: int, *, war: bool) -> sim.Scenario:
    """Return 3^9 = 19,683 agreements of random values, none outside red lines."""
    rng = np.random.default_rng(1)
    issues = {f"i{k}": {"options": ["x", "y", "z"]} for k in range(9)}
    made = {}
    for k in range(parties):
        values = [rng.permutation(np.linspace(0, 1, 3)) for _ in issues]
        made[f"p{k}"] = {
            "weights": {name: float(rng.integers(5, 40)) for name in issues},
            "positions": {
                name: {"values": dict(zip("xyz", map(float, own), strict=True))}
                for name, own in zip(issues, values, strict=True)
            },
            "reservation": {"war": {"win": 0.5, "cost": 0.25}} if war else 0.3,
        }
    return sim.Scenario.from_dict({"title": "Random", "issues": issues, "parties": made})


def made(folder: Path) -> Path:
    """Make the report of the Istanbul scenario three times and print how long that takes."""
    used = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "sim", "report", str(ISTANBUL), "--out", str(folder), "-q"],
            check=True,
        )
        used.append(time.perf_counter() - began)
    path = folder / ISTANBUL.stem / "report.html"
    size = path.stat().st_size / 1e6
    print(f"sim report istanbul-2022.yaml: {statistics.median(used):.2f} s, {size:.2f} MB")
    return path


def opened(browser: Any, path: Path, what: str, scenario: sim.Scenario) -> None:
    """Print how long a page takes to open and to redraw, beside the program's own time."""
    view = browser.new_page()
    view.goto(path.as_uri())
    ready = view.evaluate("performance.getEntriesByType('navigation')[0].domComplete")
    used = sorted(view.evaluate(MOVES))
    many = view.evaluate("window.page.live.many")
    view.close()
    name = next(name for name, party in scenario.parties.items() if party.weighs)
    issue = next(iter(scenario.issues))
    began = time.perf_counter()
    sim.explore(scenario.with_changes({f"parties.{name}.weights.{issue}": 7}))
    own = 1000 * (time.perf_counter() - began)
    median = statistics.median(used)
    print(
        f"{what}, {many:,} agreements on the page: opens in {ready:.0f} ms, redraws in "
        f"{median:.0f} ms (longest {used[-1]:.0f}); sim.explore {own:.0f} ms, ratio "
        f"{own / median:.1f}"
    )


def main() -> None:
    """Print all figures."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        path = made(Path(folder))
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened(browser, path, "Istanbul, whole report", sim.load(ISTANBUL))
        for parties, war in ((2, True), (3, False), (4, False), (6, False)):
            scenario = random_scenario(parties, war=war)
            path = Path(folder) / "random.html"
            path.write_text(page(sim.explore(scenario), [], [], []), encoding="utf-8")
            opened(browser, path, f"{parties} parties{', war' if war else ''}", scenario)
        browser.close()


if __name__ == "__main__":
    main()
