"""What the pages of capacity ask of a request, and how they answer with a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest

from angen.desk.anywhere import anywhere
from angen.desk.columns import Cell
from angen.desk.filters import Control, Subtree
from angen.desk.sheets import CONTENT_TYPE, Sheet, book, closed
from angen.kernel.refusal import NotAllowed
from angen.orgs.models import Area

T = TypeVar("T")
SIZE = 50
AREA = Subtree("area", "区划", lookup="area__path")


def allowed(request: HttpRequest, permission: str, what: str) -> Any:
    """The actor; refused where no role carries the permission."""
    actor: Any = request.user
    if not anywhere(actor, permission):
        raise NotAllowed(f"您没有查看{what}的权限。请联系本单位系统管理员。")
    return actor


def area_of(request: HttpRequest, actor: Any) -> tuple[Area | None, Control]:
    """The area asked for and the control to choose another; 404 for one the actor does not see."""
    asked = request.GET.copy()
    asked["area"] = asked.get("area", "").replace("\x00", "")
    try:
        chosen: Area | None = AREA.chosen(asked, actor)
    except LookupError as error:
        raise Http404 from error
    return chosen, AREA.control(asked, actor)


class Part(Generic[T]):
    """One page of a list that is short enough to be read whole."""

    def __init__(self, request: HttpRequest, found: Sequence[T], size: int = SIZE) -> None:
        last = max(1, -(-len(found) // size))
        asked = request.GET.get("page", "")
        self.number = min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < 8 else 1
        self.rows = found[(self.number - 1) * size : self.number * size]
        self.total, self.last = len(found), last
        self.query = request.GET.copy()

    def url(self, number: int) -> str:
        """The address of another page; empty where there is none."""
        if not 1 <= number <= self.last:
            return ""
        self.query["page"] = str(number)
        return f"?{self.query.urlencode()}"

    @property
    def previous_url(self) -> str:
        """The page before."""
        return self.url(self.number - 1)

    @property
    def next_url(self) -> str:
        """The page after."""
        return self.url(self.number + 1)

    @property
    def note(self) -> str:
        """Where one is."""
        return f"第{self.number}页，共{self.last}页" if self.last > 1 else ""


def query_with(request: HttpRequest, **changes: str) -> str:
    """The question of the address with some parts changed, from its first page on."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def spreadsheet(
    name: str, heads: Sequence[tuple[str, int]], lines: Iterable[Iterable[Cell]]
) -> FileResponse:
    """A spreadsheet of one sheet; ``heads`` are labels with their widths."""
    made, file = book()
    sheet = Sheet(made, name)
    sheet.head([label for label, _ in heads], [width for _, width in heads])
    for number, line in enumerate(lines, start=1):
        sheet.put(number, line)
    response = FileResponse(closed(made, file), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    response["Cache-Control"] = "no-store"
    return response
