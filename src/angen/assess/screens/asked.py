"""What a visitor asks for: which day, which area, as far as the visitor may see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from angen.kernel.access import Actor, rows
from angen.kernel.refusal import Refused
from angen.orgs.models import Area, LedgerStatement

SEE = "assess.see_standing"


def default_day(actor: Any = None) -> dt.date:
    """Today; in a demo the last day on which the records of the actor's area speak."""
    if settings.DEMO and actor is not None:
        areas = own_areas(actor)
        day = _last_statement(areas[0].path) if areas else None
        return day or timezone.localdate()
    return timezone.localdate()


@lru_cache(maxsize=64)
def _last_statement(path: str) -> dt.date | None:
    said = LedgerStatement.objects.filter(area__path__startswith=path)
    found: dt.date | None = said.aggregate(last=Max("as_of"))["last"]
    return found


def day_of(text: str, actor: Any = None) -> dt.date:
    """The day a user wrote; the default day for nothing. Raises Refused."""
    if not text:
        return default_day(actor)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refused(f"没有“{text}”这一天，请写成2021-12-31这样的日期。") from None


@dataclass(frozen=True)
class Asked:
    """A visitor and the day asked for."""

    actor: Actor
    on: dt.date
    get: Any

    @classmethod
    def by(cls, request: HttpRequest) -> Asked:
        """Read a request. Raises Refused for a day that does not exist."""
        actor = cast(Actor, request.user)
        return cls(actor, day_of(request.GET.get("on", ""), actor), request.GET)

    @property
    def is_default(self) -> bool:
        """Whether the day is the one pages show by themselves."""
        return self.on == default_day(self.actor)

    def url(self, name: str, *arguments: str, **query: str) -> str:
        """The address of a page, on the same day."""
        asked = {} if self.is_default else {"on": self.on.isoformat()}
        given = {key: value for key, value in query.items() if value}
        text = urlencode(given | asked)
        return reverse(f"assess:{name}", args=arguments) + (f"?{text}" if text else "")

    def area(self, code: str) -> Area:
        """The area ``code``, if the visitor may see its standing; 404 otherwise."""
        found = (
            rows(self.actor, SEE, Area.objects.all()).filter(pk=code.replace("\x00", "")).first()
        )
        if not isinstance(found, Area):
            raise Http404
        return found


LEVELS = ("province", "prefecture", "county", "township", "village")


def own_areas(actor: Any) -> list[Area]:
    """The areas that the actor's roles show the standing of, the widest first."""
    found: dict[str, Area] = {}
    for assignment in actor.assignments:
        if assignment.reach(SEE) is None:
            continue
        area = assignment.area or (assignment.agency and assignment.agency.area)
        if area is not None:
            found[area.pk] = area
    return sorted(found.values(), key=lambda area: (LEVELS.index(area.level), area.path))
