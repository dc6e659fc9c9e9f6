"""What has to be done about enterprises by when, as far as it lies near enough to be told.

The body that supervises today does it; of an enterprise without one the list of gaps tells.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.urls import reverse

from angen.enterprises import kinds
from angen.enterprises.models import Enterprise, Letter, MajorHazard, StandardisationReview
from angen.enterprises.models import Supervision as Supervised
from angen.enterprises.queries.gaps import lacking
from angen.enterprises.states import ARTICLE_40, ARTICLE_RULES, WORKING, MajorHazardState
from angen.kernel.numbers import days
from angen.orgs.models import Agency
from angen.worklist.kinds import Kind

ARTICLE_CHAIN = "湘政办意见 第23条"
ARTICLE_LETTERS = "咸宁市第125号建议答复"


@dataclass(frozen=True)
class Duty:
    """One thing to be done. ``fixed`` ends with its record; other ends stay as first told."""

    kind: Kind
    subject: Model
    due_on: dt.date
    agency: Agency
    title: str
    url: str
    article: str = ""
    fixed: bool = True


def duties(today: dt.date) -> Iterator[Duty]:
    """Everything that waits today, of all enterprises at work."""
    bodies = supervisors(today)
    yield from letters(today, bodies)
    yield from hazards(today, bodies)
    yield from standards(today, bodies)
    yield from chains(today)


def supervisors(today: dt.date) -> dict[Any, Agency]:
    """The body that supervises, by enterprise."""
    found = Supervised.objects.on(today).select_related("agency__area")
    return {one.enterprise_id: one.agency for one in found.iterator(chunk_size=5_000)}


def working(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Records of enterprises at work."""
    return queryset.filter(
        enterprise__business__in=WORKING, enterprise__merged_into=None
    ).select_related("enterprise")


def page_of(enterprise: Enterprise) -> str:
    """一企一档."""
    return reverse("enterprises:file", args=[enterprise.pk])


def letters(today: dt.date, bodies: dict[Any, Agency]) -> Iterator[Duty]:
    """The last letter of each kind that ends soon or has ended (两书)."""
    span = days("letter_warning_days", today)
    later = Letter.objects.filter(
        enterprise=OuterRef("enterprise"), kind=OuterRef("kind"), valid_to__gt=OuterRef("valid_to")
    )
    if span is None:
        return
    for one in working(Letter.objects.filter(~Exists(later), valid_to__lte=today + span)):
        if (body := bodies.get(one.enterprise_id)) is not None:
            title = f"续签{one.get_kind_display()}：{one.enterprise.name}"
            url = page_of(one.enterprise)
            yield Duty(kinds.LETTER, one, one.valid_to, body, title, url, ARTICLE_LETTERS)


def hazards(today: dt.date, bodies: dict[Any, Agency]) -> Iterator[Duty]:
    """Major hazard installations to be filed, and those to be identified and graded anew."""
    filing, span = days("major_hazard_filing_days", today), days("hazard_warning_days", today)
    open_ones = working(MajorHazard.objects.exclude(state=MajorHazardState.CLOSED))
    for one in open_ones:
        body, name = bodies.get(one.enterprise_id), f"{one.enterprise.name} {one.name}"
        if body is None:
            continue
        url = reverse("desk:record", args=["major-hazards", one.pk])
        if span is not None and one.due_on <= today + span:
            yield Duty(
                kinds.GRADE, one, one.due_on, body, f"重新辨识评估：{name}", url, ARTICLE_RULES
            )
        if filing is not None and one.state == MajorHazardState.REGISTERED:
            due = one.assessed_on + filing
            yield Duty(kinds.FILE, one, due, body, f"备案重大危险源：{name}", url, ARTICLE_40)


def standards(today: dt.date, bodies: dict[Any, Agency]) -> Iterator[Duty]:
    """Standardisation whose last review ends soon or has ended."""
    span = days("standard_warning_days", today)
    later = StandardisationReview.objects.filter(
        enterprise=OuterRef("enterprise"), reviewed_on__gt=OuterRef("reviewed_on")
    )
    if span is None:
        return
    passed = StandardisationReview.objects.filter(
        ~Exists(later), result="passed", valid_to__lte=today + span
    )
    for one in working(passed):
        if (body := bodies.get(one.enterprise_id)) is not None and one.valid_to is not None:
            title, url = f"标准化到期：{one.enterprise.name}", page_of(one.enterprise)
            yield Duty(kinds.STANDARD, one, one.valid_to, body, title, url)


def chains(today: dt.date) -> Iterator[Duty]:
    """Bodies with enterprises whose chain of responsible persons lacks a link: one duty a body."""
    span = days("chain_gap_days", today)
    if span is None:
        return
    gaps = Enterprise.objects.live().filter(lacking(today), pk=OuterRef("enterprise"))
    without = Supervised.objects.on(today).filter(Exists(gaps)).values("agency")
    for body in Agency.objects.filter(pk__in=without).select_related("area"):
        yield Duty(
            kinds.CHAIN,
            body,
            today + span,
            body,
            f"补齐企业包保责任人：{body.name}",
            reverse("enterprises:gaps"),
            ARTICLE_CHAIN,
            fixed=False,
        )
