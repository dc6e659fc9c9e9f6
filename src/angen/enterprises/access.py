"""Who sees and keeps enterprises and what is recorded of them.

Seen is an enterprise where it has a place, its main one or a further site; kept where its main
place lies. A body sees and keeps those it supervises today, an enterprise's account its own. What
hangs on an enterprise follows it.
"""

from __future__ import annotations

from django.db.models import Model, Q
from django.utils import timezone

from angen.enterprises.models import (
    Contact,
    Enterprise,
    EnterpriseAccount,
    FormerName,
    HazardFiling,
    HazardSubstance,
    Letter,
    MajorHazard,
    Merge,
    Place,
    Responsible,
    RiskRating,
    Site,
    StandardisationReview,
    Supervision,
)
from angen.kernel.access import EVERYBODY, NOBODY, Actor, Rule, rule

SEE = "enterprises.see"
KEEP = "enterprises.keep"


def inside(actor: Actor, permission: str, enterprise: str = "") -> Q:
    """Rows whose enterprise, at ``enterprise`` ("enterprise__"), the actor reaches to see."""
    return _reached(actor, permission, enterprise, everywhere=True)


def kept(actor: Actor, permission: str, enterprise: str = "") -> Q:
    """The same, for enterprises whose main place lies inside the reach."""
    return _reached(actor, permission, enterprise, everywhere=False)


def _reached(actor: Actor, permission: str, enterprise: str, *, everywhere: bool) -> Q:
    found, today = NOBODY, timezone.localdate()
    among = f"{enterprise.removesuffix('__') or 'pk'}__in"
    for reach in actor.reach(permission):
        if reach.kind == "all":
            return EVERYBODY
        if reach.kind == "own":
            linked = EnterpriseAccount.objects.on(today).filter(account=actor.pk)
            found |= Q(**{among: linked.values("enterprise")})
        elif not reach.key:
            continue  # an empty path is a prefix of every path
        elif reach.kind == "body":
            supervised = Supervision.objects.on(today).filter(agency_id=int(reach.key))
            found |= Q(**{among: supervised.values("enterprise")})
        elif everywhere:
            places = Place.objects.filter(area__path__startswith=reach.key)
            found |= Q(**{among: places.values("enterprise")})
        else:
            found |= Q(**{f"{enterprise}area__path__startswith": reach.key})
    return found


def _seen(permission: str, enterprise: str) -> Rule:
    return lambda actor: inside(actor, permission, enterprise)


def _kept(permission: str, enterprise: str) -> Rule:
    return lambda actor: kept(actor, permission, enterprise)


@rule(SEE, Enterprise, "查看企业")
def see(actor: Actor) -> Q:
    """Enterprises with a place inside the reach; a merged record is seen through its survivor."""
    return inside(actor, SEE) & Q(merged_into=None)


@rule(KEEP, Enterprise, "登记企业")
def keep(actor: Actor) -> Q:
    """Enterprises whose main place lies inside the reach."""
    return kept(actor, KEEP) & Q(merged_into=None)


@rule("enterprises.merge", Enterprise, "合并企业")
def merge(actor: Actor) -> Q:
    """Both records must lie inside the reach; a merged one may be split again."""
    return kept(actor, "enterprises.merge")


# Acts on an enterprise as a whole.
for _name, _label in (
    ("supervise", "确定监管主体"),
    ("appoint", "确定包保责任人"),
    ("sign_letter", "签订两书"),
    ("rate", "评定风险"),
    ("register_hazard", "登记重大危险源"),
    ("file_hazard", "备案重大危险源"),
    ("link_account", "关联企业账号"),
):
    rule(f"enterprises.{_name}", Enterprise, _label)(_kept(f"enterprises.{_name}", ""))

# What hangs on an enterprise: name, model, label, permission to write, way to the enterprise.
TABLES: tuple[tuple[str, type[Model], str, str, str], ...] = (
    ("sites", Site, "企业场所", KEEP, "enterprise__"),
    ("contacts", Contact, "企业联系人", KEEP, "enterprise__"),
    ("former_names", FormerName, "企业曾用名", KEEP, "enterprise__"),
    ("supervisions", Supervision, "监管主体", "enterprises.supervise", "enterprise__"),
    ("responsibles", Responsible, "包保责任人", "enterprises.appoint", "enterprise__"),
    ("letters", Letter, "两书", "enterprises.sign_letter", "enterprise__"),
    ("ratings", RiskRating, "风险评定", "enterprises.rate", "enterprise__"),
    ("reviews", StandardisationReview, "标准化评审", KEEP, "enterprise__"),
    ("hazards", MajorHazard, "重大危险源", "enterprises.register_hazard", "enterprise__"),
    ("hazard_substances", HazardSubstance, "重大危险源物质", KEEP, "hazard__enterprise__"),
    ("hazard_filings", HazardFiling, "重大危险源备案", KEEP, "hazard__enterprise__"),
    ("accounts", EnterpriseAccount, "企业账号", "enterprises.link_account", "enterprise__"),
)
for _name, _model, _label, _write, _way in TABLES:
    rule(f"enterprises.see_{_name}", _model, f"查看{_label}")(_seen(SEE, _way))
    rule(f"enterprises.keep_{_name}", _model, f"登记{_label}")(_kept(_write, _way))

rule("enterprises.file_major_hazard", MajorHazard, "办理重大危险源备案")(
    _kept("enterprises.file_hazard", "enterprise__")
)
rule("enterprises.see_merges", Merge, "查看企业合并")(_seen(SEE, "survivor__"))
