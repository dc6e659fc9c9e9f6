"""Numbers of visits: by the acting body, visits and enterprises apart, rechecks by themselves."""

from __future__ import annotations

import datetime as dt

import pytest

from angen.capacity.models import FieldDay
from factories.enterprises import EnterpriseFactory
from factories.inspections import MaterialFactory
from factories.plans import PlanItemFactory
from inspections import figures

SPRING_FIRST = figures.SPRING
MAY, JUNE, MARCH = dt.date(2022, 5, 6), dt.date(2022, 6, 30), dt.date(2022, 3, 31)
NAMES = (
    "inspections_made",
    "rechecks_made",
    "enterprises_visited",
    "enterprises_to_supervise",
    "coverage",
    "draw_share",
    "unplanned_share",
    "cross_inspections_made",
    "assistance_visits",
    "unannounced_visits",
    "handouts_given",
    "field_days_inspections",
    "field_days_worked",
    "inspection_records_compliant",
    "certified_officers_per_visit_min",
    "procedure_breaches",
)


@pytest.fixture
def w(db):
    return figures.made()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_recorded_is_unknown(w, name):
    assert w.value(name) is None


def test_visits_and_enterprises_are_counted_apart(w):
    one, two = w.enterprise(), w.enterprise()
    for on in (SPRING_FIRST, MAY, JUNE):
        w.visit(one, on)
    w.visit(two, MAY)
    assert (w.value("inspections_made"), w.value("enterprises_visited")) == (4, 2)
    assert w.value("inspections_made", w.next) is None


def test_both_ends_of_the_period_count_and_no_day_beyond(w):
    one = w.enterprise()
    for on in (MARCH, SPRING_FIRST, JUNE, dt.date(2022, 7, 1)):
        w.visit(one, on)
    assert w.value("inspections_made") == 2
    assert w.value("inspections_made", since=None) == 3


def test_who_visited_earlier_in_the_year_has_zero_not_unknown(w):
    w.visit(w.enterprise(), MARCH)
    assert w.value("inspections_made") == 0
    assert w.value("inspections_made", end=dt.date(2023, 6, 30), since=None) is None


def test_an_unsigned_visit_is_none(w):
    w.visit(w.enterprise(), MAY, state="underway")
    assert w.value("inspections_made") is None


def test_a_recheck_is_no_visit_and_covers_nobody(w):
    one = w.enterprise()
    first = w.visit(one, MARCH)
    w.visit(one, MAY, origin="recheck", follows=first)
    assert (w.value("inspections_made"), w.value("rechecks_made")) == (0, 1)
    assert w.value("enterprises_visited") == 0
    assert w.value("coverage") == 0
    assert w.value("field_days_inspections") == 2


def test_a_visit_elsewhere_counts_for_the_body_that_made_it(w):
    there = w.enterprise(w.next_office, area=w.next)
    w.visit(there, MAY, origin="cross")
    assert w.value("cross_inspections_made") == 1
    assert w.value("cross_inspections_made", w.next) is None
    assert w.value("coverage", w.next) == 0


def test_coverage_is_of_the_enterprises_under_the_body(w):
    seen, _ = w.enterprise(), w.enterprise()
    w.visit(seen, MAY)
    w.visit(seen, JUNE)
    w.visit(EnterpriseFactory(area=w.town), MAY)  # of another body
    found = w.fact("coverage")
    assert (found.part, found.whole) == (1, 2)
    assert w.value("enterprises_to_supervise") == 2


def test_a_merged_or_closed_enterprise_is_not_there_to_be_covered(w):
    kept, gone, shut = (
        w.enterprise(),
        w.enterprise(),
        w.enterprise(closed_on=MARCH, business="closed"),
    )
    type(gone).objects.filter(pk=gone.pk).update(merged_into=kept)
    assert shut.closed_on == MARCH
    assert w.value("enterprises_to_supervise") == 1


def test_draws_are_a_share_of_general_visits(w):
    plan = w.plan()
    named = PlanItemFactory(plan=plan, kind="key", month=5)
    other = PlanItemFactory(plan=plan, kind="general", month=5)
    for item in (named, other):
        w.visit(item.enterprise, MAY, origin="plan", plan_item=item)
    w.visit(w.enterprise(), MAY, origin="draw")
    found = w.fact("draw_share")
    assert (found.part, found.whole) == (1, 2)
    assert w.value("unplanned_share") == 0


def test_handouts_are_added_up(w):
    visit = w.visit(w.enterprise(), MAY)
    assert w.value("handouts_given") == 0
    for copies in (5, 20):
        visit.handouts.create(material=MaterialFactory(agency=w.office), copies=copies)
    assert w.value("handouts_given") == 25


def test_a_day_is_one_field_day_however_many_visits(w):
    one, two = w.enterprise(), w.enterprise()
    w.visit(one, MAY)
    w.visit(two, MAY)
    w.visit(two, JUNE, officers=1)
    assert w.value("field_days_inspections") == 3


def test_a_day_entered_by_hand_is_not_counted_beside_the_visit_of_that_day(w):
    worker = w.officers[w.office.pk][0]
    worker.agency = w.office
    worker.save()
    w.visit(w.enterprise(), MAY)
    for on in (MAY, JUNE):
        FieldDay.objects.create(officer=worker, worked_on=on, place="企业")
    assert (w.value("field_days_inspections"), w.value("field_days_worked")) == (2, 3)


def test_a_lawful_record_and_all_that_makes_one_unlawful(w):
    w.visit(w.enterprise(), MAY)
    assert w.value("inspection_records_compliant") == 1
    assert w.value("certified_officers_per_visit_min") == 2
    assert w.value("procedure_breaches") == 0
    w.visit(w.enterprise(), MAY, officers=1)
    assert w.value("inspection_records_compliant") == figures.Decimal("0.5")
    assert w.value("certified_officers_per_visit_min") == 1
    assert w.value("procedure_breaches") == 1
    w.visit(w.enterprise(), MAY, officers=0)
    assert w.value("certified_officers_per_visit_min") == 0


def test_a_certificate_out_of_date_or_suspended_is_none(w):
    first, second = w.officers[w.office.pk]
    w.visit(w.enterprise(), MAY)
    first.certificates.update(valid_to=dt.date(2022, 5, 5))
    assert w.value("inspection_records_compliant") == 0
    first.certificates.update(valid_to=dt.date(2025, 5, 5))
    assert w.value("inspection_records_compliant") == 1
    second.certificates.first().suspensions.create(valid_from=MAY, reason="核查")
    assert w.value("inspection_records_compliant") == 0
    assert w.value("procedure_breaches") == 1


def test_an_empty_checklist_is_no_compliant_record_but_a_recheck_needs_none(w):
    one = w.enterprise()
    visit = w.visit(one, MAY, answers={})
    assert w.value("inspection_records_compliant") == 0
    w.visit(one, JUNE, origin="recheck", follows=visit, answers=None)
    assert w.value("inspection_records_compliant") == figures.Decimal("0.5")


def test_a_scheme_approved_after_the_visit_began_is_a_breach(w):
    w.visit(w.enterprise(), MAY, approved_at=dt.datetime.combine(MAY, dt.time(10), dt.UTC))
    assert w.value("procedure_breaches") == 1


def test_without_a_number_in_any_pack_nothing_is_said(w, monkeypatch):
    w.visit(w.enterprise(), MAY)
    monkeypatch.setattr("angen.assess.numbers.active_packs", lambda: [])
    found = figures.facts_on([w.town.pk], JUNE, ["inspection_records_compliant"])
    assert found[w.town.pk]["inspection_records_compliant"].value is None
