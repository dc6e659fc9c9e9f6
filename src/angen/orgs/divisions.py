"""The statistical divisions shipped with the package, and what their codes say. Pure.

GB/T 2260 (province, prefecture, county) and GB/T 10114 (township 001-099 street, 100-199 town,
200-399 township, 400-599 bodies that act as one).
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from typing import Final, NamedTuple

BEGINNING: Final = dt.date(1949, 10, 1)
SOURCE: Final = "统计用区划代码（2023年）"
_DATA = files("angen.orgs") / "data"

_LEVELS: Final = {2: "province", 4: "prefecture", 6: "county", 9: "township", 12: "village"}
_STEPS: Final = (0, 2, 4, 6, 9, 12)
# Words at the end of a name that tell a zone's kind, the most telling first.
_ENDINGS: Final = (
    ("forest_farm", ("林场", "林业局", "林业公司", "林业有限公司")),
    (
        "farm",
        ("农场", "牧场", "农牧场", "养殖场", "种畜场", "原种场", "羊场", "马场", "渔场", "茶场"),
    ),
    (
        "development_zone",
        ("开发区", "开发区管委会", "高新区", "新区", "示范区", "实验区", "保税区", "管理区"),
    ),
    ("park", ("园区", "园", "工业区", "产业区", "园区管委会", "基地")),
    ("street", ("街道", "办事处")),
    ("town", ("镇",)),
    ("township", ("乡", "苏木")),
)
_ZONE_WORDS: Final = (
    "开发区",
    "高新",
    "产业区",
    "示范区",
    "园区",
    "新区",
    "管理区",
    "新城",
    "实验区",
)


class Division(NamedTuple):
    """An area as the codes give it; ``path`` is "/37/3711/" including the code itself."""

    code: str
    name: str
    level: str
    kind: str
    parent: str | None
    path: str


class OldName(NamedTuple):
    """A name an area bore between two days, both included."""

    code: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None
    cite: str


def divisions() -> Iterator[Division]:
    """All shipped areas, parents before children."""
    text = gzip.decompress((_DATA / "areas.csv.gz").read_bytes()).decode()
    rows = [(row["code"], row["name"]) for row in csv.DictReader(io.StringIO(text))]
    for code, name in sorted(rows, key=lambda row: (len(row[0]), row[0])):
        yield division(code, name)


def division(code: str, name: str) -> Division:
    """The area of a statistical code of 2, 4, 6, 9 or 12 digits; KeyError for another length."""
    level = _LEVELS[len(code)]
    trail = [code[:length] for length in _STEPS[1:] if length <= len(code)]
    parent = trail[-2] if len(trail) > 1 else None
    return Division(code, name, level, kind_of(code, name), parent, f"/{'/'.join(trail)}/")


def kind_of(code: str, name: str) -> str:
    """The kind of an area, from its code's range and its name."""
    level = _LEVELS[len(code)]
    if level == "township":
        return _township_kind(int(code[6:9]), name)
    if level == "village":
        return "community" if int(code[9:]) < 200 or "社区" in name else "village"
    # 71 to 79 are kept for zones that statistics count like counties.
    if level == "county" and code[4] == "7" and any(word in name for word in _ZONE_WORDS):
        return "development_zone"
    return level


def _township_kind(number: int, name: str) -> str:
    if number < 100:
        return "street"
    if number < 200:
        return "town"
    if number < 400:
        return "township"
    for kind, endings in _ENDINGS:
        if name.endswith(endings):
            return kind
    return "other"


def old_names() -> list[OldName]:
    """The names of ``history.csv``, each until the day before the next one of its code."""
    text = (_DATA / "history.csv").read_text(encoding="utf-8")
    rows = sorted(csv.DictReader(io.StringIO(text)), key=lambda r: (r["code"], r["valid_from"]))
    found = []
    for row, after in pairwise([*rows, None]):
        assert row is not None
        last = None
        if after is not None and after["code"] == row["code"]:
            last = dt.date.fromisoformat(after["valid_from"]) - dt.timedelta(1)
        since = dt.date.fromisoformat(row["valid_from"])
        found.append(OldName(row["code"], row["name"], since, last, row["cite"]))
    return found
