"""Every URL of the project, asked by every role and by nobody.

Two townships A and B of one county hold one record of every table. Whoever works in A finds no
text of B in any page, part, export, template, search or JSON, and opens no record of B.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path

from angen.desk.ledger import ledgers
from angen.kernel import access
from angen.orgs.models import Officer
from angen.orgs.roles import ALL, ROLES
from factories import AccountFactory
from house import two_towns, walk

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Roles whose every reach ends at the area they were given.
BOUND = sorted(key for key, role in ROLES.items() if ALL not in role.may.values())
# Who may write most posts to every address; the others only to what is not theirs.
WRITERS = {"township_head", "city_office", "system_admin", "security_admin"}


@pytest.fixture(name="towns")
def made_towns():
    return two_towns.build()


def leaks(answers, towns):
    """Answers that show anything of township B."""
    return [
        f"{answer} 泄露了 {secret}"
        for answer in answers
        for secret in sorted(towns.b.secrets)
        if secret in answer.text
    ]


def opened(answers):
    """Answers that opened a record of township B."""
    return [str(a) for a in answers if a.stop.of == "b" and a.status not in (403, 404, 405)]


def broken(answers):
    """Answers that are a fault of ours."""
    return [str(answer) for answer in answers if answer.status >= 500]


def test_every_url_has_a_recipe(towns):
    assert walk.without_recipe(towns) == []


@pytest.mark.parametrize("role", BOUND)
def test_who_works_in_one_township_sees_nothing_of_another(towns, role):
    client = two_towns.browser(towns.account(role, towns.a.town))
    answers = list(walk.visits(client, towns, posts="all" if role in WRITERS else "theirs"))
    assert broken(answers) == []
    assert leaks(answers, towns) == []
    assert opened(answers) == []


def test_the_audit_administrator_breaks_nothing(towns):
    client = two_towns.browser(towns.account("audit_admin", towns.a.town))
    answers = list(walk.visits(client, towns))
    assert broken(answers) == []
    # The log is whole by law; the ledgers behind it are not the administrator's to read.
    beyond = [a for a in answers if not a.place.name.startswith("audit:")]
    assert leaks(beyond, towns) == []
    assert opened(beyond) == []


def test_a_stranger_is_sent_to_log_in(towns):
    answers = list(walk.visits(two_towns.browser(None), towns))
    inside = [a for a in answers if a.place.name not in settings.OPEN_URLS]
    assert [str(a) for a in inside if a.status not in (302, 403)] == []
    assert [str(a) for a in inside if a.status == 302 and "/login/" not in a.text] == []
    assert broken(answers) == []
    for answer in answers:
        assert towns.a.mark not in answer.text
        assert towns.b.mark not in answer.text


def test_a_person_without_a_role_sees_no_records(towns):
    client = two_towns.browser(AccountFactory(role=None, agency=towns.a.records["orgs.Agency"]))
    answers = list(walk.visits(client, towns))
    assert broken(answers) == []
    assert leaks(answers, towns) == []
    for ledger in ledgers():
        lists = [a for a in answers if a.stop.arguments == {"key": ledger.key}]
        assert {a.status for a in lists} <= {403, 405}, ledger.key


def test_open_urls_are_few_and_known():
    known = {"orgs:login", "orgs:logout", "health", "demo:accounts"}
    known |= {"papers:verify", "inspections:public_listings"}
    known |= {f"portal:{name}" for name in ("home", "plans", "plan", "catalogue", "caps")}
    known |= {f"portal:{name}" for name in ("campaigns", "draws", "results", "draw", "draw_json")}
    assert known == settings.OPEN_URLS


# The walk itself: it would notice.

LISTS = {"desk:ledger", "desk:export"}


def test_the_level_above_sees_both_townships(towns):
    """The records are there to be seen, so that not seeing them means something."""
    client = two_towns.browser(towns.account("city_office", towns.county))
    seen = {}
    for answer in walk.visits(client, towns, posts="none", only=LISTS):
        if answer.status == 200:
            key = (answer.stop.arguments["key"], answer.place.name)
            marks = {side.mark for side in (towns.a, towns.b) if side.mark in answer.text}
            seen[key] = seen.get(key, set()) | marks
    both = [key for key, marks in seen.items() if len(marks) == 2]
    # Some ledgers hold numbers and dates only.
    assert len(both) > len(seen) / 2, sorted(set(seen) - set(both))
    assert len(seen) >= len(ledgers())


def test_a_rule_that_forgets_the_area_is_found(towns, monkeypatch):
    rule = replace(access.named("orgs.see_people"), rule=lambda actor: access.EVERYBODY)
    monkeypatch.setitem(access._rules, "orgs.see_people", rule)
    client = two_towns.browser(towns.account("township_officer", towns.a.town))
    answers = list(walk.visits(client, towns, posts="none", only=LISTS | {"desk:record"}))
    assert {a.place.name for a in answers if leaks([a], towns)} == LISTS | {"desk:record"}
    assert opened(answers)


def leaky(request):
    return HttpResponse("、".join(Officer.objects.values_list("name", flat=True)))


def faulty(request):
    raise ZeroDivisionError


def unreachable(request, mystery):
    return HttpResponse(mystery)


urlpatterns = [
    path("", include("angen.site.urls")),
    path("leaky/", leaky, name="leaky"),
    path("faulty/", faulty, name="faulty"),
    path("unreachable/<str:mystery>/", unreachable, name="unreachable"),
]


@override_settings(ROOT_URLCONF="house.test_every_url")
def test_a_leak_a_fault_and_a_hidden_url_are_found(towns):
    client = two_towns.browser(towns.account("township_officer", towns.a.town))
    answers = list(walk.visits(client, towns, posts="none", only={"leaky", "faulty"}))
    assert {a.url.split()[0] for a in answers if leaks([a], towns)} == {"/leaky/"}
    assert {a.url.split()[0] for a in answers if broken([a])} == {"/faulty/"}
    missing = [found for found in walk.without_recipe(towns) if "/unreachable/" in found]
    assert "recipe" in missing[0]
