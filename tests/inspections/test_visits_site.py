"""On site: who may begin, what is answered and found, and the record that never changes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from angen.audit.models import Entry
from angen.inspections import library
from angen.inspections.actions import findings, visits_flow, visits_sheets, visits_sign
from angen.inspections.actions.findings import Finding
from angen.inspections.models import Hazard, Recheck, Sheet
from angen.inspections.queries.visits import narrative, sheets_of
from angen.inspections.visited import recorded
from angen.kernel.access import rows
from angen.kernel.refusal import NotAllowed, Refused
from angen.worklist.models import Deadline
from factories import AccountFactory
from factories.enterprises import EnterpriseAccountFactory, EnterpriseFactory
from factories.inspections import HazardFactory, MaterialFactory
from factories.people import CertificateSuspensionFactory
from factories.plans import ConflictFactory
from inspections.conftest import NOON, TODAY

pytestmark = pytest.mark.django_db


def refused_to_begin(world, visit, text):
    """Beginning is refused with the words, and the visit stays approved."""
    with pytest.raises(Refused) as error:
        visits_flow.begin_visit(visit, card_shown=True, by=world.officer)
    assert text in str(error.value)
    visit.refresh_from_db()
    assert (visit.state, visit.visited_on, visit.card_shown) == ("approved", None, False)
    assert not visit.officers.exclude(number="").exists()
    return error.value


def general(visit):
    return visit.sheets.get(sector="general")


def first_item(visit, sector="general"):
    return library.checklist(sector, visit.visited_on)[0]


# Beginning


def test_beginning_keeps_the_certificates_as_they_were_shown(world):
    visit = world.begun()
    assert (visit.state, visit.visited_on, visit.card_shown) == ("underway", TODAY, True)
    numbers = set(visit.officers.values_list("number", flat=True))
    assert numbers == {c.number for c in world.certificates[:2]}
    kinds = Deadline.objects.of(visit).waiting().values_list("kind", "due_on")
    assert list(kinds) == [("inspections.sign_visit", TODAY)]


def test_one_officer_alone_is_refused_at_the_desk_and_on_site(world):
    alone = world.proposed(officers=world.officers[:1])
    with pytest.raises(Refused, match=r"不得少于 2 人.*第四十二条"):
        visits_flow.submit_visit(alone, by=world.officer)
    visit = world.approved()
    visit.officers.filter(lead=False).delete()
    refused_to_begin(world, visit, "不得少于 2 人")


def test_an_expired_certificate_is_refused_by_name(world):
    visit = world.approved()
    world.certificates[1].valid_to = TODAY - dt.timedelta(1)
    world.certificates[1].save()
    error = refused_to_begin(world, visit, f"{world.officers[1].name}执法证已过期")
    assert error.article == "行政处罚法 第四十二条"


def test_a_third_officer_without_a_certificate_is_refused_too(world):
    visit = world.approved(officers=world.officers)
    world.certificates[2].delete()
    refused_to_begin(world, visit, f"{world.officers[2].name}没有行政执法证")


def test_a_suspended_certificate_is_refused(world):
    visit = world.approved()
    CertificateSuspensionFactory(certificate=world.certificates[0], valid_from=TODAY)
    refused_to_begin(world, visit, "暂扣")


def test_an_officer_lent_elsewhere_is_refused(world):
    visit = world.approved()
    post = world.officers[1].appointments.get()
    post.works_elsewhere = "镇政府办公室"
    post.save()
    refused_to_begin(world, visit, "借调")


def test_a_relative_is_refused(world):
    visit = world.approved()
    ConflictFactory(officer=world.officers[1], enterprise=world.enterprise)
    error = refused_to_begin(world, visit, "回避")
    assert "第四十三条" in error.article


def test_without_cards_nothing_begins(world):
    visit = world.approved()
    with pytest.raises(Refused, match="第六十七条"):
        visits_flow.begin_visit(visit, card_shown=False, by=world.officer)
    visit.refresh_from_db()
    assert visit.state == "approved"


def test_beginning_twice_is_refused_and_the_times_stay(world, clock):
    visit = world.begun()
    clock.shift(600)
    with pytest.raises(Refused, match="检查中"):
        visits_flow.begin_visit(visit, card_shown=True, by=world.officer)
    visit.refresh_from_db()
    assert visit.started_at == NOON


def test_nobody_leads_two_visits_at_once(world):
    world.begun()
    other = world.approved(enterprise=EnterpriseFactory(area=world.town))
    refused_to_begin(world, other, "不能同时在两处")


# Lists


def test_an_answer_is_kept_once(world):
    visit = world.begun()
    sheet, item = general(visit), first_item(visit)
    for _ in range(2):
        visits_sheets.answer_item(sheet, item=item.id, answer="ok", by=world.officer)
    sheet.refresh_from_db()
    assert sheet.answers == {item.id: "ok"}
    assert Entry.objects.filter(label="检查条目").count() == 1
    visits_sheets.answer_item(sheet, item=item.id, answer="", by=world.officer)
    sheet.refresh_from_db()
    assert sheet.answers == {}


def test_two_tabs_do_not_overwrite_each_other(world):
    visit = world.begun()
    one, other = general(visit), general(visit)
    first, second = library.checklist("general", TODAY)[:2]
    visits_sheets.answer_item(one, item=first.id, answer="ok", by=world.officer)
    visits_sheets.answer_item(other, item=second.id, answer="na", by=world.officer)
    assert general(visit).answers == {first.id: "ok", second.id: "na"}


@pytest.mark.parametrize(("item", "answer"), [("Z99", "ok"), ("A01", "maybe")])
def test_what_the_list_does_not_know_is_refused(world, item, answer):
    sheet = general(world.begun())
    with pytest.raises(Refused, match="没有这一条"):
        visits_sheets.answer_item(sheet, item=item, answer=answer, by=world.officer)
    sheet.refresh_from_db()
    assert sheet.answers == {}


def test_nothing_is_answered_before_the_beginning_or_by_strangers(world):
    visit = world.approved()
    with pytest.raises(Refused, match="还没有开始"):
        visits_sheets.answer_item(general(visit), item="A01", answer="ok", by=world.officer)
    visits_flow.begin_visit(visit, card_shown=True, by=world.officer)
    with pytest.raises(NotAllowed):
        visits_sheets.answer_item(general(visit), item="A01", answer="ok", by=world.stranger)
    assert general(visit).answers == {}


def test_the_list_is_that_of_the_day(world):
    """The items of dangerous chemicals change on 2026-09-30."""
    visit = world.begun()
    sheet = visits_sheets.add_sheet(visit, sector="chemicals", by=world.officer)
    assert visits_sheets.add_sheet(visit, sector="chemicals", by=world.officer) == sheet
    now = {(i.id, i.standard) for i in library.checklist("chemicals", TODAY)}
    later = {(i.id, i.standard) for i in library.checklist("chemicals", dt.date(2026, 10, 1))}
    assert now != later
    (shown,) = [one for one in sheets_of(visit) if one.sheet == sheet]
    assert shown.total == len(now)


# Findings


def found(world, visit, **more):
    item = first_item(visit)
    asked = {"description": item.violating, "measure": "deadline", "item": item.id}
    return findings.find(visit, finding=Finding(**asked | more), by=world.officer)


def test_a_finding_brings_its_standard_and_marks_its_line(world):
    visit = world.begun()
    hazard = found(world, visit, place="办公室")
    item = first_item(visit)
    assert (hazard.standard, hazard.clause, hazard.basis) == (
        item.standard,
        item.clause,
        item.basis,
    )
    assert (hazard.source, hazard.inspection, hazard.agency) == ("inspection", visit, world.office)
    assert general(visit).answers == {item.id: "bad"}
    assert found(world, visit, place="办公室") == hazard
    assert found(world, visit, place="仓库") != hazard
    with pytest.raises(Refused, match="先撤回"):
        visits_sheets.answer_item(general(visit), item=item.id, answer="ok", by=world.officer)


def test_a_finding_beyond_the_lists_needs_a_standard_and_stays_unverified(world):
    visit = world.begun()
    free = {"item": "", "description": "配电箱门缺失"}
    with pytest.raises(Refused, match="依据"):
        found(world, visit, **free)
    assert not Hazard.objects.exists()
    hazard = found(world, visit, **free, standard="用电安全导则", clause="5.1")
    assert (hazard.basis, hazard.cite) == ("unverified", "用电安全导则5.1（待核）")


def test_the_same_line_found_before_is_a_repeat(world):
    visit = world.begun()
    before = HazardFactory(enterprise=world.enterprise, item=first_item(visit).id)
    HazardFactory(item=first_item(visit).id)
    assert found(world, visit).repeats == before


def test_corrected_on_the_spot_is_rechecked_and_closed(world):
    visit = world.begun()
    hazard = found(world, visit, measure="spot")
    with pytest.raises(Refused, match="怎样改正"):
        findings.correct_on_spot(hazard, note=" ", by=world.officer)
    findings.correct_on_spot(hazard, note="已张贴制度", by=world.officer)
    hazard.refresh_from_db()
    assert (hazard.state, hazard.closed_on, hazard.closed_by.note) == (
        "closed", TODAY, "已张贴制度",
    )  # fmt: skip
    check = Recheck.objects.get()
    assert (check.kind, check.inspection, check.agency) == ("spot", visit, world.office)
    with pytest.raises(Refused, match="不用再登记"):
        findings.correct_on_spot(hazard, note="再来", by=world.officer)
    other = found(world, visit, place="仓库", measure="spot")
    findings.correct_on_spot(other, note="已清理", by=world.officer)
    assert Recheck.objects.count() == 1


def test_a_withdrawn_finding_frees_its_line(world):
    visit = world.begun()
    hazard = found(world, visit)
    hazard = findings.withdraw_finding(hazard, reason="看错了厂房", by=world.officer)
    assert hazard.state == "dismissed"
    item = first_item(visit).id
    visits_sheets.answer_item(general(visit), item=item, answer="ok", by=world.officer)
    assert general(visit).answers[item] == "ok"


def test_photos_wait_for_the_ledger_of_hazards(world, settings, tmp_path):
    visit = world.begun()
    try:
        findings.ledger(findings.PHOTOS)
    except LookupError:
        with pytest.raises(Refused, match="照片"):
            findings.find(
                visit,
                finding=Finding("缺防护罩", "deadline", standard="机械安全"),
                photos=[object()],
                by=world.officer,
            )


# Signing


def test_the_record_is_signed_and_never_changes(world, clock):
    visit = world.begun()
    visits_sheets.answer_item(
        general(visit), item=first_item(visit).id, answer="ok", by=world.officer
    )
    clock.shift(3600)
    visit = visits_sign.sign_visit(visit, signing=world.signing(), by=world.officer)
    assert visit.state == "recorded"
    assert not Deadline.objects.of(visit).waiting().exists()
    for act in (
        lambda: visits_sign.sign_visit(visit, signing=world.signing(), by=world.officer),
        lambda: found(world, visit),
        lambda: visits_sheets.add_sheet(visit, sector="dust", by=world.officer),
    ):
        with pytest.raises(Refused, match="已签字"):
            act()
    for table, change in (
        (type(visit).objects.filter(pk=visit.pk), {"narrative": "改"}),
        (Sheet.objects.filter(inspection=visit), {"answers": {}}),
        (visit.officers, {"number": "X"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            table.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Sheet.objects.filter(inspection=visit).delete()
    # A merged enterprise takes its visits along.
    other = EnterpriseFactory(area=world.town)
    type(visit).objects.filter(pk=visit.pk).update(enterprise=other)


def test_signing_needs_a_finding_for_every_violated_line(world, clock):
    visit = world.begun()
    item = first_item(visit)
    visits_sheets.answer_item(general(visit), item=item.id, answer="bad", by=world.officer)
    clock.shift(3600)
    with pytest.raises(Refused, match=f"没有登记问题（{item.id}）"):
        visits_sign.sign_visit(visit, signing=world.signing(), by=world.officer)
    visit.refresh_from_db()
    assert visit.state == "underway" and visit.ended_at is None
    hazard = found(world, visit, measure="spot")
    with pytest.raises(Refused, match="当场改正"):
        visits_sign.sign_visit(visit, signing=world.signing(), by=world.officer)
    findings.change_measure(hazard, measure="deadline", by=world.officer)
    assert visits_sign.sign_visit(visit, signing=world.signing(), by=world.officer).pk


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"refused": True}, "见证人"),
        ({"refused": True, "witness": "李村会计"}, "见证人"),
        ({"ended_at": NOON}, "晚于开始"),
        ({"ended_at": NOON + dt.timedelta(days=1)}, "还没有到"),
        ({"narrative": " "}, "检查情况"),
    ],
)
def test_what_a_record_must_say(world, clock, more, text):
    visit = world.begun()
    clock.shift(3600)
    with pytest.raises(Refused, match=text):
        visits_sign.sign_visit(visit, signing=world.signing(**more), by=world.officer)
    visit.refresh_from_db()
    assert visit.state == "underway" and visit.place == ""


def test_a_refusal_to_sign_is_recorded_with_its_witness(world, clock):
    visit = world.begun()
    clock.shift(3600)
    signing = world.signing(refused=True, witness="李村会计", refusal="负责人离开", filmed=True)
    visit = visits_sign.sign_visit(visit, signing=signing, by=world.officer)
    assert (visit.refused, visit.witness, visit.filmed) == (True, "李村会计", True)
    said = Entry.objects.filter(label="签字确认检查记录").get().content
    assert said["witness"] == "李村会计" and said["refused"] is True


def test_the_record_in_words(world):
    visit = world.begun()
    visits_sheets.answer_item(general(visit), item="A02", answer="ok", by=world.officer)
    found(world, visit, place="办公室")
    words = narrative(visit)
    assert world.certificates[0].number in words
    assert "查看 2 条：符合 1 条，不符合 1 条" in words
    assert f"1. 办公室：{first_item(visit).violating.rstrip('。')}" in words
    assert "限期整改" in words


def test_handing_out_counts_copies_and_not_more_than_were_printed(world):
    visit = world.begun()
    material = MaterialFactory(agency=world.office, printed=10)
    visits_sheets.hand_out(visit, material=material, copies=4, by=world.officer)
    visits_sheets.hand_out(visit, material=material, copies=6, by=world.officer)
    assert visit.handouts.get().copies == 6
    with pytest.raises(Refused, match="最多还能发 10 份"):
        visits_sheets.hand_out(visit, material=material, copies=11, by=world.officer)
    assert visit.handouts.get().copies == 6


def test_plans_are_told_of_signed_visits(world, clock):
    visit = world.begun()
    clock.shift(3600)
    year = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    assert list(recorded(*year, None)) == []
    visits_sign.sign_visit(visit, signing=world.signing(), by=world.officer)
    (told,) = recorded(*year, [world.enterprise.pk])
    assert (told.enterprise, told.on, told.counts) == (world.enterprise.pk, TODAY, True)
    assert set(told.officers) == {one.pk for one in world.officers[:2]}
    assert list(recorded(*year, [])) == []


def test_the_enterprise_sees_the_record_once_it_is_signed(world, clock):
    speaker = AccountFactory(role="enterprise_user", area=world.town)
    EnterpriseAccountFactory(account=speaker, enterprise=world.enterprise)
    visit = world.begun(manner="unannounced")
    assert not rows(speaker, "inspections.see").exists()
    clock.shift(3600)
    visits_sign.sign_visit(visit, signing=world.signing(), by=world.officer)
    assert rows(speaker, "inspections.see").get() == visit
