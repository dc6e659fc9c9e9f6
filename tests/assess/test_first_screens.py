"""How often the pages that are opened most ask the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from angen.assess.models import Consequence
from angen.orgs.roles import ROLES
from factories import AccountFactory
from factories.accounts import LEVELS

pytestmark = pytest.mark.django_db
MOST = 12


def asked(account: object, path: str) -> list[str]:
    """What a page asks once it was opened before, by whoever opens it."""
    client = Client()
    client.force_login(account)
    shown = client.get(path, follow=True)
    assert shown.status_code == 200, path
    with CaptureQueriesContext(connection) as queries:
        client.get(shown.redirect_chain[-1][0] if shown.redirect_chain else path)
    # Packs are kept between requests, but not within the transaction of a test.
    packs = 'SELECT "rulebook_installedpack"."id"'
    return [x["sql"] for x in queries.captured_queries if not x["sql"].startswith(packs)]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_first_screen_of_every_role(place, role: str) -> None:
    town = place.towns["甲"]
    area = {"township": town, "county": town.parent}.get(LEVELS.get(role, ""), place.city)
    if LEVELS.get(role) in ("village", "province"):
        area = None
    found = asked(AccountFactory(role=role, **({"area": area} if area else {})), "/")
    assert len(found) <= MOST, "\n".join(found)


def test_the_pages_of_ratings(place) -> None:
    _, third = place.failing("2021Q2", "2021Q3")
    town = place.towns["丙"]
    case = Consequence.objects.get(cycle=third, deed="accountability")
    pages = [
        reverse("assess:cycles"),
        reverse("assess:cycle", args=[third.pk]),
        reverse("assess:rating_unit", args=[third.pk, town.pk]),
        reverse("assess:rating_history", args=[town.pk]),
        reverse("assess:consequences"),
        reverse("assess:consequence", args=[case.pk]),
        reverse("assess:area", args=[town.pk]),
        reverse("assess:area", args=[place.city.pk]),
        reverse("assess:standards"),
    ]
    for by in (place.by, place.head("丙")):
        for path in pages:
            if by is not place.by and path == reverse("assess:area", args=[place.city.pk]):
                continue
            found = asked(by, path)
            assert len(found) <= MOST, (path, len(found), "\n".join(found))
