"""Plans, draws and rounds."""

from __future__ import annotations

import datetime as dt

import factory

from angen.plans.models import (
    AnnualPlan,
    Campaign,
    CampaignItem,
    CatalogueItem,
    Conflict,
    PlanItem,
    WorkdayBudget,
)
from factories.accounts import AccountFactory
from factories.bodies import SINCE, AgencyFactory
from factories.enterprises import EnterpriseFactory
from factories.people import OfficerFactory


class CatalogueItemFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = CatalogueItem

    agency = factory.SubFactory(AgencyFactory)
    name = factory.Sequence(lambda n: f"安全生产条件检查{n}")
    basis = "安全生产法 第六十五条"
    target = "辖区内工贸企业"
    content = "安全生产条件和管理制度"
    ratio = 5
    frequency = "每年一次"
    published_on = dt.date(2021, 1, 4)
    valid_from = SINCE


class ConflictFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Conflict

    officer = factory.SubFactory(OfficerFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    kind = "family"
    valid_from = SINCE


class AnnualPlanFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = AnnualPlan

    agency = factory.SubFactory(AgencyFactory)
    year = 2021
    working_days = 250
    key_cost = 4
    general_cost = 2


class WorkdayBudgetFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = WorkdayBudget

    plan = factory.SubFactory(AnnualPlanFactory)
    officer = factory.SubFactory(OfficerFactory)
    working_days = 250


class PlanItemFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = PlanItem

    plan = factory.SubFactory(AnnualPlanFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    kind = "key"
    month = 3


class CampaignFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Campaign

    agency = factory.SubFactory(AgencyFactory)
    area = factory.SelfAttribute("agency.area")
    title = factory.Sequence(lambda n: f"有限空间专项整治{n}")
    kind = "rectification"
    basis = "市安委会〔2021〕3号"
    content = "有限空间作业审批和监护"
    starts_on = dt.date(2021, 6, 1)
    ends_on = dt.date(2021, 6, 30)
    target = 10
    drafted_by = factory.SubFactory(AccountFactory)


class CampaignItemFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = CampaignItem

    campaign = factory.SubFactory(CampaignFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    due_on = dt.date(2021, 6, 30)
