"""Ledgers of premises and of the documents a body runs by, with their files."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast

from angen.capacity.ledgers.columns import GROUP, not_after_today
from angen.capacity.models import FiledDocument, Premises
from angen.desk.columns import Choice, Day, Flag, Number, Shown, Text
from angen.desk.dated import holds
from angen.desk.filters import Named
from angen.desk.ledger import Ledger, register
from angen.desk.models import StoredFile
from angen.kernel.access import Actor
from angen.orgs.ledgers.columns import body, under


@register
class Rooms(Ledger):
    """办公场所."""

    key, title, group, icon, place = "premises", "办公场所", GROUP, "building", 40
    model, see, keep = Premises, "capacity.see_premises", "capacity.keep_premises"
    columns = (
        Text("address", search=True, sort=True, width=30, example="招贤镇政府2号楼1层"),
        body(),
        Number("area_m2", places=1, sort=True),
        Flag("independent", filter=True),
        Day("valid_from", sort=True, label="启用日期"),
        Day("valid_to", sort=True, label="停用日期"),
    )
    filters = (
        under("agency__area__path"),
        Named("in_use", "在用", when=holds),
    )
    order, natural_key = "address", ("agency", "address", "valid_from")
    teaches = "还没有办公场所。请登记地址、面积和是否独立办公室。"

    def name_of(self, record: Any) -> str:
        return str(record.address)


def _attached(record: Any) -> str:
    return "有" if record.attached else "缺附件"


@register
class Documents(Ledger):
    """制度文件."""

    key, title, group, icon, place = "documents", "制度文件", GROUP, "file-text", 41
    model, see, keep = (
        FiledDocument,
        "capacity.see_filed_documents",
        "capacity.keep_filed_documents",
    )
    columns = (
        Text("title", search=True, sort=True, width=30),
        Choice("kind", filter=True, sort=True),
        Text("number", search=True, width=20, example="招政发〔2021〕3号"),
        body(),
        Text("issued_by", in_list=False),
        Day("issued_on", sort=True, filter=True),
        Day("valid_from", in_list=False),
        Day("valid_to", sort=True, in_list=False),
        Shown("attached", "附件", of=_attached),
    )
    filters = (
        under("agency__area__path"),
        Named("in_force", "现行有效", when=holds),
        Named("no_file", "缺附件", when=lambda today: Q(attached=False)),
    )
    order, natural_key = "-issued_on", ("agency", "kind", "number")
    attaches = True
    teaches = "还没有制度文件。登记后请上传原件：没有附件的文件，考核时不算。"

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """``attached``: whether the file itself is here."""
        stored = StoredFile.objects.filter(
            owner_ledger=self.key, owner_id=Cast(OuterRef("pk"), CharField())
        )
        there = Q(Exists(stored)) | ~Q(file_sha256="")
        found: QuerySet[Any] = queryset.annotate(
            attached=Case(
                When(there, then=Value(True)), default=Value(False), output_field=BooleanField()
            )
        )
        return found

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        not_after_today(record.issued_on, "印发日期")
