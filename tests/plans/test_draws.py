"""A draw from the frozen list to the public page; every shortcut refused."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from angen.audit.models import Entry
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.models import Certificate
from angen.plans import drawing
from angen.plans.actions import draws, replacements
from angen.plans.models import Draw, DrawnObject
from angen.plans.queries import frame as frames
from angen.plans.queries.team import team_keys
from angen.plans.queries.transcripts import transcript
from angen.plans.registry import Visit
from angen.worklist.models import Deadline
from factories import AgencyFactory, AppointmentFactory
from factories.enterprises import EnterpriseFactory
from factories.people import CertificateFactory
from factories.plans import CatalogueItemFactory, ConflictFactory

pytestmark = pytest.mark.django_db
ONE, TWO = "firstsecret000001", "secondsecret00002"


def prepared(world, want=4, **more):
    scope = more.pop("scope", None) or world.scope()
    return draws.prepare_draw(
        world.item, scope, title="六月抽查", want=want, by=world.first, **more
    )


def committed(world, source="", **more):
    draw = prepared(world, **more)
    for who, secret in ((world.first, ONE), (world.second, TWO)):
        draws.contribute(draw, commitment=drawing.commitment(str(draw.pk), secret), by=who)
    return draws.commit(draw, public_source=source, by=world.first)


def drawn(world, **more):
    draw = committed(world, **more)
    draws.reveal_secret(draw, secret=ONE, by=world.first)
    draws.reveal_secret(draw, secret=TWO, by=world.second)
    return draws.carry_out(draw, by=world.first)


def refused(call, *words):
    before = Entry.objects.count()
    with pytest.raises(Refused) as found, transaction.atomic():
        call()
    assert Entry.objects.count() == before
    assert all(word in str(found.value) for word in words), str(found.value)


def test_a_draw_is_carried_out_and_recomputed_from_its_json(world):
    draw = draws.publish_draw(drawn(world), by=world.first)
    data = json.loads(transcript(draw).as_json())
    assert drawing.verify(data) == []
    assert len(data["objects"]) == 4
    assert all(len(set(team)) == 2 for team in data["officers"].values())
    assert Entry.objects.filter(subject_id=str(draw.pk)).count() == 8


def test_publication_is_waited_for_and_met(world):
    draw = drawn(world)
    waiting = Deadline.objects.of(draw).get()
    assert (waiting.due_on, waiting.state) == (dt.date(2021, 7, 28), "open")
    draws.publish_draw(draw, by=world.first)
    waiting.refresh_from_db()
    assert waiting.state == "met"


def test_exclusions_come_before_the_draw(world, visited):
    lapsed, away = (AppointmentFactory(agency=world.bureau) for _ in range(2))
    CertificateFactory(officer=lapsed.officer, valid_to=dt.date(2021, 6, 15))
    CertificateFactory(officer=away.officer)
    away.works_elsewhere = "县委办"
    away.save()
    barred, last, closed = world.enterprises[:3]
    ConflictFactory(officer=world.officers[0], enterprise=barred)
    visited.append(Visit(last.pk, dt.date(2021, 2, 1), (world.officers[1].pk,)))
    type(closed).objects.filter(pk=closed.pk).update(business="closed")
    made = frames.prepare(world.scope(), want=4, each=2)
    assert str(closed.pk) not in made.frame.objects
    assert (len(made.frame.objects), len(made.frame.officers)) == (11, 5)
    assert {(one, person, reason.value) for one, person, reason in made.left} == {
        (None, lapsed.officer.pk, "expired"),
        (None, away.officer.pk, "elsewhere"),
        (barred.pk, world.officers[0].pk, "conflict"),
        (last.pk, world.officers[1].pk, "last_visit"),
    }
    assert len(made.frame.conflicts) == 2


def test_an_enterprise_at_its_cap_is_left_out(world, visited, monkeypatch):
    monkeypatch.setattr(frames, "caps", lambda area, on: {"red": 1})
    red, blue = world.enterprises[:2]
    type(red).objects.filter(pk=red.pk).update(risk="red")
    visited += [Visit(one.pk, dt.date(2021, 1, 5), ()) for one in (red, blue)]
    made = frames.prepare(world.scope(), want=4, each=2)
    assert made.left == [(red.pk, None, "cap")]
    assert f"excluded object {red.pk} cap" in made.frame.text()


def test_an_enterprise_nobody_may_inspect_is_left_out(world):
    for one in world.officers[:4]:
        ConflictFactory(officer=one, enterprise=world.enterprises[0])
    made = frames.prepare(world.scope(), want=4, each=2)
    assert made.left == [(world.enterprises[0].pk, None, "no_team")]


def test_a_scope_narrows_the_list(world):
    EnterpriseFactory(area=world.town, sector="chemicals")
    town = frames.prepare(world.scope(area=world.town), want=1, each=2)
    some = frames.prepare(world.scope(sectors=["chemicals"]), want=1, each=2)
    assert (len(town.frame.objects), len(some.frame.objects)) == (7, 1)


def test_too_few_certified_officers_are_refused(world):
    Certificate.objects.exclude(officer=world.officers[0]).delete()
    refused(lambda: prepared(world), "第四十二条")
    assert not Draw.objects.exists()


def test_one_alone_makes_no_draw(world):
    draw = prepared(world)
    draws.contribute(draw, commitment=drawing.commitment(str(draw.pk), ONE), by=world.first)
    refused(lambda: draws.commit(draw, by=world.first), "2 人以上", "58号")
    again = drawing.commitment(str(draw.pk), TWO)
    refused(lambda: draws.contribute(draw, commitment=again, by=world.first), "每人只能一份")


def test_a_copied_commitment_is_refused(world):
    draw = prepared(world)
    same = drawing.commitment(str(draw.pk), ONE)
    draws.contribute(draw, commitment=same, by=world.first)
    refused(lambda: draws.contribute(draw, commitment=same, by=world.second), "各自生成")
    refused(lambda: draws.contribute(draw, commitment="f00", by=world.second), "64 位")


def test_nothing_joins_after_the_commitment(world):
    draw = committed(world)
    late = drawing.commitment(str(draw.pk), "third000000000003")
    refused(lambda: draws.contribute(draw, commitment=late, by=world.city_office), "承诺已经公布")


def test_a_secret_must_be_the_one_committed_to(world):
    draw = committed(world)
    refused(lambda: draws.reveal_secret(draw, secret=TWO, by=world.first), "不符")
    refused(lambda: draws.reveal_secret(draw, secret=ONE, by=world.city_office), "没有提供过")


def test_all_reveal_before_the_draw(world):
    draw = committed(world)
    draws.reveal_secret(draw, secret=ONE, by=world.first)
    refused(lambda: draws.carry_out(draw, by=world.first), "1 人没有揭示")


def test_announced_randomness_must_be_given(world):
    draw = committed(world, source="6月1日双色球")
    draws.reveal_secret(draw, secret=ONE, by=world.first)
    draws.reveal_secret(draw, secret=TWO, by=world.second)
    refused(lambda: draws.carry_out(draw, by=world.first), "公开随机数")
    done = draws.carry_out(draw, public_value="03 07 11", by=world.first)
    assert done.seed == drawing.seed_of(done.frame_hash, [ONE, TWO], "03 07 11")


def test_nothing_is_drawn_again(world):
    draw = drawn(world)
    before = list(draw.drawn.values_list("enterprise", flat=True))
    refused(lambda: draws.carry_out(draw, by=world.first), "已抽取")
    refused(lambda: draws.abandon(draw, reason="结果不满意", by=world.first), "已抽取")
    assert list(draw.drawn.values_list("enterprise", flat=True)) == before


def test_a_draw_whose_result_is_fixed_is_not_abandoned(world):
    draw = committed(world)
    draws.reveal_secret(draw, secret=ONE, by=world.first)
    draws.reveal_secret(draw, secret=TWO, by=world.second)
    refused(lambda: draws.abandon(draw, reason="想重来", by=world.first), "结果已经确定")


def test_an_abandoned_draw_stays_with_its_reason(world):
    draw = draws.abandon(committed(world), reason="一人失联", by=world.first)
    assert (draw.state, draw.abandoned_for) == ("abandoned", "一人失联")


@pytest.mark.parametrize(
    "change", [{"frame": "x"}, {"frame_hash": "0" * 64}, {"want": 5}, {"public_source": "另一期"}]
)
def test_the_database_keeps_what_was_committed(world, change):
    draw = committed(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(**change)


def test_the_database_keeps_seed_and_result(world):
    draw = drawn(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(seed="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        DrawnObject.objects.filter(draw=draw).update(enterprise=world.enterprises[0])
    with pytest.raises(DatabaseError), transaction.atomic():
        draw.contributions.update(secret="another0000000001")


def test_a_township_does_not_run_the_county_s_draw(world):
    draw = prepared(world)
    with pytest.raises(NotAllowed):
        draws.commit(draw, by=world.head)
    with pytest.raises(NotAllowed), transaction.atomic():
        draws.prepare_draw(world.item, world.scope(), title="乡镇", want=1, by=world.head)


def test_a_draw_stays_with_its_body_and_area(world):
    other = CatalogueItemFactory(agency=AgencyFactory(area=world.town))
    refused(
        lambda: draws.prepare_draw(other, world.scope(), title="x", want=1, by=world.first),
        "另一个机构",
    )
    refused(lambda: prepared(world, scope=world.scope(area=world.city)), "辖区")


def test_a_replacement_follows_the_seed_and_needs_another_hand(world):
    draw = drawn(world)
    one = draw.drawn.first()
    before = one.officers.first().officer
    asked = replacements.ask_replacement(one, before=before, reason="住院", by=world.first)
    assert asked.after.pk not in team_keys(one)
    refused(lambda: replacements.decide_replacement(asked, approve=True, by=world.first), "另一人")
    replacements.decide_replacement(asked, approve=True, by=world.second)
    assert asked.after.pk in team_keys(one) and before.pk not in team_keys(one)
    assert one.officers.filter(officer=before).exists()  # the draw itself stays
    assert drawing.verify(transcript(draw).as_dict()) == []
    refused(
        lambda: replacements.ask_replacement(one, before=before, reason="x", by=world.first), "不在"
    )
    refused(
        lambda: replacements.ask_replacement(one, before=asked.after, reason=" ", by=world.first),
        "理由",
    )


def test_the_public_sees_the_commitment_then_the_transcript(world, client):
    draw = prepared(world)
    page = reverse("portal:draw", args=[draw.pk])
    data = reverse("portal:draw_json", args=[draw.pk])
    assert client.get(page).status_code == 404
    Draw.objects.filter(pk=draw.pk).delete()
    draw = drawn(world)
    page = reverse("portal:draw", args=[draw.pk])
    data = reverse("portal:draw_json", args=[draw.pk])
    shown = client.get(page).content.decode()
    assert draw.frame_hash in shown
    names = list(draw.drawn.values_list("enterprise__name", flat=True))
    assert not any(name in shown for name in names)  # nobody is warned before the visit
    assert client.get(data).status_code == 404
    draws.publish_draw(draw, by=world.first)
    shown = client.get(page).content.decode()
    assert all(name in shown for name in names)
    answer = client.get(data)
    assert drawing.verify(answer.json()) == []
    for officer in world.officers:
        text = answer.content.decode() + shown
        assert officer.name not in text and officer.identity_no not in text
        number = officer.certificates.get().number
        assert number not in text


def test_the_pages_of_a_draw_work(world, client):
    client.force_login(world.first)
    draw = prepared(world)
    page = reverse("plans:draw", args=[draw.pk])
    assert "提供随机口令" in client.get(page).content.decode()
    step = reverse("plans:draw_step", args=[draw.pk, "contribute"])
    assert "a-draw-secret" in client.get(step).content.decode()
    digest = drawing.commitment(str(draw.pk), ONE)
    assert client.post(step, {"commitment": digest}).status_code == 302
    assert client.post(step, {"commitment": digest}).status_code == 422
    assert client.get(reverse("plans:draw_new")).status_code == 200
    assert client.get(reverse("desk:ledger", args=["draws"])).status_code == 200
    given = {
        "item": world.item.name, "title": "七月抽查", "area": world.county.name,
        "starts_on": "2021-07-01", "ends_on": "2021-07-31", "want": "3", "each": "2",
    }  # fmt: skip
    made = client.post(reverse("plans:draw_new"), given)
    assert made.status_code == 302, made.content.decode()
    client.force_login(world.head)
    assert client.get(page).status_code == 404


def test_the_page_of_a_replacement_works(world, client):
    draw = drawn(world)
    one = draw.drawn.first()
    client.force_login(world.first)
    page = reverse("plans:replace", args=[one.pk])
    person = one.officers.first().officer
    assert person.name in client.get(page).content.decode()
    answer = client.post(page, {"before": str(person.pk), "reason": "住院"})
    assert answer.status_code == 302
    asked = one.replacements.get()
    client.force_login(world.second)
    url = reverse("plans:replacement_decide", args=[asked.pk, "approve"])
    assert client.post(url).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "approved"
