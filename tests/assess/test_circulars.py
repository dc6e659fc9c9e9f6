"""The circular of a rating: from the snapshot alone, written in marked places, signed for."""

from __future__ import annotations

import hashlib
import io
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from angen.assess.actions import appeals, circulars
from angen.assess.actions.circulars import draft_circular, write_circular
from angen.assess.documents import rebuilt
from angen.assess.models import Circular, CircularRecipient
from angen.assess.offices import offices_of
from angen.assess.queries.circulating import data_of
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.models import LedgerStatement
from angen.papers.models import Paper
from angen.worklist.models import Deadline
from assess import rated, world
from assess.place import Place
from factories.papers import LetterheadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The city's office may number papers; units have three days to sign."""
    office = offices_of([place.city.pk], rated.ENDS[0])[place.city.pk]
    LetterheadFactory(agency=office, office_head="日安办", name="日照市安委会办公室")
    term = SimpleNamespace(value=Decimal(3), cite="平台设计值")
    monkeypatch.setattr(circulars, "value", lambda name, area, day: term)
    return place


def issued(place: Place, cycle) -> Circular:
    made = draft_circular(cycle, by=place.by)
    write_circular(made, by=place.by, demands="限期整改。\n\n举一反三。")
    circulars.submit_circular(made, by=place.by)
    circulars.approve_circular(made, by=place.other)
    return circulars.issue_circular(made, by=place.by)


def text_of(paper: Paper) -> str:
    reader = PdfReader(io.BytesIO(bytes(paper.file.content)))
    return "".join(page.extract_text() for page in reader.pages).replace("\n", "").replace(" ", "")


def test_it_says_what_came_out_and_what_follows(city):
    _, third = city.failing("2021Q2", "2021Q3")
    made = issued(city, third)
    said = text_of(made.paper)
    for words in ("日安办通报〔", "不合格1个", "丙", "连续2次", "限期整改。", "举一反三。"):
        assert words in said, words
    data = data_of(made.snapshot)
    assert {f["deed"] for f in data["follows"] if f["name"] == "丙"} >= {"accountability"}
    assert "问责" in said


def test_rebuilt_from_its_snapshot_it_is_the_same_to_the_byte(city):
    (cycle,) = city.failing("2021Q2")
    made = issued(city, cycle)
    LedgerStatement.objects.all().delete()  # whatever happens to the records afterwards
    made = Circular.objects.get(pk=made.pk)
    assert hashlib.sha256(rebuilt(made)).hexdigest() == made.paper.file_id


def test_figures_cannot_be_written_and_a_submitted_one_not_at_all(city):
    made = draft_circular(city.publish("2021Q1"), by=city.by)
    with pytest.raises(Refused, match="不能空着"):
        write_circular(made, by=city.by, title=" ")
    write_circular(made, by=city.by, opening="现通报如下。", score="100")
    made.refresh_from_db()
    assert made.opening == "现通报如下。"
    circulars.submit_circular(made, by=city.by)
    with pytest.raises(Refused, match="已经送签"):
        write_circular(made, by=city.by, opening="改")
    made.refresh_from_db()
    assert made.opening == "现通报如下。"


def test_another_hand_approves_and_it_is_drafted_once_and_issued_once(city):
    cycle = city.publish("2021Q1")
    made = draft_circular(cycle, by=city.by)
    with pytest.raises(Refused, match="已有通报"):
        draft_circular(cycle, by=city.by)
    circulars.submit_circular(made, by=city.by)
    with pytest.raises(Refused, match="起草人不能自己签发"):
        circulars.approve_circular(made, by=city.by)
    with pytest.raises(Refused, match="只有“已签发”"):
        circulars.issue_circular(made, by=city.by)
    assert not Paper.objects.exists()
    circulars.approve_circular(made, by=city.other)
    circulars.issue_circular(made, by=city.by)
    with pytest.raises(Refused):
        circulars.issue_circular(made, by=city.by)
    assert Paper.objects.count() == 1


