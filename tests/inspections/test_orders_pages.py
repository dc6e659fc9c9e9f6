"""The pages of orders, rechecks and extensions, as officers and the enterprise see them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from angen.inspections.actions.extensions import ask_extension
from angen.inspections.models import Extension, Order, Recheck
from angen.papers.models import Paper
from inspections.ordering import DAY, World, build, today
from papers.reading import text


@pytest.fixture
def world(db: None) -> World:
    return build()


def url(name: str, *keys: object) -> str:
    return reverse(f"inspections:{name}", args=[str(one) for one in keys])


def test_preview_then_issue_then_again(client, world):
    client.force_login(world.officer)
    visit = world.visit()
    first, second = world.hazard(visit), world.hazard(visit, description="电线私拉乱接")
    page = client.get(url("visit", visit.pk)).content.decode()
    assert url("order_new", visit.pk) in page
    form = client.get(url("order_new", visit.pk))
    assert f"一般隐患最晚到 {today() + 30 * DAY}" in form.content.decode()
    sent = {
        "due_on": today() + 20 * DAY,
        "person": "王伟",
        f"take-{first.pk}": "on",
        f"person-{first.pk}": "刘芳",
    }
    shown = client.post(url("order_new", visit.pk), sent)
    assert shown.status_code == 200 and "data:image/png" in shown.content.decode()
    assert f'name="person-{first.pk}" value="刘芳"' in shown.content.decode()
    assert not Paper.objects.exists()
    done = client.post(url("order_new", visit.pk), {**sent, "stage": "issue"})
    order = Order.objects.get()
    assert done.status_code == 302 and done.url == reverse("papers:paper", args=[order.paper_id])
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.person, first.order, second.order) == ("刘芳", order, None)
    again = client.post(url("order_new", visit.pk), {**sent, "stage": "issue"})
    assert again.status_code == 422 and Order.objects.count() == 1


def test_a_refusal_stands_above_the_form(client, world):
    client.force_login(world.officer)
    visit = world.visit()
    hazard = world.hazard(visit)
    sent = {"due_on": today() + 40 * DAY, f"take-{hazard.pk}": "on"}
    for stage in ({}, {"stage": "issue"}):
        found = client.post(url("order_new", visit.pk), {**sent, **stage})
        assert found.status_code == 422
        assert "整改期限最长 30 天" in found.content.decode()
    measures = {
        "measure_stop_business": "on",
        "scope": "全厂",
        "due_on": today() + DAY,
        f"take-{hazard.pk}": "on",
    }
    found = client.post(url("decision_new", visit.pk), measures)
    assert found.status_code == 422 and "没有有效且已公布的执法权限" in found.content.decode()
    assert not Order.objects.exists() and not Paper.objects.exists()


def test_the_page_of_an_order_for_each_who_may(client, world, django_assert_max_num_queries):
    order = world.ordered(hazards=12)
    hazard = order.hazards.first()
    ask_extension(hazard, until=today() + 30 * DAY, reason="缺料", by=world.company)
    client.force_login(world.head)
    client.get(url("order", order.pk))
    with django_assert_max_num_queries(40):
        page = client.get(url("order", order.pk)).content.decode()
    assert "答复延期申请" in page and "书面和影像复核" in page and "已送达" not in page
    client.force_login(world.company)
    page = client.get(url("order", order.pk)).content.decode()
    assert (
        page.count("申请复查</a>") == 12 and "答复延期申请" not in page and "作废</a>" not in page
    )
    client.force_login(world.other_head)
    assert client.get(url("order", order.pk)).status_code == 404
    assert client.get(url("hazard_done", hazard.pk)).status_code == 404
    asked = Extension.objects.get()
    assert client.get(url("extension_answer", asked.pk)).status_code == 404


def test_the_enterprise_reports_and_asks_and_the_head_answers(client, world):
    order = world.ordered(hazards=2)
    one, two = order.hazards.all()
    client.force_login(world.company)
    client.post(url("hazard_done", one.pk), {"done_on": today(), "note": "已更换"})
    client.post(url("extension_new", two.pk), {"until": today() + 30 * DAY, "reason": "设备未到货"})
    one.refresh_from_db()
    asked = Extension.objects.get()
    assert (one.state, asked.hazard, asked.asked_by) == ("reported", two, world.company)
    client.force_login(world.head)
    found = client.post(url("extension_answer", asked.pk), {"decision": "grant"})
    assert found.status_code == 302
    two.refresh_from_db()
    assert two.due_on == today() + 30 * DAY


def test_a_recheck_visit_is_recorded_on_its_page(client, world):
    order = world.ordered()
    hazard = order.hazards.get()
    visit = world.recheck_visit(order)
    client.force_login(world.officer)
    page = client.get(url("visit", visit.pk)).content.decode()
    assert url("recheck_visit", visit.pk, order.pk) in page
    empty = client.post(url("recheck_visit", visit.pk, order.pk), {})
    assert empty.status_code == 422 and "请至少填写一项复查结果" in empty.content.decode()
    done = client.post(url("recheck_visit", visit.pk, order.pk), {f"passed-{hazard.pk}": "yes"})
    made = Recheck.objects.get()
    assert done.url == reverse("papers:paper", args=[made.paper_id])
    order.refresh_from_db()
    assert order.state == "done"


def test_by_papers_two_people_are_chosen(client, world):
    order = world.ordered()
    hazard = order.hazards.get()
    client.force_login(world.head)
    sent = {
        f"passed-{hazard.pk}": "no",
        f"due-{hazard.pk}": today() + 9 * DAY,
        "officers": [one.pk for one in world.officers[1:]],
    }
    client.post(url("recheck_new", order.pk), sent)
    hazard.refresh_from_db()
    assert (hazard.state, hazard.due_on) == ("rectifying", today() + 9 * DAY)


def test_void_and_lift_have_their_pages(client, world):
    order = world.ordered(served=False)
    client.force_login(world.head)
    assert client.get(url("order_step", order.pk, "lift")).status_code == 200
    done = client.post(url("order_step", order.pk, "void"), {"reason": "名称有误"})
    order.refresh_from_db()
    assert done.status_code == 302 and order.state == "voided"


@pytest.mark.parametrize("key", ["orders", "rechecks", "recheck-results", "extensions"])
def test_ledgers_list_filter_and_export(client, world, key, django_assert_max_num_queries):
    for _ in range(3):
        order = world.ordered()
        hazard = order.hazards.get()
        ask_extension(hazard, until=today() + 30 * DAY, reason="缺料", by=world.company)
        visit = world.recheck_visit(order)
        client.force_login(world.officer)
        client.post(url("recheck_visit", visit.pk, order.pk), {f"passed-{hazard.pk}": "yes"})
    client.force_login(world.head)
    address = reverse("desk:ledger", args=[key])
    client.get(address)
    with django_assert_max_num_queries(24):
        page = client.get(address)
    assert page.status_code == 200
    for query in ("late=1", "unserved=1", "measures=1", "failed=1", "state=done", "area="):
        assert client.get(f"{address}?{query}").status_code == 200
    assert client.get(reverse("desk:export", args=[key])).status_code == 200
    client.force_login(world.other_head)
    assert "木业" not in client.get(address).content.decode()


def test_the_enterprise_opens_its_order_once_it_was_served(client, world):
    order = world.ordered(served=False)
    paper = url("order_paper", order.pk)
    client.force_login(world.head)
    assert client.get(paper)["Content-Type"] == "application/pdf"
    client.force_login(world.company)
    assert client.get(paper).status_code == 404
    world.serve(order)
    shown = client.get(paper)
    assert shown.status_code == 200
    assert order.paper.number in text(b"".join(shown))
    client.force_login(world.other_head)
    assert client.get(paper).status_code == 404
    client.logout()
    assert client.get(paper).status_code in (302, 403)
