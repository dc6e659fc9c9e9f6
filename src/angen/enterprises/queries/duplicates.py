"""Records that may be one enterprise: the same legal person, one name spelled twice, or nearly so.

Names are compared by their two-character words (bigrams), like the search: the trigrams of
PostgreSQL see nothing in Chinese under the C locale. Words that many names share ("化工", "日照")
do not make two names candidates; in the degree of likeness they count like all others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import Substr

from angen.desk.search import normal
from angen.enterprises.models import Enterprise
from angen.kernel.access import Actor, rows

LEAST = 0.72  # likeness from which two names are shown
COMMON = 40  # a word in more names than this makes no candidates
MOST_NAMES = 20_000  # compared at once
MOST_PAIRS = 200


@dataclass(frozen=True)
class Pair:
    """Two records, why they look alike, and how much (0 to 1)."""

    one: Enterprise
    other: Enterprise
    why: str
    likeness: float


@dataclass(frozen=True)
class Found:
    """The pairs, and whether names were left uncompared because the area holds too many."""

    pairs: list[Pair]
    partial: bool


def words(text: str) -> frozenset[str]:
    """The two-character words of a text."""
    plain = normal(text)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient: 1 for the same words, 0 for none in common."""
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


def duplicates(actor: Actor, path: str = "", *, most: int = MOST_PAIRS) -> Found:
    """Pairs among the enterprises the actor may merge, below the area ``path``; likest first."""
    records = rows(actor, "enterprises.merge").filter(merged_into=None)
    if path:
        records = records.filter(area__path__startswith=path)
    why: dict[tuple[UUID, UUID], tuple[str, float]] = {}
    for group in _shared(records.exclude(name_key=""), "name_key"):
        _note(why, group, "名称相同", 1.0)
    coded = records.filter(no_code_reason="").annotate(organisation=Substr("code", 9, 9))
    for group in _shared(coded, "organisation"):
        _note(why, group, "代码中的主体标识相同", 1.0)
    listed = records.order_by("pk").values_list("pk", "name_key", "address")
    names = list(listed[: MOST_NAMES + 1])
    for pair, degree in alike(names[:MOST_NAMES]):
        why.setdefault(pair, ("名称相近", degree))
    best = sorted(why.items(), key=lambda item: (-item[1][1], item[0]))[:most]
    keys = {key for pair, _ in best for key in pair}
    known = {e.pk: e for e in rows_of(keys)}
    pairs = [Pair(known[a], known[b], text, degree) for (a, b), (text, degree) in best]
    return Found(pairs, len(names) > MOST_NAMES)


def rows_of(keys: Iterable[UUID]) -> QuerySet[Enterprise]:
    """The records of a page of pairs."""
    return Enterprise.objects.filter(pk__in=list(keys)).select_related("area__parent")


def _shared(records: QuerySet[Enterprise], field: str) -> Iterable[list[UUID]]:
    """Groups of two and more records with the same ``field``."""
    counted = records.annotate(sharing=Window(Count("pk"), partition_by=[field]))
    groups: dict[str, list[UUID]] = defaultdict(list)
    for value, key in counted.filter(sharing__gt=1).values_list(field, "pk")[: MOST_PAIRS * 5]:
        groups[value].append(key)
    return groups.values()


def _note(
    why: dict[tuple[UUID, UUID], tuple[str, float]], group: list[UUID], text: str, degree: float
) -> None:
    for pair in combinations(sorted(group), 2):
        why.setdefault(pair, (text, degree))


def alike(
    names: Iterable[tuple[UUID, str, str]], least: float = LEAST
) -> Iterable[tuple[tuple[UUID, UUID], float]]:
    """Pairs of (key, name, address) with like names; a like address lifts a name that falls short."""
    bags = {key: (words(name), words(address)) for key, name, address in names}
    holding: dict[str, list[UUID]] = defaultdict(list)
    for key, (bag, _) in bags.items():
        for word in bag:
            holding[word].append(key)
    shared: Counter[tuple[UUID, UUID]] = Counter()
    for keys in holding.values():
        if len(keys) <= COMMON:
            shared.update(combinations(sorted(keys), 2))
    for pair in shared:
        (one, place), (other, elsewhere) = bags[pair[0]], bags[pair[1]]
        degree = likeness(one, other)
        if place and elsewhere and degree >= least - 0.15:
            degree = max(degree, 0.75 * degree + 0.25 * likeness(place, elsewhere))
        if degree >= least:
            yield pair, round(degree, 3)


def twins_of(enterprise: Enterprise, actor: Actor) -> list[Enterprise]:
    """Live records with the same name or organisation, for the page of one enterprise."""
    same = Q(name_key=enterprise.name_key)
    found = rows(actor, "enterprises.see").filter(same).exclude(pk=enterprise.pk)
    return list(found.select_related("area__parent").order_by("name", "pk")[:10])
