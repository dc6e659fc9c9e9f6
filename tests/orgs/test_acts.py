"""Legal acts on certificates, posts, village officers and key lists: moved, recorded, refused."""

from __future__ import annotations

import datetime as dt

import pytest

from angen.audit.models import Entry
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.actions.appointments import change_workplace, end_appointment
from angen.orgs.actions.certificates import (
    check_certificate,
    lift_suspension,
    sight_officer,
    suspend_certificate,
)
from angen.orgs.actions.key_lists import approve_key_unit, propose_key_unit, remove_key_unit
from angen.orgs.actions.village_officers import (
    approve_village_officer,
    end_village_officer,
    recommend_village_officer,
    reject_village_officer,
    review_village_officer,
)
from angen.orgs.models import Account, Area, Certificate, VillageOfficer
from angen.orgs.queries.certificates import expiring, with_standing
from factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    AreaFactory,
    CertificateFactory,
    identity_no,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2021, 6, 1)


@pytest.fixture
def town() -> Area:
    return AreaFactory()


@pytest.fixture
def city(town: Area) -> Account:
    return AccountFactory(role="city_office", area=town.parent.parent)


@pytest.fixture
def certificate(town: Area) -> Certificate:
    post = AppointmentFactory(agency=AgencyFactory(area=town))
    return CertificateFactory(officer=post.officer)


def last_event(record: object) -> str:
    """The last thing the log says of a record."""
    kind = record._meta.label_lower  # type: ignore[attr-defined]
    entries = Entry.objects.filter(subject_type=kind, subject_id=str(record.pk))  # type: ignore[attr-defined]
    return entries.latest("seq").event


def standing(certificate: Certificate, day: dt.date) -> str:
    found = with_standing(Certificate.objects.filter(pk=certificate.pk), day).get()
    return str(found.standing)


def test_a_certificate_is_suspended_and_lifted(city: Account, certificate: Certificate) -> None:
    suspend_certificate(certificate, since=DAY, reason="年审未过", by=city)
    assert last_event(certificate) == "orgs.CertificateSuspended"
    with pytest.raises(Refused, match="不能重复暂扣"):
        suspend_certificate(certificate, since=DAY, reason="年审未过", by=city)
    with pytest.raises(Refused, match="不能早于"):
        lift_suspension(certificate, last_day=DAY - dt.timedelta(1), reason="补审", by=city)
    lift_suspension(certificate, last_day=DAY, reason="补审合格", by=city)
    assert standing(certificate, DAY) == "suspended"
    assert standing(certificate, DAY + dt.timedelta(1)) == "valid"
    with pytest.raises(Refused, match="没有暂扣"):
        lift_suspension(certificate, last_day=DAY, reason="补审", by=city)


def test_the_township_does_not_suspend_or_verify_its_own(certificate: Certificate) -> None:
    head = AccountFactory(role="township_head", area=certificate.officer.agency.area)
    with pytest.raises(NotAllowed):
        suspend_certificate(certificate, since=DAY, reason="年审", by=head)
    with pytest.raises(NotAllowed):
        check_certificate(certificate, checked_on=DAY, genuine=True, source="系统", by=head)
    with pytest.raises(NotAllowed):
        check_certificate(
            certificate,
            checked_on=DAY,
            genuine=True,
            source="系统",
            by=AccountFactory(role="city_office"),
        )


def test_a_false_certificate_needs_words(city: Account, certificate: Certificate) -> None:
    with pytest.raises(Refused, match="哪里不符"):
        check_certificate(certificate, checked_on=DAY, genuine=False, source="系统", by=city)
    check_certificate(
        certificate, checked_on=DAY, genuine=False, source="系统", note="查无此号", by=city
    )
    assert standing(certificate, DAY) == "not_genuine"
    assert standing(certificate, DAY - dt.timedelta(1)) == "valid"


def test_standings_by_day(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "angen.kernel.numbers._answer",
        lambda name, on: {"certificate_second_warning_days": 30}.get(name),
    )
    certificate.valid_from, certificate.valid_to = dt.date(2020, 1, 1), dt.date(2021, 1, 1)
    certificate.save()
    assert standing(certificate, dt.date(2019, 12, 31)) == "not_yet"
    assert standing(certificate, dt.date(2020, 12, 1)) == "valid"
    assert standing(certificate, dt.date(2020, 12, 2)) == "expiring"
    assert standing(certificate, dt.date(2021, 1, 1)) == "expiring"
    assert standing(certificate, dt.date(2021, 1, 2)) == "expired"


def test_who_is_warned_of_the_end(certificate: Certificate) -> None:
    certificate.valid_to = dt.date(2021, 1, 31)
    certificate.save()
    everybody = Certificate.objects.all()
    assert [*expiring(everybody, dt.date(2021, 1, 1), 30)] == [certificate]
    assert not expiring(everybody, dt.date(2020, 12, 31), 30)
    CertificateFactory(officer=certificate.officer, valid_to=None)
    assert not expiring(everybody, dt.date(2021, 1, 1), 30)


def test_sightings_are_of_those_in_a_post(city: Account, certificate: Certificate) -> None:
    officer = certificate.officer
    with pytest.raises(Refused, match="没有任职"):
        sight_officer(officer, agency=AgencyFactory(), seen_on=DAY, in_post=True, by=city)
    with pytest.raises(Refused, match="去向"):
        sight_officer(officer, agency=officer.agency, seen_on=DAY, in_post=False, by=city)
    sight_officer(officer, agency=officer.agency, seen_on=DAY, in_post=True, by=city)
    assert last_event(officer) == "orgs.OfficerSighted"
    with pytest.raises(Refused, match="只登记一次"):
        sight_officer(officer, agency=officer.agency, seen_on=DAY, in_post=True, by=city)


