from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from angen.assess.models import Finding, Waiver
from angen.orgs.models import Area, Certificate
from angen.rulebook.actions import install_pack
from assess import packs, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indicators")]
ON = {"on": "2021-12-31"}
WHY = "/standing/areas/371102002/why/city-2021/holders/"


@pytest.fixture
def towns() -> list[Area]:
    county = world.county()
    made = [world.township(f"37110200{n}", f"第{n}镇", county) for n in (1, 2, 3)]
    for unit, holders in zip(made[:2], (2, 1), strict=True):
        agency = world.office(unit)
        for _ in range(holders):
            world.certificate(world.officer(agency))
    install_pack(packs.pack(), by=None)
    return made


def client(role: str, area: Area) -> Client:
    made = Client()
    made.force_login(world.account(role, area))
    return made


def page(who: Client, path: str, status: int = 200, **query: str) -> str:
    answer = who.get(path, {**ON, **query})
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_township_first_screen_says_what_to_do(towns) -> None:
    text = page(client("township_head", towns[1]), "/standing/")
    assert "第2镇今天要做的事" in text and "还差1人" in text and WHY in text


def test_an_unknown_says_which_ledger_to_fill(towns) -> None:
    text = page(client("township_head", towns[2]), "/standing/")
    assert "缺记录，先补上" in text and "执法证件台账没有记录" in text


def test_the_city_first_screen_ranks_and_draws(towns) -> None:
    text = page(client("city_office", towns[0].parent.parent), "/standing/")
    assert "下级排名" in text and "东港区" in text and "<a-chart" in text
    assert "part=trend" in text


def test_a_village_officer_reads_plain_words(towns) -> None:
    village = world.area("371102001001", "一村", "village", "village", towns[0])
    text = page(client("village_officer", village), "/standing/")
    assert "还没有审定的安全员" in text


@pytest.mark.parametrize("role", ["township_head", "city_office"])
def test_first_screens_ask_at_most_twelve_queries(towns, role) -> None:
    who = client(role, towns[1] if role == "township_head" else towns[0].parent.parent)
    page(who, "/standing/")
    with CaptureQueriesContext(connection) as asked:
        page(who, "/standing/")
    # One of them only here: inside a transaction packs are read anew.
    assert len(asked) <= 13, [query["sql"][:80] for query in asked]


def test_the_area_page_leads_to_why_and_why_to_the_records(towns) -> None:
    who = client("city_office", towns[0].parent.parent)
    assert WHY in page(who, "/standing/areas/371102002/")
    text = page(who, WHY)
    assert "计入的记录（1条）" in text and "在岗持证人数不少于最少持证人数" in text
    assert "第二条" in text and "还差1人" in text and "将通报（第三条）" in text


def test_deleting_the_records_shows_unknown_not_failed(towns) -> None:
    who = client("city_office", towns[0].parent.parent)
    path = WHY.replace("371102002", "371102001")
    assert "outcome-met" in page(who, path)
    Certificate.objects.filter(officer__agency__area=towns[0]).delete()
    text = page(who, path)
    assert "outcome-unknown" in text and "outcome-not_met" not in text
    assert "没有记录，也没有零申报" in text


def test_the_area_page_of_a_county_adds_up_and_compares(towns) -> None:
    who = client("county_brigade", towns[0].parent)
    text = page(who, "/standing/areas/371102/")
    assert "全部单位" in text and "第1镇" in text and "part=capacity" in text
    assert "part=trend" in text
    text = page(who, "/standing/areas/371102/", part="trend")
    assert "队伍变化（3个乡镇（街道）合计）" in text and "不变" in text and "<a-chart" in text
    text = page(who, "/standing/areas/371102/", part="capacity")
    assert "编制与人员（3个乡镇（街道）合计）" in text
    answer = who.get(
        "/standing/areas/371102/", {**ON, "part": "capacity"}, headers={"HX-Request": "true"}
    )
    assert answer.content.decode().lstrip().startswith('<div id="capacity">')


