"""Accounts and the roles they hold, by area, body and date."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from angen.desk.dated import Dated, DatedQuerySet
from angen.kernel.access import Reach
from angen.orgs.models.agencies import Agency
from angen.orgs.models.areas import Area
from angen.orgs.models.people import Officer
from angen.orgs.roles import ALL, AREA, BODY, OWN, ROLES, Role


class AccountManager(BaseUserManager["Account"]):
    """Accounts by user name."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Account:
        """Make an account with a hashed password; without one nobody can log in to it."""
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Somebody who logs in. What an account may do follows from its role assignments alone."""

    username = models.CharField(
        "用户名",
        max_length=40,
        unique=True,
        error_messages={"unique": "该用户名已被使用，请换一个。"},
    )
    name = models.CharField("姓名", max_length=40)
    officer = models.OneToOneField(
        Officer,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="account",
        verbose_name="对应人员",
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在机构"
    )
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    opened_at = models.DateTimeField("开户时间", default=timezone.now)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """The name shown in the log and on pages."""
        return self.name

    @cached_property
    def assignments(self) -> list[RoleAssignment]:
        """Role assignments that hold today; read once a request."""
        today = timezone.localdate()
        return list(self.role_assignments.on(today).select_related("area").order_by("pk"))

    @property
    def roles(self) -> list[type[Role]]:
        """The roles held today, in order of assignment."""
        return [ROLES[a.role] for a in self.assignments]

    @property
    def needs_second_factor(self) -> bool:
        """Whether one of the roles asks for a TOTP code at log-in."""
        return any(role.second_factor for role in self.roles)

    @property
    def outsider(self) -> bool:
        """Whether every role reaches its own records alone, as an enterprise's does."""
        return all(how == OWN for role in self.roles for how in role.may.values())

    @property
    def standing(self) -> tuple[object, ...]:
        """All that the account's reach follows from; equal for two who may do the same."""
        held = ((a.role, a.area_id, a.area.path if a.area else "", a.agency_id)
                for a in self.assignments)  # fmt: skip
        return (self.is_active, *held)

    def reach(self, permission: str) -> list[Reach]:
        """How far the roles held today carry ``permission``; nothing for a closed account."""
        if not self.is_active:
            return []
        found = (a.reach(permission) for a in self.assignments)
        return [reach for reach in found if reach is not None]


class RoleAssignment(Dated):
    """A role an account holds from one day to another, over an area or an agency."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="role_assignments", verbose_name="账号"
    )
    role = models.CharField(
        "角色", max_length=24, choices=[(key, role.label) for key, role in ROLES.items()]
    )
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="管辖区划"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="机构"
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "角色分配"
        constraints = [
            Dated.order_of_days(),
            models.CheckConstraint(
                name="orgs_roleassignment_scope",
                condition=Q(area__isnull=False)
                | Q(agency__isnull=False)
                | Q(role__in=["audit_admin"]),
                violation_error_message="请选择角色的管辖区划或机构。",
            ),
        ]

    def reach(self, permission: str) -> Reach | None:
        """How far this assignment carries ``permission``, if it does."""
        how = ROLES[self.role].may.get(permission)
        if how == ALL:
            return Reach("all")
        if how == OWN:
            return Reach("own")
        if how == AREA and self.area is not None:
            return Reach("area", self.area.path)
        if how in (AREA, BODY) and self.agency_id is not None:
            return Reach("body", str(self.agency_id))
        return None
