"""Bigram search finds exactly what Python's ``in`` finds."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from angen.desk.search import matches, normal, search_text
from angen.orgs.models import Area

LETTERS = "铜矿铜山安全aB1 2，（)-/.々'\\:&|!"
SHARED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def finds(text: str, query: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select angen_search(%s) @@ angen_phrase(%s)", [text, query])
        return bool(cursor.fetchone()[0])


@SHARED
@given(
    text=st.text(st.sampled_from(LETTERS), max_size=20),
    query=st.text(st.sampled_from(LETTERS), min_size=2, max_size=6),
)
@example("铜矿山铜", "矿山铜")
@example("铜铜铜", "铜铜")
@example("王安（河山）", "安河")
@pytest.mark.django_db
def test_search_is_substring_search(text: str, query: str) -> None:
    wanted = normal(query)
    if len(wanted) < 2:
        return
    assert finds(text, query) == (wanted in normal(text))


@pytest.mark.django_db
def test_words_do_not_span_two_fields() -> None:
    assert finds("铜矿\x1f安全", "矿安") is False
    assert finds("铜矿\x1f安全", "安全") is True


def test_the_generated_column_is_immutable_sql() -> None:
    column = search_text("name", "code")
    assert column.db_persist
    assert [f.name for f in column.expression.flatten() if hasattr(f, "name")] == ["name", "code"]


@pytest.mark.django_db
def test_without_a_vector_or_with_one_character_like_answers() -> None:
    Area.objects.create(code="1", name="铜山", level="county", kind="county", path="/1/")
    Area.objects.create(code="2", name="岚山", level="county", kind="county", path="/2/")

    def names(query: str, *lookups: str) -> list[Any]:
        found = Area.objects.filter(matches(query, lookups or ("name",)))
        return list(found.order_by("pk").values_list("name", flat=True))

    assert names("山") == ["铜山", "岚山"]
    assert names("铜山") == ["铜山"]
    assert names("2", "name", "code") == ["岚山"]
