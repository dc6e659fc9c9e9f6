"""Units as packs see them: areas as of a day, with their key lists and features."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery

from angen.desk.dated import holds
from angen.orgs.models import Area, AreaFeature, AreaName, KeyListEntry
from angen.orgs.queries.areas import existing, in_subtree
from angen.orgs.states import KeyListState
from angen.policy.evaluate import Unit, matches
from angen.policy.pack import Pack
from angen.policy.schema import AppliesTo, Rule

# The level on which areas of a kind stand; functional zones stand on several.
LEVEL_OF: dict[str, tuple[str, ...]] = {
    "province": ("province",),
    "prefecture": ("prefecture",),
    "county": ("county",),
    "town": ("township",),
    "township": ("township",),
    "street": ("township",),
    "village": ("village",),
    "community": ("village",),
}
ZONES = ("prefecture", "county", "township")
LEVELS = tuple(Area.Level.values)


@dataclass(frozen=True)
class UnitOn:
    """An area on a day. ``name`` is the one it bore then; ``path`` is today's."""

    code: str
    name: str
    level: str
    kind: str
    path: str
    parent: str
    key_lists: frozenset[str]
    features: frozenset[str]

    @property
    def kind_label(self) -> str:
        """The kind in Chinese."""
        return str(Area.Kind(self.kind).label)

    def as_policy(self) -> Unit:
        """The unit as the engine of packs takes it, without facts."""
        return Unit(self.code, self.level, self.kind, self.key_lists, self.features)


def units_on(areas: QuerySet[Area], on: dt.date) -> list[UnitOn]:
    """Those of ``areas`` that existed on ``on``, in order of the tree; one query."""
    names = AreaName.objects.filter(holds(on), area=OuterRef("pk")).values("name")[:1]
    features = AreaFeature.objects.filter(holds(on), area=OuterRef("pk")).values("key")
    lists = KeyListEntry.objects.filter(
        holds(on),
        area=OuterRef("pk"),
        state__in=[KeyListState.APPROVED, KeyListState.ENDED],
    ).values("list")
    rows = (
        areas.filter(existing(on))
        .order_by("path")
        .annotate(
            name_then=Subquery(names),
            features_then=ArraySubquery(features),
            lists_then=ArraySubquery(lists),
        )
        .values_list(
            "code",
            "name_then",
            "name",
            "level",
            "kind",
            "path",
            "parent_id",
            "lists_then",
            "features_then",
        )
    )
    return [
        UnitOn(
            code, then or now, level, kind, path, parent or "", _spelled(lists), frozenset(features)
        )
        for code, then, now, level, kind, path, parent, lists, features in rows
    ]


def _spelled(lists: Iterable[str]) -> frozenset[str]:
    """Key lists as packs may write them: "key_county" and "key-county"."""
    return frozenset(word for each in lists for word in (each, each.replace("_", "-")))


def below(code: str, on: dt.date, levels: Collection[str] = LEVELS) -> QuerySet[Area]:
    """The areas that hung in the subtree of ``code`` on ``on``, of the given levels."""
    return Area.objects.filter(pk__in=in_subtree(code, on), level__in=list(levels))


def levels_of(packs: Iterable[Pack]) -> frozenset[str]:
    """The levels on which the packs have any standard or milestone."""
    found: set[str] = set()
    for pack in packs:
        for entry in rules_of(pack):
            found |= levels_of_rule(entry.applies_to)
    return frozenset(found)


def rules_of(pack: Pack) -> list[Rule]:
    """Standards and milestones, whatever their dates."""
    return [*pack.standards, *pack.milestones]


def levels_of_rule(rule: AppliesTo) -> set[str]:
    """The levels on which units of a sort may stand."""
    if rule.level is not None:
        return set(rule.level)
    if rule.kind is not None:
        return {level for kind in rule.kind for level in LEVEL_OF.get(kind, ZONES)}
    return set(LEVELS)


def concerned(pack: Pack, units: Sequence[UnitOn], on: dt.date) -> list[UnitOn]:
    """The units that some standard or milestone of the pack is meant for, at any date."""
    rules = {entry.applies_to for entry in rules_of(pack)}
    found = []
    for unit in units:
        known = unit.as_policy()
        lists = unit.key_lists | pack.key_lists_of(unit.code, on)
        if any(matches(rule, known, lists) for rule in rules):
            found.append(unit)
    return found
