"""What the pages of the worklist ask of a request."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from angen.desk.filters import Control, OneOf, Subtree
from angen.kernel.access import rows
from angen.orgs.models import Agency, Area
from angen.worklist import kinds
from angen.worklist.queries.board import of_person

AREA = Subtree("area", "区划", lookup="agency__area__path")
KIND = OneOf("kind", "事项", choices=lambda actor: [(k.name, k.label) for k in kinds.kinds()])


class Asked:
    """The scope of a board: one office, or an area and below; a kind; a person of the office.

    Without office, area or ``scope=all`` in the address it is the actor's own office.
    """

    def __init__(self, request: HttpRequest, actor: Any) -> None:
        query = request.GET.copy()
        for name in ("area", "kind", "agency", "person", "scope"):
            query[name] = str(query.get(name, "")).replace("\x00", "")
        self.query, self.actor = query, actor
        try:
            self.area: Area | None = AREA.chosen(query, actor)
        except LookupError as error:
            raise Http404 from error
        self.office = self._office(str(query["agency"]))
        self.person = str(query["person"]) if self.office is not None else ""

    def _office(self, asked: str) -> Agency | None:
        seen = rows(self.actor, "orgs.see_agencies").select_related("area")
        if asked:
            found: Agency = get_object_or_404(seen, pk=asked if _is_number(asked) else 0)
            return found
        if self.area is not None or self.query["scope"] == "all":
            return None
        return seen.filter(pk=self.actor.agency_id).first()

    def condition(self) -> Q:
        """What the board is narrowed to."""
        found = KIND.condition(self.query, self.actor)
        if self.office is not None:
            found &= Q(agency=self.office)
        elif self.area is not None:
            found &= Q(agency__area__path__startswith=self.area.path)
        return found & of_person(self.person) if self.person else found

    @property
    def title(self) -> str:
        """Whose deadlines these are."""
        if self.office is not None:
            return self.office.name
        return self.area.name if self.area is not None else "全部机构"

    def controls(self) -> list[Control]:
        """The filters above the board."""
        return [AREA.control(self.query, self.actor), KIND.control(self.query, self.actor)]

    def kept(self) -> list[tuple[str, str]]:
        """What the filter form carries on: everything it has no control for."""
        names = ("scope",) if self.office is None else ("agency", "person")
        return [(name, str(self.query[name])) for name in names if self.query[name]]

    def url(self, **changes: str) -> str:
        """The address with some parts changed."""
        query = self.query.copy()
        query.pop("format", None)
        for name, value in changes.items():
            query[name] = value
        for name in [name for name, value in query.items() if not value]:
            del query[name]
        return f"?{query.urlencode()}"


def _is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) < 18
