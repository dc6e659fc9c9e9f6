"""Areas: each level makes the levels above it, with dated name and place."""

from __future__ import annotations

from typing import Any

import factory

from angen.orgs.divisions import BEGINNING
from angen.orgs.models import Area, AreaName, AreaPlace

ABOVE = {
    "province": None,
    "prefecture": "province",
    "county": "prefecture",
    "township": "county",
    "village": "township",
}
KINDS = {"township": "town"}
NAMES = {
    "province": "省",
    "prefecture": "市",
    "county": "县",
    "township": "镇",
    "village": "村",
}


class AreaFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """``AreaFactory(level="township", parent=county)``; without a parent one is made."""

    class Meta:
        model = Area
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    level = "township"
    kind = factory.LazyAttribute(lambda area: KINDS.get(area.level, area.level))
    number = factory.Sequence(lambda n: n)
    code = factory.LazyAttribute(lambda area: f"T{area.number:06d}")
    name = factory.LazyAttribute(lambda area: f"试{area.number}{NAMES[area.level]}")

    @factory.lazy_attribute
    def parent(self) -> Any:
        above = ABOVE[self.level]
        return AreaFactory(level=above) if above else None

    @factory.lazy_attribute
    def path(self) -> str:
        return f"{self.parent.path if self.parent else '/'}{self.code}/"

    @classmethod
    def _create(cls, model_class: type[Area], *args: Any, **kwargs: Any) -> Area:
        kwargs.pop("number", None)
        return super()._create(model_class, *args, **kwargs)

    @factory.post_generation
    def dated(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """The rows that date name and place, from ``since`` or the beginning."""
        if not create:
            return
        since = self.since or BEGINNING
        AreaName.objects.get_or_create(
            area=self, valid_from=since, defaults={"name": self.name, "valid_to": self.until}
        )
        if self.parent is not None:
            AreaPlace.objects.get_or_create(
                area=self,
                valid_from=since,
                defaults={"parent": self.parent, "valid_to": self.until},
            )
