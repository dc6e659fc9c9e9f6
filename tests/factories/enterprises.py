"""Enterprises and what is recorded of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import factory

from angen.enterprises.columns import SIGNS, VALUE, WEIGHTS
from angen.enterprises.models import (
    Contact,
    Enterprise,
    EnterpriseAccount,
    HazardFiling,
    HazardSubstance,
    Letter,
    MajorHazard,
    Responsible,
    RiskRating,
    Site,
    StandardisationReview,
    Supervision,
)
from factories.accounts import AccountFactory
from factories.areas import AreaFactory
from factories.bodies import SINCE, AgencyFactory
from factories.people import OfficerFactory


def credit_code(number: int, *, region: str = "371102") -> str:
    """The ``number``-th unified social credit code that passes every check."""
    digits, organisation = number, ""
    for _ in range(8):
        digits, place = divmod(digits, len(SIGNS))
        organisation = SIGNS[place] + organisation
    head = f"91{region}{organisation}A"
    total = sum(VALUE[sign] * weight for sign, weight in zip(head, WEIGHTS, strict=True))
    return head + SIGNS[(31 - total % 31) % 31]


class EnterpriseFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """A licensed enterprise in a township; ``EnterpriseFactory(area=town, sector="chemicals")``."""

    class Meta:
        model = Enterprise
        exclude = ("number",)

    number = factory.Sequence(lambda n: n)
    code = factory.LazyAttribute(lambda e: credit_code(e.number))
    name = factory.LazyAttribute(lambda e: f"试验第{e.number}机械有限公司")
    area = factory.SubFactory(AreaFactory)
    address = factory.LazyAttribute(lambda e: f"工业路 {e.number} 号")
    sector = "machinery"
    industry = "34"


class SiteFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Site

    enterprise = factory.SubFactory(EnterpriseFactory)
    name = factory.Sequence(lambda n: f"{n} 号厂区")
    area = factory.SubFactory(AreaFactory)


class ContactFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Contact

    enterprise = factory.SubFactory(EnterpriseFactory)
    role = "safety"
    name = factory.Sequence(lambda n: f"联系人{n}")
    phone = "13806330000"


class EnterpriseAccountFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = EnterpriseAccount

    enterprise = factory.SubFactory(EnterpriseFactory)
    account = factory.SubFactory(AccountFactory, role="enterprise_user")
    valid_from = SINCE


class SupervisionFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Supervision

    enterprise = factory.SubFactory(EnterpriseFactory)
    agency = factory.SubFactory(AgencyFactory)
    level = "township"
    valid_from = SINCE


class ResponsibleFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Responsible

    enterprise = factory.SubFactory(EnterpriseFactory)
    link = "office"
    officer = factory.SubFactory(OfficerFactory)
    valid_from = SINCE


class LetterFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Letter

    enterprise = factory.SubFactory(EnterpriseFactory)
    kind = "undertaking"
    year = 2021
    signed_on = dt.date(2021, 1, 15)
    signed_by = "王伟"
    valid_to = dt.date(2021, 12, 31)


class RiskRatingFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = RiskRating

    enterprise = factory.SubFactory(EnterpriseFactory)
    risk = "orange"
    rated_on = dt.date(2021, 3, 1)
    basis = "风险分级管控体系评定"


class StandardisationReviewFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = StandardisationReview

    enterprise = factory.SubFactory(EnterpriseFactory)
    level = "third"
    reviewed_on = dt.date(2020, 6, 1)
    valid_to = dt.date(2023, 5, 31)


class MajorHazardFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """A registered ammonia store of grade three: 50 t, R = 10.0."""

    class Meta:
        model = MajorHazard

    enterprise = factory.SubFactory(EnterpriseFactory, sector="chemicals")
    name = factory.Sequence(lambda n: f"{n} 号罐区")
    kind = "storage"
    residents = 10
    assessed_on = dt.date(2020, 1, 1)
    edition = "GB 18218—2018"
    r_value = Decimal("10.0000")
    grade = 3
    unit = "储运部"
    principal = "王伟"
    due_on = dt.date(2023, 1, 1)


class HazardSubstanceFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = HazardSubstance

    hazard = factory.SubFactory(MajorHazardFactory)
    entry = "ammonia"
    name = "氨"
    quantity = Decimal(50)
    critical = Decimal(10)
    beta = Decimal(2)


class HazardFilingFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = HazardFiling

    hazard = factory.SubFactory(MajorHazardFactory)
    kind = "file"
    agency = factory.SubFactory(AgencyFactory, kind="emergency_bureau")
    number = factory.Sequence(lambda n: f"BA{n}")
    filed_on = dt.date(2020, 2, 1)
    valid_to = dt.date(2023, 1, 1)
