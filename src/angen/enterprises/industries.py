"""Branches of the national economy, GB/T 4754—2017, from ``data/industries.csv``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

UNCHECKED = "待核"


@dataclass(frozen=True)
class Industry:
    """A row of the table: ``code`` is a section letter, a division (two digits) or a class (four)."""

    code: str
    section: str
    label: str
    checked: bool

    @property
    def shown(self) -> str:
        """ "C25 石油、煤炭及其他燃料加工业"."""
        letter = "" if self.code == self.section else self.section
        return f"{letter}{self.code} {self.label}"


@cache
def industries() -> dict[str, Industry]:
    """All rows by code, in the order of the table."""
    text = (files("angen.enterprises") / "data" / "industries.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Industry(
            row["code"], row["section"], row["label"], row["checked"] != UNCHECKED
        )
        for row in csv.DictReader(text.splitlines())
    }


@cache
def choices() -> tuple[tuple[str, str], ...]:
    """Code and text of every row that an enterprise may bear; a section alone says too little."""
    return tuple((one.code, one.shown) for one in industries().values() if one.code.isdigit())
