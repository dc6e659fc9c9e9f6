"""Exact substring search of Chinese text by overlapping two-character words.

A model adds ``search = search_text("name", "address")`` and a GIN index on it. The database
functions stand in the first migration of this app.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery, SearchVectorExact, SearchVectorField
from django.db.models import (
    BooleanField,
    F,
    Func,
    GeneratedField,
    Q,
    TextField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

# What the index leaves out: blanks and punctuation, but not 々〆〇, which are part of words.
DROPPED = (
    r"\u0009-\u000d\u0020-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e\u00a0\u00b7"
    r"\u2000-\u206f\u3000-\u3004\u3008-\u303f"
    r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
SEPARATOR = "\x1f"
_dropped = re.compile(f"[{DROPPED}{SEPARATOR}]")


def normal(text: str) -> str:
    """The text as the index sees it."""
    return _dropped.sub("", text).lower()


class Vector(Func):
    """``angen_search(text)``: the bigrams of a text with their positions."""

    function = "angen_search"
    output_field = SearchVectorField()


class Phrase(SearchQuery):
    """``angen_phrase(text)``: the bigrams of what is looked for, one right after the other."""

    def __init__(self, text: str) -> None:
        super().__init__(Value(text, output_field=TextField()))
        self.function = "angen_phrase"


def search_text(*fields: str) -> GeneratedField:
    """A stored column with the bigrams of ``fields``; no word spans two of them."""
    parts: list[Combinable] = []
    for name in fields:
        if parts:
            parts.append(Value(SEPARATOR))
        parts.append(Coalesce(F(name), Value("")))
    text = parts[0] if len(parts) == 1 else reduce(Join, parts)
    return GeneratedField(
        expression=Vector(text), output_field=SearchVectorField(), db_persist=True
    )


class Join(Func):
    """``a || b``: unlike concat() it is immutable, as a generated column demands."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TextField()


class Read(Func):
    """A condition that is looked at row by row: no index is asked, and half the rows expected."""

    template = "case when %(expressions)s then true end"
    output_field = BooleanField()


def searchable(query: str) -> str:
    """What the index can be asked for; a single character has no bigram."""
    text = normal(query)
    return text if len(text) >= 2 else ""


def matches(query: str, lookups: Sequence[str], vector: str = "", *, indexed: bool = True) -> Q:
    """The rows in which one of ``lookups`` contains ``query``.

    With ``vector``, the name of a ``search_text`` column, the index answers; a single character
    is looked up by LIKE. Unless ``indexed``, rows are read: where there are few, reading them is
    faster than joining the lists of common bigrams, as in the digits of a code.
    """
    if vector and (text := searchable(query)):
        if indexed:
            return Q(**{vector: Phrase(text)})
        return Q(Read(SearchVectorExact(F(vector), Phrase(text))))
    text = query.strip()
    return reduce(or_, (Q(**{f"{name}__icontains": text}) for name in lookups), Q())
