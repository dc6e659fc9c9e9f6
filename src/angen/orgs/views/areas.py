"""Pages of dated changes to the area tree."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from angen.desk.acts import Act, act_page, on_record, own, seen
from angen.kernel.refusal import Refused
from angen.orgs.actions import areas as acts
from angen.orgs.forms.acts import AbolishAreaForm, AddAreaForm, MoveAreaForm, RenameAreaForm
from angen.orgs.models import Area
from angen.orgs.queries.areas import area_typed

KEEP = "orgs.keep_areas"
BELOW = {"prefecture": "county", "county": "township", "township": "village"}


def _facts(area: Area) -> dict[str, str]:
    return {
        "名称": area.name,
        "代码": area.code,
        "类别": area.get_kind_display(),
        "上级": area.parent.name if area.parent else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, code: str) -> HttpResponse:
    """区划更名."""
    area = seen(request, "orgs.see_areas", code, needs=KEEP)
    act = Act(
        title="区划更名",
        **on_record("areas", area),
        facts=_facts(area),
        button="登记更名",
        done="已登记新名称，此前各日仍用原名称。",
        do=lambda data: acts.rename_area(area, **data, by=own(request)),
    )
    return act_page(request, act, RenameAreaForm(request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, code: str) -> HttpResponse:
    """调整隶属."""
    area = seen(request, "orgs.see_areas", code, needs=KEEP)

    def change(data: dict[str, Any]) -> Area:
        parent = area_typed(own(request), KEEP, data.pop("parent"))
        return acts.move_area(area, **data, parent=parent, by=own(request))

    act = Act(
        title="调整隶属",
        **on_record("areas", area),
        facts=_facts(area),
        button="登记调整",
        done="已登记新的隶属关系，此前各日仍按原隶属。",
        do=change,
        note="连同其下的全部区划一起调整。",
    )
    return act_page(request, act, MoveAreaForm(request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """新增下级区划."""
    parent = seen(request, "orgs.see_areas", code, needs=KEEP)

    def make(data: dict[str, Any]) -> Area:
        if parent.level not in BELOW:
            raise Refused(f"“{parent.name}”之下不能新增区划。")
        level = BELOW[parent.level]
        return acts.add_area(**data, level=level, parent=parent, by=own(request))

    act = Act(
        title="新增下级区划",
        **on_record("areas", parent),
        facts=_facts(parent),
        button="新增",
        done="已新增。",
        do=make,
        note="只用于没有统计代码的开发区、功能区、农林场等。",
    )
    return act_page(request, act, AddAreaForm(request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
def abolish(request: HttpRequest, code: str) -> HttpResponse:
    """撤销区划."""
    area = seen(request, "orgs.see_areas", code, needs=KEEP)
    act = Act(
        title="撤销区划",
        **on_record("areas", area),
        facts=_facts(area),
        button="撤销",
        done="已登记撤销日期。",
        do=lambda data: acts.abolish_area(area, **data, by=own(request)),
        danger=True,
    )
    return act_page(request, act, AbolishAreaForm(request.POST or None))
