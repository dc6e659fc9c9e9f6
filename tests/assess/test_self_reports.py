"""A unit reports its own points, the review confirms or changes them for a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from angen.assess.actions import cycles, scoring, self_reports
from angen.assess.models import Scoring, SelfReport
from angen.kernel.refusal import NotAllowed, Refused
from angen.rulebook.actions import install_pack
from assess import rated
from factories import AccountFactory

pytestmark = pytest.mark.django_db
ASKED = rated.RATINGS.replace("  cycle: quarter\n", "  cycle: quarter\n  self_report: true\n")
LINES = [Decimal(18), Decimal(9)]


@pytest.fixture
def cycle(place):
    install_pack(rated.files(ratings=ASKED), by=None)
    return cycles.open_cycle(
        place.city, pack="city-2021", rating="effect", key="2021Q1", by=place.by
    )


def told(place, cycle, item: str = "files", marks=LINES, name: str = "甲") -> SelfReport:
    return self_reports.report_points(
        cycle, place.towns[name], item=item, marks=marks, note="见附件", by=place.head(name)
    )


def test_a_confirmed_report_is_the_first_score_and_the_second_hand_still_scores(place, cycle):
    report = told(place, cycle)
    assert (report.points, report.state) == (27, "reported")
    done = self_reports.review_report(report, marks=LINES, by=place.other)
    assert (done.state, done.reviewed_points, done.reviewer_id) == ("confirmed", 27, place.other.pk)
    known = Scoring.objects.get(cycle=cycle, unit=report.unit, item="files")
    assert (known.state, known.scorer_id, known.points) == ("awaiting", place.other.pk, 27)
    scoring.give_points(cycle, report.unit, item="files", marks=LINES, by=place.third)
    known.refresh_from_db()
    assert (known.state, known.agreed) == ("agreed", 27)


def test_a_change_needs_a_reason(place, cycle):
    report = told(place, cycle)
    lower = [Decimal(15), Decimal(9)]
    with pytest.raises(Refused, match="写明理由"):
        self_reports.review_report(report, marks=lower, by=place.other)
    report.refresh_from_db()
    assert report.state == "reported" and not Scoring.objects.exists()
    done = self_reports.review_report(report, marks=lower, reason="缺3份程序文书", by=place.other)
    assert (done.state, done.points, done.reviewed_points) == ("changed", 27, 24)
    with pytest.raises(Refused):
        self_reports.review_report(done, marks=LINES, by=place.third)
    with pytest.raises(Refused, match="已经审核"):
        told(place, cycle)


def test_of_a_computed_item_the_records_count(place, cycle):
    report = told(place, cycle, item="marks", marks=[Decimal(60)])
    before = place.result(cycle, "甲").item("marks")["earned"]
    self_reports.review_report(report, marks=[Decimal(57)], reason="按台账95分", by=place.other)
    assert not Scoring.objects.exists()
    cycles.run_cycle(cycle, by=place.by)
    assert place.result(cycle, "甲").item("marks")["earned"] == before


def test_only_the_own_unit_reports_and_only_while_it_is_rated(place, cycle):
    unit = place.towns["甲"]
    for who, kind in ((place.head("乙"), NotAllowed), (place.by, NotAllowed)):
        with pytest.raises(kind):
            self_reports.report_points(cycle, unit, item="files", marks=LINES, note="x", by=who)
    for marks, note in (([Decimal(21), Decimal(1)], "x"), (LINES[:1], "x"), (LINES, " ")):
        with pytest.raises(Refused):
            self_reports.report_points(
                cycle, unit, item="files", marks=marks, note=note, by=place.head("甲")
            )
    assert not SelfReport.objects.exists()
    again = told(place, cycle)
    assert told(place, cycle, marks=[Decimal(20), Decimal(9)]).pk == again.pk
    for who in (place.by, place.other):
        scoring.give_points(cycle, unit, item="files", marks=rated.FULL, by=who)
    for each in place.towns.values():
        for who in (place.by, place.other):
            if each != unit:
                scoring.give_points(cycle, each, item="files", marks=rated.FULL, by=who)
    cycles.run_cycle(cycle, by=place.by)
    cycles.confirm_cycle(cycle, by=place.other)
    with pytest.raises(Refused, match="不能再自评"):
        told(place, cycle, name="丁")
    with pytest.raises(Refused, match="不能再审核"):
        self_reports.review_report(again, marks=LINES, reason="x", by=place.other)


def test_the_unit_s_own_people_review_nothing_and_see_nothing_of_the_draft(place, cycle):
    """A brigade scores those below it; what it reported of itself it does not review."""
    report, colleague = told(place, cycle), AccountFactory(
        role="county_brigade", area=place.towns["甲"]
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        self_reports.review_report(report, marks=LINES, by=colleague)
    report.refresh_from_db()
    assert report.state == "reported" and not Scoring.objects.exists()
    browser = Client()
    browser.force_login(colleague)
    page = browser.get(reverse("assess:self_page", args=[cycle.pk])).content.decode()
    assert "27" in page and "按记录或评分" not in page and "审核</a>" not in page
    assert browser.get(reverse("assess:self_review", args=[report.pk])).status_code == 403


def test_a_rating_that_does_not_ask_takes_none(place):
    plain = place.run("2021Q1")
    with pytest.raises(Refused, match="没有自评"):
        told(place, plain)
    assert not SelfReport.objects.exists()


def test_the_pages(place, cycle):
    unit, head, city = place.towns["甲"], Client(), Client()
    account = place.head("甲")
    head.force_login(account)
    city.force_login(place.other)
    page = reverse("assess:self_page", args=[cycle.pk])
    assert str(cycle) in head.get(reverse("assess:self_reports")).content.decode()
    assert "还有3项没有自评" in head.get(page).content.decode()
    form = reverse("assess:self_report", args=[cycle.pk, unit.pk, "files"])
    assert head.post(form, {"line0": "18", "line1": "11", "note": "x"}).status_code == 422
    answer = head.post(form, {"line0": "18", "line1": "9", "note": "自查台账"})
    report = SelfReport.objects.get()
    assert answer.headers["Location"] == reverse("desk:record", args=["self-reports", report.pk])
    assert "上传附件" in head.get(answer.headers["Location"]).content.decode()
    own = head.get(page).content.decode()
    assert "还有2项没有自评" in own and "按记录或评分" not in own
    assert "按记录或评分" in city.get(page).content.decode()
    review = reverse("assess:self_review", args=[report.pk])
    assert head.get(review).status_code == 403
    shown = city.get(review).content.decode()
    assert "自查台账" in shown and "27" in shown
    assert city.post(review, {"line0": "10", "line1": "9", "note": ""}).status_code == 422
    assert city.post(review, {"line0": "18", "line1": "9", "note": ""}).status_code == 302
    stranger = Client()
    stranger.force_login(place.head("乙"))
    assert stranger.get(review).status_code == 404
    assert "自查台账" not in stranger.get(page).content.decode()
