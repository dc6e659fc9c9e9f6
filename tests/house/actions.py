"""Every action: lock, allow, move, change, record, in one transaction."""

from __future__ import annotations

import ast
from pathlib import Path

from house.tree import Function, Module, dotted, modules

WRITES = {
    *("save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create"),
    *("update_or_create", "create_user", "set", "add", "move"),
}
# Attribute calls that only look like writes.
HARMLESS_OWNERS = {"connection", "transaction", "found", "seen", "digest", "hasher"}
ALLOWS = {"angen.kernel.access.require", "angen.kernel.refusal.NotAllowed"}
RECORDS = {"angen.audit.actions.record", "angen.audit.actions.record_many"}
DEPTH = 6


class House:
    """All functions by dotted name, to follow a call into the function it reaches."""

    def __init__(self, root: Path) -> None:
        self.modules = modules(root)
        self.known: dict[str, tuple[Module, Function]] = {}
        self.exports: dict[str, str] = {}
        for module in self.modules:
            for function in module.functions():
                self.known[f"{module.name}.{function.name}"] = (module, function)
            if module.path.name == "__init__.py":
                for local, target in module.imports().items():
                    self.exports[f"{module.name}.{local}"] = target

    def reached(self, name: str, depth: int = DEPTH) -> set[str]:
        """Dotted names of everything a function calls, itself or through others of the house."""
        module, function = self.known[name]
        imported = module.imports()
        found: set[str] = set()
        for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
            said = dotted(call.func)
            first, _, rest = said.partition(".")
            target = imported.get(first, f"{module.name}.{first}") + (f".{rest}" if rest else "")
            target = self.exports.get(target, target)
            found.add(target)
            if target in self.known and target != name and depth:
                found |= self.reached(target, depth - 1)
        return found

    def writes(self, name: str, depth: int = DEPTH) -> bool:
        """Whether the function, or a private one beside it, changes rows."""
        module, function = self.known[name]
        for node in ast.walk(function):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                owner = dotted(node.func.value).split(".")[0]
                if owner not in HARMLESS_OWNERS and not _is_plain_set(node, function):
                    return True
            if depth and isinstance(node.func, ast.Name):
                beside = f"{module.name}.{node.func.id}"
                if beside in self.known and beside != name and self.writes(beside, depth - 1):
                    return True
        return False


def _is_plain_set(call: ast.Call, function: Function) -> bool:
    """``names.add(x)`` on a local set, ``dict.update``: not a write to the database."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if not isinstance(owner, ast.Name):
        return False
    for node in ast.walk(function):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            targets, value = [node.target], node.value
        else:
            continue
        if any(isinstance(t, ast.Name) and t.id == owner.id for t in targets):
            made = dotted(value.func) if isinstance(value, ast.Call) else ""
            return isinstance(value, ast.Set | ast.Dict | ast.SetComp | ast.DictComp) or (
                made in {"set", "dict", "hashlib.sha256"}
            )
    return False


def _atomic(function: Function) -> bool:
    names = {dotted(d.func if isinstance(d, ast.Call) else d) for d in function.decorator_list}
    return bool(names & {"transaction.atomic", "atomic"})


def _by(function: Function) -> bool:
    return any(argument.arg == "by" for argument in function.args.kwonlyargs)


def problems(root: Path, exempt: dict[str, dict[str, str]]) -> list[str]:
    """What actions lack; ``exempt`` names an action, the beat it may miss, and the reason."""
    house, found = House(root), []
    for name, (module, function) in sorted(house.known.items()):
        if module.room != "actions" or function.name.startswith("_") or not house.writes(name):
            continue
        calls = house.reached(name)
        beats = {
            "atomic": _atomic(function),
            "by": _by(function),
            "require": bool(calls & ALLOWS),
            "record": bool(calls & RECORDS),
        }
        missing = [b for b, kept in beats.items() if not kept and b not in exempt.get(name, {})]
        if missing:
            found.append(f"{module.shown}:{function.lineno} {function.name}: {', '.join(missing)}")
    return found


def stale_exemptions(root: Path, exempt: dict[str, dict[str, str]]) -> list[str]:
    """Exemptions of functions that are gone, or without a reason."""
    known = House(root).known
    gone = [name for name in exempt if name not in known]
    return gone + [
        n for n, beats in exempt.items() for reason in beats.values() if len(reason) < 10
    ]
