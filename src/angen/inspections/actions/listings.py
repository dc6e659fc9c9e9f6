"""Listing 挂牌督办 of a major hazard: proposed, listed, published, reported on, accepted, delisted."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from angen.audit.actions import record
from angen.inspections import kinds
from angen.inspections.actions.hazards import locked as locked_hazard
from angen.inspections.events.hazards import (
    AcceptanceAsked,
    AcceptanceFailed,
    Delisted,
    ListingDecided,
    ListingProgressed,
    ListingProposed,
    ListingPublished,
    ListingRefused,
)
from angen.inspections.models import Hazard, Listing, ListingProgress
from angen.inspections.queries import levels
from angen.inspections.states import (
    HAZARD_RULES,
    LISTING_RULES,
    OPEN,
    Grade,
    HazardState,
    ListingState,
    RecheckKind,
)
from angen.inspections.states import listing as machine
from angen.kernel.access import Actor, require
from angen.kernel.calendar import Due
from angen.kernel.refusal import Refused
from angen.orgs.models import Account, Agency
from angen.papers.actions import issue
from angen.worklist.actions import cancel, expect, meet
from angen.worklist.kinds import Kind
from angen.worklist.models import Deadline

DECIDE, REPORT = "inspections.decide_listing", "inspections.report_listing"
ACCEPTANCE = f"{HAZARD_RULES} 第二十三条"


def _locked(listing: Listing) -> Listing:
    links = ("hazard__enterprise__area", "listed_by__area", "supervisor__area")
    return Listing.objects.select_for_update(of=("self",)).select_related(*links).get(pk=listing.pk)


def _wait(
    listing: Listing, kind: Kind, due: Due | None, agency: Agency, by: Actor, what: str = ""
) -> None:
    if due is None:
        return
    expect(
        listing,
        kind.name,
        due,
        agency=agency,
        title=f"{listing.hazard.party}：{what or listing.hazard.description[:60]}",
        url=reverse("inspections:listing", args=[listing.pk]),
        by=by,
        article=due.article or LISTING_RULES,
        working=kind in (kinds.DECIDE_LISTING, kinds.PUBLISH_LISTING, kinds.PUBLISH_DELISTING),
    )


@transaction.atomic
def propose_listing(
    hazard: Hazard, *, level: str, demands: str, by: Actor, person: str = ""
) -> Listing:
    """Propose to the body of a level that it lists a major hazard under its supervision."""
    hazard = locked_hazard(hazard)
    require(by, "inspections.propose_listing", hazard)
    if hazard.grade != Grade.MAJOR:
        raise Refused("只有重大事故隐患才能挂牌督办，请先定级。", article=LISTING_RULES)
    if hazard.state not in OPEN:
        raise Refused(f"隐患“{hazard.get_state_display()}”，不需要挂牌督办。")
    going = (ListingState.PROPOSED, ListingState.LISTED, ListingState.ACCEPTANCE)
    if hazard.listings.filter(state__in=going).exists():
        raise Refused("这项隐患已在挂牌督办或已提请，不要重复提请。", article=LISTING_RULES)
    if not demands.strip():
        raise Refused("请写明整改要求。", article=LISTING_RULES)
    today = timezone.localdate()
    listing = Listing.objects.create(
        hazard=hazard,
        level=level,
        proposed_by=hazard.agency,
        proposed_on=today,
        listed_by=levels.lister_of(level, hazard.area, today),
        supervisor=hazard.agency,
        person=person.strip(),
        demands=demands.strip(),
        made_by=by if isinstance(by, Account) else None,
    )
    event = ListingProposed(level=listing.get_level_display(), to=listing.listed_by.name)
    record(event, by=by, subject=listing)
    meet(hazard, kinds.HANDLE_MAJOR.name, by=by)
    area = listing.listed_by.area
    due = levels.term("listing_filing_working_days", area, today, working=True)
    _wait(listing, kinds.DECIDE_LISTING, due, listing.listed_by, by, "提请挂牌督办")
    return listing


@transaction.atomic
def list_hazard(
    listing: Listing,
    *,
    due_on: dt.date,
    by: Actor,
    person: str = "",
    demands: str = "",
    document: object | None = None,
) -> Listing:
    """List it until ``due_on``; ``document`` is the notice to issue, which gives the number."""
    listing = _locked(listing)
    require(by, DECIDE, listing)
    machine.move(listing, "list")
    _other_hand(listing, by)
    today, area = timezone.localdate(), listing.listed_by.area
    if due_on <= today:
        raise Refused("督办期限应晚于今天，请核对。", article=LISTING_RULES)
    longest = levels.term("listing_longest_days", area, today)
    if longest is not None and due_on > longest.day:
        raise Refused(
            f"督办期限最迟到 {longest.day}（{longest.article}），请缩短。", article=longest.article
        )
    listing.person = person.strip() or listing.person
    listing.demands = demands.strip() or listing.demands
    if not listing.person:
        raise Refused("请填写督办责任人。", article=LISTING_RULES)
    listing.listed_on, listing.due_on = today, due_on
    if document is not None:
        listing.paper = issue(
            document, agency=listing.listed_by, by=by, subject=listing,
            title=listing.hazard.party, key=f"listing:{listing.pk}:notice",
        )  # fmt: skip
    listing.save()
    number = listing.paper.number if listing.paper else ""
    event = ListingDecided(listed_on=today, due_on=due_on, number=number)
    record(event, by=by, subject=listing)
    meet(listing, kinds.DECIDE_LISTING.name, by=by)
    due = levels.term("listing_publication_working_days", area, today, working=True)
    _wait(listing, kinds.PUBLISH_LISTING, due, listing.listed_by, by)
    ends = Due(due_on, article=LISTING_RULES)
    _wait(listing, kinds.LISTING_DUE, ends, listing.supervisor, by)
    _next_progress(listing, today.replace(day=1), by)
    return listing


def _other_hand(listing: Listing, by: Actor) -> None:
    if listing.made_by_id == by.pk:
        raise Refused("提请人不能决定自己提请的挂牌督办，请由督办机构另一人办理。")


def _months_on(month: dt.date, count: int) -> dt.date:
    number = month.year * 12 + month.month - 1 + count
    return dt.date(number // 12, number % 12 + 1, 1)


def _next_progress(listing: Listing, after: dt.date, by: Actor) -> None:
    """Expect the report on the next month; ``after`` is the first day of the last one known."""
    every = levels.limit("listing_progress_months", listing.supervisor.area, timezone.localdate())
    if every is None:
        return
    month = _months_on(after, int(every))
    due = Due(_months_on(month, 1) - dt.timedelta(days=1), article=LISTING_RULES)
    what = f"{month.year} 年 {month.month} 月督办进展"
    _wait(listing, kinds.PROGRESS, due, listing.supervisor, by, what)


@transaction.atomic
def refuse_listing(listing: Listing, *, reason: str, by: Actor) -> Listing:
    """Do not list it, and say why."""
    listing = _locked(listing)
    require(by, DECIDE, listing)
    machine.move(listing, "refuse")
    _other_hand(listing, by)
    if not reason.strip():
        raise Refused("请写明不予挂牌的理由。", article=LISTING_RULES)
    listing.refused_for = reason.strip()
    listing.save(update_fields=["state", "refused_for"])
    record(ListingRefused(reason=listing.refused_for), by=by, subject=listing)
    meet(listing, kinds.DECIDE_LISTING.name, by=by)
    return listing


@transaction.atomic
def publish_listing(listing: Listing, *, published_on: dt.date, place: str, by: Actor) -> Listing:
    """Make the listing, or once it is delisted the delisting, public here and at ``place``."""
    listing = _locked(listing)
    require(by, DECIDE, listing)
    delisted = listing.state == ListingState.DELISTED
    since = listing.delisted_on if delisted else listing.listed_on
    if since is None:
        raise Refused("还没有挂牌，不能公示。", article=LISTING_RULES)
    if not since <= published_on <= timezone.localdate():
        raise Refused(f"公示日期应在 {since} 之后、不晚于今天，请核对。")
    if not delisted and not place.strip():
        raise Refused("请填写公示的媒体或位置。", article=LISTING_RULES)
    if delisted:
        listing.delisting_published_on = published_on
    else:
        listing.published_on, listing.published_at = published_on, place.strip()
    listing.save(update_fields=["published_on", "published_at", "delisting_published_on"])
    what = "摘牌" if delisted else "挂牌"
    record(ListingPublished(what=what, on=published_on, at=place.strip()), by=by, subject=listing)
    kind = kinds.PUBLISH_DELISTING if delisted else kinds.PUBLISH_LISTING
    meet(listing, kind.name, by=by)
    return listing


@transaction.atomic
def report_progress(
    listing: Listing, *, month: dt.date, said: str, by: Actor, percent: int | None = None
) -> ListingProgress:
    """The report of one month; again for the same month it is corrected."""
    listing = _locked(listing)
    require(by, REPORT, listing)
    if listing.state != ListingState.LISTED or listing.listed_on is None:
        raise Refused("只有挂牌督办中的隐患才报告进展。", article=LISTING_RULES)
    month, today = month.replace(day=1), timezone.localdate()
    if not listing.listed_on.replace(day=1) <= month <= today:
        raise Refused("报告的月份应在挂牌之后、不晚于本月，请核对。")
    if not said.strip():
        raise Refused("请写明进展情况。", article=LISTING_RULES)
    made, _ = ListingProgress.objects.update_or_create(
        listing=listing,
        month=month,
        defaults={
            "percent": percent,
            "said": said.strip(),
            "reported_on": today,
            "reported_by": by if isinstance(by, Account) else None,
        },
    )
    record(ListingProgressed(month=month, percent=percent), by=by, subject=listing)
    waiting = Deadline.objects.of(listing).waiting().filter(kind=kinds.PROGRESS.name).first()
    # A month corrected later does not meet the term of the month that runs.
    if waiting is not None and waiting.due_on.replace(day=1) <= month:
        meet(listing, kinds.PROGRESS.name, by=by)
        _next_progress(listing, month, by)
    return made


@transaction.atomic
def ask_acceptance(listing: Listing, *, note: str, by: Actor) -> Listing:
    """Ask the listing body to accept: within the days of the packs it goes and looks."""
    listing = _locked(listing)
    require(by, REPORT, listing)
    machine.move(listing, "ask")
    if not note.strip():
        raise Refused("请写明治理情况和自评结论。", article=ACCEPTANCE)
    today = timezone.localdate()
    listing.acceptance_asked_on = today
    listing.save(update_fields=["state", "acceptance_asked_on"])
    record(AcceptanceAsked(on=today), by=by, subject=listing)
    cancel(listing, kinds.PROGRESS.name, reason="已申请验收", by=by)
    due = levels.term("listing_acceptance_days", listing.listed_by.area, today)
    _wait(listing, kinds.ACCEPT_LISTING, due, listing.listed_by, by)
    return listing


@transaction.atomic
def return_listing(listing: Listing, *, reason: str, by: Actor) -> Listing:
    """Acceptance failed: the hazard goes on being supervised."""
    listing = _locked(listing)
    require(by, DECIDE, listing)
    machine.move(listing, "return")
    if not reason.strip():
        raise Refused("请写明验收不合格的问题和要求。", article=ACCEPTANCE)
    listing.acceptance_asked_on = None
    listing.save(update_fields=["state", "acceptance_asked_on"])
    record(AcceptanceFailed(reason=reason.strip()), by=by, subject=listing)
    meet(listing, kinds.ACCEPT_LISTING.name, by=by)
    _next_progress(listing, _months_on(timezone.localdate().replace(day=1), -1), by)
    return listing


@transaction.atomic
def delist(listing: Listing, *, by: Actor, document: object | None = None) -> Listing:
    """Take it off the list: only after a recheck on site that closed the hazard.

    ``document`` is the notice to issue.
    """
    listing = _locked(listing)
    require(by, DECIDE, listing)
    machine.move(listing, "delist")
    hazard = locked_hazard(listing.hazard)
    closed = hazard.closed_by.recheck if hazard.closed_by is not None else None
    if hazard.state != HazardState.CLOSED or closed is None or closed.kind != RecheckKind.VISIT:
        raise Refused(
            "隐患还没有经现场复查合格销号，不能摘牌；请先办理整改复查。", article=ACCEPTANCE
        )
    today = timezone.localdate()
    listing.delisted_on = today
    listing.save(update_fields=["state", "delisted_on"])
    late = bool(listing.due_on and hazard.closed_on and hazard.closed_on > listing.due_on)
    number = ""
    if document is not None:
        number = issue(
            document, agency=listing.listed_by, by=by, subject=listing,
            title=hazard.party, key=f"listing:{listing.pk}:delisting",
        ).number  # fmt: skip
    record(Delisted(on=today, late=late, number=number), by=by, subject=listing)
    for kind in (kinds.ACCEPT_LISTING, kinds.LISTING_DUE):
        meet(listing, kind.name, by=by)
    if listing.published_on is None:
        cancel(listing, kinds.PUBLISH_LISTING.name, reason="已摘牌", by=by)
        return listing
    area = listing.listed_by.area
    due = levels.term("listing_publication_working_days", area, today, working=True)
    _wait(listing, kinds.PUBLISH_DELISTING, due, listing.listed_by, by)
    return listing
