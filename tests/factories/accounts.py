"""Accounts with one role over one area or agency."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory

from angen.orgs.models import Account, RoleAssignment
from angen.orgs.roles import ROLES
from factories.areas import AreaFactory

# The level whose area a role usually covers.
LEVELS = {
    "village_officer": "village",
    "township_officer": "township",
    "township_head": "township",
    "county_brigade": "county",
    "legal_reviewer": "county",
    "provincial_bureau": "province",
}


class AccountFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """``AccountFactory(role="township_head", area=town)``; ``role=None`` holds no role.

    Without an area one of the role's level is made; with ``body`` (an agency) the role reaches that body.
    Nobody can log in to it until a password is set.
    """

    class Meta:
        model = Account
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"用户{n}")

    @classmethod
    def _create(cls, model_class: type[Account], *args: Any, **kwargs: Any) -> Account:
        role = kwargs.pop("role", "township_head")
        area = kwargs.pop("area", None)
        body = kwargs.pop("body", None)
        password = kwargs.pop("password", None)
        account: Account = model_class(*args, **kwargs)
        account.set_password(password)
        account.save()
        if role is not None:
            if area is None and body is None and role in ROLES and role != "audit_admin":
                area = AreaFactory(level=LEVELS.get(role, "prefecture"))
            RoleAssignment.objects.create(
                account=account, role=role, area=area, agency=body, valid_from=dt.date(2000, 1, 1)
            )
        return account
