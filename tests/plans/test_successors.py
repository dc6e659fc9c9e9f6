"""A drawn enterprise gives way to the next of the draw's own order, and everybody can see it."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from angen.audit.models import Entry
from angen.kernel.refusal import NotAllowed
from angen.plans import drawing, framing
from angen.plans.actions import draws, replacements
from angen.plans.models import ObjectReplacement
from angen.plans.queries.campaigns import drawn_in
from angen.plans.queries.team import team_keys
from angen.plans.queries.transcripts import transcript
from factories.plans import ConflictFactory
from plans.test_draws import committed, drawn, refused

pytestmark = pytest.mark.django_db


def ask(drawn_object, by, **more):
    given = {"cause": "closed", "reason": "已停产，现场锁闭", **more}
    return replacements.ask_object_replacement(drawn_object, by=by, **given)


def replaced(world, drawn_object):
    asked = ask(drawn_object, world.first)
    replacements.decide_object_replacement(asked, approve=True, by=world.second)
    return drawn_object.successor


def order(draw):
    return drawing.objects_of(framing.read(draw.frame.replace("want 4", "want 12")), draw.seed)


def test_the_next_of_the_order_follows_and_the_original_stays(world):
    draw = drawn(world)
    one = draw.drawn.get(place=2)
    made = replaced(world, one)
    assert str(made.enterprise_id) == order(draw)[4]
    assert (made.place, made.replaces) == (5, one)
    assert team_keys(made) == team_keys(one)
    assert draw.drawn.filter(pk=one.pk).exists()
    assert one.enterprise_id not in drawn_in(draw) and made.enterprise_id in drawn_in(draw)


def test_a_successor_may_give_way_too_and_all_of_it_verifies(world):
    draw = drawn(world)
    first = replaced(world, draw.drawn.get(place=1))
    second = replaced(world, first)
    third = replaced(world, draw.drawn.get(place=3))
    data = json.loads(transcript(draw).as_json())
    assert [one["after"] for one in data["replaced"]] == list(order(draw)[4:7])
    assert len(data["objects"]) == 4
    assert drawing.verify(data) == []
    assert {first.place, second.place, third.place} == {5, 6, 7}
    for spoil in (
        lambda d: d["replaced"].reverse(),
        lambda d: d["replaced"].pop(0),
        lambda d: d["replaced"][2].update(before=d["replaced"][0]["before"]),
        lambda d: d["replaced"][0]["officers"].reverse(),
        lambda d: d["replaced"][0].update(after=d["objects"][1]),
    ):
        spoilt = json.loads(json.dumps(data))
        spoil(spoilt)
        assert "递补的企业或人员与复算结果不符。" in drawing.verify(spoilt)


def test_an_officer_who_must_not_meet_the_successor_is_passed_over(world):
    for one in world.enterprises:
        ConflictFactory(officer=world.officers[0], enterprise=one)
    barred = world.officers[0].pk
    draw = drawn(world)
    assert barred not in team_keys(replaced(world, draw.drawn.get(place=1)))
    frame = framing.build(["a", "b"], ["p", "q", "r"], want=1, each=2, conflicts=[("b", "p")])
    seed = drawing.digest("x")
    assert set(drawing.team_after(frame, seed, "b", ("p", "q"))) == {"q", "r"}


def test_it_needs_a_reason_and_another_hand(world):
    draw = drawn(world)
    one = draw.drawn.get(place=1)
    refused(lambda: ask(one, world.first, reason=" "), "具体情况")
    refused(lambda: ask(one, world.first, cause="dislike"), "调换原因")
    with pytest.raises(NotAllowed):
        ask(one, world.head)
    asked = ask(one, world.first)
    refused(
        lambda: replacements.decide_object_replacement(asked, approve=True, by=world.first),
        "另一人",
    )
    assert draw.drawn.count() == 4


def test_one_request_is_decided_before_the_next(world):
    draw = drawn(world)
    asked = ask(draw.drawn.get(place=1), world.first)
    refused(lambda: ask(draw.drawn.get(place=2), world.first), "等待批准")
    replacements.decide_object_replacement(asked, approve=False, by=world.second)
    assert draw.drawn.count() == 4
    again = ask(draw.drawn.get(place=2), world.first)
    assert again.after == asked.after  # a refused request passes nobody over
    refused(
        lambda: replacements.decide_object_replacement(asked, approve=True, by=world.second),
        "未批准",
    )


def test_a_request_out_of_turn_is_not_approved(world):
    draw = drawn(world)
    asked = ask(draw.drawn.get(place=1), world.first)
    ObjectReplacement.objects.filter(pk=asked.pk).update(place=1)
    refused(
        lambda: replacements.decide_object_replacement(asked, approve=True, by=world.second),
        "递补顺序已经变化",
    )
    assert draw.drawn.count() == 4


def test_what_gave_way_is_not_replaced_again(world):
    draw = drawn(world)
    one = draw.drawn.get(place=1)
    replaced(world, one)
    refused(lambda: ask(one, world.first), "已被递补")
    officer = one.officers.first().officer
    refused(
        lambda: replacements.ask_replacement(one, before=officer, reason="病", by=world.first),
        "已被递补",
    )


def test_a_list_that_is_exhausted_is_said(world):
    draw = drawn(world, want=12)
    refused(lambda: ask(draw.drawn.first(), world.first), "没有可递补")


def test_before_the_draw_there_is_nothing_to_replace(world):
    assert not committed(world).drawn.exists()


def test_the_database_keeps_successors_too(world):
    draw = drawn(world)
    made = replaced(world, draw.drawn.get(place=1))
    with pytest.raises(DatabaseError), transaction.atomic():
        type(made).objects.filter(pk=made.pk).update(place=9)


def test_the_public_sees_who_came_for_whom_and_why(world, client):
    draw = drawn(world)
    one = draw.drawn.get(place=1)
    made = replaced(world, one)
    draws.publish_draw(draw, by=world.first)
    shown = client.get(reverse("portal:draw", args=[draw.pk])).content.decode()
    assert f"{one.enterprise.name}（已停产、关闭或注销）由 {made.enterprise.name} 递补" in shown
    data = client.get(reverse("portal:draw_json", args=[draw.pk]))
    assert "现场锁闭" not in shown + data.content.decode()  # free words stay inside
    assert drawing.verify(data.json()) == []


def test_the_pages_of_a_replacement_work(world, client):
    draw = drawn(world)
    one = draw.drawn.get(place=1)
    client.force_login(world.first)
    page = reverse("plans:replace_object", args=[one.pk])
    assert "随机顺序" in client.get(page).content.decode()
    assert client.post(page, {"cause": "closed"}).status_code == 422
    assert client.post(page, {"cause": "closed", "reason": "停产"}).status_code == 302
    asked = ObjectReplacement.objects.get()
    decide = reverse("plans:object_decide", args=[asked.pk, "approve"])
    client.force_login(world.second)
    assert decide in client.get(reverse("plans:draw", args=[draw.pk])).content.decode()
    assert client.post(decide).status_code == 302
    before = Entry.objects.count()
    assert client.post(decide).status_code == 422  # a double click does nothing
    assert Entry.objects.count() == before
    shown = client.get(reverse("plans:draw", args=[draw.pk])).content.decode()
    assert "由第 5 家递补" in shown and "递补第 1 家" in shown
    ledger = reverse("desk:ledger", args=["object-replacements"])
    assert asked.after.name in client.get(ledger).content.decode()
