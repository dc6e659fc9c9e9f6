"""The source as syntax trees: what the checks of the house read."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file of the package: ``room`` is "actions" for actions.py and for actions/x.py."""

    root: Path
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @property
    def shown(self) -> str:
        return self.path.relative_to(self.root).as_posix()

    @cached_property
    def parts(self) -> tuple[str, ...]:
        inside = self.path.relative_to(self.root / "src").with_suffix("")
        parts = inside.parts
        return parts[:-1] if parts[-1] == "__init__" else parts

    @property
    def name(self) -> str:
        return ".".join(self.parts)

    @property
    def app(self) -> str:
        return self.parts[1] if len(self.parts) > 1 else ""

    @property
    def room(self) -> str:
        return self.parts[2] if len(self.parts) > 2 else ""

    def functions(self) -> Iterator[Function]:
        """Functions at the top of the file."""
        for node in self.tree.body:
            if isinstance(node, Function):
                yield node

    def all_functions(self) -> Iterator[Function]:
        """Functions and methods at any depth."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def imports(self) -> dict[str, str]:
        """Local name to dotted name, for ``import`` and ``from ... import``."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    found[alias.asname or alias.name.split(".")[0]] = alias.name
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        return found


def modules(root: Path = ROOT) -> list[Module]:
    """Every module of the package but migrations."""
    if root == ROOT:
        return _modules_here()
    return _read(root)


@lru_cache(maxsize=1)
def _modules_here() -> list[Module]:
    return _read(ROOT)


def _read(root: Path) -> list[Module]:
    paths = sorted((root / "src" / "angen").rglob("*.py"))
    return [Module(root, path) for path in paths if "migrations" not in path.parts]


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of an expression, the empty text for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        front = dotted(node.value)
        return f"{front}.{node.attr}" if front else ""
    return ""


def tracked(root: Path = ROOT) -> list[Path]:
    """Files under version control, or all files of a copy without history."""
    if (root / ".git").exists():
        names = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z"], capture_output=True, text=True, check=True
        ).stdout.split("\0")
        return [root / name for name in names if name and (root / name).is_file()]
    skip = {".venv", "node_modules", "var", "dist", "__pycache__", ".hypothesis"}
    return [p for p in root.rglob("*") if p.is_file() and not skip & set(p.parts)]
