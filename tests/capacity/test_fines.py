"""No text of funds may link fines to an office (行政处罚法 第七十四条, 湘政办意见 第20条)."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from angen.capacity.models.funds import refuse_fines
from angen.desk.actions import Invalid, save_record
from angen.desk.ledger import ledger
from capacity import world
from factories import AccountFactory


@pytest.mark.parametrize(
    "text",
    [
        "罚没返还",
        "罚没收入安排",
        "罚 没 款",
        "罚·没",
        "罚款返还",
        "罚款按比例提成",
        "罚款分成20%",
        "按罚款额的三成返还",
        "返还县级罚款",
        "2021年罚款指标",
        "完成罚款任务奖励",
        "下达罚款",
        "处罚收入",
        "罚款收入留用",
        "办案提成",
    ],
)
def test_links_are_refused(text):
    with pytest.raises(ValidationError, match=r"第七十四条.*第20条"):
        refuse_fines(text)


@pytest.mark.parametrize(
    "text",
    ["", "办公用品", "罚款票据印制", "处罚文书印制", "执法培训", "罚款15%奖励举报人", "奖励先进"],
)
def test_plain_costs_are_not(text):
    refuse_fines(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("budget", {"year": 2021, "category": "case", "source": "county", "amount_cents": 1}),
        ("receipts", {"amount_cents": 1, "voucher": "罚没返还"}),
        ("spendings", {"amount_cents": 1, "voucher": "1", "purpose": "罚款提成"}),
    ],
)
def test_every_ledger_of_funds_refuses(office, key, values):
    head = AccountFactory(role="township_head", area=office.area)
    day = {"receipts": "received_on", "spendings": "spent_on"}.get(key)
    if day:
        values = values | {day: world.DAY, "line": world.budget(office, 100)}
    else:
        values = values | {"agency": office, "document": "", "note": "罚没返还"}
    with pytest.raises(Invalid, match="第七十四条"):
        save_record(ledger(key), values, by=head)
