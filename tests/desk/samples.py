"""Two small ledgers over people and certificates."""

from __future__ import annotations

import io
from typing import Any

from django.http import StreamingHttpResponse
from django.test import Client
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from angen.desk.columns import Choice, Day, Flag, IdentityNo, Phone, Ref, Shown, Text
from angen.desk.filters import Subtree
from angen.desk.ledger import Ledger, Related
from angen.kernel.access import Actor
from angen.orgs.models import Account, Certificate, Officer


class People(Ledger):
    key, title, group = "test-people", "测试人员", "测试"
    model = Officer
    see, keep = "orgs.see_people", "orgs.keep_people"
    columns = (
        Text("name", required=True, search=True, sort=True, example="王安"),
        Ref("agency", see="orgs.see_agencies", qualifier="area__name", sort=True, filter=True),
        IdentityNo("identity_no"),
        Choice("gender"),
        Day("born_on", sort=True, filter=True, in_form=False, in_import=False),
        Phone("phone"),
        Choice("employment", filter=True, sort=True),
        Day("entered_on", sort=True),
        Choice("education"),
        Flag("professional"),
        Shown("agency__area__name", "所在区划", sort=True),
    )
    order = "name"
    natural_key = ("identity_no",)
    filters = (Subtree("area", "区划", lookup="agency__area__path"),)
    teaches = "先登记人员，再登记任职和证件。"

    def before_write(self, record: Any, values: dict[str, Any], actor: Actor) -> None:
        number = record.identity_no
        record.born_on = Day("born_on", "出生日期").parse(number[6:14], number[6:14])

    def related(self, record: Any) -> list[Related]:
        return [Related("test-certificates", "officer", new={"officer": record.identity_no})]


class Certificates(Ledger):
    key, title, group = "test-certificates", "测试证件", "测试"
    model = Certificate
    see, keep = "orgs.see_certificates", "orgs.keep_certificates"
    columns = (
        Text("number", search=True, sort=True),
        Choice("kind", filter=True),
        Ref("officer", see="orgs.see_people", by=("name", "identity_no")),
        Text("issuer"),
        Day("valid_from"),
        Day("valid_to", sort=True),
    )
    order = "-valid_to"
    natural_key = ("kind", "number")


def browser(account: Account) -> Client:
    """A browser with ``account`` logged in."""
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sheet_of(response: Any, place: int = 0) -> list[list[Any]]:
    """The cells of a sheet in a downloaded workbook."""
    assert isinstance(response, StreamingHttpResponse), response.content.decode()
    content = b"".join(response.streaming_content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(place).to_python()


def workbook(*rows: list[Any]) -> bytes:
    """A workbook with these rows."""
    file = io.BytesIO()
    with Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()
