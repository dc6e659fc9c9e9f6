"""Acts on an enterprise as a whole: name, risk, accounts."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.enterprises.actions.checks import locked, not_in_future, said
from angen.enterprises.events.enterprises import (
    AccountLinked,
    AccountUnlinked,
    EnterpriseRenamed,
    RiskRated,
)
from angen.enterprises.models import Enterprise, EnterpriseAccount, FormerName, RiskRating
from angen.enterprises.states import Risk
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.kernel.text import clean, same
from angen.orgs.models import Account

RATING = "安全生产法 第四十一条"


@transaction.atomic
def rename_enterprise(
    enterprise: Enterprise, *, name: str, since: dt.date, cite: str, by: Actor
) -> Enterprise:
    """Give another name from ``since`` on; the old one is kept with its days."""
    enterprise = locked(enterprise)
    require(by, "enterprises.keep", enterprise)
    not_in_future(since, "更名日期")
    name = clean(said(name, "新名称"))
    if same(name, enterprise.name):
        raise Refused("新名称与现在的名称相同。")
    last = FormerName.objects.filter(enterprise=enterprise).order_by("-valid_to").first()
    last_day = since - dt.timedelta(days=1)
    if last is not None and last.valid_to >= last_day:
        raise Refused(f"上一次更名的停用日期是 {last.valid_to}，这次更名应在其后。")
    start = last.valid_to + dt.timedelta(days=1) if last else enterprise.registered_on
    if start is not None and start > last_day:
        raise Refused(f"现在的名称从 {start} 起用，更名日期应在其后。")
    FormerName.objects.create(
        enterprise=enterprise,
        name=enterprise.name,
        valid_from=start,
        valid_to=last_day,
        cite=cite.strip(),
    )
    event = EnterpriseRenamed(before=enterprise.name, after=name, since=since, cite=cite.strip())
    enterprise.name = name
    enterprise.save(update_fields=["name"])
    record(event, by=by, subject=enterprise)
    return enterprise


@transaction.atomic
def rate_risk(
    enterprise: Enterprise, *, risk: str, rated_on: dt.date, basis: str, by: Actor
) -> RiskRating:
    """Judge the risk on a day, with the basis of the judgement (安全生产法 第四十一条)."""
    enterprise = locked(enterprise)
    require(by, "enterprises.rate", enterprise)
    not_in_future(rated_on, "评定日期")
    basis = said(basis, "评定依据", RATING)
    if risk not in Risk.values:
        raise Refused("请选择风险等级。")
    if RiskRating.objects.filter(enterprise=enterprise, rated_on=rated_on).exists():
        raise Refused("该企业当日已评定过，请直接修改原记录。")
    rating = RiskRating.objects.create(
        enterprise=enterprise, risk=risk, rated_on=rated_on, basis=basis, rated_by=by.display_name
    )
    record(RiskRated(risk=risk, rated_on=rated_on, basis=basis), by=by, subject=enterprise)
    return rating


@transaction.atomic
def link_account(
    enterprise: Enterprise, *, username: str, since: dt.date, by: Actor
) -> EnterpriseAccount:
    """Let an account of the role 企业用户, and only such a one, speak for the enterprise."""
    enterprise = locked(enterprise)
    require(by, "enterprises.link_account", enterprise)
    account = Account.objects.filter(username=username.strip(), is_active=True).first()
    roles = [role.key for role in account.roles] if account else []
    if account is None or roles != ["enterprise_user"]:
        raise Refused(
            "没有这个用户名的企业用户账号。请先由系统管理员开户、安全管理员授予“企业用户”角色。"
        )
    open_links = EnterpriseAccount.objects.on(since).filter(account=account)
    if open_links.exists():
        raise Refused("该账号当日已关联一家企业，请先解除。")
    link = EnterpriseAccount.objects.create(
        enterprise=enterprise, account=account, valid_from=since
    )
    record(AccountLinked(account=str(account.pk), since=since), by=by, subject=enterprise)
    return link


@transaction.atomic
def unlink_account(link: EnterpriseAccount, *, by: Actor) -> EnterpriseAccount:
    """End the link today; tomorrow the account sees nothing of the enterprise."""
    link = EnterpriseAccount.objects.select_for_update(of=("self",)).get(pk=link.pk)
    require(by, "enterprises.keep_accounts", link)
    today = timezone.localdate()
    if link.valid_to is not None and link.valid_to <= today:
        raise Refused("这一关联已经结束。")
    link.valid_to = max(today, link.valid_from)
    link.save(update_fields=["valid_to"])
    event = AccountUnlinked(account=str(link.account_id), last_day=link.valid_to)
    record(event, by=by, subject=link.enterprise)
    return link
