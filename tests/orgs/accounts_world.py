"""Three administrators of county A, people in A and B, for the tests of accounts."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from angen.audit.models import Entry
from angen.orgs.actions import roles as role_acts
from angen.orgs.models import Account
from factories import AccountFactory, AgencyFactory, AreaFactory


@pytest.fixture(name="world")
def make_world():
    """A city with counties A and B, an office and a person in each, administrators of A."""
    city = AreaFactory(level="prefecture")
    a, b = (AreaFactory(level="county", parent=city) for _ in range(2))
    town = AreaFactory(level="township", parent=a)
    found = SimpleNamespace(city=city, a=a, b=b, town=town)
    found.office_a, found.office_b = AgencyFactory(area=a), AgencyFactory(area=b)
    found.office_town, found.office_city = AgencyFactory(area=town), AgencyFactory(area=city)
    for key in ("system_admin", "security_admin", "audit_admin"):
        setattr(found, key, AccountFactory(role=key, area=a, agency=found.office_a))
    found.one_a = AccountFactory(role=None, agency=found.office_town, name="甲镇人员")
    found.one_b = AccountFactory(role=None, agency=found.office_b, name="乙县人员")
    return found


def assign(world, account, role="township_head", area="town", by=None, **more):
    given_area = getattr(world, area) if area else None
    more = {"agency": None, "valid_from": timezone.localdate(), **more}
    by = by or fresh(world.security_admin)
    return role_acts.assign_role(account, role=role, area=given_area, by=by, **more)


def fresh(account):
    """The account as the next request loads it."""
    return Account.objects.get(pk=account.pk)


def entries(account):
    return list(
        Entry.objects.filter(subject_type="orgs.account", subject_id=str(account.pk))
        .order_by("seq")
        .values_list("event", flat=True)
    )


def verified(account):
    """A browser in which the account has passed password and second factor."""
    client = Client()
    client.force_login(account)
    device, _ = TOTPDevice.objects.get_or_create(user=account, name="", confirmed=True)
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    return client
