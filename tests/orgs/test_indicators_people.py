"""Indicators of people and certificates: in post, elsewhere, suspended, false, expired, absent."""

from __future__ import annotations

import datetime as dt

import pytest

from angen.assess.facts import facts_on
from angen.orgs.models import Agency, Area, Officer
from factories import (
    AgencyFactory,
    AppointmentFactory,
    AreaFactory,
    CertificateCheckFactory,
    CertificateFactory,
    CertificateSuspensionFactory,
    LedgerStatementFactory,
    OfficerFactory,
    SightingFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2021, 12, 31)


def value(name: str, unit: Area, day: dt.date = DAY) -> float | None:
    """A fact as a number, None when unknown."""
    found = facts_on([unit.code], day, [name])[unit.code][name].value
    return None if found is None else float(found)


@pytest.fixture
def town() -> Area:
    return AreaFactory()


@pytest.fixture
def office(town: Area) -> Agency:
    return AgencyFactory(area=town)


@pytest.fixture
def holder(office: Agency) -> Officer:
    """Somebody in post with a good certificate."""
    officer = AppointmentFactory(agency=office).officer
    CertificateFactory(officer=officer)
    return officer


def test_who_counts_as_in_post(town: Area, office: Agency) -> None:
    AppointmentFactory(agency=office, post="director")
    AppointmentFactory(agency=office, full_time=False, on_establishment=False)
    AppointmentFactory(agency=office, works_elsewhere="县应急局")
    AppointmentFactory(agency=office, post="leader", full_time=False)
    AppointmentFactory(agency=office, valid_to=dt.date(2021, 12, 30))
    AppointmentFactory(agency=AgencyFactory(area=town, kind="department"))
    AppointmentFactory(agency=AgencyFactory(area=town, kind="government"), post="leader")
    assert value("officers_in_post", town) == 2
    assert value("officers_in_post", town, dt.date(2021, 12, 30)) == 3
    assert value("officers_on_establishment", town) == 1
    assert value("officers_full_time", town) == 1
    assert value("officers_part_time", town) == 1
    assert value("leaders_in_charge", town) == 2
    assert value("safety_staff", town) == 4
    assert value("directors_full_time", town) == 1
    assert value("professionals_in_post", town) == 0
    assert value("other_staff_in_post", town) == 0
    assert value("chief_engineers", town) == 0


def test_a_person_with_two_posts_counts_once(town: Area, office: Agency) -> None:
    officer = AppointmentFactory(agency=office, post="director").officer
    AppointmentFactory(agency=office, officer=officer, post="professional", full_time=False)
    AppointmentFactory(agency=office)
    assert value("officers_in_post", town) == 2
    assert value("officers_part_time", town) == 0
    assert value("professionals_in_post", town) == 1
    assert value("other_staff_in_post", town) == 1


def test_a_body_that_ended_has_nobody_in_post(town: Area, office: Agency) -> None:
    AppointmentFactory(agency=office)
    office.valid_to = dt.date(2020, 12, 31)
    office.save()
    assert value("officers_in_post", town) is None
    LedgerStatementFactory(area=town, ledger="officers", count=0, as_of=DAY)
    assert value("officers_in_post", town) == 0


def test_people_claimed_but_not_recorded_are_missing(town: Area, office: Agency) -> None:
    AppointmentFactory(agency=office)
    LedgerStatementFactory(area=town, ledger="officers", count=3, as_of=DAY)
    assert value("officers_in_post", town) is None


def test_professionals_among_those_whose_speciality_is_known(town: Area, office: Agency) -> None:
    for professional in (True, True, False, None):
        AppointmentFactory(
            agency=office, officer=OfficerFactory(agency=office, professional=professional)
        )
    assert value("professional_share", town) == pytest.approx(2 / 3)


def test_recruits_of_the_year_who_passed_an_exam(town: Area, office: Agency) -> None:
    def enter(entered: dt.date, exam: dt.date | None) -> None:
        officer = OfficerFactory(agency=office, entered_on=entered, entry_exam_on=exam)
        AppointmentFactory(agency=office, officer=officer)

    enter(dt.date(2021, 3, 1), dt.date(2021, 1, 10))
    enter(dt.date(2021, 1, 1), None)
    enter(dt.date(2021, 6, 1), dt.date(2021, 6, 2))
    enter(dt.date(2020, 12, 31), None)
    assert value("recruits_by_exam", town) == pytest.approx(1 / 3)
    assert value("recruits_by_exam", town, dt.date(2021, 3, 1)) == 0.5
    assert value("recruits_by_exam", town, dt.date(2019, 3, 1)) is None


def test_a_holder_in_post_counts(town: Area, office: Agency, holder: Officer) -> None:
    CertificateFactory(officer=holder)  # a second one makes no second holder
    AppointmentFactory(agency=office)
    assert value("officers_certified_on_post", town) == 1
    assert value("certificates_recorded", town) == 1
    assert value("certified_share", town) == 0.5
    assert value("holders_elsewhere", town) == 0
    assert value("certificates_false", town) == 0


