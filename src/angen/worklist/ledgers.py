"""Ledgers of deadlines and of the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from angen.desk.columns import Choice, Day, Flag, Ref, Shown, Text, Whole
from angen.desk.filters import Named, OneOf, Subtree
from angen.desk.ledger import Act, Ledger, register
from angen.kernel.access import Actor
from angen.worklist import kinds
from angen.worklist.models import IS_WAITING, Deadline, LocalDay, LocalYear


def _kinds(actor: Actor) -> Sequence[tuple[str, str]]:
    return [(kind.name, kind.label) for kind in kinds.kinds()]


@register
class Deadlines(Ledger):
    """期限."""

    key, title, group, icon, place = "deadlines", "期限台账", "工作", "clock", 11
    model, see = Deadline, "worklist.see_board"
    columns = (
        Text("title", search=True, width=40),
        Shown("kind_label", "事项", width=20),
        Shown("said", "期限", sort_by="ends_at", width=18),
        Flag("provisional", in_list=False),
        Ref("agency", see="orgs.see_agencies", sort=True),
        Shown("person", "承办人", width=12),
        Text("article", in_list=False, width=30),
        Choice("state", filter=True, sort=True),
        Flag("late", filter=True, in_list=False),
        Shown("closed_at", "办结时间", in_list=False, of=lambda d: _local(d.closed_at)),
    )
    order = "ends_at"
    filters = (
        OneOf("kind", "事项", choices=_kinds),
        Subtree("area", "区划", lookup="agency__area__path"),
        Named(
            "overdue",
            "已超期",
            when=lambda today: Q(state="open", ends_at__lt=timezone.now()),
        ),
        Named("waiting", "未办结", when=lambda today: IS_WAITING),
    )
    select = ("officer", "account")
    creates, removes, imports = False, False, False
    teaches = "检查、整改、复查等业务中的期限会自动登记在这里。"

    def acts(self, record: Any, actor: Actor) -> Iterable[Act]:
        if record.closed_at is None:
            yield Act(record.verb, record.url, tone="primary")


def _local(moment: Any) -> Any:
    return None if moment is None else timezone.localtime(moment)


class _Calendar(Ledger):
    """What the two ledgers of the calendar share."""

    group = "系统管理"

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        # Bulk writes set it too: readers notice by it that the calendar changed.
        record.changed_at = timezone.now()


@register
class LocalDays(_Calendar):
    """放假调休日."""

    key, title, icon, place = "local_days", "放假调休日", "calendar-event", 40
    model, see, keep = LocalDay, "worklist.see_local_days", "worklist.keep_local_days"
    columns = (
        Ref("area", see="orgs.see_areas", by=("name", "code"), sort=True, help="对下级都有效。"),
        Day("day", sort=True, filter=True),
        Flag("working", filter=True, help="调休上班的填“是”，放假的填“否”。"),
        Text("name", search=True, example="国庆节"),
        Text("document", search=True, example="国办发明电〔2026〕…号", width=28),
    )
    order = "day"
    natural_key = ("area", "day")
    teaches = "2026年及以前的全国放假安排系统已有；以后年度的放假、调休和本地放假在这里登记或导入。"


@register
class LocalYears(_Calendar):
    """放假安排年度."""

    key, title, icon, place = "local_years", "放假安排年度", "calendar-stats", 41
    model, see, keep = LocalYear, "worklist.see_local_years", "worklist.keep_local_years"
    columns = (
        Ref("area", see="orgs.see_areas", by=("name", "code"), sort=True, help="对下级都有效。"),
        Whole("year", sort=True, example="2027"),
        Text("document", search=True, width=28),
    )
    order = "-year"
    natural_key = ("area", "year")
    teaches = "一年的放假调休全部登记后，在这里登记该年度，该年的期限就不再标“待定”。"
