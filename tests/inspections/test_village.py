"""Village findings: reported once, taken up or answered by the township, seen by the village."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from angen.desk.models import StoredFile
from angen.inspections.actions import village
from angen.inspections.models import Hazard, VillageFinding
from angen.kernel.refusal import NotAllowed
from angen.worklist.models import Deadline
from factories.enterprises import EnterpriseFactory
from inspections.hazards_world import DAY, TODAY, key, make_world, refused

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def world(db):
    return make_world()


def report(world, **more):
    given = {
        "key": key(), "where": "村东废旧厂房", "description": "私自拆解废旧电瓶",
        "found_on": TODAY(), "by": world.guard, "dissuaded": True,
    }  # fmt: skip
    return village.report_finding(more.pop("area", world.village), **given | more)


def waiting(finding):
    return Deadline.objects.of(finding).waiting()


def test_it_reaches_the_office_of_the_township(world):
    finding = report(world)
    assert (finding.agency, finding.state) == (world.office, "reported")
    task = waiting(finding).get()
    # No law of this place sets the term: the deadline says so, and cites nobody else's.
    assert (task.agency, task.working, task.article) == (world.office, True, "平台设计值")
    same = key()
    assert report(world, key=same) == report(world, key=same)
    assert VillageFinding.objects.count() == 2


def test_bad_input_and_other_places_are_refused(world):
    refused(lambda: report(world, where=" "), "地点")
    refused(lambda: report(world, description=""), "发现的情况")
    refused(lambda: report(world, found_on=TODAY() + DAY), "晚于今天")
    refused(lambda: report(world, area=world.other), kind=NotAllowed)
    refused(lambda: report(world, by=world.head), kind=NotAllowed)
    assert not VillageFinding.objects.exists()


def test_it_becomes_a_hazard_that_the_village_can_follow(client, world):
    finding = report(world)
    refused(lambda: village.take_finding(finding, by=world.head), "请选择")
    refused(
        lambda: village.take_finding(finding, enterprise=world.enterprise, by=world.other_head),
        kind=NotAllowed,
    )
    taken = village.take_finding(finding, enterprise=world.enterprise, by=world.head)
    hazard = Hazard.objects.get()
    assert (taken.state, taken.hazard) == ("taken", hazard)
    assert (hazard.source, hazard.agency, hazard.found_on) == ("village", world.office, TODAY())
    assert not waiting(finding).exists()
    refused(lambda: village.answer_finding(finding, answer="好", by=world.head), "已转为隐患")
    client.force_login(world.guard)
    text = client.get(reverse("inspections:village_mine")).content.decode()
    assert "已转为隐患" in text


def test_it_is_answered_and_the_village_reads_it(client, world):
    finding = report(world)
    refused(lambda: village.answer_finding(finding, answer=" ", by=world.head), "写明")
    village.answer_finding(finding, answer="已通知清运，明日复看", by=world.officer)
    assert not waiting(finding).exists()
    assert not Hazard.objects.exists()
    client.force_login(world.guard)
    assert "明日复看" in client.get(reverse("inspections:village_mine")).content.decode()
    url = reverse("inspections:village_finding", args=[finding.pk])
    assert "明日复看" in client.get(url).content.decode()


def test_one_screen_on_a_phone_with_a_photograph(client, world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(world.guard)
    url = reverse("inspections:village_new")
    assert client.get(url).status_code == 200
    given = {
        "key": str(key()), "area": world.village.pk, "where": "村口", "description": "占用通道",
        "found_on": TODAY().isoformat(), "dissuaded": "on",
    }  # fmt: skip
    for _ in range(2):
        photo = SimpleUploadedFile("现场.png", PNG, "image/png")
        answer = client.post(url, given | {"photo": photo})
        assert answer.status_code == 302
    finding = VillageFinding.objects.get()
    assert (finding.dissuaded, finding.corrected) == (True, False)
    assert StoredFile.objects.filter(owner_id=str(finding.pk)).count() == 1
    assert client.post(url, given | {"key": str(key()), "area": world.other.pk}).status_code == 422


def test_a_neighbour_finds_nothing(client, world):
    finding = report(world)
    for account in (world.other_head, world.speaker):
        client.force_login(account)
        url = reverse("inspections:village_finding", args=[finding.pk])
        assert client.get(url).status_code == 404
    client.force_login(world.speaker)
    assert client.get(reverse("inspections:village_new")).status_code == 403
    assert client.get(reverse("inspections:village_mine")).status_code == 403
    client.force_login(world.guard)
    assert (
        client.get(reverse("inspections:village_step", args=[finding.pk, "take"])).status_code
        == 403
    )


def test_the_township_takes_it_on_its_page(client, world):
    party = EnterpriseFactory(area=world.town, name="乙回收站")
    finding = report(world, enterprise=party, found_on=TODAY() - dt.timedelta(days=1))
    client.force_login(world.head)
    page = client.get(reverse("inspections:village_finding", args=[finding.pk])).content.decode()
    assert "转为隐患" in page
    answer = client.post(reverse("inspections:village_step", args=[finding.pk, "take"]), {})
    hazard = Hazard.objects.get()
    assert hazard.enterprise == party
    assert answer.headers["Location"] == reverse("inspections:hazard", args=[hazard.pk])
