"""Sizes, names and habits that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from house.tree import Module, dotted, modules, tracked

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONGEST_TEMPLATE = 200
FORBIDDEN_NAMES = {"utils", "helpers", "services", "mixins", "signals"}
KERNEL_MAY_IMPORT = ("django.db.models", "django.utils")
MAY_SET_STATE = "angen.kernel.states"


def forbidden_names(root: Path) -> list[str]:
    return [
        f"{m.shown}: the house has no room of this name"
        for m in modules(root)
        if FORBIDDEN_NAMES & set(m.parts)
    ]


def long_files(root: Path) -> list[str]:
    found = []
    for path in tracked(root):
        shown = path.relative_to(root).as_posix()
        if path.suffix not in {".py", ".ts"} or "/migrations/" in shown:
            continue
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE:
            found.append(f"{shown}: {lines} lines, divide the room")
    return found


def long_functions(root: Path) -> list[str]:
    found = []
    for module in modules(root):
        for function in module.all_functions():
            lines = (function.end_lineno or 0) - function.lineno + 1
            if lines > LONGEST_FUNCTION:
                found.append(f"{module.shown}:{function.lineno} {function.name}: {lines} lines")
    return found


def long_templates(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}: {lines} lines"
        for path in _templates(root)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_TEMPLATE
    ]


def signals(root: Path) -> list[str]:
    return [
        f"{m.shown}: {name}; wire by a call, not by a signal"
        for m in modules(root)
        for name in m.imports().values()
        if re.search(r"(^|\.)(signals|dispatch|receiver|Signal)(\.|$)", name)
        and name.startswith("django")
    ]


def random_order(root: Path) -> list[str]:
    return [
        f"{m.shown}:{node.lineno}: order_by('?') cannot be recomputed; draw by hash"
        for m in modules(root)
        for node in ast.walk(m.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "order_by"
        and any(isinstance(a, ast.Constant) and a.value == "?" for a in node.args)
    ]


def states_set_by_hand(root: Path) -> list[str]:
    """``x.state = ...``, ``update(state=...)`` and ``setattr(x, "state", ...)``."""
    found = []
    for module in modules(root):
        if module.name == MAY_SET_STATE:
            continue
        for node in ast.walk(module.tree):
            if _sets_state(node):
                found.append(f"{module.shown}:{node.lineno}: a state changes by Machine.move only")
    return found


def _sets_state(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        has_value = not isinstance(node, ast.AnnAssign) or node.value is not None
        return has_value and any(
            isinstance(t, ast.Attribute) and t.attr == "state" for t in targets
        )
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr == "update":
        return any(keyword.arg == "state" for keyword in node.keywords)
    if dotted(node.func) == "setattr" and len(node.args) == 3:
        name = node.args[1]
        return isinstance(name, ast.Constant) and name.value == "state"
    return False


def kernel_imports(root: Path) -> list[str]:
    """The kernel may speak of querysets; of an app, a request or a setting it knows nothing."""
    found = []
    for module in modules(root):
        if module.app != "kernel":
            continue
        for name in module.imports().values():
            if name.startswith("django") and not name.startswith(KERNEL_MAY_IMPORT):
                found.append(f"{module.shown}: imports {name}")
    return found


def views_imported(root: Path) -> list[str]:
    """Views reached from anywhere but urls; lint-imports says the same, this names the line."""
    return [
        f"{m.shown}: imports {name}"
        for m in modules(root)
        if m.room not in ("urls", "views")
        for name in m.imports().values()
        if re.match(r"angen\.\w+\.views\b", name)
    ]


INLINE = (
    (re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.I), "inline script"),
    (re.compile(r"<style\b", re.I), "style element"),
    (re.compile(r"<[^>]*\sstyle\s*=", re.I), "style attribute"),
    (re.compile(r"<[^>]*\son[a-z]+\s*=", re.I), "on* attribute"),
    (re.compile(r"\bhx-on\b|\bhx-vars\b|['\"]js:", re.I), "htmx attribute that evaluates code"),
    (re.compile(r"javascript:", re.I), "javascript: address"),
    (re.compile(r"\|\s*safe\b|autoescape off"), "unescaped output"),
)


def inline_code(root: Path) -> list[str]:
    """What the content security policy refuses at run time."""
    found = []
    for path in _templates(root):
        text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)
        for pattern, what in INLINE:
            if match := pattern.search(text):
                found.append(f"{path.relative_to(root)}: {what}: {match[0][:80]}")
    return found


def _templates(root: Path) -> list[Path]:
    return sorted((root / "src" / "angen").glob("*/templates/**/*.html"))


# Spelled in pieces, or this file would report itself.
TRACES = (
    re.compile(r"(?<![\w.])/" + r"work/"),
    re.compile(r"/tmp/" + r"angen/"),
    re.compile("shared/" + "design|shared/" + "policies"),
    re.compile(r"\bAI " + r"assist|\bassist" + r"ant\b", re.I),
    re.compile(r"\bissue" + r" #?\d+|\bsession" + r" #?\d+\b", re.I),
    re.compile("/root/" + r"\.|/home/" + r"\w+/"),
)
UNREAD = {"uv.lock", "package-lock.json"}
READ = {".py", ".md", ".html", ".ts", ".css", ".yaml", ".yml", ".toml", ".json", ".txt", ".csv", ""}


def traces(root: Path) -> list[str]:
    """Paths of one machine and words about the making of the project have no place in it."""
    found = []
    for path in tracked(root):
        if path.name in UNREAD or path.suffix not in READ or path.stat().st_size > 2_000_000:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for pattern in TRACES:
            if match := pattern.search(text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{path.relative_to(root)}:{line}: {match[0]}")
    return found


def uncommented_dependencies(root: Path) -> list[str]:
    """Every dependency says in one comment why it is there."""
    lines = (root / "pyproject.toml").read_text().split("[tool.")[0].splitlines()
    return [
        f"pyproject.toml:{number}: {line.strip()} needs a comment saying why"
        for number, line in enumerate(lines, 1)
        if re.match(r'  "[a-z][\w\[\],.-]*[~=<> \d.*]*",?\s*$', line)
        and line.strip().strip('",') not in {"pytest", "pytest-django"}
    ]


CHECKS = (
    forbidden_names,
    long_files,
    long_functions,
    long_templates,
    signals,
    random_order,
    states_set_by_hand,
    kernel_imports,
    views_imported,
    inline_code,
    traces,
)


def problems(root: Path) -> list[str]:
    """Everything all checks find under ``root``."""
    return [line for check in CHECKS for line in check(root)]


__all__ = ["CHECKS", "Module", "problems"]