def test_without_certificates_on_record_the_share_is_unknown(town: Area, office: Agency) -> None:
    AppointmentFactory(agency=office)
    assert value("certified_share", town) is None
    assert value("officers_certified_on_post", town) is None
    LedgerStatementFactory(area=town, ledger="certificates", count=0, as_of=DAY)
    assert value("certified_share", town) == 0
    assert value("officers_certified_on_post", town) == 0


def test_expired_certificates_do_not_count(town: Area, holder: Officer) -> None:
    holder.certificates.update(valid_to=dt.date(2021, 12, 30))
    assert value("officers_certified_on_post", town) == 0
    assert value("officers_certified_on_post", town, dt.date(2021, 12, 30)) == 1
    assert value("certificates_expired_in_post", town) == 1
    CertificateFactory(officer=holder, valid_from=DAY)
    assert value("certificates_expired_in_post", town) == 0


def test_other_certificates_do_not_count(town: Area, holder: Officer) -> None:
    holder.certificates.update(kind="safety_engineer")
    assert value("officers_certified_on_post", town) is None


def test_a_suspended_certificate_counts_again_once_lifted(town: Area, holder: Officer) -> None:
    CertificateSuspensionFactory(
        certificate=holder.certificates.get(),
        valid_from=dt.date(2021, 6, 1),
        valid_to=dt.date(2021, 6, 30),
    )
    days = [dt.date(2021, 5, 31), dt.date(2021, 6, 1), dt.date(2021, 6, 30), dt.date(2021, 7, 1)]
    assert [value("officers_certified_on_post", town, day) for day in days] == [1, 0, 0, 1]
    assert value("certificates_recorded", town, days[1]) == 1


def test_only_the_latest_check_decides(town: Area, holder: Officer) -> None:
    certificate = holder.certificates.get()
    for day, genuine in ((1, True), (10, False), (20, True)):
        CertificateCheckFactory(
            certificate=certificate, checked_on=dt.date(2021, 6, day), genuine=genuine
        )
    days = [dt.date(2021, 6, 9), dt.date(2021, 6, 10), dt.date(2021, 6, 20)]
    assert [value("officers_certified_on_post", town, day) for day in days] == [1, 0, 1]
    assert [value("certificates_false", town, day) for day in days] == [0, 1, 0]


def test_of_two_checks_a_day_the_later_entry_decides(town: Area, holder: Officer) -> None:
    for genuine in (True, False):
        CertificateCheckFactory(
            certificate=holder.certificates.get(), checked_on=DAY, genuine=genuine
        )
    assert value("officers_certified_on_post", town) == 0


def test_a_holder_elsewhere_does_not_count(town: Area, office: Agency) -> None:
    officer = AppointmentFactory(agency=office, works_elsewhere="县纪委").officer
    CertificateFactory(officer=officer)
    assert value("officers_certified_on_post", town) == 0
    assert value("certificates_recorded", town) == 1
    assert value("holders_elsewhere", town) == 1


def test_a_sighting_decides_within_its_post(town: Area, office: Agency, holder: Officer) -> None:
    SightingFactory(officer=holder, seen_on=dt.date(2021, 6, 1), in_post=False)
    assert value("officers_certified_on_post", town, dt.date(2021, 5, 31)) == 1
    assert value("officers_certified_on_post", town) == 0
    assert value("holders_elsewhere", town) == 1
    SightingFactory(officer=holder, seen_on=dt.date(2021, 7, 1), in_post=True)
    assert value("officers_certified_on_post", town) == 1
    SightingFactory(officer=holder, seen_on=dt.date(2021, 8, 1), in_post=False)
    post = holder.appointments.get()
    post.valid_to = dt.date(2021, 8, 31)
    post.save()
    AppointmentFactory(agency=office, officer=holder, valid_from=dt.date(2021, 9, 1))
    assert value("officers_certified_on_post", town, dt.date(2021, 8, 31)) == 0
    assert value("officers_certified_on_post", town) == 1


def test_leaders_hold_certificates_apart(town: Area, office: Agency) -> None:
    CertificateFactory(officer=AppointmentFactory(agency=office, post="leader").officer)
    assert value("certificates_recorded", town) == 1
    assert value("officers_certified_on_post", town) == 0
    assert value("holders_elsewhere", town) == 0


def test_the_latest_claim_stands(town: Area) -> None:
    for day, count in ((1, 2), (20, 5)):
        LedgerStatementFactory(
            area=town, ledger="certificates", count=count, as_of=dt.date(2021, 6, day)
        )
    assert value("certificates_claimed", town, dt.date(2021, 6, 10)) == 2
    assert value("certificates_claimed", town) == 5
    assert value("officers_certified_on_post", town) is None