def test_nothing_is_circulated_before_it_is_published(city):
    with pytest.raises(Refused, match="公布后才能"):
        draft_circular(city.run("2021Q1"), by=city.by)
    with pytest.raises(NotAllowed):
        draft_circular(city.publish("2021Q2"), by=city.head("甲"))
    assert not Circular.objects.exists()


def test_each_unit_signs_for_itself_once_and_in_time(city):
    for town in city.towns.values():
        if not town.agencies.exists():
            world.office(town)
    made = issued(city, city.publish("2021Q1"))
    waiting = Deadline.objects.waiting().filter(kind="assess.read_circular")
    before = waiting.count()
    assert before == made.recipients.count() >= len(city.towns)
    own = made.recipients.get(agency__area=city.towns["甲"])
    with pytest.raises(NotAllowed):
        circulars.read_circular(own, by=city.head("乙"))
    circulars.read_circular(own, by=city.head("甲"))
    first = CircularRecipient.objects.get(pk=own.pk).read_at
    circulars.read_circular(own, by=city.head("甲"))
    assert CircularRecipient.objects.get(pk=own.pk).read_at == first
    assert waiting.count() == before - 1


def test_a_correction_is_published_with_old_beside_new(city):
    (cycle,) = city.failing("2021Q2")
    issued(city, cycle)
    asked = appeals.ask_appeal(
        city.result(cycle, "丙"), items=["marks"], reason="漏统计", by=city.head("丙")
    )
    appeals.uphold_appeal(asked, decision="属实", facts={"task_marks": Decimal(90)}, by=city.other)
    made = issued(city, cycle)
    said = text_of(made.paper)
    assert (
        "更正前后对照" in said and "58.00，不合格，第4名" in said and "94.00，优秀，第2名" in said
    )
    assert hashlib.sha256(rebuilt(made)).hexdigest() == made.paper.file_id
    assert Paper.objects.count() == 2


def test_an_unissued_one_is_renewed_after_a_correction_and_approved_again(city):
    (cycle,) = city.failing("2021Q2")
    made = draft_circular(cycle, by=city.by)
    circulars.submit_circular(made, by=city.by)
    circulars.approve_circular(made, by=city.other)
    asked = appeals.ask_appeal(
        city.result(cycle, "丙"), items=["marks"], reason="漏统计", by=city.head("丙")
    )
    appeals.uphold_appeal(asked, decision="属实", facts={"task_marks": Decimal(90)}, by=city.other)
    with pytest.raises(Refused, match="数据过时"):
        circulars.issue_circular(made, by=city.by)
    assert not Paper.objects.exists()
    renewed = draft_circular(cycle, by=city.by)
    assert (renewed.pk, renewed.state, renewed.approved_by_id) == (made.pk, "draft", None)
    assert "不合格0个" in data_said(renewed)


def data_said(circular: Circular) -> str:
    return "，".join(f"{name}{n}个" for name, n in data_of(circular.snapshot)["grades"])


def test_the_page_the_data_and_who_sees_them(city, client: Client):
    made = draft_circular(city.publish("2021Q1"), by=city.by)
    client.force_login(city.by)
    page = client.get(f"/circulars/{made.pk}/")
    assert page.status_code == 200 and "送签" in page.content.decode()
    assert client.get(f"/circulars/{made.pk}/preview/").status_code == 200
    data = b"".join(client.get(f"/circulars/{made.pk}/data.xlsx").streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[1:]] == ["甲", "乙", "丙", "丁"]
    client.force_login(city.head("甲"))
    assert client.get(f"/circulars/{made.pk}/").status_code == 404  # not issued yet
    for name in ("submit", "approve", "issue"):
        assert client.post(f"/circulars/{made.pk}/{name}/").status_code == 404
    made.refresh_from_db()
    assert made.state == "draft"
