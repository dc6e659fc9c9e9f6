"""Officers, appointments, certificates and village officers."""

from __future__ import annotations

import datetime as dt

import factory

from angen.orgs.models import (
    Appointment,
    Certificate,
    CertificateCheck,
    CertificateSuspension,
    Officer,
    Sighting,
    VillageOfficer,
)
from factories.areas import AreaFactory
from factories.bodies import SINCE, AgencyFactory
from factories.identity import identity_no


class OfficerFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """A person registered with a township office, without a post."""

    class Meta:
        model = Officer
        exclude = ("number",)

    number = factory.Sequence(lambda n: n)
    agency = factory.SubFactory(AgencyFactory)
    name = factory.LazyAttribute(lambda o: f"人员{o.number}")
    identity_no = factory.LazyAttribute(lambda o: identity_no(o.number))
    gender = factory.LazyAttribute(lambda o: "male" if int(o.identity_no[16]) % 2 else "female")
    born_on = factory.LazyAttribute(
        lambda o: dt.datetime.strptime(o.identity_no[6:14], "%Y%m%d").date()  # noqa: DTZ007
    )
    employment = "institution"
    entered_on = SINCE


class AppointmentFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """``AppointmentFactory(agency=office)`` makes the person too."""

    class Meta:
        model = Appointment

    agency = factory.SubFactory(AgencyFactory)
    officer = factory.SubFactory(OfficerFactory, agency=factory.SelfAttribute("..agency"))
    post = "member"
    valid_from = SINCE


class CertificateFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """An enforcement certificate, good for many years."""

    class Meta:
        model = Certificate

    officer = factory.SubFactory(OfficerFactory)
    kind = "enforcement"
    number = factory.Sequence(lambda n: f"L37{n:07d}")
    issuer = "省人民政府"
    valid_from = SINCE
    valid_to = dt.date(2035, 12, 31)


class CertificateSuspensionFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = CertificateSuspension

    certificate = factory.SubFactory(CertificateFactory)
    reason = "年审未过"
    valid_from = SINCE


class CertificateCheckFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = CertificateCheck

    certificate = factory.SubFactory(CertificateFactory)
    checked_on = SINCE
    genuine = True
    source = "省执法证件管理系统"
    checked_by = "核验人"


class SightingFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Sighting

    officer = factory.SubFactory(OfficerFactory)
    agency = factory.SelfAttribute("officer.agency")
    seen_on = SINCE
    in_post = True
    seen_by = "查岗人"


class VillageOfficerFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """An approved safety officer of a village."""

    class Meta:
        model = VillageOfficer
        exclude = ("number",)

    number = factory.Sequence(lambda n: 500_000 + n)
    area = factory.SubFactory(AreaFactory, level="village")
    name = factory.LazyAttribute(lambda o: f"安全员{o.number}")
    identity_no = factory.LazyAttribute(lambda o: identity_no(o.number))
    kind = "safety_officer"
    state = "approved"
    recommended_on = SINCE
    reviewed_on = SINCE
    approved_on = SINCE
