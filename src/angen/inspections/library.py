"""The checklist library: what is looked at on site, by sector and by the day of the visit.

The YAML files beside this module hold one sector each; ``standards.yaml`` names what they cite.
An item has a sentence for either answer. Its dates follow its standards: a visit is judged by the
standard in force on its day. Pure: no Django, no table.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

FOLDER: Final = Path(__file__).resolve().parent / "library"
STANDARDS: Final = "standards.yaml"
FOREVER: Final = dt.date.max

Basis = Literal["source", "unverified"]
Severity = Literal["general", "major"]
Measure = Literal["spot", "deadline", "handle"]
BASES: Final[Mapping[str, str]] = MappingProxyType({"source": "已核原文", "unverified": "待核"})
SEVERITIES: Final[Mapping[str, str]] = MappingProxyType(
    {"general": "一般隐患", "major": "重大事故隐患"}
)
MEASURES: Final[Mapping[str, str]] = MappingProxyType(
    {"spot": "当场改正", "deadline": "限期整改", "handle": "现场处理"}
)

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{2}$")]


class LibraryRefused(Exception):
    """The library cannot be used; ``problems`` says in Chinese what is wrong and where."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("；".join(self.problems))


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Standard(_Strict):
    """A law, rule or technical standard. ``judges``: it decides what is a major hazard."""

    title: Line
    number: str = ""
    judges: bool = False
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    @property
    def name(self) -> str:
        """Title and number as they are cited."""
        return f"{self.title}（{self.number}）" if self.number else self.title


class Ground(_Strict):
    """What an item rests on in one period: a standard and the clause in it."""

    by: Slug
    clause: str = ""
    basis: Basis | None = None


class _Defaults(_Strict):
    by: Slug | None = None
    clause: str = ""
    basis: Basis = "unverified"
    severity: Severity = "general"
    measure: Measure = "deadline"


class _Entry(_Strict):
    id: Code
    compliant: Line
    violating: Line
    look: Line
    by: Slug | None = None
    clause: str | None = None
    under: tuple[Ground, ...] = ()
    basis: Basis | None = None
    severity: Severity | None = None
    measure: Measure | None = None
    also: tuple[Slug, ...] = ()


class _Sheet(_Strict):
    sector: Slug
    label: Line
    unless_said: _Defaults = Field(default_factory=_Defaults)
    items: tuple[_Entry, ...]


@dataclass(frozen=True)
class Item:
    """One line of a checklist, as it holds from ``valid_from`` to ``valid_to`` (both inclusive).

    ``basis`` "unverified" must be shown as 待核 wherever the citation is. An open end is None.
    ``look``: what to look at on site; ``measure``: what usually follows a violation.
    """

    id: str
    sector: str
    standard: str
    clause: str
    basis: Basis
    severity: Severity
    compliant: str
    violating: str
    look: str
    measure: Measure
    valid_from: dt.date | None
    valid_to: dt.date | None
    judged: bool  # the standard decides what is a major hazard
    also: tuple[str, ...] = ()

    @property
    def cite(self) -> str:
        """Standard and clause, and that they are still to be checked."""
        mark = "（待核）" if self.basis == "unverified" else ""
        return f"{self.standard}{self.clause}{mark}"

    def holds(self, on: dt.date) -> bool:
        """Whether it may be asked about on ``on``."""
        return (self.valid_from or dt.date.min) <= on <= (self.valid_to or FOREVER)


@dataclass(frozen=True)
class Library:
    """All items in the order of their files; ``sectors`` are keys with labels."""

    sectors: Mapping[str, str]
    items: tuple[Item, ...]

    def checklist(self, sector: str, on: dt.date) -> list[Item]:
        """The items of a sector on a day; a sector nobody wrote raises ``LookupError``."""
        if sector not in self.sectors:
            raise LookupError(f"no checklist is named {sector}")
        return [i for i in self.items if sector in (i.sector, *i.also) and i.holds(on)]

    def item(self, id: str, on: dt.date) -> Item | None:
        """The item ``id`` as it stands on a day; None where it holds no more or not yet."""
        found = [one for one in self.items if one.id == id]
        if not found:
            raise LookupError(f"no checklist item is named {id}")
        return next((one for one in found if one.holds(on)), None)


