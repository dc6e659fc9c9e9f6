"""Paging by position gives exactly the full sort, forwards and backwards, empty values included."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from angen.desk import keyset
from angen.orgs.models import Officer
from factories import AgencyFactory, OfficerFactory, identity_no

SHARED = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
DAYS = st.one_of(st.none(), st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 4)))


def walk(order: str, size: int) -> tuple[list[int], list[keyset.Slice]]:
    """All rows by following the next cursor, and the pages on the way."""
    seen: list[int] = []
    pages: list[keyset.Slice] = []
    after = ""
    while True:
        part = keyset.page(Officer.objects.all(), order, size=size, after=after)
        seen += [r.pk for r in part.rows]
        pages.append(part)
        if not part.after:
            return seen, pages
        after = part.after


@SHARED
@given(
    people=st.lists(st.tuples(st.sampled_from("安王李a B"), DAYS), max_size=12),
    order=st.sampled_from(["name", "-name", "entered_on", "-entered_on", "agency__name", "pk"]),
    size=st.integers(1, 5),
)
@pytest.mark.django_db
def test_pages_are_the_full_sort(people: list[tuple[str, Any]], order: str, size: int) -> None:
    Officer.objects.all().delete()
    offices = [AgencyFactory(name=f"办公室{n}") for n in range(2)]
    for number, (name, day) in enumerate(people):
        OfficerFactory(
            name=name,
            entered_on=day,
            agency=offices[number % 2],
            identity_no=identity_no(number),
        )
    whole = [r.pk for r in keyset.ordered(Officer.objects.all(), order)]
    seen, pages = walk(order, size)
    assert seen == whole
    back = pages[-1]
    for page in reversed(pages[:-1]):
        back = keyset.page(Officer.objects.all(), order, size=size, before=back.before)
        assert [r.pk for r in back.rows] == [r.pk for r in page.rows]
    assert not pages[0].before and not back.before


@pytest.mark.django_db
def test_descending_is_the_exact_reverse() -> None:
    office = AgencyFactory()
    for day in (None, dt.date(2020, 1, 1), None, dt.date(2019, 1, 1)):
        OfficerFactory(agency=office, entered_on=day)
    up = [r.pk for r in keyset.ordered(Officer.objects.all(), "entered_on")]
    down = [r.pk for r in keyset.ordered(Officer.objects.all(), "-entered_on")]
    assert up == down[::-1]
    last = Officer.objects.get(pk=up[-1])
    assert last.entered_on is None


@pytest.mark.django_db
def test_a_cursor_nobody_gave_out_is_refused() -> None:
    for text in ("x", "W10", "WzFd", "bnVsbA", "W251bGwsIngiXQ"):
        with pytest.raises(keyset.BadCursor):
            keyset.page(Officer.objects.all(), "entered_on", size=5, after=text)
