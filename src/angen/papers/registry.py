"""Kinds of official papers: each a frozen dataclass with a Typst template, declared once.

    @paper(
        kind="rectification_order",
        label="责令限期整改指令书",
        code="责改",
        supervision=Supervision("限期整改意见书", "整改"),
        template="typst/rectification_order.typ",
    )
    @dataclass(frozen=True)
    class RectificationOrder:
        party: Annotated[str, Needed("被检查单位")]
        problems: Annotated[tuple[str, ...], Needed("存在问题")]
        deadline: Annotated[dt.date, Needed("整改期限")]
        officers: Annotated[tuple[Signer, ...], Needed("执法人员", least=2, article="...")]

The template is found beside the app's code and shows ``doc.party``, ``doc.problems`` and so on;
``angen/papers/typst/base.typ`` has the parts. Fields are text, whole numbers, booleans, dates,
datetimes, decimals, None, tuples, mappings of these and frozen dataclasses.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from angen.kernel.refusal import Refused
from angen.kernel.text import listing

T = TypeVar("T", bound=type)

# A paper is read by people; what is longer than a book is a mistake or an attack.
LARGEST_CONTEXT = 1_000_000


class Style(Enum):
    """How a kind is headed and numbered.

    ``ENFORCEMENT``: （鄂咸安）应急责改〔2026〕12号, in the name of who holds the authority.
    ``OFFICE``: 咸安应急通报〔2026〕3号, in the body's own name; needs no authority.
    """

    ENFORCEMENT = "enforcement"
    OFFICE = "office"


@dataclass(frozen=True)
class Needed:
    """Marks a field that must be filled in. ``least`` is the least number of entries of a list,
    ``article`` the provision that asks for it.
    """

    label: str
    least: int = 1
    article: str = ""


@dataclass(frozen=True)
class Supervision:
    """The form of a kind that a body without authority uses: its title and code."""

    label: str
    code: str


@dataclass(frozen=True)
class Signer:
    """An officer who signs, with the number of the certificate."""

    name: str
    certificate: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of paper. ``code`` is the 文种代字; ``numbered`` False for lists and receipts that
    carry the number of another paper. ``supervision`` None: only a body with authority issues it.
    """

    name: str
    label: str
    code: str
    document: type
    template: Path
    style: Style = Style.ENFORCEMENT
    supervision: Supervision | None = None
    numbered: bool = True


_kinds: dict[str, Kind] = {}
_by_document: dict[type, Kind] = {}


def paper(
    *,
    kind: str,
    label: str,
    code: str,
    template: str,
    style: Style = Style.ENFORCEMENT,
    supervision: Supervision | None = None,
    numbered: bool = True,
) -> Callable[[T], T]:
    """Declare a kind of paper; a decorator of its frozen dataclass, in the app's ``documents``.

    ``template`` is a path below the app's folder.
    """

    def declare(document: T) -> T:
        if kind in _kinds:
            raise ValueError(f"paper {kind} is declared twice")
        if not dataclasses.is_dataclass(document):
            raise TypeError(f"paper {kind}: {document.__name__} is no dataclass")
        place = _app_folder(document) / template
        if not place.is_file():
            raise ValueError(f"paper {kind}: no template at {place}")
        made = Kind(kind, label, code, document, place, style, supervision, numbered)
        _kinds[kind] = _by_document[document] = made
        return document

    return declare


def _app_folder(document: type) -> Path:
    """The folder of the app whose ``documents`` (a module or a package) declares the class."""
    home = Path(str(sys.modules[document.__module__].__file__)).resolve().parent
    return home.parent if home.name == "documents" else home


def withdraw(kind: str) -> None:
    """Forget a kind (tests declare their own)."""
    if found := _kinds.pop(kind, None):
        _by_document.pop(found.document, None)


def kinds() -> list[Kind]:
    """All kinds by label."""
    return sorted(_kinds.values(), key=lambda one: (one.label, one.name))


def named(kind: str) -> Kind:
    """The kind of this name; raises ``LookupError``."""
    try:
        return _kinds[kind]
    except KeyError:
        raise LookupError(f"no paper is named {kind}") from None


def kind_of(document: object) -> Kind:
    """The kind of a document."""
    try:
        return _by_document[type(document)]
    except KeyError:
        raise LookupError(f"{type(document).__name__} is no declared paper") from None


@cache
def needed(document: type[Any]) -> Mapping[str, Needed]:
    """The marks of a document class by field name."""
    found: dict[str, Needed] = {}
    for name, hint in get_type_hints(document, include_extras=True).items():
        for mark in getattr(hint, "__metadata__", ()):
            if isinstance(mark, Needed):
                found[name] = mark
    return found


def missing(document: Any) -> list[Needed]:
    """The needed fields that are empty or too few, in order of declaration."""
    return [
        mark
        for name, mark in needed(document.__class__).items()
        if _count(getattr(document, name)) < mark.least
    ]


def _count(value: object) -> int:
    """How much a field holds: entries of a list that are not blank, else whether it is filled."""
    if isinstance(value, tuple | list):
        return sum(1 for one in value if _count(one))
    if isinstance(value, str):
        return 1 if readable(value).strip() else 0
    return 0 if value is None else sys.maxsize


def check(document: Any) -> None:
    """Refuse a document with open fields, naming all of them in one sentence."""
    gaps = missing(document)
    if not gaps:
        return
    words = [
        f"{mark.label}（至少 {mark.least} 项）" if mark.least > 1 else mark.label for mark in gaps
    ]
    articles = list(dict.fromkeys(mark.article for mark in gaps if mark.article))
    raise Refused(
        f"《{kind_of(document).label}》还缺：{listing(words)}。请补充完整后再出具。",
        article="；".join(articles),
    )


def readable(text: str) -> str:
    """Typed text without what no reader sees: controls, zero-width and direction marks.

    Line breaks stay. A direction mark could make a paper read otherwise than what was recorded.
    Characters this Python does not know stay too: they may be of a name, and typesetting tells.
    """
    return "".join(
        char
        for char in text.replace("\r\n", "\n").replace("\r", "\n")
        if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    )


def context(document: Any) -> dict[str, Any]:
    """The fields of a document as JSON: what the template shows and what is kept with the paper."""
    found = {
        field.name: _plain(getattr(document, field.name)) for field in dataclasses.fields(document)
    }
    if len(json.dumps(found, ensure_ascii=False)) > LARGEST_CONTEXT:
        raise Refused("文书内容过长，请删减，或把长表格另做附件。")
    return found


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, str):
        return readable(str(value))
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    raise TypeError(f"a paper cannot show a {type(value).__name__}")
