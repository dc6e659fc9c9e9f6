"""The pages of a ledger, as each role meets them."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from angen.audit.models import Entry
from angen.orgs.models import Account, Agency, Area, Officer
from desk.samples import browser, sheet_of
from factories import AccountFactory, AreaFactory, CertificateFactory, OfficerFactory, identity_no

LIST = "/ledgers/test-people/"


@pytest.fixture
def crowd(office: Agency) -> list[Officer]:
    return [OfficerFactory(agency=office, name=f"王{n:03d}") for n in range(120)]


def test_list_pages_filters_and_sorts(web: Client, crowd: list[Officer]) -> None:
    first = web.get(LIST)
    assert first.status_code == 200
    page = first.context["page"]
    assert [r.record.name for r in page.rows] == [f"王{n:03d}" for n in range(50)]
    assert page.total == "共 120 条" and not page.previous_url
    second = web.get(page.next_url).context["page"]
    assert second.rows[0].record.name == "王050"
    back = web.get(second.previous_url).context["page"]
    assert [r.record.pk for r in back.rows] == [r.record.pk for r in page.rows]
    found = web.get(LIST, {"q": "王11", "sort": "-name"}).context["page"]
    assert [r.record.name for r in found.rows] == [f"王{n}" for n in range(119, 109, -1)]


def test_list_asks_eight_queries_at_most(
    web: Client, crowd: list[Officer], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        web.get(LIST, {"q": "王", "employment": "institution"})


def test_htmx_gets_the_table_alone(web: Client, crowd: list[Officer]) -> None:
    answer = web.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert answer.startswith('<div id="results">') and "<html" not in answer


def test_the_area_filter_leads_down(county: Area, town: Area, office: Agency) -> None:
    OfficerFactory(agency=office, name="王安")
    web = browser(AccountFactory(role="county_brigade", area=county))
    top = web.get(LIST).context["page"].controls[0]
    assert [o.value for o in top.options] == [county.pk]
    answer = web.get(LIST, {"area": county.pk}, headers={"HX-Request": "true"})
    below = answer.context["page"].controls[0]
    assert [o.value for o in below.trail] == [county.pk] and town.pk in {
        o.value for o in below.options
    }
    assert 'id="box-area" hx-swap-oob="true"' in answer.content.decode()
    assert len(web.get(LIST, {"area": town.pk}).context["page"].rows) == 1
    other = AreaFactory(level="township")
    assert web.get(LIST, {"area": other.pk}).context["page"].rows == []


def test_numbers_are_masked_in_list_and_export(web: Client, crowd: list[Officer]) -> None:
    number = crowd[0].identity_no
    assert number not in web.get(LIST).content.decode()
    cells = sheet_of(web.get(f"{LIST}export/"))
    assert cells[0][:3] == ["姓名", "登记机构", "身份证号"] and len(cells) == 121
    assert cells[1][1] == "河山镇/河山镇应急办"
    assert number not in {c for row in cells for c in row}


def test_numbers_in_clear_are_recorded(web: Client, crowd: list[Officer]) -> None:
    assert web.post(f"{LIST}export/numbers/", {"purpose": " "}).status_code == 409
    cells = sheet_of(web.post(f"{LIST}export/numbers/?q=王001", {"purpose": "办理保险"}))
    assert cells[1][2] == crowd[1].identity_no and len(cells) == 2
    entry = Entry.objects.get(event="desk.NumbersExported")
    assert entry.content["purpose"] == "办理保险"
    shown = web.post(
        f"{LIST}{crowd[0].pk}/reveal/identity_no/",
        {"purpose": "核对"},
        headers={"HX-Request": "true"},
    )
    assert shown.content.decode() == crowd[0].identity_no
    assert Entry.objects.filter(event="desk.NumberRevealed").count() == 1


def test_export_holds_no_formula(web: Client, office: Agency) -> None:
    OfficerFactory(agency=office, name="=cmd|' /C calc'!A0")
    response = web.get(f"{LIST}export/")
    cells = sheet_of(response)
    assert cells[1][0] == "=cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    "role", ["enterprise_user", "system_admin", "security_admin", "audit_admin", None]
)
@pytest.mark.django_db
def test_roles_without_the_right_see_nothing(
    role: str | None, office: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = OfficerFactory(agency=office)
    account = AccountFactory(role=role)
    monkeypatch.setattr(type(account), "needs_second_factor", False)
    web = browser(account)
    for address in ("", "export/", "new/", "template/", f"{record.pk}/", f"{record.pk}/edit/"):
        assert web.get(LIST + address).status_code == 403, address


def test_another_township_sees_nothing(outsider: Account, crowd: list[Officer]) -> None:
    web = browser(outsider)
    assert web.get(LIST).context["page"].rows == []
    assert len(sheet_of(web.get(f"{LIST}export/"))) == 1
    for address in ("", "edit/"):
        assert web.get(f"{LIST}{crowd[0].pk}/{address}").status_code == 404
    assert web.post(f"{LIST}{crowd[0].pk}/remove/", {"reason": "x"}).status_code == 404
    assert web.get(f"{LIST}offers/agency/", {"agency": "河山"}).content == b""


def entries(office: Agency, **changes: str) -> dict[str, str]:
    return {
        "name": "王安",
        "agency": "河山镇应急办",
        "identity_no": identity_no(7),
        "gender": "male",
        "employment": "institution",
        "phone": "13800138000",
        **changes,
    }


def test_a_record_is_entered_changed_and_told(web: Client, office: Agency) -> None:
    assert web.get(f"{LIST}new/").status_code == 200
    web.post(f"{LIST}new/", entries(office))
    record = Officer.objects.get()
    assert record.born_on.isoformat() == "1970-01-01"
    form = web.get(f"{LIST}{record.pk}/edit/").context["form"]
    stamp = form["_stamp"].value()
    shown = form["identity_no"].value()
    assert "*" in shown
    sent = entries(office, name="王平", identity_no=shown, phone="138****8000", _stamp=stamp)
    answer = web.post(f"{LIST}{record.pk}/edit/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    record.refresh_from_db()
    assert (record.name, record.identity_no) == ("王平", identity_no(7))
    page = web.get(f"{LIST}{record.pk}/")
    assert "姓名：王安 → 王平" in page.content.decode()
    log = "".join(Entry.objects.values_list("data", flat=True))
    assert identity_no(7) not in log and "13800138000" not in log
    late = web.post(f"{LIST}{record.pk}/edit/", entries(office, name="王新", _stamp=stamp))
    assert late.status_code == 422 and "别人刚刚修改过" in late.content.decode()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("name", "", "必须填写"),
        ("identity_no", "371102199013011234", "出生日期“19901301”不存在"),
        ("identity_no", "37110219", "应为 18 位"),
        ("gender", "男女", "请填：男、女"),
        ("phone", "12", "不是电话号码"),
        ("entered_on", "2021-02-30", "不是日历上有的日期"),
        ("agency", "涛雒镇应急办", "没有找到，或不在您的管辖范围"),
        ("name", "王" * 41, "最多 40 个字"),
        ("name", "王\x00安", "不能用"),
    ],
)
def test_a_bad_entry_is_told_beside_its_field(
    web: Client, office: Agency, elsewhere: Agency, name: str, value: str, sentence: str
) -> None:
    answer = web.post(f"{LIST}new/", entries(office, **{name: value}))
    assert answer.status_code == 422
    assert sentence in str(answer.context["form"].errors[name])
    assert not Officer.objects.exists() and not Entry.objects.exists()


def test_a_number_registered_twice_is_told(web: Client, office: Agency) -> None:
    web.post(f"{LIST}new/", entries(office))
    answer = web.post(f"{LIST}new/", entries(office, name="李四"))
    assert "该身份证号已登记" in str(answer.context["form"].errors["identity_no"])


def test_removal_needs_reason_and_no_dependants(web: Client, office: Agency) -> None:
    record = OfficerFactory(agency=office)
    held = CertificateFactory(officer=record)
    address = f"{LIST}{record.pk}/remove/"
    assert "1 条证件" in web.post(address, {"reason": "重复"}).content.decode()
    held.delete()
    assert web.post(address, {"reason": ""}).status_code == 409
    assert web.post(address, {"reason": "重复登记"}).status_code == 302
    assert not Officer.objects.exists()
    assert Entry.objects.get(event="desk.RecordRemoved").content["reason"] == "重复登记"


def test_related_tables_and_menu(web: Client, office: Agency) -> None:
    held = CertificateFactory(officer=OfficerFactory(agency=office))
    answer = web.get(f"{LIST}{held.officer_id}/").content.decode()
    assert held.number in answer and f"{LIST}" in answer


def test_nonsense_in_the_address_is_no_error(web: Client, crowd: list[Officer]) -> None:
    for query in (
        "after=x",
        "before=W10",
        "sort=nothing",
        "area=x",
        "entered_on_from=1",
        "employment=%00",
        "q=%00%27",
        "after=W251bGwsIngiXQ",
        "born_on_from=2021-13-01",
    ):
        assert web.get(f"{LIST}?{query}").status_code == 200, query
    assert web.get(f"{LIST}x/").status_code == 404
    assert web.get("/ledgers/none/").status_code == 404
