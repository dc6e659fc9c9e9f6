"""Ledgers of budget lines, receipts and spending. No line may link fines to an office."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from angen.capacity.ledgers.columns import GROUP, line, not_after_today
from angen.capacity.models import BudgetLine, Receipt, Spending
from angen.desk.columns import Choice, Day, Shown, Text, Whole, Yuan
from angen.desk.filters import OneOf
from angen.desk.ledger import Ledger, Related, register
from angen.kernel.access import Actor
from angen.kernel.money import yuan
from angen.orgs.ledgers.columns import body, under


def total(model: type[Receipt] | type[Spending]) -> Subquery:
    """The sum of a line's receipts or spendings, in cents."""
    summed = model._default_manager.filter(line=OuterRef("pk")).values("line")
    return Subquery(summed.annotate(total=Sum("amount_cents")).values("total"))


FIRST_YEAR = 2013


def years(actor: Actor) -> list[tuple[str, str]]:
    """Years to filter by, next year's budget first."""
    last = timezone.localdate().year + 1
    return [(str(year), f"{year}年") for year in range(last, FIRST_YEAR, -1)]


@register
class Budget(Ledger):
    """经费预算."""

    key, title, group, icon, place = "budget", "经费预算", GROUP, "coin", 30
    model, see, keep = BudgetLine, "capacity.see_budget_lines", "capacity.keep_budget_lines"
    columns = (
        body(),
        Whole("year", sort=True, minimum=2000, maximum=2100, example="2021"),
        Choice("category", filter=True, sort=True),
        Choice("source", filter=True),
        Yuan("amount_cents", sort=True),
        Shown("received", "已到账（元）", of=lambda r: yuan(r.received or 0), in_import=False),
        Shown("spent", "已支出（元）", of=lambda r: yuan(r.spent or 0), in_import=False),
        Text("document", search=True, in_list=False),
        Text("note", in_list=False),
    )
    filters = (under("agency__area__path"), OneOf("year", "年度", choices=years))
    order, natural_key = "-year", ("agency", "year", "category", "source")
    teaches = "还没有预算。请按年度、类别登记经费；罚没收入全额上缴国库，不能作为经费来源。"

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = queryset.annotate(received=total(Receipt), spent=total(Spending))
        return found

    def related(self, record: Any) -> Iterable[Related]:
        start = {"line": f"{record.agency}/{record}"}
        return (
            Related("receipts", "line", "到账", new=start),
            Related("spendings", "line", "支出", new=start),
        )


@register
class Receipts(Ledger):
    """经费到账."""

    key, title, group, icon, place = "receipts", "经费到账", GROUP, "arrow-down", 31
    model, see, keep = Receipt, "capacity.see_receipts", "capacity.keep_receipts"
    columns = (
        line(),
        Day("received_on", sort=True, filter=True),
        Yuan("amount_cents", sort=True),
        Text("voucher", search=True),
    )
    filters = (under("line__agency__area__path"),)
    order, natural_key = "-received_on", ("line", "voucher")
    teaches = "还没有到账记录。经费到账后按凭证登记。"

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        not_after_today(record.received_on, "到账日期")

    def name_of(self, record: Any) -> str:
        return f"到账 {record.voucher}"


@register
class Spendings(Ledger):
    """经费支出."""

    key, title, group, icon, place = "spendings", "经费支出", GROUP, "arrow-up", 32
    model, see, keep = Spending, "capacity.see_spendings", "capacity.keep_spendings"
    columns = (
        line(),
        Day("spent_on", sort=True, filter=True),
        Yuan("amount_cents", sort=True),
        Text("purpose", search=True, width=24),
        Text("voucher", search=True),
    )
    filters = (under("line__agency__area__path"),)
    order, natural_key = "-spent_on", ("line", "voucher")
    teaches = "还没有支出记录。支出后按凭证登记用途和金额。"

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        not_after_today(record.spent_on, "支出日期")

    def name_of(self, record: Any) -> str:
        return f"支出 {record.voucher}"
