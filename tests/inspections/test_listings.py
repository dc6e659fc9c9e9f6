"""Listing of a major hazard: proposed, decided by another hand, public, accepted by a recheck."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from angen.inspections.actions import listings
from angen.inspections.models import Hazard, Listing, RecheckResult
from angen.inspections.queries.levels import climb, suggested_level
from angen.kernel.calendar import is_working_day
from angen.kernel.refusal import NotAllowed
from angen.papers.models import Paper
from angen.worklist.actions import tell
from angen.worklist.models import Deadline, Notice
from factories.inspections import HazardFactory, InspectionFactory
from factories.papers import LetterheadFactory
from inspections.hazards_world import DAY, TODAY, make_world, refused
from papers.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def hazard(world):
    return HazardFactory(
        enterprise=world.enterprise, agency=world.office, grade="major", standard="某判定标准",
        state="rectifying", found_on=TODAY() - 20 * DAY, due_on=TODAY() + 40 * DAY, person="李工",
    )  # fmt: skip


def proposed(world, hazard, level="county", by=None):
    return listings.propose_listing(hazard, level=level, demands="停用并改造", by=by or world.head)


def listed(world, hazard, **more):
    given = {"due_on": TODAY() + 60 * DAY, "person": "赵副县长", "by": world.brigade}
    return listings.list_hazard(proposed(world, hazard), **given | more)


def kinds(listing):
    found = Deadline.objects.of(listing).waiting().values_list("kind", flat=True)
    return {one.removeprefix("inspections.") for one in found}


def closed(world, hazard, kind="visit"):
    """As the recheck of a visit closes it."""
    visit = InspectionFactory(
        agency=world.office, enterprise=hazard.enterprise, state="underway", visited_on=TODAY()
    )
    made = RecheckResult.objects.create(
        hazard=hazard,
        passed=True,
        recheck=hazard.enterprise.rechecks.create(
            kind=kind, agency=world.office, inspection=visit, checked_on=TODAY()
        ),
    )
    values = {"state": "closed", "closed_on": TODAY(), "closed_by": made}
    Hazard.objects.filter(pk=hazard.pk).update(**values)


def test_proposed_to_the_body_of_the_level_and_only_once(world, hazard):
    found = proposed(world, hazard)
    assert (found.listed_by, found.supervisor, found.state) == (
        world.bureau,
        world.office,
        "proposed",
    )
    assert Deadline.objects.of(found).waiting().get().agency == world.bureau
    refused(lambda: proposed(world, hazard), "不要重复提请")
    assert Listing.objects.count() == 1


def test_only_a_major_hazard_in_the_own_township(world, hazard):
    general = HazardFactory(enterprise=world.enterprise, agency=world.office)
    refused(lambda: proposed(world, general), "只有重大")
    refused(lambda: proposed(world, hazard, by=world.other_head), kind=NotAllowed)
    refused(lambda: proposed(world, hazard, by=world.speaker), kind=NotAllowed)
    refused(lambda: proposed(world, hazard, level="province"), "没有找到省级")
    assert not Listing.objects.exists()


def test_another_hand_decides(world, hazard):
    mine = proposed(world, hazard, by=world.brigade)
    given = {"due_on": TODAY() + 60 * DAY, "person": "赵副县长"}
    refused(lambda: listings.list_hazard(mine, by=world.brigade, **given), "提请人不能决定")
    refused(lambda: listings.list_hazard(mine, by=world.head, **given), kind=NotAllowed)
    assert listings.list_hazard(mine, by=world.deputy, **given).state == "listed"


def test_the_time_is_within_the_longest(world, hazard):
    found = proposed(world, hazard)
    given = {"person": "赵副县长", "by": world.brigade}
    refused(lambda: listings.list_hazard(found, due_on=TODAY(), **given), "晚于今天")
    late = TODAY() + 366 * DAY
    refused(lambda: listings.list_hazard(found, due_on=late, **given), "最迟到", "待核")
    refused(
        lambda: listings.list_hazard(found, due_on=TODAY() + DAY, person=" ", by=world.brigade),
        "督办责任人",
    )
    found.refresh_from_db()
    assert found.state == "proposed"


def test_refused_with_a_reason_and_may_be_proposed_again(world, hazard):
    found = proposed(world, hazard)
    refused(lambda: listings.refuse_listing(found, reason="", by=world.brigade), "理由")
    found = listings.refuse_listing(found, reason="已能立即整改", by=world.brigade)
    assert (found.state, kinds(found)) == ("refused", set())
    assert proposed(world, hazard).state == "proposed"


def test_listed_is_published_and_reported_on_each_month(world, hazard):
    found = listed(world, hazard)
    assert kinds(found) == {"publish_listing", "listing_due", "listing_progress"}
    report = listings.report_progress
    refused(lambda: report(found, month=TODAY(), said=" ", by=world.head), "进展情况")
    refused(lambda: report(found, month=TODAY() - 60 * DAY, said="好", by=world.head), "挂牌之后")
    refused(lambda: report(found, month=TODAY(), said="好", by=world.other_head), kind=NotAllowed)
    report(found, month=TODAY(), said="已停用", percent=10, by=world.head)
    report(found, month=TODAY(), said="已停用、已转运", percent=20, by=world.head)
    assert found.progress.get().percent == 20
    waits = Deadline.objects.of(found).waiting().get(kind="inspections.listing_progress")
    following = TODAY().replace(day=1) + 32 * DAY
    assert (waits.due_on.year, waits.due_on.month) == (following.year, following.month)
    moment = dt.datetime.combine(following.replace(day=20), dt.time(4), dt.UTC)
    with time_machine.travel(moment, tick=False):
        report(found, month=following, said="进度过半", percent=50, by=world.head)
        report(found, month=following, said="进度过半多", percent=60, by=world.head)
    waits = Deadline.objects.of(found).waiting().get(kind="inspections.listing_progress")
    assert waits.due_on > following.replace(day=1) + 31 * DAY


def test_published_here_and_there(client, world, hazard):
    found = listed(world, hazard)
    url = reverse("inspections:public_listings")
    assert hazard.party not in client.get(url).content.decode()
    publish = listings.publish_listing
    refused(lambda: publish(found, published_on=TODAY(), place=" ", by=world.brigade), "媒体")
    refused(
        lambda: publish(found, published_on=TODAY() + DAY, place="县政府网", by=world.brigade),
        "今天",
    )
    publish(found, published_on=TODAY(), place="县政府网", by=world.brigade)
    assert "publish_listing" not in kinds(found)
    text = client.get(url).content.decode()
    assert hazard.party in text
    assert "李工" not in text


def test_no_delisting_without_a_recheck_on_site(world, hazard):
    found = listed(world, hazard)
    refused(lambda: listings.delist(found, by=world.brigade), "申请验收")
    found = listings.ask_acceptance(found, note="治理完成，自评合格", by=world.speaker)
    assert kinds(found) == {"publish_listing", "listing_due", "accept_listing"}
    refused(lambda: listings.delist(found, by=world.brigade), "还没有经现场复查")
    closed(world, hazard, kind="papers")
    refused(lambda: listings.delist(found, by=world.brigade), "还没有经现场复查")
    found.refresh_from_db()
    assert (found.state, found.delisted_on) == ("acceptance", None)


def test_accepted_delisted_and_published(client, world, hazard):
    found = listed(world, hazard)
    listings.publish_listing(found, published_on=TODAY(), place="县政府网", by=world.brigade)
    listings.ask_acceptance(found, note="治理完成", by=world.head)
    closed(world, hazard)
    refused(lambda: listings.delist(found, by=world.head), kind=NotAllowed)
    found = listings.delist(found, by=world.brigade)
    assert (found.state, kinds(found)) == ("delisted", {"publish_delisting"})
    listings.publish_listing(found, published_on=TODAY(), place="", by=world.brigade)
    assert kinds(found) == set()
    text = client.get(reverse("inspections:public_listings")).content.decode()
    assert "现在没有公示的挂牌督办隐患" in text
    assert hazard.party in text


def test_acceptance_that_fails_goes_on(world, hazard):
    found = listings.ask_acceptance(listed(world, hazard), note="治理完成", by=world.head)
    refused(lambda: listings.return_listing(found, reason=" ", by=world.brigade), "写明")
    found = listings.return_listing(found, reason="喷淋没有水", by=world.brigade)
    assert found.state == "listed"
    assert kinds(found) == {"publish_listing", "listing_due", "listing_progress"}


def test_a_listing_past_its_day_is_reported_up_by_the_worklist(world, hazard):
    found = listed(world, hazard)
    after = dt.datetime.combine(found.due_on + DAY, dt.time(2), dt.UTC)
    while not is_working_day(after.date()):
        after += DAY
    while tell(after):
        pass
    task = Deadline.objects.of(found).get(kind="inspections.listing_due")
    assert task.escalated == 1
    told = set(
        Notice.objects.filter(deadline=task, kind="escalated").values_list("account", flat=True)
    )
    assert told == {world.brigade.pk, world.deputy.pk}


def test_levels_follow_the_packs_and_the_recorded_relations(world):
    assert suggested_level(world.town, None, TODAY()) == "county"
    assert suggested_level(world.town, 91, TODAY()) == "prefecture"
    assert suggested_level(world.town, 181, TODAY()) == "province"
    assert [climb(world.office, n, TODAY()) for n in range(4)] == [
        world.office, world.bureau, world.city_bureau, None
    ]  # fmt: skip


def test_pages_of_a_listing(client, world, hazard):
    LetterheadFactory(agency=world.bureau)
    client.force_login(world.head)
    url = reverse("inspections:listing_new", args=[hazard.pk])
    assert client.get(url).status_code == 200
    answer = client.post(url, {"level": "county", "demands": "停用并改造", "person": "赵副县长"})
    found = Listing.objects.get()
    page = reverse("inspections:listing", args=[found.pk])
    assert answer.headers["Location"] == page
    assert "挂牌</a>" not in client.get(page).content.decode()
    client.force_login(world.brigade)
    assert "挂牌</a>" in client.get(page).content.decode()
    step = reverse("inspections:listing_step", args=[found.pk, "list"])
    given = {"due_on": (TODAY() + 30 * DAY).isoformat(), "person": "赵", "demands": "停用并改造"}
    answer = client.post(step, given)
    assert answer.status_code == 302
    assert Listing.objects.get().paper.kind == "listing_notice"
    Listing.objects.update(due_on=TODAY() - 3 * DAY)
    assert "已过 3 天" in client.get(page).content.decode()
    client.force_login(world.other_head)
    assert client.get(page).status_code == 404
    assert client.get(step).status_code == 404


def test_one_listed_with_a_notice_is_delisted_with_one(client, world, hazard):
    LetterheadFactory(agency=world.bureau)
    found = proposed(world, hazard)
    client.force_login(world.brigade)
    given = {"due_on": (TODAY() + 30 * DAY).isoformat(), "person": "赵", "demands": "停用并改造"}
    client.post(reverse("inspections:listing_step", args=[found.pk, "list"]), given)
    notice = Listing.objects.get().paper
    listings.ask_acceptance(found, note="治理完成", by=world.head)
    step = reverse("inspections:listing_step", args=[found.pk, "delist"])
    said = {"opinion": "除尘系统已改造，验收合格"}
    refused_page = client.post(step, said)
    assert refused_page.status_code == 422 and "经现场复查" in refused_page.content.decode()
    assert not Paper.objects.filter(kind="delisting_notice").exists()
    closed(world, hazard)
    assert client.post(step, {"opinion": " "}).status_code == 422
    assert client.post(step, said).status_code == 302
    paper = Paper.objects.get(kind="delisting_notice")
    shown = text(bytes(paper.file.content))
    for words in (hazard.party, said["opinion"], notice.number, paper.number):
        assert words in shown, words
    assert Listing.objects.get().delisted_on == TODAY()
    assert client.post(step, said).status_code in (404, 422)
    assert Paper.objects.filter(kind="delisting_notice").count() == 1


def test_one_listed_without_a_notice_is_delisted_without_one(client, world, hazard):
    found = listed(world, hazard)
    listings.ask_acceptance(found, note="治理完成", by=world.head)
    closed(world, hazard)
    client.force_login(world.brigade)
    step = reverse("inspections:listing_step", args=[found.pk, "delist"])
    assert client.post(step, {"opinion": "验收合格"}).status_code == 302
    assert not Paper.objects.exists()
