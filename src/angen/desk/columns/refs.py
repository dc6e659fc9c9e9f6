"""Columns that point to another record by its natural key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from angen.desk.columns.base import Bad, Column, reach
from angen.kernel.access import NOBODY, Actor, rows

CHUNK = 5_000
OFFERED = 20


def fitting(model: type[Model], lookup: str, texts: Iterable[str]) -> list[Any]:
    """The entries a field can hold at all: a name is no primary key."""
    if "__" in lookup:
        return list(texts)
    field: Any = model._meta.pk if lookup == "pk" else model._meta.get_field(lookup)
    found = []
    for text in texts:
        with suppress(ValidationError, ValueError, OverflowError):
            field.run_validators(value := field.to_python(text))
            found.append(value)
    return found


@dataclass(frozen=True)
class Ref(Column):
    """A reference to another record.

    ``see`` is the permission under which the other record may be referred to: nobody can refer to
    what he may not see. ``by`` are the lookups an entry may match, the first also being what is
    shown; ``qualifier`` is a lookup written before it with a slash ("安东卫街道/应急办") to tell
    namesakes apart. A personal key (identity number) belongs last in ``by``.
    """

    _: KW_ONLY
    see: str = ""
    by: tuple[str, ...] = ("name",)
    qualifier: str = ""
    width: int = 24
    ledger: str = ""  # the ledger whose page the cell links to

    kind: ClassVar[str] = "ref"

    def known(self, field: Any) -> dict[str, Any]:
        return {**super().known(field), "empty": None, "max_length": None}

    @property
    def attribute(self) -> str:
        return f"{self.name}_id"

    @property
    def ordering(self) -> str:
        return self.sort_by or f"{self.name}__{self.by[0]}"

    @property
    def search_lookups(self) -> tuple[str, ...]:
        return (f"{self.name}__{self.by[0]}",)

    def text(self, value: Any) -> str:
        return "" if value is None else str(reach(value, self.by[0]))

    def full(self, target: Any) -> str:
        """The entry that names ``target``, with its qualifier."""
        if target is None:
            return ""
        before = reach(target, self.qualifier) if self.qualifier else None
        return f"{before}/{self.text(target)}" if before else self.text(target)

    def cell(self, record: Any) -> str:
        return self.full(self.value(record))

    def entry(self, record: Any) -> str:
        return self.full(self.value(record))

    def allowed(self) -> str:
        if self.qualifier:
            return "系统中已有的名称；有重名时写成“上级/名称”"
        return "系统中已有的名称或编号"

    def targets(self, actor: Actor) -> QuerySet[Any]:
        """The records the actor may refer to."""
        found = rows(actor, self.see)
        path = self.qualifier.rpartition("__")[0]
        return found.select_related(path) if path else found

    def offers(self, actor: Actor, typed: str = "") -> list[str]:
        """The first entries that contain what was typed, for the list below the field."""
        found = self.targets(actor)
        if typed:
            before, slash, name = typed.rpartition("/")
            if slash and self.qualifier:
                found = found.filter(**{f"{self.qualifier}__icontains": before})
            found = found.filter(**{f"{self.by[0]}__icontains": name if slash else typed})
        return [self.full(target) for target in found.order_by(self.by[0])[:OFFERED]]

    def resolve(self, actor: Actor, texts: Iterable[str]) -> dict[str, Any]:
        """For each entry its target's primary key, or ``Bad``; two queries a 5,000 entries."""
        wanted = list(dict.fromkeys(texts))
        found: dict[str, set[Any]] = defaultdict(set)
        for start in range(0, len(wanted), CHUNK):
            self.look_up(actor, wanted[start : start + CHUNK], found)
        return {text: self.one(text, found[text]) for text in wanted}

    def look_up(self, actor: Actor, texts: list[str], found: dict[str, set[Any]]) -> None:
        """Add to ``found`` the primary keys that each of ``texts`` may mean."""
        names: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for text in texts:
            names[text].append(("", text))
            before, slash, name = text.rpartition("/")
            if slash and self.qualifier:
                names[name.strip()].append((before.strip(), text))
        query = self.targets(actor).select_related(None)
        condition = NOBODY
        for lookup in self.by:
            condition |= Q(**{f"{lookup}__in": fitting(query.model, lookup, names)})
        values = ["pk", *self.by, *([self.qualifier] if self.qualifier else [])]
        for pk, *keys in query.filter(condition).values_list(*values).iterator(chunk_size=CHUNK):
            above = keys.pop() if self.qualifier else None
            for key in keys:
                for qualifier, text in names.get(str(key), ()):
                    if not qualifier or qualifier == above:
                        found[text].add(pk)

    def one(self, text: str, keys: set[Any]) -> Any:
        """The only key, or the reason why there is none."""
        if len(keys) == 1:
            return next(iter(keys))
        if not keys:
            return Bad(f"“{self.label}”填的“{text}”没有找到，或不在您的管辖范围，请核对全称。")
        how = "请写成“上级/名称”" if self.qualifier else "请改填编号"
        return Bad(f"“{self.label}”填的“{text}”有 {len(keys)} 个同名，{how}。")

    def widget(self) -> forms.Widget:
        return forms.TextInput(
            attrs={"list": f"offers-{self.name}", "autocomplete": "off", "data-ref": self.name}
        )
