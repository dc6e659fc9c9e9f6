"""The first administrators of an installation."""

from __future__ import annotations

import pytest
from django.utils import timezone

from angen.audit.models import Entry
from angen.kernel.refusal import Refused
from angen.orgs.actions.accounts import open_account
from angen.orgs.actions.founding import found_administrators
from angen.orgs.actions.roles import assign_role
from angen.orgs.models import Account, Agency
from angen.orgs.roles import ADMINISTRATORS
from factories import AccountFactory, AreaFactory

pytestmark = pytest.mark.django_db


def test_three_people_with_three_roles_and_passwords_to_change():
    made = found_administrators(AreaFactory(level="prefecture"), "市应急管理局")
    assert {role.key for account, _ in made for role in account.roles} == ADMINISTRATORS
    assert len({password for _, password in made}) == 3
    assert all(a.check_password(p) and a.must_change_password for a, p in made)
    assert Entry.objects.filter(subject_type="orgs.account").count() == 6


def test_they_can_staff_the_whole_area():
    area = AreaFactory(level="prefecture")
    found_administrators(area, "市应急管理局")
    system, security = (Account.objects.get(username=name) for name in ("system", "security"))
    account, _ = open_account(username="first", name="首位", agency=Agency.objects.get(), by=system)
    for role, scope in (("city_office", area),):
        assign_role(
            account,
            role=role,
            area=scope,
            agency=None,
            valid_from=timezone.localdate(),
            by=security,
        )
    assert [role.key for role in Account.objects.get(pk=account.pk).roles] == ["city_office"]


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_refused_once_anybody_administers(role):
    AccountFactory(role=role)
    with pytest.raises(Refused, match="已有管理员"):
        found_administrators(AreaFactory(), "市应急管理局")
    assert Account.objects.count() == 1


def test_a_taken_user_name_leaves_nothing_half_done():
    AccountFactory(role=None, username="audit")
    with pytest.raises(Refused, match="audit"):
        found_administrators(AreaFactory(), "市应急管理局")
    assert Account.objects.count() == 1
    assert not Agency.objects.exists()
