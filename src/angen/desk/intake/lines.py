"""New records as lines of COPY, column by column, where nobody wants to see each record first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import repeat
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from angen.desk.intake.building import Builder, Teller
from angen.desk.intake.reading import REMEMBERED, Block, Memory
from angen.desk.intake.staging import AS_IS, stored

NULL: Final = "\\N"
_SIGN: Final = re.compile(r"[\\\t\n\r]")
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_ITEM: Final = str.maketrans({"\\": "\\\\", '"': '\\"'})


def possible(builder: Builder, *, hooked: bool) -> bool:
    """Whether new records need not be made one by one. ``hooked``: the app follows each."""
    plain = all(isinstance(f, (*AS_IS, ArrayField)) for f in stored(builder.model))
    seen = builder.hooked and builder.ledger.mends is None
    return plain and builder.direct and not (builder.checks or hooked or seen)


class Lines:
    """Makes the lines of new records: row, that they are new, what the log will say, all fields."""

    def __init__(self, builder: Builder, teller: Teller | None) -> None:
        self.builder, self.teller = builder, teller
        self.fields = stored(builder.model)
        self.memories: dict[str, Memory] = {f.attname: {} for f in self.fields}
        self.mended = [name for name in builder.ledger.mends or () if builder.hooked]

    def able(self, block: Block, place: int) -> bool:
        """Whether the app leaves the record of this row as it is."""
        return all(name in block.values and block.values[name][place] for name in self.mended)

    def of(self, block: Block, places: list[int]) -> Iterator[str]:
        """The lines of these rows of the block."""
        builder, count = self.builder, len(places)
        whole = count == len(block.numbers)
        entered = zip(builder.attributes, builder.lists, strict=True)
        columns = {key: some if whole else [some[p] for p in places] for key, some in entered}
        for name, default in builder.made:
            if name not in columns:
                columns[name] = [default() for _ in places]
        parts: list[Iterable[str]] = [
            [str(block.numbers[place]) for place in places],
            repeat("t", count),
            self.logs(block, columns, count),
        ]
        for f in self.fields:
            if (values := columns.get(f.attname)) is None:
                parts.append(repeat(copied(builder.same[f.attname]), count))
            else:
                parts.append(self.texts(f, values))
        return map("\t".join, zip(*parts, strict=True))

    def logs(self, block: Block, columns: dict[str, list[Any]], count: int) -> Iterable[str]:
        """What the log will say of each."""
        if self.teller is None:
            return repeat("", count)
        told = self.teller.all_created(count, self.builder.same, columns, block.names)
        return escaped(told)

    def texts(self, f: models.Field[Any, Any], values: list[Any]) -> list[str]:
        """The values of a column as COPY reads them."""
        kinds = set(map(type, values))
        if kinds == {str}:
            return escaped(values)
        if list in kinds:
            return [copied(value) for value in values]
        memory = self.memories[f.attname]
        if len(memory) > REMEMBERED:
            memory.clear()
        for value in set(values) - memory.keys() if len(kinds - {type(None)}) == 1 else ():
            memory[value] = copied(value)
        return [memory[value] if value in memory else copied(value) for value in values]


def escaped(texts: list[str]) -> list[str]:
    """Texts as COPY reads them; nearly all are as they stand."""
    if not _SIGN.search("\x1f".join(texts)):
        return texts
    return [text.translate(_ESCAPED) for text in texts]


def copied(value: Any) -> str:
    """One value as COPY reads it; TypeError for what it is not meant for."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, str):
        return str(value).translate(_ESCAPED)
    if isinstance(value, int | Decimal | UUID | dt.date):
        return str(value)
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        items = (f'"{one.translate(_ITEM)}"' for one in value)
        return f"{{{','.join(items)}}}".translate(_ESCAPED)
    raise TypeError(f"an import cannot copy a {type(value).__name__}")