def read(files: Mapping[str, str]) -> Library:
    """The library from texts by file name. Raises ``LibraryRefused`` with every problem."""
    problems: list[str] = []
    parsed = {name: _parsed(name, text, problems) for name, text in sorted(files.items())}
    standards = _standards(parsed.pop(STANDARDS, None), problems)
    sheets = [s for name, data in parsed.items() if (s := _sheet(name, data, problems))]
    sectors = {sheet.sector: sheet.label for sheet in sheets}
    items: list[Item] = []
    for sheet in sheets:
        for entry in sheet.items:
            items += _items(sheet, entry, standards, problems)
            problems += [f"{entry.id}：没有行业“{s}”" for s in entry.also if s not in sectors]
    problems += _faults(items, sheets)
    if problems:
        raise LibraryRefused(problems)
    return Library(MappingProxyType(sectors), tuple(items))


def _parsed(name: str, text: str, problems: list[str]) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        problems.append(f"{name}：格式有误，{error}")
        return None


def _standards(data: Any, problems: list[str]) -> dict[str, Standard]:
    if not isinstance(data, dict):
        problems.append(f"{STANDARDS}：缺少或不是“编号: 内容”的格式")
        return {}
    found = {}
    for key, value in data.items():
        try:
            found[str(key)] = Standard.model_validate(value)
        except ValidationError as error:
            problems += _said(f"{STANDARDS} {key}", error)
    return found


def _sheet(name: str, data: Any, problems: list[str]) -> _Sheet | None:
    if data is None:
        return None
    try:
        return _Sheet.model_validate(data)
    except ValidationError as error:
        problems += _said(name, error)
        return None


def _said(where: str, error: ValidationError) -> list[str]:
    return [
        f"{where}：{'.'.join(str(part) for part in fault['loc'])} {fault['msg']}"
        for fault in error.errors()
    ]


def _items(
    sheet: _Sheet, entry: _Entry, standards: Mapping[str, Standard], problems: list[str]
) -> list[Item]:
    """One item a standard it rests on, one after the other."""
    usual = sheet.unless_said
    grounds = entry.under
    if not grounds:
        by = entry.by or usual.by
        if by is None:
            problems.append(f"{entry.id}：没有写依据")
            return []
        clause = usual.clause if entry.clause is None and entry.by is None else entry.clause or ""
        grounds = (Ground(by=by, clause=clause),)
    found = []
    for ground in grounds:
        standard = standards.get(ground.by)
        if standard is None:
            problems.append(f"{entry.id}：{STANDARDS} 中没有“{ground.by}”")
            continue
        found.append(
            Item(
                id=entry.id,
                sector=sheet.sector,
                standard=standard.name,
                clause=ground.clause,
                basis=ground.basis or entry.basis or usual.basis,
                severity=entry.severity or usual.severity,
                compliant=entry.compliant,
                violating=entry.violating,
                look=entry.look,
                measure=entry.measure or usual.measure,
                valid_from=standard.valid_from,
                valid_to=standard.valid_to,
                judged=standard.judges,
                also=entry.also,
            )
        )
    return found


def _faults(items: Iterable[Item], sheets: Iterable[_Sheet]) -> list[str]:
    """What each item must be, and all of them together."""
    found = []
    ids = Counter(entry.id for sheet in sheets for entry in sheet.items)
    found += [f"{id}：编号重复" for id, count in ids.items() if count > 1]
    keys = Counter(sheet.sector for sheet in sheets)
    found += [f"行业“{key}”写在两个文件里" for key, count in keys.items() if count > 1]
    by_id: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_id[item.id].append(item)
        if item.severity == "major" and not item.judged:
            found.append(f"{item.id}：重大隐患必须引用判定标准，“{item.standard}”不是")
        if item.basis == "source" and not item.clause:
            found.append(f"{item.id}：已核原文的条目必须写明条款")
        if item.compliant == item.violating:
            found.append(f"{item.id}：合规与不合规两句相同")
    for id, several in by_id.items():
        ordered = sorted(several, key=lambda one: one.valid_from or dt.date.min)
        for one, other in pairwise(ordered):
            if (one.valid_to or FOREVER) >= (other.valid_from or dt.date.min):
                found.append(f"{id}：“{one.standard}”与“{other.standard}”的有效期重叠")
    return found


@cache
def library() -> Library:
    """The library that ships."""
    return read({path.name: path.read_text("utf-8") for path in FOLDER.glob("*.yaml")})


def sectors() -> Mapping[str, str]:
    """Keys of the sectors with their labels."""
    return library().sectors


def checklist(sector: str, on: dt.date) -> list[Item]:
    """The items to look at in a sector on a day."""
    return library().checklist(sector, on)


def item(id: str, on: dt.date) -> Item | None:
    """The item ``id`` as it stands on a day."""
    return library().item(id, on)
