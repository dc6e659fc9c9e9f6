"""The menu shows what one may open, and asks for nothing but the roles."""

from __future__ import annotations

import pytest
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from angen.desk import nav
from angen.desk.anywhere import possible
from angen.kernel.access import NOBODY
from angen.orgs.models import Account
from factories import AccountFactory


def labels(account: Account, path: str = "/") -> set[str]:
    return {item["label"] for group in nav.menu(account, path) for item in group["items"]}


def test_each_role_gets_its_own(head: Account) -> None:
    assert {"测试人员", "测试证件"} <= labels(head)
    assert not {"测试人员", "测试证件"} & labels(AccountFactory(role="security_admin"))
    assert labels(AccountFactory(role=None)) == set()


def test_it_asks_for_the_roles_alone(
    head: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fresh = Account.objects.get(pk=head.pk)
    with django_assert_num_queries(1):
        nav.menu(fresh, "/")


def test_the_current_entry_is_marked(head: Account) -> None:
    menu = nav.menu(head, "/ledgers/test-people/7/edit/")
    marked = [i["label"] for group in menu for i in group["items"] if i["active"]]
    assert marked == ["测试人员"]


@pytest.mark.parametrize(
    ("condition", "open_to_somebody"),
    [
        (Q(), True),
        (NOBODY, False),
        (Q(name="x") & NOBODY, False),
        (Q(name="x") | NOBODY, True),
        (NOBODY | NOBODY, False),
        (~NOBODY, True),
        (Q(agency__pk__in=()), False),
        (Q(pk__in=(1,)), True),
        (Q(pk__in=Account.objects.filter(NOBODY)), False),
        (Q(pk__in=Account.objects.filter(name="x")), True),
    ],
)
def test_a_condition_nobody_meets_is_recognised(condition: Q, open_to_somebody: bool) -> None:
    assert possible(condition) is open_to_somebody
