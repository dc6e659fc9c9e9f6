"""What the code declares fits together: roles, permissions, indicators, tables."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection

from angen.assess.compiled import DAY, FIRST, YEAR, defined, sql_of
from angen.assess.numbers import named
from angen.kernel.access import declared
from angen.kernel.indicators import Ratio, registered
from angen.orgs.roles import ADMINISTRATORS, ROLES


def test_a_role_names_only_declared_permissions():
    known = {permission.name for permission in declared()}
    missing = {name for role in ROLES.values() for name in role.may} - known
    assert missing == set()


def test_no_administrator_holds_the_rights_of_another():
    held = [set(ROLES[key].may) - {"orgs.see_accounts"} for key in sorted(ADMINISTRATORS)]
    assert sum(map(len, held)) == len(set.union(*held))


def test_every_permission_is_labelled():
    assert [p.name for p in declared() if not any("\u4e00" <= c <= "\u9fff" for c in p.label)] == []


def relations(name: str):
    fact = defined(registered()[name])
    if isinstance(fact, Ratio):
        return [fact.part, fact.whole]
    return [fact.rows, *([] if fact.recorded is None else [fact.recorded])]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(registered()))
def test_an_indicator_stands_on_real_columns(name):
    """The real schema plans every relation; each carries unit, record and kind of record.

    A number of the packs stands there as a table of one row.
    """
    for relation in relations(name):
        assert {"unit_id", "record_id", "record_type"} <= set(relation.columns), name
        day = f"date '{dt.date(2021, 6, 30)}'"
        with connection.cursor() as cursor:
            # The day is a call the engine fills in; the doubled percent signs are its too.
            numbers = ", ".join(
                f"\"value_{each}\" as (select text '37' as unit_id, 1::numeric as value)"
                for each in named(sql_of(relation))
            )
            cursor.execute(
                "explain "
                + (f"with {numbers} " if numbers else "")
                + f"select * from ({sql_of(relation)}) as r".replace("%%", "%")
                .replace(DAY, day)
                .replace(FIRST, day)
                .replace(YEAR, day)
            )


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(registered()))
def test_an_indicator_names_records_of_a_model(name):
    labels = {m._meta.label_lower for m in apps.get_models()}
    for relation in relations(name):
        text = sql_of(relation)
        assert any(f"'{label}'" in text for label in labels), f"{name}: record_type is no model"


@pytest.mark.parametrize("name", sorted(registered()))
def test_an_indicator_says_what_it_counts(name):
    assert len(registered()[name].says) > 10
