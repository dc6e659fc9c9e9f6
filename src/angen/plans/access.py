"""Who sees, makes and approves plans and draws.

A plan or draw belongs to the body that makes it, and is seen with the body's area. That the hand
that approves is another one than the hand that asks is checked by the actions.
"""

from __future__ import annotations

from django.db.models import Model, Q

from angen.kernel.access import EVERYBODY, Actor, Rule, rule, within
from angen.plans.models import (
    AnnualPlan,
    BudgetDays,
    Campaign,
    CampaignBody,
    CampaignItem,
    CatalogueItem,
    Conflict,
    CrossPair,
    CrossRound,
    Draw,
    DrawContribution,
    DrawExclusion,
    DrawnObject,
    ObjectReplacement,
    PlanItem,
    PlanShortfall,
    Replacement,
    WorkdayBudget,
)
from angen.plans.states import PlanState

SEE = "plans.see"
KEEP = "plans.keep"
DRAW = "plans.run_draw"


def _of(permission: str, agency: str) -> Rule:
    def found(actor: Actor) -> Q:
        return within(actor, permission, area=f"{agency}__area__path", body=agency)

    return found


# Permission, model, label, the permission a role names, and the way to the body.
RULES: tuple[tuple[str, type[Model], str, str, str], ...] = (
    (SEE, AnnualPlan, "查看计划和抽查", SEE, "agency"),
    (KEEP, AnnualPlan, "编制计划", KEEP, "agency"),
    ("plans.approve", AnnualPlan, "登记计划批准", "plans.approve", "agency"),
    ("plans.file", AnnualPlan, "计划备案", "plans.file", "agency"),
    ("plans.see_budgets", WorkdayBudget, "查看工作日测算", SEE, "plan__agency"),
    ("plans.see_days", BudgetDays, "查看非监督检查工作日", SEE, "budget__plan__agency"),
    ("plans.see_items", PlanItem, "查看计划检查", SEE, "plan__agency"),
    ("plans.see_shortfalls", PlanShortfall, "查看计划未完成说明", SEE, "plan__agency"),
    ("plans.explain_shortfall", PlanShortfall, "说明计划未完成原因", KEEP, "plan__agency"),
    ("plans.see_catalogue", CatalogueItem, "查看随机抽查事项", SEE, "agency"),
    ("plans.keep_catalogue", CatalogueItem, "登记随机抽查事项", KEEP, "agency"),
    ("plans.see_conflicts", Conflict, "查看回避关系", SEE, "officer__agency"),
    ("plans.keep_conflicts", Conflict, "登记回避关系", KEEP, "officer__agency"),
    ("plans.see_draws", Draw, "查看随机抽查", SEE, "agency"),
    (DRAW, Draw, "组织随机抽查", DRAW, "agency"),
    ("plans.contribute", Draw, "提供随机口令", "plans.contribute", "agency"),
    ("plans.see_exclusions", DrawExclusion, "查看抽查前排除", SEE, "draw__agency"),
    ("plans.see_contributions", DrawContribution, "查看随机口令", SEE, "draw__agency"),
    ("plans.see_drawn", DrawnObject, "查看抽中企业", SEE, "draw__agency"),
    ("plans.see_replacements", Replacement, "查看抽查结果调换", SEE, "drawn__draw__agency"),
    ("plans.ask_replacement", DrawnObject, "申请调换", DRAW, "draw__agency"),
    (
        "plans.decide_replacement",
        Replacement,
        "批准调换",
        "plans.decide_replacement",
        "drawn__draw__agency",
    ),
    (
        "plans.see_object_replacements",
        ObjectReplacement,
        "查看抽中企业调换",
        SEE,
        "draw__agency",
    ),
    (
        "plans.decide_object_replacement",
        ObjectReplacement,
        "批准调换抽中企业",
        "plans.decide_replacement",
        "draw__agency",
    ),
    ("plans.keep_campaigns", Campaign, "拟订和组织专项检查", KEEP, "agency"),
    ("plans.approve_campaign", Campaign, "登记专项检查批准", "plans.approve", "agency"),
    ("plans.file_campaign", Campaign, "专项检查备案", "plans.file", "agency"),
    ("plans.keep_campaign_items", CampaignItem, "登记专项检查企业", KEEP, "campaign__agency"),
    ("plans.see_rounds", CrossRound, "查看异地互查", SEE, "agency"),
    ("plans.keep_rounds", CrossRound, "组织异地互查", "plans.keep_rounds", "agency"),
    ("plans.see_pairs", CrossPair, "查看互查配对", SEE, "round__agency"),
)
for _name, _model, _label, _permission, _agency in RULES:
    rule(_name, _model, _label)(_of(_permission, _agency))

# What a plan is made of may be written only while it is being drafted.
IN_DRAFT: tuple[tuple[str, type[Model], str, str], ...] = (
    ("plans.keep_budgets", WorkdayBudget, "登记工作日测算", "plan__"),
    ("plans.keep_days", BudgetDays, "登记非监督检查工作日", "budget__plan__"),
    ("plans.keep_items", PlanItem, "登记计划检查", "plan__"),
)


def _drafted(plan: str) -> Rule:
    def found(actor: Actor) -> Q:
        return _of(KEEP, f"{plan}agency")(actor) & Q(**{f"{plan}state": PlanState.DRAFT})

    return found


for _name, _model, _label, _plan in IN_DRAFT:
    rule(_name, _model, _label)(_drafted(_plan))


# A campaign is seen by the body that organises it and by those that take part.
def _joined(permission: str, campaign: str) -> Rule:
    def found(actor: Actor) -> Q:
        own = _of(permission, f"{campaign}agency")(actor)
        if own == EVERYBODY:  # an empty condition would vanish beside another
            return own
        bodies = CampaignBody.objects.filter(_of(permission, "agency")(actor))
        return own | Q(**{f"{campaign}pk__in": bodies.values("campaign")})

    return found


rule("plans.see_campaigns", Campaign, "查看专项检查")(_joined(SEE, ""))
rule("plans.see_campaign_items", CampaignItem, "查看专项检查企业")(_joined(SEE, "campaign__"))
