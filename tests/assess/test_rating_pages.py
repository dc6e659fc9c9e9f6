"""Pages of ratings: every one opens for who may see it, and to nobody else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from angen.assess.actions import appeals, cycles
from angen.assess.models import Appeal, Consequence, Cycle, Scoring

pytestmark = pytest.mark.django_db


def client_of(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def page(client: Client, name: str, *args: object, query: str = "", status: int = 200) -> str:
    response = client.get(reverse(f"assess:{name}", args=args) + query)
    assert response.status_code == status, (name, response.status_code)
    return response.content.decode() if not response.streaming else ""


def test_the_pages_of_a_published_cycle(place):
    _, third = place.failing("2021Q2", "2021Q3")
    city = client_of(place.by)
    assert "2021年第三季度执法效能评估" in page(city, "cycles")
    shown = page(city, "cycle", third.pk)
    assert "连续2次不合格" in shown and "54号" in shown and "启动问责" in shown
    page(city, "cycle", third.pk, query="?format=xlsx")
    town = place.towns["丙"].pk
    shown = page(city, "rating_unit", third.pk, town)
    assert "任务完成" in shown and "与上次比" in shown
    shown = page(city, "rating_why", third.pk, town, "marks")
    assert "task_marks * 0.6" in shown and "计入的记录（1条）" in shown
    assert "2021Q2" in page(city, "rating_history", town) or "第二季度" in page(
        city, "rating_history", town
    )
    one, two = place.result(third, "丙"), place.result(third, "甲")
    shown = page(city, "rating_compare", query=f"?a={one.pk}&b={two.pk}")
    assert "相差" in shown
    page(city, "rating_compare", query="?a=x&b=1", status=404)
    assert "丙" in page(city, "consequences")
    case = Consequence.objects.get(cycle=third, deed="accountability")
    assert "启动问责" in page(city, "consequence", case.pk)


def test_a_township_sees_its_own_and_nothing_of_others(place):
    (third,) = place.failing("2021Q3")
    town, other = place.towns["丙"], place.towns["甲"]
    client = client_of(place.head("丙"))
    shown = page(client, "cycle", third.pk)
    assert "丙" in shown and "甲" not in shown
    page(client, "rating_unit", third.pk, town.pk)
    page(client, "rating_unit", third.pk, other.pk, status=404)
    page(client, "rating_history", other.pk, status=404)
    page(client, "scorings", third.pk, status=404)
    page(client, "simulation", status=404)
    draft = place.run("2021Q2")
    page(client, "cycle", draft.pk, status=404)
    page(client, "rating_unit", draft.pk, town.pk, status=404)


def test_a_cycle_is_run_from_the_pages(place):
    city, other = client_of(place.by), client_of(place.other)
    data = {"rating": "city-2021/effect", "area": place.city.pk, "key": "2021q1"}
    response = city.post(reverse("assess:cycle_new"), data)
    made = Cycle.objects.get()
    assert response.status_code == 302 and made.key == "2021Q1"
    assert "已经开始评定" in city.post(reverse("assess:cycle_new"), data).content.decode()
    town = place.towns["甲"]
    sheet = reverse("assess:sheet", args=[made.pk, town.pk, "files"])
    bad = city.post(sheet, {"line0": "21", "line1": "10"})
    assert bad.status_code == 422 and not Scoring.objects.exists()
    assert city.post(sheet, {"line0": "20", "line1": "10"}).status_code == 302
    assert "第一位评分人已评" in other.get(sheet).content.decode()
    assert other.post(sheet, {"line0": "10", "line1": "5"}).status_code == 302
    scoring = Scoring.objects.get()
    assert scoring.state == "disputed"
    third = client_of(place.third)
    assert "裁定" in page(third, "scorings", made.pk)
    settle = reverse("assess:scoring_settle", args=[scoring.pk])
    assert third.post(settle, {"points": "20", "reason": "核"}).status_code == 302
    for client, name in ((city, "run"), (other, "confirm"), (city, "publish")):
        step = reverse("assess:cycle_step", args=[made.pk, name])
        assert client.get(step).status_code == 200
        sent = client.post(step, {"on": "2021-04-20", "reason": ""})
        assert sent.status_code == 302, sent.content.decode()
    made.refresh_from_db()
    assert made.state == "published"


def test_an_appeal_from_the_pages(place):
    second, _ = place.failing("2021Q2", "2021Q3")
    town = place.towns["丙"]
    head, city = client_of(place.head("丙")), client_of(place.other)
    ask = reverse("assess:appeal_new", args=[second.pk, town.pk])
    assert head.post(ask, {"items": [], "reason": "漏"}).status_code == 422
    assert not Appeal.objects.exists()
    assert head.post(ask, {"items": ["marks"], "reason": "漏"}).status_code == 302
    made = Appeal.objects.get()
    assert "漏" in page(head, "appeals")
    assert "认定成立" not in page(head, "appeal", made.pk)
    assert "认定成立" in page(city, "appeal", made.pk)
    uphold = reverse("assess:appeal_step", args=[made.pk, "uphold"])
    assert head.post(uphold, {"decision": "x"}).status_code == 403
    assert "现为30分" in city.get(uphold).content.decode()
    sent = city.post(uphold, {"decision": "属实", "fact:task_marks": "90"})
    assert sent.status_code == 302, sent.content.decode()
    assert "更正后" in page(head, "appeal", made.pk)
    assert "原为58分" in page(head, "rating_unit", second.pk, town.pk)
    assert "更正" in page(city, "cycle", second.pk)


def test_a_simulation_from_the_page(place):
    place.publish("2021Q1")
    city = client_of(place.by)
    shown = page(city, "simulation", query="?pack=city-2021")
    assert "pass_mark" in shown and "个单位等次变化" not in shown
    shown = page(city, "simulation", query="?pack=city-2021&run=1&v_pass_mark=75&cycles=1")
    assert "至少" not in shown
    assert "要填一个数" in page(city, "simulation", query="?pack=city-2021&run=1&v_pass_mark=x")


@pytest.mark.parametrize("name", ["cycles", "cycle", "rating_unit", "consequences", "appeals"])
def test_the_number_of_queries_does_not_grow_with_the_units(place, name):
    _, third = place.failing("2021Q2", "2021Q3")
    appeals.ask_appeal(place.result(third, "丙"), items=["marks"], reason="x", by=place.head("丙"))
    city = client_of(place.by)
    args = {"cycle": [third.pk], "rating_unit": [third.pk, place.towns["丙"].pk]}.get(name, [])
    page(city, name, *args)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page(city, name, *args)
    assert len(asked) <= 32, [q["sql"][:120] for q in asked]
    assert Decimal(len(asked)) > 0 and cycles
