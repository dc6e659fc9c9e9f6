"""The ledgers of orgs as pages: complete, inside one's own reach, with derived values."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from angen.desk.actions import Invalid, save_record
from angen.desk.ledger import Ledger, ledger, ledgers
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.models import Account, Appointment, Area, Officer, RoleAssignment
from factories import (
    AccountFactory,
    AgencyFactory,
    AgencyRelationFactory,
    AppointmentFactory,
    AreaFactory,
    CertificateCheckFactory,
    CertificateFactory,
    CertificateSuspensionFactory,
    EstablishmentFactory,
    GrantFactory,
    KeyListEntryFactory,
    LedgerStatementFactory,
    SightingFactory,
    VillageOfficerFactory,
    identity_no,
)

pytestmark = pytest.mark.django_db

OURS = [
    one.key for one in ledgers() if one.model._meta.app_label == "orgs" and "test" not in one.key
]


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def filled(town: Area) -> dict[str, Any]:
    """One record of every ledger in ``town``, by ledger."""
    office = AgencyFactory(area=town, name=f"{town.name}应急办")
    post = AppointmentFactory(agency=office)
    certificate = CertificateFactory(officer=post.officer)
    village = AreaFactory(level="village", parent=town)
    return {
        "agencies": office,
        "relations": AgencyRelationFactory(agency=office),
        "posts": EstablishmentFactory(agency=office),
        "grants": GrantFactory(grantee=office),
        "statements": LedgerStatementFactory(area=town),
        "officers": post.officer,
        "appointments": post,
        "sightings": SightingFactory(officer=post.officer),
        "certificates": certificate,
        "certificate-checks": CertificateCheckFactory(certificate=certificate),
        "certificate-suspensions": CertificateSuspensionFactory(certificate=certificate),
        "village-officers": VillageOfficerFactory(area=village),
        "key-lists": KeyListEntryFactory(area=town),
        "areas": town,
        "area-names": town.names.get(),
        "area-places": town.places.get(),
    }


@pytest.fixture
def town() -> Area:
    return AreaFactory()


def test_every_ledger_is_sound_and_filled_here(town: Area) -> None:
    assert set(filled(town)) == set(OURS)
    for key in OURS:
        ledger(key).check()


def test_a_township_sees_its_own_and_nothing_else(town: Area) -> None:
    head = AccountFactory(role="township_head", area=town)
    mine, theirs = filled(town), filled(AreaFactory(parent=town.parent))
    client = browser(head)
    for key in OURS:
        book = ledger(key)
        rows = book.rows(head)
        assert mine[key] in rows, key
        assert theirs[key] not in rows, key
        assert client.get(book.url()).status_code == 200, key
        assert client.get(book.url("record", mine[key])).status_code == 200, key
        assert client.get(book.url("record", theirs[key])).status_code == 404, key


def test_a_county_sees_its_townships(town: Area) -> None:
    brigade = AccountFactory(role="county_brigade", area=town.parent)
    mine = filled(town)
    assert all(mine[key] in ledger(key).rows(brigade) for key in OURS)


def test_a_village_officer_sees_only_the_village(town: Area) -> None:
    mine = filled(town)["village-officers"]
    filled(AreaFactory(parent=town.parent))
    account = AccountFactory(role="village_officer", area=mine.area)
    assert [*ledger("village-officers").rows(account)] == [mine]
    assert [*ledger("areas").rows(account)] == [mine.area]
    assert browser(account).get(ledger("officers").url()).status_code == 403


def values(**more: Any) -> dict[str, Any]:
    """The entries of a person."""
    number = identity_no(41, dt.date(1990, 5, 6))
    return {"name": "王伟", "identity_no": number, "employment": "institution"} | more


def officers() -> Ledger:
    return ledger("officers")


def test_birth_and_gender_come_from_the_identity_number(town: Area) -> None:
    head = AccountFactory(role="township_head", area=town)
    office = AgencyFactory(area=town)
    officer = save_record(officers(), values(agency=office), by=head)
    assert (officer.born_on, officer.gender) == (dt.date(1990, 5, 6), "male")
    with pytest.raises(Refused, match="性别与身份证号不符"):
        save_record(officers(), values(agency=office, gender="female"), by=head)
    with pytest.raises(Refused, match="出生日期与身份证号不符"):
        save_record(officers(), values(agency=office, born_on=dt.date(1990, 5, 7)), by=head)


def test_nobody_registers_people_of_another_office(town: Area) -> None:
    head = AccountFactory(role="township_head", area=town)
    with pytest.raises(NotAllowed):
        save_record(officers(), values(agency=AgencyFactory()), by=head)
    assert not Officer.objects.exists()


def test_one_sheet_of_people_makes_the_first_appointment(town: Area) -> None:
    head = AccountFactory(role="township_head", area=town)
    office = AgencyFactory(area=town)
    post = {"first_post": "director", "first_full_time": True, "first_on_establishment": False}
    with pytest.raises(Refused, match="任职起始日期"):
        save_record(officers(), values(agency=office, **post, first_since=None), by=head)
    given = values(agency=office, **post, first_since=dt.date(2021, 1, 4))
    officer = save_record(officers(), given, by=head)
    made = Appointment.objects.get(officer=officer)
    assert (made.agency, made.post, made.full_time, made.on_establishment, made.valid_from) == (
        office,
        "director",
        True,
        False,
        dt.date(2021, 1, 4),
    )
    save_record(officers(), given | {"name": "王维"}, by=head, record=officer)
    assert Appointment.objects.count() == 1


def test_agencies_count_posts_against_people(town: Area) -> None:
    office = AgencyFactory(area=town)
    EstablishmentFactory(agency=office, posts=3)
    AppointmentFactory(agency=office)
    AppointmentFactory(agency=office, works_elsewhere="县委")
    AppointmentFactory(agency=office, post="leader")
    other = AgencyFactory(area=town)
    found = {row.pk: row for row in ledger("agencies").rows(AccountFactory(area=town))}
    shown = found[office.pk]
    assert (shown.posts_now, shown.people_now, shown.vacant) == (3, 1, 2)
    assert (found[other.pk].posts_now, found[other.pk].vacant) == (None, None)


@pytest.mark.parametrize(
    ("key", "filter_", "expected"),
    [
        ("officers", "in_post", {"certified", "bare"}),
        ("officers", "elsewhere", {"away"}),
        ("officers", "uncertified", {"bare"}),
        ("officers", "no_post", {"gone"}),
    ],
)
def test_filters_of_people(town: Area, key: str, filter_: str, expected: set[str]) -> None:
    office = AgencyFactory(area=town)
    people = {
        "certified": AppointmentFactory(agency=office),
        "bare": AppointmentFactory(agency=office),
        "away": AppointmentFactory(agency=office, works_elsewhere="县委"),
        "gone": AppointmentFactory(agency=office, valid_to=dt.date(2016, 1, 1)),
    }
    CertificateFactory(officer=people["certified"].officer)
    for name, post in people.items():
        Officer.objects.filter(pk=post.officer_id).update(name=name)
    book, account = ledger(key), AccountFactory(area=town)
    (chosen,) = (f for f in book.all_filters if f.name == filter_)
    rows = book.rows(account).filter(chosen.condition({filter_: "1"}, account))  # type: ignore[arg-type]
    assert {row.name for row in rows} == expected


def test_pages_of_acts_work(town: Area) -> None:
    made = filled(town)
    city = AccountFactory(role="city_office", area=town.parent.parent)
    client = browser(city)
    number = made["certificates"].pk
    url = reverse("orgs:certificate_check", args=[number])
    assert client.get(url).status_code == 200
    refused = client.post(url, {"checked_on": "2021-06-01", "genuine": "0", "source": "系统"})
    assert refused.status_code == 422
    assert "哪里不符" in refused.content.decode()
    done = client.post(url, {"checked_on": "2021-06-01", "genuine": "1", "source": "系统"})
    assert done.status_code == 302
    pages = {
        "certificate_lift": number,
        "certificate_suspend": number,
        "officer_sight": made["officers"].pk,
        "appointment_end": made["appointments"].pk,
        "appointment_workplace": made["appointments"].pk,
        "area_rename": town.pk,
        "area_move": town.pk,
        "area_add": town.pk,
        "area_abolish": town.pk,
    }
    for name, pk in pages.items():
        assert client.get(reverse(f"orgs:{name}", args=[pk])).status_code == 200, name
    elsewhere = filled(AreaFactory())["certificates"].pk
    assert client.get(reverse("orgs:certificate_check", args=[elsewhere])).status_code == 404


def test_a_township_works_off_what_waits(town: Area) -> None:
    village = AreaFactory(level="village", parent=town)
    waiting = [
        VillageOfficerFactory(area=village, state="recommended", reviewed_on=None, approved_on=None)
        for _ in range(3)
    ]
    elsewhere = VillageOfficerFactory(state="recommended", reviewed_on=None, approved_on=None)
    client = browser(AccountFactory(role="township_head", area=town))
    url = reverse("orgs:village_officers_to_review")
    page = client.get(url).content.decode()
    assert all(one.name in page for one in waiting)
    assert elsewhere.name not in page
    ticked = [str(one.pk) for one in (*waiting[:2], elsewhere)]
    assert client.post(url, {"day": "2021-06-01", "officer": ticked}).status_code == 302
    for one in (*waiting, elsewhere):
        one.refresh_from_db()
    assert [one.state for one in waiting] == ["reviewed", "reviewed", "recommended"]
    assert elsewhere.state == "recommended"
    assert client.post(url, {"day": "2021-06-01", "officer": []}).status_code == 422
    assert client.post(url, {"day": "2021-06-01", "officer": ["x"]}).status_code == 404


def test_a_key_unit_is_proposed_by_name(town: Area) -> None:
    bureau = AgencyFactory(area=town.parent, kind="emergency_bureau")
    brigade = AccountFactory(role="county_brigade", area=town.parent, agency=bureau)
    url = reverse("orgs:key_unit_propose")
    given = {"list": "key_township", "proposed_on": "2021-06-01", "reason": "企业多"}
    wrong = browser(brigade).post(url, given | {"area": "没有的镇"})
    assert "请核对名称" in wrong.content.decode()
    assert browser(brigade).post(url, given | {"area": town.name}).status_code == 302
    assert town.key_lists.get().proposed_by == bureau


def test_constraints_speak_chinese(town: Area) -> None:
    brigade = AccountFactory(role="county_brigade", area=town.parent)
    office = AgencyFactory(area=town)
    given = {"agency": office, "kind": "institution", "posts": 3, "document": "编〔2021〕1号"}
    days = {"valid_from": dt.date(2021, 2, 1), "valid_to": dt.date(2021, 1, 1)}
    with pytest.raises(Invalid, match="截止日期早于起始日期"):
        save_record(ledger("posts"), given | days, by=brigade)


def test_who_is_warned_stands_on_one_page(town: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    spans = {
        f"certificate_{w}warning_days": d for w, d in (("", 90), ("second_", 30), ("last_", 7))
    }
    monkeypatch.setattr("angen.kernel.numbers._answer", lambda name, on: spans.get(name))
    today = timezone.localdate()
    office = AgencyFactory(area=town)

    def holder(name: str, days: int) -> None:
        post = AppointmentFactory(agency=office)
        Officer.objects.filter(pk=post.officer_id).update(name=name)
        CertificateFactory(officer=post.officer, valid_to=today + dt.timedelta(days))

    for name, days in (("甲", -1), ("乙", 7), ("丙", 30), ("丁", 91)):
        holder(name, days)
    filled(AreaFactory(parent=town.parent))
    client = browser(AccountFactory(area=town))
    url = reverse("orgs:certificates_expiring")
    seen = {
        within: [
            c.officer.name for c in client.get(url, {"within": within}).context["certificates"]
        ]
        for within in ("0", "7", "30", "90")
    }
    assert seen == {"0": ["甲"], "7": ["乙"], "30": ["乙", "丙"], "90": ["乙", "丙"]}
    assert client.get(url, {"within": "x"}).status_code == 404


def test_the_approver_is_not_offered_what_passed_through_the_own_hands(town: Area) -> None:
    head = AccountFactory(role="township_head", area=town)
    mine = VillageOfficerFactory(state="reviewed", approved_on=None, reviewed_by=head, area=town)
    theirs = VillageOfficerFactory(state="reviewed", approved_on=None, area=town)
    book = ledger("village-officers")
    assert [act.label for act in book.acts(mine, head)] == ["退回"]
    assert [act.label for act in book.acts(theirs, head)] == ["审定", "退回"]
    page = browser(head).get(reverse("orgs:village_officers_to_approve"))
    assert [*page.context["waiting"]] == [theirs]
    assert page.context["own_count"] == 1


def test_a_role_over_a_body_reaches_its_records_once(town: Area) -> None:
    mine, theirs = filled(town), filled(AreaFactory(parent=town.parent))
    AgencyFactory(area=town)
    head = AccountFactory(role="township_head", area=town)
    RoleAssignment.objects.create(
        account=head,
        role="township_officer",
        agency=mine["agencies"],
        valid_from=dt.date(2020, 1, 1),
    )
    clerk = AccountFactory(role="township_officer", body=mine["agencies"])
    for actor in (head, clerk):
        for key in OURS:
            rows = [*ledger(key).rows(actor)]
            assert len(rows) == len(set(rows)), key
            assert theirs[key] not in rows, key
    unreached = {key for key in OURS if mine[key] not in ledger(key).rows(clerk)}
    # The village below is no area of the body.
    assert unreached == {"village-officers"}
