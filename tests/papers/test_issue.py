"""Issuing: number, name, seal, and what is refused."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from angen.audit.models import Entry
from angen.kernel.refusal import NotAllowed, Refused
from angen.papers import queries
from angen.papers.actions import AlreadyIssued, issue, preview, supersede, void
from angen.papers.documents import Circular, Section
from angen.papers.models import NumberSeries, Paper, PaperFile
from angen.papers.numbers import CODE_SIGNS
from factories import AgencyFactory, AgencyRelationFactory, GrantFactory
from factories.papers import LetterheadFactory
from papers.reading import text
from papers.samples import Scheme, order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    """22 November 2026."""
    with time_machine.travel(dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC), tick=True):
        yield


def issued(world, **changes):
    return issue(order(), **{"agency": world.bureau, "by": world.brigade, **changes})


def test_a_paper_carries_number_body_and_date(world):
    paper = issued(world, title="木业公司", subject=world.town)
    assert paper.number == "（鄂咸安）应急责改〔2026〕1号"
    content = bytes(paper.file.content)
    shown = text(content)
    for part in (
        "责令限期整改指令书",
        "（鄂咸安）应急责改〔2026〕1号",
        "咸宁市咸安区应急管理局",
        "咸宁市某某木业有限公司",
        "2026年12月5日前整改完毕",
        "镕堃",
        "李喆龘犇",
        "42120002",
        "第1页共1页",
        "2026年11月22日",
    ):
        assert part in shown, part
    assert "else" not in shown and "#" not in shown  # nothing of the template itself
    assert hashlib.sha256(content).hexdigest() == paper.file_id
    assert paper.file.size == len(content)
    assert (paper.subject_type, paper.subject_id) == ("orgs.area", world.town.pk)
    assert len(paper.code) == 12 and set(paper.code) <= set(CODE_SIGNS)
    assert f"{paper.code[:4]}-{paper.code[4:8]}-{paper.code[8:]}" in shown
    entry = Entry.objects.get(event="papers.PaperIssued")
    assert entry.content["sha256"] == paper.file_id


def test_numbers_run_by_body_code_and_year(world):
    assert [issued(world).serial for _ in range(3)] == [1, 2, 3]
    last_year = issued(world, on=dt.date(2025, 12, 31))
    assert last_year.number == "（鄂咸安）应急责改〔2025〕1号"
    other = issue(Scheme("甲厂"), agency=world.bureau, by=world.brigade)
    assert other.number == "（鄂咸安）应急检查〔2026〕1号"


def test_a_delegate_issues_in_the_name_and_numbers_of_the_delegator(world):
    issued(world)
    grant = world.delegate()
    paper = issue(order(), agency=world.office, by=world.officer)
    assert paper.number == "（鄂咸安）应急责改〔2026〕2号"
    assert (paper.agency, paper.issued_for, paper.grant) == (world.bureau, world.office, grant)
    assert "咸宁市咸安区应急管理局" in text(bytes(paper.file.content))


def test_without_authority_the_supervision_form_is_used(world):
    paper = issue(order(), agency=world.office, by=world.officer)
    assert paper.number == "（鄂咸安双）应急整改〔督〕〔2026〕1号"
    shown = text(bytes(paper.file.content))
    assert "限期整改意见书" in shown and "责令限期整改指令书" not in shown


@pytest.mark.parametrize(
    "grant",
    [
        {"published_on": None},
        {"published_on": dt.date(2026, 12, 1)},
        {"valid_to": dt.date(2026, 11, 21)},
        {"form": "supervision"},
    ],
)
def test_a_grant_that_does_not_hold_gives_no_authority(world, grant):
    made = world.delegate(**grant)
    assert issue(order(), agency=world.office, by=world.officer).grant is None
    with pytest.raises(Refused):
        issue(order(), agency=world.office, by=world.officer, grant=made)
    with pytest.raises(Refused, match="第二十条"):
        issue(Scheme("甲厂"), agency=world.office, by=world.officer)


def test_an_empowered_township_acts_in_its_governments_name(world):
    government = AgencyFactory(area=world.town, kind="government", name="双溪桥镇人民政府")
    LetterheadFactory(agency=government, region="双溪桥", head="政安")
    GrantFactory(grantee=government, grantor=None, form="empowered")
    paper = issue(order(), agency=world.office, by=world.officer)
    assert paper.number == "（双溪桥）政安责改〔2026〕1号"
    assert paper.agency == government


def test_a_brigade_acts_in_the_name_of_its_bureau(world):
    brigade = AgencyFactory(area=world.county, kind="enforcement_brigade", name="执法大队")
    AgencyRelationFactory(agency=brigade, superior=world.bureau, kind="leads")
    paper = issue(order(), agency=brigade, by=world.brigade)
    assert paper.agency == world.bureau and paper.issued_for == brigade


def test_a_paper_of_former_years_keeps_the_former_head(world):
    head = world.bureau.letterheads.get()
    head.valid_from = dt.date(2018, 12, 1)
    head.save()
    LetterheadFactory(
        agency=world.bureau, region="鄂咸安", head="安监", valid_to=dt.date(2018, 11, 30)
    )
    old = issued(world, on=dt.date(2017, 5, 1))
    assert old.number == "（鄂咸安）安监责改〔2017〕1号"


def test_open_fields_are_named_in_one_sentence_and_nothing_is_written(world):
    with pytest.raises(Refused) as refusal:
        issue(
            order(party=" \u200b", problems=("", " "), deadline=None, officers=()),
            agency=world.bureau,
            by=world.brigade,
        )
    assert "被检查单位、存在问题、整改期限和执法人员（至少 2 项）" in str(refusal.value)
    assert "第四十二条" in str(refusal.value)
    assert not Paper.objects.exists() and not NumberSeries.objects.exists()


def test_refusals_write_nothing(world):
    with pytest.raises(NotAllowed):
        issue(order(), agency=world.bureau, by=world.officer)
    with pytest.raises(Refused, match="晚于今天"):
        issued(world, on=timezone.localdate() + dt.timedelta(days=1))
    world.bureau.letterheads.all().delete()
    with pytest.raises(Refused, match="登记文书字号"):
        issued(world)
    assert not Paper.objects.exists() and not PaperFile.objects.exists()
    assert not NumberSeries.objects.exists() and not Entry.objects.exists()


def test_the_same_key_is_refused_until_the_first_is_voided(world):
    first = issued(world, key="order:1")
    with pytest.raises(AlreadyIssued) as refusal:
        issued(world, key="order:1")
    assert refusal.value.paper == first
    void(first, reason="单位名称有误", by=world.brigade)
    assert issued(world, key="order:1").serial == 2


def test_two_bodies_with_one_letterhead_are_told(world):
    world.office.letterheads.update(region="鄂咸安")
    twin = AgencyFactory(area=world.town, name="双溪桥镇第二办公室")
    LetterheadFactory(agency=twin, region="鄂咸安")
    issue(order(), agency=world.office, by=world.officer)
    with pytest.raises(Refused, match="已被另一机构使用"):
        issue(order(), agency=twin, by=world.officer)
    assert Paper.objects.count() == 1
    assert NumberSeries.objects.get(agency=world.office).next == 2


def test_a_voided_number_stays_with_its_reason(world):
    first, _ = issued(world), issued(world)
    with pytest.raises(Refused, match="原因"):
        void(first, reason=" ", by=world.brigade)
    void(first, reason="打印错误", by=world.brigade)
    first.refresh_from_db()
    assert (first.state, first.reason) == ("voided", "打印错误")
    with pytest.raises(Refused):
        void(first, reason="再次", by=world.brigade)
    (line,) = queries.register(world.brigade, 2026)
    assert (line.last, line.given, line.voided, line.gaps) == (2, 2, 1, [])


def test_a_newer_paper_replaces_an_older(world):
    first = issued(world, key="k", subject=world.town, title="甲厂")
    newer = supersede(first, order(remark="更正"), reason="期限有误", by=world.brigade)
    first.refresh_from_db()
    assert first.state == "superseded" and first.replaced_by == newer
    assert (newer.serial, newer.key, newer.title) == (2, "k", "甲厂")
    assert newer.subject_id == world.town.pk


def test_the_database_refuses_to_alter_what_was_issued(world):
    paper = issued(world)
    for change in (
        lambda: Paper.objects.filter(pk=paper.pk).update(number="改"),
        lambda: Paper.objects.filter(pk=paper.pk).update(context={}),
        lambda: PaperFile.objects.update(content=b"x"),
        lambda: Paper.objects.filter(pk=paper.pk)._raw_delete("default"),
        lambda: NumberSeries.objects.update(next=1),
        lambda: NumberSeries.objects.update(next=9),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    void(paper, reason="错", by=world.brigade)
    with pytest.raises(DatabaseError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(
            **{"state": "issued", "reason": "", "ended_at": None}
        )


def test_a_circular_is_numbered_as_an_office_paper(world):
    circular = Circular(
        title="关于三季度执法效能评估情况的通报",
        to="各乡镇人民政府",
        sections=(Section("总体情况", ("全区完成情况较好。",)),),
    )
    paper = issue(circular, agency=world.bureau, by=world.brigade)
    assert paper.number == "咸安应急通报〔2026〕1号"
    assert "一、总体情况" in text(bytes(paper.file.content))


def test_a_preview_writes_nothing_and_leaves_open_fields_open(world):
    pages = preview(order(deadline=None), agency=world.bureau)
    assert pages[0].startswith(b"\x89PNG")
    assert not NumberSeries.objects.exists()
