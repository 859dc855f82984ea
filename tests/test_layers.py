"""Who may import whom, and that ``import sim`` stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ANALYSES = {"space", "zone", "bargaining", "settlement", "uncertainty", "comparison"}
MAY_IMPORT = {
    "scenario": set(),
    "space": set(),
    "zone": {"space"},
    "bargaining": {"space", "zone"},
    "settlement": {"space", "zone"},
    "uncertainty": {"space", "zone", "bargaining", "settlement"},
    "comparison": ANALYSES - {"comparison"},
    "plots": ANALYSES,
    "reporting": ANALYSES | {"plots"},
    "app": ANALYSES | {"plots", "reporting"},
    "cli": ANALYSES | {"plots", "reporting", "app"},
}
"""Folder → the folders of ours that it may import, besides itself, ``scenario`` and ``TOOLS``."""
TOOLS = {"processes", "scratch"}
"""Modules that know nothing of negotiations."""
ONLY_IN = {
    "mesa": {"bargaining"},
    "matplotlib": {"plots"},
    "typer": {"cli"},
    "rich": {"cli"},
    "jinja2": {"reporting"},
}
"""Library → the only folders that may import it."""
FILES = sorted((ROOT / "sim").rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found.add(node.module or "")
    return found


def folder(path: Path) -> str | None:
    parts = path.relative_to(ROOT / "sim").parts
    return parts[0] if len(parts) > 1 else None


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    here = folder(path)
    if here is None:
        return
    allowed = MAY_IMPORT[here] | TOOLS | {here, "scenario"}
    for module in imports(path):
        parts = module.split(".")
        if parts[0] == "sim" and len(parts) > 1:
            assert parts[1] in allowed, f"{path} imports {module}"
        elif parts[0] in ONLY_IN:
            assert here in ONLY_IN[parts[0]], f"{path} imports {module}"
    # The version is the one thing that results take from the root.
    roots = [m for m in imports(path) if m == "sim"]
    assert not roots or path.name in {"zone.py", "app.py"}, f"{path} imports sim itself"


def test_pyplot_is_nowhere() -> None:
    assert not [path for path in FILES if "matplotlib.pyplot" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            docstring = node.body[0] if ast.get_docstring(node) else None
            lines = (node.end_lineno or 0) - node.lineno
            if docstring is not None:
                lines -= (docstring.end_lineno or 0) - docstring.lineno + 1
            assert lines <= 50, f"{path}: {node.name} has {lines} lines"


def test_import_sim_is_light() -> None:
    code = (
        "import sys, sim\n"
        "heavy = {'mesa', 'matplotlib', 'pandas', 'scipy.optimize', 'moocore', 'typer', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
