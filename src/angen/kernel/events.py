"""What the sealed log will say: only the fields a class declares are ever stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Event:
    """Base of every event. ``label`` is the sentence head shown in the log, in Chinese.

    Fields hold text, whole numbers, booleans, dates, lists and mappings of these. Never put a name,
    identity number or telephone of a person who must be protected into a field.
    """

    label: ClassVar[str] = ""
