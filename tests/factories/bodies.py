"""Bodies, their posts, grants, key lists and statements."""

from __future__ import annotations

import datetime as dt

import factory

from angen.orgs.models import (
    Agency,
    AgencyRelation,
    Establishment,
    Grant,
    KeyListEntry,
    LedgerStatement,
)
from factories.areas import AreaFactory

SINCE = dt.date(2015, 1, 1)


class AgencyFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """A township office unless told otherwise."""

    class Meta:
        model = Agency

    area = factory.SubFactory(AreaFactory)
    kind = "township_office"
    name = factory.Sequence(lambda n: f"应急管理办公室{n}")
    form = "internal"
    valid_from = SINCE


class AgencyRelationFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = AgencyRelation

    agency = factory.SubFactory(AgencyFactory)
    superior = factory.SubFactory(AgencyFactory, kind="emergency_bureau")
    kind = "guides"
    valid_from = SINCE


class EstablishmentFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Establishment

    agency = factory.SubFactory(AgencyFactory)
    kind = "institution"
    posts = 5
    document = factory.Sequence(lambda n: f"编字〔2019〕{n}号")
    valid_from = SINCE


class GrantFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """A delegation by a bureau, published on its first day."""

    class Meta:
        model = Grant

    grantee = factory.SubFactory(AgencyFactory)
    grantor = factory.SubFactory(AgencyFactory, kind="emergency_bureau")
    form = "delegated"
    document = factory.Sequence(lambda n: f"委字〔2021〕{n}号")
    warning = True
    entity_cap_cents = 5_000_000
    person_cap_cents = 2_000_000
    published_on = SINCE
    valid_from = SINCE


class KeyListEntryFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = KeyListEntry

    list = "key_township"
    area = factory.SubFactory(AreaFactory)
    reason = "监管任务重"
    proposed_by = factory.SubFactory(AgencyFactory, kind="emergency_bureau")
    proposed_on = SINCE


class LedgerStatementFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = LedgerStatement

    area = factory.SubFactory(AreaFactory)
    ledger = "officers"
    as_of = SINCE
    count = 0
    stated_by = "申报人"