def test_working_elsewhere_leaves_the_days_before_alone(town: Area) -> None:
    head = AccountFactory(role="township_head", area=town)
    post = AppointmentFactory(agency=AgencyFactory(area=town), valid_to=dt.date(2030, 1, 1))
    away = change_workplace(post, since=DAY, where="县纪委", by=head)
    post.refresh_from_db()
    assert (post.works_elsewhere, post.valid_to) == ("", dt.date(2021, 5, 31))
    assert (away.works_elsewhere, away.valid_from, away.valid_to) == (
        "县纪委",
        DAY,
        dt.date(2030, 1, 1),
    )
    with pytest.raises(Refused, match="没有变动"):
        change_workplace(away, since=DAY, where="县纪委", by=head)
    back = change_workplace(away, since=dt.date(2021, 8, 1), where="", by=head)
    ended = end_appointment(back, last_day=dt.date(2021, 12, 31), reason="退休", by=head)
    assert ended.valid_to == dt.date(2021, 12, 31)
    with pytest.raises(NotAllowed):
        end_appointment(back, last_day=DAY, reason="", by=AccountFactory(role="township_head"))


@pytest.fixture
def recommended(town: Area) -> VillageOfficer:
    clerk = AccountFactory(role="township_officer", area=town)
    return recommend_village_officer(
        area=AreaFactory(level="village", parent=town),
        kind="safety_officer",
        recommended_on=DAY,
        name="李霞",
        identity_no=identity_no(7),
        by=clerk,
    )


def test_another_hand_approves(town: Area, recommended: VillageOfficer) -> None:
    one, other = (AccountFactory(role="township_head", area=town) for _ in range(2))
    with pytest.raises(Refused, match="已审查"):
        approve_village_officer(recommended, approved_on=DAY, opinion="", by=other)
    officer = review_village_officer(recommended, reviewed_on=DAY, opinion="合格", by=one)
    with pytest.raises(Refused, match="由您审查"):
        approve_village_officer(officer, approved_on=DAY, opinion="", by=one)
    officer = approve_village_officer(officer, approved_on=DAY, opinion="同意", by=other)
    assert (officer.state, officer.approved_by) == ("approved", other)
    assert last_event(officer) == "orgs.VillageOfficerApproved"
    officer = end_village_officer(officer, last_day=DAY, reason="辞职", by=one)
    assert (officer.state, officer.ended_on) == ("ended", DAY)


def test_who_recommended_does_not_approve(town: Area) -> None:
    head, other = (AccountFactory(role="township_head", area=town) for _ in range(2))
    officer = recommend_village_officer(
        area=town,
        kind="informant",
        recommended_on=DAY,
        name="王芳",
        identity_no=identity_no(8),
        by=head,
    )
    officer = review_village_officer(officer, reviewed_on=DAY, opinion="", by=other)
    with pytest.raises(Refused, match="由您登记推荐"):
        approve_village_officer(officer, approved_on=DAY, opinion="", by=head)


def test_a_township_officer_does_not_approve(town: Area, recommended: VillageOfficer) -> None:
    officer = review_village_officer(
        recommended, reviewed_on=DAY, opinion="", by=AccountFactory(role="township_head", area=town)
    )
    with pytest.raises(NotAllowed):
        approve_village_officer(
            officer,
            approved_on=DAY,
            opinion="",
            by=AccountFactory(role="township_officer", area=town),
        )


def test_sending_back_needs_a_reason(town: Area, recommended: VillageOfficer) -> None:
    head = AccountFactory(role="township_head", area=town)
    with pytest.raises(Refused, match="理由"):
        reject_village_officer(recommended, opinion=" ", by=head)
    assert reject_village_officer(recommended, opinion="年龄偏大", by=head).state == "rejected"
    with pytest.raises(Refused, match="不能审查"):
        review_village_officer(recommended, reviewed_on=DAY, opinion="", by=head)


def test_the_next_level_decides_on_key_lists(town: Area, city: Account) -> None:
    county, prefecture = town.parent, town.parent.parent
    bureau = AgencyFactory(area=county, kind="emergency_bureau")
    above = AgencyFactory(area=prefecture, kind="emergency_bureau")
    brigade = AccountFactory(role="county_brigade", area=county)
    given = {"list": "key_township", "reason": "企业多", "proposed_on": DAY, "by": brigade}
    with pytest.raises(Refused, match="不是"):
        propose_key_unit(area=county, proposer=bureau, **given)
    with pytest.raises(Refused, match="辖区"):
        propose_key_unit(area=town, proposer=AgencyFactory(), **given)
    entry = propose_key_unit(area=town, proposer=bureau, **given)
    with pytest.raises(Refused, match="不必重复"):
        propose_key_unit(area=town, proposer=bureau, **given)
    decision = {"decided_on": DAY, "since": DAY, "document": "日安〔2021〕1号"}
    with pytest.raises(NotAllowed):
        approve_key_unit(entry, decider=above, by=brigade, **decision)
    with pytest.raises(Refused, match="上一级"):
        approve_key_unit(entry, decider=bureau, by=city, **decision)
    entry = approve_key_unit(entry, decider=above, by=city, **decision)
    assert (entry.state, entry.valid_from) == ("approved", DAY)
    assert last_event(entry) == "orgs.KeyUnitApproved"
    entry = remove_key_unit(entry, decider=above, last_day=DAY, document="日安〔2021〕9号", by=city)
    assert (entry.state, entry.valid_to) == ("ended", DAY)
