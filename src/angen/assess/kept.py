"""Compiled indicators kept on disk, so that a new process need not compile them again.

Compiling all of them takes seconds, reading them milliseconds. The file bears the digest of every
source of the package and of the compilers, so that nothing stale is ever read; a file that cannot
be read or written only costs the time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings

PACKAGE = Path(__file__).resolve().parents[1]
COMPILERS = ("ibis-framework", "sqlglot", "django")


@cache
def state() -> str:
    """A digest of all that the compiled text depends on."""
    total = hashlib.sha256(" ".join(f"{name}={version(name)}" for name in COMPILERS).encode())
    for path in sorted(PACKAGE.rglob("*.py")):
        total.update(f"\0{path.relative_to(PACKAGE)}\0".encode() + path.read_bytes())
    return total.hexdigest()[:32]


def kept(compile_all: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
    """What ``compile_all`` answers, from disk where this very software has asked before."""
    folder = Path(settings.VAR) / "cache"
    file = folder / f"indicators-{state()}.json"
    with contextlib.suppress(OSError, ValueError):
        found: dict[str, Any] = json.loads(file.read_text())
        return found
    made = dict(compile_all())
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{file.name}.{os.getpid()}"
        draft.write_text(json.dumps(made))
        draft.replace(file)
        for old in folder.glob("indicators-*.json"):
            if old != file:
                old.unlink()
    return made
