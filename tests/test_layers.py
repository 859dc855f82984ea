"""Who may import whom, and that ``import sim`` stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "sim").rglob("*.py"))
TOOLS = {"answer", "display", "processes", "scratch", "table", "version"}
"""Modules that know nothing of negotiations."""
FACE = {ROOT / "sim" / "__init__.py", ROOT / "sim" / "__main__.py"}
"""What hands everything on, and may name everything."""
ENGINES = ("streaming", "merging", "optimising")
DOORS = {ROOT / "sim" / "zone" / "zone.py": {"sim.reporting.gather", "sim.text.wrapping"}}
"""File → what it may import from above: a zone can say what it is, ``print(zone.summary())``."""
ONLY_IN = {
    "mesa": {"bargaining"},
    "matplotlib": {"plots"},
    "typer": {"cli"},
    "rich": {"cli"},
    "jinja2": {"reporting"},
}
"""Library → the only folders that may import it."""


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            module = node.module or ""
            files = [ROOT / Path(*module.split(".")) / f"{alias.name}.py" for alias in node.names]
            found |= {f"{module}.{one.stem}" if one.exists() else module for one in files}
    return found


def layers() -> list[str]:
    """Return the folders from the lowest to the highest, as CONTRIBUTING shows them."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return [line.split()[0] for line in text.split("```text\n")[1].split("```")[0].splitlines() if
            line.strip()]  # fmt: skip


def below(folder: str) -> list[Path]:
    return [path for path in FILES if ROOT / "sim" / folder in path.parents]


def test_every_folder_is_in_the_picture() -> None:
    there = {path.parent.relative_to(ROOT / "sim").parts[0] for path in FILES
             if path.parent != ROOT / "sim"}  # fmt: skip
    assert there == set(layers())
    roots = {path.stem for path in FILES if path.parent == ROOT / "sim" and path not in FACE}
    assert roots == TOOLS


@pytest.mark.parametrize("folder", layers())
def test_a_folder_imports_only_what_is_above_it(folder: str) -> None:
    order = layers()
    allowed = {*order[: order.index(folder) + 1], *TOOLS}
    for path in below(folder):
        for module in imports(path) - DOORS.get(path, set()):
            parts = module.split(".")
            if parts[0] == "sim":
                assert len(parts) > 1, f"{path} imports sim itself"
                assert parts[1] in allowed, f"{path} imports {module}"
            elif parts[0] in ONLY_IN:
                assert folder in ONLY_IN[parts[0]], f"{path} imports {module}"


@pytest.mark.parametrize("engine", ENGINES)
def test_no_engine_imports_another(engine: str) -> None:
    others = [f"sim.engines.{one}" for one in ENGINES if one != engine]
    for path in below(f"engines/{engine}"):
        assert not [m for m in imports(path) if m.startswith(tuple(others))], path


def test_nothing_imports_in_a_circle() -> None:
    names = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in FILES}
    modules = {name.removesuffix(".__init__"): path for path, name in names.items()}
    graph = nx.DiGraph()
    for module, path in modules.items():
        if path not in FACE:
            below = imports(path) - DOORS.get(path, set())
            graph.add_edges_from((module, other) for other in below if other in modules)
    assert [one for one in nx.strongly_connected_components(graph) if len(one) > 1] == []


def test_pyplot_is_nowhere() -> None:
    assert not [path for path in FILES if "matplotlib.pyplot" in path.read_text(encoding="utf-8")]


def test_files_and_functions_stay_small() -> None:
    large = []
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 400:
            large.append(f"{path} has {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                docstring = node.body[0] if ast.get_docstring(node) else None
                lines = (node.end_lineno or 0) - node.lineno
                if docstring is not None:
                    lines -= (docstring.end_lineno or 0) - docstring.lineno + 1
                if lines > 50:
                    large.append(f"{path}: {node.name} has {lines} lines")
    assert large == []


def test_import_sim_is_light() -> None:
    code = (
        "import sys, sim\n"
        "heavy = {'mesa', 'matplotlib', 'pandas', 'scipy.optimize', 'moocore', 'typer', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