def test_the_standards_page_and_its_export(towns) -> None:
    who = client("city_office", towns[0].parent.parent)
    text = page(who, "/standing/standards/")
    assert "1/3" in text and "未知1" in text and "年底前持证到位" in text
    text = page(who, "/standing/standards/", standard="city-2021/holders", outcome="not_met")
    assert "第2镇" in text and "第1镇" not in text
    answer = who.get(
        "/standing/standards/", {**ON, "standard": "city-2021/holders", "format": "xlsx"}
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows] == ["单位", "第2镇", "第3镇", "第1镇"]
    assert rows[2][4] == "未知" and rows[1][4] == 1
    answer = who.get("/standing/standards/", {**ON, "format": "xlsx"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/standing/areas/371102002/",
        "/standing/areas/371102/",
        "/standing/areas/371102002/?part=capacity",
        WHY,
        "/standing/standards/?area=371102002",
        "/standing/standards/?area=3711&format=xlsx",
        "/standing/findings/?area=371102002",
        "/standing/areas/no\x00thing/",
    ],
)
def test_a_township_sees_no_other(towns, path) -> None:
    who = client("township_head", towns[0])
    assert who.get(path).status_code == 404


def test_a_township_sees_no_trace_of_its_neighbours(towns) -> None:
    who = client("township_head", towns[0])
    for path in ("/standing/", "/standing/standards/", "/standing/findings/", "/standing/waivers/"):
        text = page(who, path)
        assert "第2镇" not in text and "第3镇" not in text


def test_a_role_without_standing_sees_none(towns) -> None:
    who = client("enterprise_user", towns[0])
    assert "没有可看的达标情况" in page(who, "/standing/")
    assert who.get("/standing/areas/371102001/").status_code == 404


@pytest.mark.parametrize("query", [{"on": "2021-13-01"}, {"on": "x"}, {"on": "1900-01-01"}])
def test_an_odd_day_is_a_sentence_or_an_empty_page(towns, query) -> None:
    who = client("city_office", towns[0].parent.parent)
    for path in ("/standing/", "/standing/areas/371102001/", "/standing/standards/", WHY):
        assert who.get(path, query).status_code in (200, 409)


def test_a_waiver_through_the_pages(towns) -> None:
    who = client("city_office", towns[0].parent.parent)
    path = WHY.replace("/why/", "/waive/")
    given = {"reason": "撤并", "approver": "市安委办", "valid_from": "2021-12-01"}
    assert who.post(f"{path}?on=2021-12-31", {**given, "valid_to": "2021-11-01"}).status_code == 422
    assert not Waiver.objects.exists()
    done = who.post(f"{path}?on=2021-12-31", {**given, "valid_to": "2021-12-31"})
    assert done.status_code == 302
    text = page(who, WHY)
    assert "outcome-waived" in text and "豁免到2021-12-31" in text
    made = Waiver.objects.get()
    assert "撤并" in page(who, "/standing/waivers/")
    done = who.post(f"/standing/waivers/{made.pk}/", {"on": "2021-12-05", "reason": "已配齐"})
    assert done.status_code == 302
    assert "outcome-not_met" in page(who, WHY)
    head = client("township_head", towns[1])
    assert head.post(path, {**given, "valid_to": "2021-12-31"}).status_code == 403


def test_a_finding_through_the_pages(towns) -> None:
    world.statement(towns[1], "certificates", 3)
    who = client("city_office", towns[0].parent.parent)
    assert "登记问题" in page(who, "/standing/findings/")
    done = who.post("/standing/areas/371102002/findings/open/", ON)
    made = Finding.objects.get()
    assert done.url == f"/standing/findings/{made.pk}/"
    assert who.post(done.url, {"act": "draft"}).status_code == 302
    assert "通报（稿）" in page(who, done.url)
    assert who.post(done.url, {"act": "close", "outcome": "已补足"}).status_code == 302
    assert "已补足" in page(who, done.url)
    assert client("township_head", towns[0]).get(done.url).status_code == 404
    mine = client("township_head", towns[1])
    assert "办结情况" not in page(mine, done.url)
    assert mine.post("/standing/areas/371102002/findings/open/", ON).status_code == 403
