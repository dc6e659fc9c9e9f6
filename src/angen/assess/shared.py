"""Relations that several indicators stand on, read once by a statement.

In a compiled indicator such a relation is only a name, that of its text here. The name bears the
digest of the text: the same function over the year and over a period gives two.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import Final

PREFIX: Final = "shared_"
NAMED = re.compile(rf'"({PREFIX}[a-z0-9_]+)"')

_texts: dict[str, str] = {}


def keep(name: str, sql: str) -> str:
    """Keep the text of a relation and tell the name it goes by."""
    made = f"{PREFIX}{name.strip('_')}_{hashlib.sha256(sql.encode()).hexdigest()[:8]}"
    _texts[made] = sql
    return made


def restore(texts: dict[str, str]) -> None:
    """Take texts up again that were kept on disk."""
    _texts.update(texts)


def texts() -> dict[str, str]:
    """All that are known by now, by name."""
    return dict(_texts)


def text(name: str) -> str:
    """The SQL of a relation, its days open."""
    return _texts[name]


@cache
def named(sql: str) -> tuple[str, ...]:
    """The shared relations that a text reads, each once."""
    return tuple(sorted(set(NAMED.findall(sql))))
