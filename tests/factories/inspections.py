"""Visits, hazards and orders."""

from __future__ import annotations

import datetime as dt

import factory

from angen.inspections.models import Hazard, Inspection, InspectionOfficer, Material
from factories.bodies import AgencyFactory
from factories.enterprises import EnterpriseFactory
from factories.people import OfficerFactory


class InspectionFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """A visit whose scheme is being made."""

    class Meta:
        model = Inspection

    agency = factory.SubFactory(AgencyFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    party = factory.LazyAttribute(lambda o: o.enterprise.name)
    area = factory.LazyAttribute(lambda o: o.enterprise.area)
    origin = "unplanned"
    reason = "节前检查"
    planned_on = dt.date(2021, 3, 8)


class InspectionOfficerFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = InspectionOfficer

    inspection = factory.SubFactory(InspectionFactory)
    officer = factory.SubFactory(OfficerFactory)


class MaterialFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Material

    agency = factory.SubFactory(AgencyFactory)
    title = factory.Sequence(lambda n: f"安全生产法宣传册{n}")
    printed = 2600
    printed_on = dt.date(2021, 3, 1)


class HazardFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """A general hazard of an enterprise's own check."""

    class Meta:
        model = Hazard

    enterprise = factory.SubFactory(EnterpriseFactory)
    party = factory.LazyAttribute(lambda o: o.enterprise.name)
    area = factory.LazyAttribute(lambda o: o.enterprise.area)
    agency = factory.SubFactory(AgencyFactory)
    source = "self_check"
    description = "灭火器压力不足"
    found_on = dt.date(2021, 3, 8)
