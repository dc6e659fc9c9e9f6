"""Which records a list is asked for, the ways to them, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils.datastructures import MultiValueDict

from angen.desk.filters import Asked
from angen.desk.keyset import Part, Slice
from angen.desk.ledger import Ledger
from angen.desk.search import matches, searchable
from angen.kernel.access import EVERYBODY, Actor, rows

COUNTED = 2_000  # counting on would cost more than the page
FEW, RARE = 1_000, 20_000  # records of the whole table in which a search word occurs

Rows = TypeVar("Rows", QuerySet[Any], Part)


@dataclass(frozen=True)
class Wanted:
    """The records asked for, in no order, and the ``parts`` by which they are found, if any."""

    records: QuerySet[Any]
    parts: Sequence[Part] = ()

    def count(self, shown: Slice) -> tuple[int, bool]:
        """How many there are, and whether there may be more; one page tells itself."""
        if not shown.before and not shown.after and shown.rows:
            return len(shown.rows), False
        if shown.rows and not all(one.small or one.sorts for one in self.parts):
            # Counting on would walk through a large table, which costs more than the page.
            return len(shown.rows), True
        counted = 0
        for part in self.parts or [Part(self.records)]:
            found = part.whole.order_by().values("pk")
            counted += found[: COUNTED + 1 - counted].count()
        return min(counted, COUNTED), counted > COUNTED


def asked_of(params: Mapping[str, Any] | MultiValueDict[str, str]) -> Asked:
    """The question of a URL, whatever carries it. NUL bytes, which no text can hold, are left out."""
    if isinstance(params, MultiValueDict):
        lists = {name: params.getlist(name) for name in params}
    else:
        lists = {name: [str(value)] for name, value in params.items()}
    return MultiValueDict({n: [v.replace("\x00", "") for v in vs] for n, vs in lists.items()})


def found(
    ledger: Ledger, actor: Actor, params: Mapping[str, Any], permission: str = ""
) -> QuerySet[Any]:
    """The records that ``actor`` sees and the question asks for, in no order.

    ``permission`` narrows them to those on which he also holds another one.
    """
    asked = asked_of(params)
    records = ledger.rows(actor)
    if permission:
        records = rows(actor, permission, among=records)
    records = narrow(records, filters(ledger, actor, asked))
    parts = ledger.parts(actor)
    if len(parts) == 1 and parts[0].small:
        records = records.filter(pk__in=parts[0].whole.values("pk"))
    if word := word_of(ledger, asked):
        records = records.filter(matches(word, ledger.search_lookups, vector_of(ledger)))
    return records


def wanted(ledger: Ledger, actor: Actor, asked: Asked) -> Wanted:
    """The same records, with the fastest ways to the first of them."""
    asks, word = filters(ledger, actor, asked), word_of(ledger, asked)
    records, parts = ledger.rows(actor), list(ledger.parts(actor))
    if word:
        records, parts = searched(ledger, records, parts, word)
    parts = [narrow(one, asks) for one in parts]
    if asks or word:
        # What is left of few may be far between in the order of the list.
        parts = [replace(one, sorts=one.sorts or (one.small and not one.merged)) for one in parts]
    return Wanted(narrow(records, asks), parts)


def searched(
    ledger: Ledger, records: QuerySet[Any], parts: list[Part], word: str
) -> tuple[QuerySet[Any], list[Part]]:
    """The records and parts in which ``word`` occurs.

    Few records of a part are read. Otherwise the index is asked once in how many of the whole table
    the word occurs: where it is rare these are fetched and sorted, where it is common a page is
    soon full in the order of the list. Left to guess, the database takes a word that stands
    together in that order for one that is spread, and reads the whole table.
    """
    vector = vector_of(ledger)
    here = matches(word, ledger.search_lookups, vector)
    if not vector or not searchable(word):
        return narrow(records, [here]), [narrow(one, [here]) for one in parts]
    read = matches(word, ledger.search_lookups, vector, indexed=False)
    if parts and all(one.small for one in parts):
        return records.filter(read), [one.filter(read) for one in parts]
    everywhere = ledger.model._default_manager.filter(here).order_by()
    keys = list(everywhere.values_list("pk", flat=True)[: FEW + 1])
    if len(keys) <= FEW:
        return records, [Part(records.filter(pk__in=keys), small=True)]
    if everywhere.values("pk")[: RARE + 1].count() > RARE:
        return records.filter(read), [one.filter(read) for one in parts]
    # A limit keeps the search apart from the rest of the statement.
    rare = Q(pk__in=everywhere.values("pk")[: RARE + 1])
    ways = parts or [Part(records)]
    return records.filter(read), [
        replace(one.filter(rare), merged=False, sorts=True) for one in ways
    ]


def filters(ledger: Ledger, actor: Actor, asked: Asked) -> list[Q]:
    """The conditions of the filters at work."""
    made = (one.condition(asked, actor) for one in ledger.all_filters)
    return [one for one in made if one != EVERYBODY]


def word_of(ledger: Ledger, asked: Asked) -> str:
    """What the search box asks for; nothing where the ledger has no search."""
    word = (asked.get("q") or "").strip()[:100]
    return word if ledger.search_lookups or ledger.vector else ""


def vector_of(ledger: Ledger) -> str:
    """The column of bigrams, if the model has one."""
    return "search" if ledger.vector else ""


def narrow(records: Rows, asks: Sequence[Q]) -> Rows:
    """What is left of records by all conditions; each a ``filter`` of its own."""
    for condition in asks:
        records = records.filter(condition)
    return records
