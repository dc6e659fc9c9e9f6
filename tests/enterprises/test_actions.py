"""Supervision, responsibility, letters, names, risk and accounts: done, logged, refused."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from angen.audit.models import Entry
from angen.enterprises.actions.enterprises import link_account, rate_risk, rename_enterprise
from angen.enterprises.actions.enterprises import unlink_account as unlink
from angen.enterprises.actions.responsibility import (
    appoint_responsible,
    end_responsible,
    sign_letter,
    transfer_supervision,
)
from angen.enterprises.models import Letter, Responsible, RiskRating, Supervision
from angen.kernel.refusal import NotAllowed, Refused
from factories import AccountFactory, OfficerFactory, VillageOfficerFactory
from factories.enterprises import (
    EnterpriseFactory,
    LetterFactory,
    ResponsibleFactory,
    RiskRatingFactory,
    StandardisationReviewFactory,
    SupervisionFactory,
)

D = dt.date
pytestmark = pytest.mark.django_db


@pytest.fixture
def enterprise(world):
    return EnterpriseFactory(name="甲化工厂", area=world.town, registered_on=D(2010, 1, 1))


def transfer(enterprise, agency, since, by, **more):
    given = {"level": "township", "reason": "属地监管", **more}
    return transfer_supervision(enterprise, agency=agency, since=since, by=by, **given)


def test_a_transfer_ends_the_body_before(world, enterprise):
    transfer(enterprise, world.office, D(2020, 1, 1), world.brigade)
    transfer(enterprise, world.bureau, D(2021, 7, 1), world.brigade, level="county")
    on = {day: Supervision.objects.on(day).get().agency for day in (D(2021, 6, 30), D(2021, 7, 1))}
    assert on == {D(2021, 6, 30): world.office, D(2021, 7, 1): world.bureau}
    said = Entry.objects.filter(subject_id=str(enterprise.pk), label="确定（移交）监管主体")
    assert said.count() == 2


def test_the_database_itself_refuses_two_bodies_at_once(enterprise, world):
    SupervisionFactory(enterprise=enterprise, valid_from=D(2020, 1, 1), valid_to=D(2020, 12, 31))
    SupervisionFactory(enterprise=enterprise, valid_from=D(2021, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionFactory(enterprise=enterprise, valid_from=D(2020, 12, 31), valid_to=D(2020, 12, 31))  # fmt: skip


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"since": D(2019, 1, 1)}, "移交日期应在其后"),
        ({"since": D(2020, 1, 1)}, "移交日期应在其后"),
        ({"reason": " "}, "理由"),
        ({"level": "moon"}, "监管层级"),
        ({}, "没有变化"),
    ],
)
def test_transfers_that_make_no_sense(world, enterprise, more, said):
    transfer(enterprise, world.office, D(2020, 1, 1), world.brigade)
    with pytest.raises(Refused, match=said):
        transfer(enterprise, world.office, **{"since": D(2021, 1, 1), "by": world.brigade, **more})
    assert Supervision.objects.count() == 1


def test_a_township_does_not_choose_its_supervisor(world, enterprise):
    with pytest.raises(NotAllowed):
        transfer(enterprise, world.office, D(2020, 1, 1), world.head)
    assert not Supervision.objects.exists()


def test_an_abolished_body_supervises_nothing(world, enterprise):
    world.office.valid_to = D(2019, 12, 31)
    world.office.save()
    with pytest.raises(Refused, match="已撤销"):
        transfer(enterprise, world.office, D(2020, 1, 1), world.brigade)


def test_a_chain_of_three(world, enterprise):
    officer = OfficerFactory(agency=world.office)
    village = VillageOfficerFactory(area=world.village, state="approved", approved_on=D(2020, 1, 1))
    since, by = D(2021, 1, 1), world.head
    for link, person in (("leader", officer), ("office", officer), ("village", village)):
        appoint_responsible(enterprise, link=link, person=person, since=since, by=by)
    other = OfficerFactory(agency=world.office)
    appoint_responsible(enterprise, link="office", person=other, since=D(2021, 6, 1), by=by)
    assert Responsible.objects.on(D(2021, 5, 31)).count() == 3
    assert Responsible.objects.on(D(2021, 6, 1)).get(link="office").officer == other
    ended = end_responsible(
        Responsible.objects.get(officer=other), last_day=D(2021, 9, 1), reason="调离", by=by
    )
    assert ended.valid_to == D(2021, 9, 1)


def test_a_village_officer_who_was_not_approved_answers_for_nothing(world, enterprise):
    village = VillageOfficerFactory(area=world.village, state="recommended", approved_on=None)
    with pytest.raises(Refused) as refused:
        appoint_responsible(enterprise, link="village", person=village, since=D(2021, 1, 1), by=world.head)  # fmt: skip
    assert refused.value.article == "湘政办意见 第6条"


def test_the_kind_of_person_must_fit_the_link(world, enterprise):
    officer = OfficerFactory(agency=world.office)
    with pytest.raises(Refused, match="村（社区）安全员"):
        appoint_responsible(enterprise, link="village", person=officer, since=D(2021, 1, 1), by=world.head)  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponsibleFactory(enterprise=enterprise, link="village")


def sign(enterprise, by, **more):
    given = {
        "kind": "undertaking",
        "year": 2021,
        "signed_on": D(2021, 1, 15),
        "signed_by": "王伟",
        "valid_to": D(2021, 12, 31),
        **more,
    }
    return sign_letter(enterprise, by=by, **given)


def test_letters_once_a_year_and_kind(world, enterprise):
    sign(enterprise, world.head)
    sign(enterprise, world.head, kind="notice")
    with pytest.raises(Refused, match="已登记"):
        sign(enterprise, world.head)
    assert Letter.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"signed_by": ""}, "签收"),
        ({"year": 2023}, "年度"),
        ({"valid_to": D(2021, 1, 14)}, "有效期"),
        ({"signed_on": D(2999, 1, 1), "year": 2999, "valid_to": D(2999, 2, 1)}, "今天"),
        ({"kind": "other"}, "请选择"),
    ],
)
def test_letters_that_make_no_sense(world, enterprise, more, said):
    with pytest.raises(Refused, match=said):
        sign(enterprise, world.head, **more)
    assert not Letter.objects.exists()


def test_a_neighbour_signs_nothing_here(world, enterprise):
    with pytest.raises(NotAllowed):
        sign(enterprise, world.other_head)


def test_names_by_date(world, enterprise):
    rename_enterprise(
        enterprise, name="乙化工厂", since=D(2015, 5, 1), cite="变更通知", by=world.head
    )
    rename_enterprise(enterprise, name="丙化工厂", since=D(2018, 5, 1), cite="", by=world.head)
    enterprise.refresh_from_db()
    former = list(enterprise.former_names.values_list("name", "valid_from", "valid_to"))
    assert enterprise.name == "丙化工厂"
    assert former == [
        ("甲化工厂", D(2010, 1, 1), D(2015, 4, 30)),
        ("乙化工厂", D(2015, 5, 1), D(2018, 4, 30)),
    ]
    for name, since in (("丙 化工厂", D(2020, 1, 1)), ("丁厂", D(2016, 1, 1)), ("", D(2020, 1, 1))):
        with pytest.raises(Refused):
            rename_enterprise(enterprise, name=name, since=since, cite="", by=world.head)


def test_the_class_of_risk_is_that_of_the_latest_rating(world, enterprise):
    for risk, day in (("red", D(2021, 5, 1)), ("yellow", D(2020, 5, 1))):
        rate_risk(enterprise, risk=risk, rated_on=day, basis="通则", by=world.head)
    enterprise.refresh_from_db()
    assert (enterprise.risk, enterprise.risk_on) == ("red", D(2021, 5, 1))
    RiskRating.objects.filter(risk="red").delete()
    enterprise.refresh_from_db()
    assert (enterprise.risk, enterprise.risk_on) == ("yellow", D(2020, 5, 1))
    with pytest.raises(Refused, match="评定依据") as refused:
        rate_risk(enterprise, risk="red", rated_on=D(2021, 6, 1), basis=" ", by=world.head)
    assert refused.value.article == "安全生产法 第四十一条"


def test_ratings_written_in_bulk_reach_their_enterprises():
    made = [EnterpriseFactory() for _ in range(3)]
    RiskRating.objects.bulk_create(RiskRatingFactory.build(enterprise=e, risk="blue") for e in made)
    for one in made:
        one.refresh_from_db()
    assert {e.risk for e in made} == {"blue"}
    RiskRating.objects.update(risk="red")
    made[0].refresh_from_db()
    assert made[0].risk == "red"


def test_a_revoked_standardisation_counts_no_longer(world, enterprise):
    StandardisationReviewFactory(enterprise=enterprise, level="second")
    enterprise.refresh_from_db()
    assert (enterprise.standard, enterprise.standard_until) == ("second", D(2023, 5, 31))
    StandardisationReviewFactory(
        enterprise=enterprise, level="second", result="revoked", reviewed_on=D(2021, 1, 1), valid_to=None
    )  # fmt: skip
    enterprise.refresh_from_db()
    assert (enterprise.standard, enterprise.standard_until) == ("", None)


def test_only_an_account_of_an_enterprise_is_linked(world, enterprise):
    user = AccountFactory(role="enterprise_user", area=world.town, username="qiye")
    with pytest.raises(Refused, match="企业用户"):
        link_account(enterprise, username=world.other_head.username, since=D(2021, 1, 1), by=world.head)  # fmt: skip
    link = link_account(enterprise, username="qiye", since=D(2021, 1, 1), by=world.head)
    with pytest.raises(Refused, match="已关联"):
        link_account(EnterpriseFactory(area=world.town), username="qiye", since=D(2021, 2, 1), by=world.head)  # fmt: skip
    assert unlink(link, by=world.head).valid_to is not None
    assert user.reach("enterprises.see")[0].kind == "own"


def test_a_letter_cannot_end_before_it_begins():
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterFactory(valid_to=D(2020, 1, 1))
