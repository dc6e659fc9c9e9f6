"""What every column can do: one definition for list, form, spreadsheet and history."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils import timezone

from angen.kernel.text import clean, clean_lines

# Control characters, which neither the database nor a spreadsheet can hold; tab and newlines may be.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

# What needs no tidying: most entries, so that imports stay fast.
TIDY = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]+")

Cell = str | int | float | Decimal | dt.date | dt.datetime | bool | None


class Bad(ValueError):
    """An entry that cannot be read; ``sentence`` says in Chinese what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def plain(raw: object) -> str:
    """The text of a typed entry or spreadsheet cell; whole floats lose their ".0"."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, dt.datetime):
        raw = raw.date()
    return str(raw).replace("\u3000", " ").strip()


def reach(record: Any, path: str) -> Any:
    """The value at ``path`` ("agency__area__name") of a record; None where a link is empty."""
    value = record
    for step in path.split("__"):
        if value is None:
            return None
        value = getattr(value, step)
    return value


@dataclass(frozen=True)
class Column:
    """A column of a ledger. ``name`` is the model field, a lookup path or an annotation.

    Empty ``label``, ``required`` and limits are taken from the model field. ``search``: the box
    above the list looks into it; ``sort``: its heading sorts (``sort_by`` names another
    expression); ``filter``: a filter appears; ``in_list``, ``in_form``, ``in_import`` and
    ``in_export`` say where it appears; ``width`` is in spreadsheet characters; ``fixed`` values can
    be entered once and never changed; ``group`` is the heading it stands under in form and detail.
    """

    name: str
    label: str = ""
    _: KW_ONLY
    required: bool | None = None
    help: str = ""
    example: str = ""
    search: bool = False
    sort: bool = False
    sort_by: str = ""
    filter: bool = False
    in_list: bool = True
    in_form: bool = True
    in_import: bool = True
    in_export: bool = True
    width: int = 14
    fixed: bool = False
    group: str = ""
    link: Callable[[Any], str] | None = None
    empty: Any = None
    max_length: int | None = None

    kind: ClassVar[str] = "text"
    numeric: ClassVar[bool] = False
    personal: ClassVar[bool] = False  # masked, and never logged in clear
    lines: ClassVar[bool] = False  # keeps line breaks
    written: ClassVar[bool] = True  # has a model field behind it

    def bound(self, model: type[Model]) -> Self:
        """The same column with what the model field knows filled in."""
        field = self.model_field(model)
        if field is None:
            return dataclasses.replace(self, required=bool(self.required))
        return dataclasses.replace(self, **self.known(field))

    def known(self, field: Any) -> dict[str, Any]:
        """What the model field says about the column."""
        needed = not field.blank and not field.has_default()
        empty = None if field.null else ""
        return {
            "label": self.label or str(field.verbose_name),
            "required": needed if self.required is None else self.required,
            "empty": field.get_default() if not field.null and field.has_default() else empty,
            "max_length": self.max_length or getattr(field, "max_length", None),
        }

    def model_field(self, model: type[Model]) -> Field[Any, Any] | None:
        """The model field the column writes, if it has one."""
        if not self.written or "__" in self.name:
            return None
        try:
            field = model._meta.get_field(self.name)
        except FieldDoesNotExist:
            return None
        return field if isinstance(field, Field) else None

    @property
    def attribute(self) -> str:
        """The attribute of the record that is set."""
        return self.name

    @property
    def ordering(self) -> str:
        """The expression its heading sorts by."""
        return self.sort_by or self.name

    @property
    def search_lookups(self) -> tuple[str, ...]:
        """Where the search box looks, when the column is searched."""
        return (self.name,)

    @property
    def editable(self) -> bool:
        """Whether a form or an import may set it."""
        return self.written and "__" not in self.name

    # Reading out

    def value(self, record: Any) -> Any:
        """The stored value."""
        return reach(record, self.name)

    def text(self, value: Any) -> str:
        """The value as people read it in lists and on the page of the record."""
        return "" if value is None else str(value)

    def shown(self, record: Any) -> str:
        """The cell of ``record`` as people read it."""
        return self.text(self.value(record))

    def cell(self, record: Any) -> Cell:
        """The cell of ``record`` in an export, typed for the spreadsheet."""
        return self.text(self.value(record))

    def entry(self, record: Any) -> str:
        """What the form shows for an existing record."""
        return self.text(self.value(record))

    def logged(self, value: Any) -> Any:
        """What the history keeps of a value."""
        if value is None or isinstance(value, bool | int | str):
            return value
        if isinstance(value, dt.date | dt.datetime):
            return value.isoformat()
        if isinstance(value, Decimal | uuid.UUID):
            return str(value)
        return self.text(value)

    # Reading in

    def read(self, raw: object) -> Any:
        """The value of a typed entry or spreadsheet cell; raises ``Bad``."""
        text = plain(raw)
        if not text:
            if self.required:
                raise Bad(f"“{self.label}”必须填写。")
            return self.empty
        if TIDY.fullmatch(text):
            return self.parse(raw, text)
        if UNPRINTABLE.search(text):
            raise Bad(f"“{self.label}”里有不能用的字符，请删去后重新填写。")
        return self.parse(raw, self.tidied(text))

    def tidied(self, text: str) -> str:
        """The entry as it is kept: half-width digits, no stray blanks or invisible marks."""
        return clean_lines(text) if self.lines else clean(text)

    def parse(self, raw: object, text: str) -> Any:
        """The value of a non-empty entry; ``text`` is its plain text."""
        if self.max_length is not None and len(text) > self.max_length:
            raise Bad(f"“{self.label}”最多 {self.max_length} 个字，现在是 {len(text)} 个字。")
        return text

    # Describing itself

    def allowed(self) -> str:
        """What may be entered, for the notes of the template."""
        return f"文字，最多 {self.max_length} 字" if self.max_length else "文字"

    def validation(self) -> dict[str, Any] | None:
        """The XlsxWriter data validation of its cells, if one can be expressed."""
        return None

    def widget(self) -> forms.Widget:
        """The form control."""
        attributes: dict[str, Any] = {"autocomplete": "off"}
        if self.max_length:
            attributes["maxlength"] = self.max_length
        return forms.TextInput(attrs=attributes)


@dataclass(frozen=True)
class Shown(Column):
    """A computed column: displayed and exported, never entered.

    ``of`` computes it from the record; without it ``name`` is a lookup path or an annotation.
    It sorts when ``sort_by`` names an expression or ``sort`` is set and ``name`` is one. Where
    ``alert`` holds for a record, its text stands out in red.
    """

    _: KW_ONLY
    of: Callable[[Any], Any] | None = None
    alert: Callable[[Any], bool] | None = None
    numbers: bool = False

    kind: ClassVar[str] = "shown"
    written: ClassVar[bool] = False

    def value(self, record: Any) -> Any:
        return self.of(record) if self.of is not None else reach(record, self.name)

    def text(self, value: Any) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, dt.datetime):
            value = timezone.localtime(value) if timezone.is_aware(value) else value
            return f"{value:%Y-%m-%d %H:%M}"
        return "" if value is None else str(value)

    def cell(self, record: Any) -> Cell:
        value = self.value(record)
        if isinstance(value, int | float | Decimal | dt.date) and not isinstance(value, bool):
            return value
        return self.text(value)

    @property
    def editable(self) -> bool:
        return False
