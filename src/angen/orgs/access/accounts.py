"""Who may see, open, empower and unlock accounts: three administrators, each in one area."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from angen.kernel.access import Actor, rule, within
from angen.orgs.models import Account, Agency, Area


def _of_accounts(actor: Actor, permission: str) -> Q:
    return within(actor, permission, area="agency__area__path", body="agency")


@rule("orgs.see_accounts", Account, "查看账号")
def see_accounts(actor: Actor) -> Q:
    """Accounts of agencies in the administrator's area."""
    return _of_accounts(actor, "orgs.see_accounts")


@rule("orgs.open_account", Account, "开立和停用账号")
def open_account(actor: Actor) -> Q:
    """Opening, closing, initial passwords: the system administrator, never on the own account."""
    return _of_accounts(actor, "orgs.open_account") & ~Q(pk=actor.pk)


@rule("orgs.assign_role", Account, "分配和收回角色")
def assign_role(actor: Actor) -> Q:
    """Giving and taking roles: the security administrator, never on the own account."""
    return _of_accounts(actor, "orgs.assign_role") & ~Q(pk=actor.pk)


@rule("orgs.unlock_account", Account, "解除账号锁定")
def unlock_account(actor: Actor) -> Q:
    """Ending lock-outs and lost second factors: the security administrator, never on the own."""
    return _of_accounts(actor, "orgs.unlock_account") & ~Q(pk=actor.pk)


@rule("orgs.keep_own_account", Account, "管理本人账号")
def keep_own_account(actor: Actor) -> Q:
    """Everybody's own password and second factor, whatever the roles."""
    return Q(pk=actor.pk, is_active=True)


def roles_reach_beyond(actor: Actor, permission: str, account: Account) -> bool:
    """Whether the account holds, now or later, a role over what ``actor`` does not reach.

    Who handles such an account could act there under another name.
    """
    held = account.role_assignments.exclude(valid_to__lt=timezone.localdate())
    areas = held.filter(area__isnull=False).exclude(area__in=areas_within(actor, permission))
    bodies = held.filter(area__isnull=True, agency__isnull=False)
    bodies = bodies.exclude(agency__in=agencies_within(actor, permission))
    return areas.exists() or bodies.exists()


def areas_within(actor: Actor, permission: str) -> QuerySet[Area]:
    """The areas ``actor`` reaches with ``permission`` on accounts."""
    return Area.objects.filter(within(actor, permission, area="path"))


def agencies_within(actor: Actor, permission: str) -> QuerySet[Agency]:
    """The agencies ``actor`` reaches with ``permission`` on accounts."""
    return Agency.objects.filter(within(actor, permission, area="area__path", body="pk"))
