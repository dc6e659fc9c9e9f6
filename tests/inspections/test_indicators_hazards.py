"""Numbers of hazards, orders, listings, villages and own checks."""

from __future__ import annotations

import datetime as dt

import pytest

from angen.assess import sources
from angen.assess.facts import facts_on
from angen.inspections.models import SelfCheck
from angen.kernel.indicators import registered
from factories.enterprises import EnterpriseFactory
from factories.inspections import HazardFactory
from inspections import figures

DUE = dt.date(2022, 5, 20)
AFTER = dt.timedelta(days=1)
MAJOR = {"grade": "major", "standard": "工贸判定标准", "clause": "第三条"}


@pytest.fixture
def w(db):
    return figures.made()


@pytest.mark.parametrize(
    "name",
    [
        *("findings_made", "hazards_found", "major_hazards_found", "hazards_due"),
        *("general_hazards_due", "major_hazards_due", "hazards_closed_in_time"),
        *("general_hazards_closed_in_time", "major_hazards_closed_in_time"),
        *("general_hazards_rechecked_in_time", "hazards_overdue_open", "major_hazards_overdue"),
        *("hazards_open", "major_hazards_open", "major_hazards_unreported", "repeat_hazards"),
        *("hazards_with_duty", "orders_rechecked_in_time", "orders_issued"),
        *("extensions_answered_in_time", "site_decisions_filmed", "enforcement_papers_issued"),
        *("major_hazards_listed", "listings_progress_in_time", "listings_published"),
        *("village_findings_made", "village_findings_answered_in_time", "self_checks_in_period"),
    ],
)
def test_nothing_recorded_is_unknown(w, name):
    assert w.value(name) is None


def test_a_body_that_visits_and_finds_nothing_has_zero(w):
    w.visit(w.enterprise(), DUE)
    for name in ("hazards_found", "hazards_due", "hazards_overdue_open", "major_hazards_open"):
        assert w.value(name) == 0, name
    assert w.value("hazards_closed_in_time") is None  # nothing was due: no rate over nothing


def test_closed_in_time_is_of_those_due_in_the_period(w):
    w.close(w.hazard(DUE), DUE)
    w.close(w.hazard(DUE), DUE + AFTER)
    w.close(w.hazard(DUE, done_on=DUE), DUE + 5 * AFTER)  # done in time, seen later
    w.hazard(DUE)
    w.close(w.hazard(dt.date(2022, 7, 1)), DUE)  # belongs to the next quarter
    found = w.fact("hazards_closed_in_time")
    assert (found.part, found.whole) == (2, 4)
    assert w.value("hazards_due") == 4
    assert w.fact("major_hazards_closed_in_time").whole == 0


def test_what_was_closed_after_the_period_was_open_in_it(w):
    w.close(w.hazard(figures.END, done_on=figures.END), figures.END + AFTER)
    assert w.value("hazards_closed_in_time") == 0
    assert w.value("hazards_open") == 1
    assert w.value("hazards_open", end=figures.END + AFTER) == 0


def test_a_dismissed_finding_is_no_hazard(w):
    w.hazard(None, state="dismissed", dismissed_for="核实不成立")
    assert w.value("hazards_found") is None


def test_rechecked_within_the_days_of_the_pack(w):
    w.close(w.hazard(DUE), DUE + 10 * AFTER, passed=False)
    w.close(w.hazard(DUE), DUE + 11 * AFTER)
    w.close(w.hazard(DUE, done_on=DUE - 8 * AFTER), DUE + 5 * AFTER)  # ten days since its word
    w.hazard(dt.date(2022, 6, 25))  # there is still time
    found = w.fact("general_hazards_rechecked_in_time")
    assert (found.part, found.whole) == (1, 3)


def test_overdue_are_those_open_past_their_day(w):
    w.hazard(DUE)
    w.hazard(DUE, **MAJOR)
    w.close(w.hazard(DUE), DUE + AFTER)
    assert w.value("hazards_overdue_open", end=DUE) == 0
    assert w.value("hazards_overdue_open") == 2
    assert w.value("major_hazards_overdue") == 1
    assert w.value("hazards_overdue_open", w.next) is None


def test_a_major_one_is_reported_only_when_both_were_told(w):
    told = w.hazard(DUE, told_department_on=DUE, told_workers_on=DUE, **MAJOR)
    half = w.hazard(DUE, told_department_on=DUE, **MAJOR)
    assert w.value("major_hazards_unreported") == 1
    w.close(half, DUE)
    assert w.value("major_hazards_unreported") == 0
    assert w.value("major_hazards_unreported", end=told.found_on) == 2


def test_findings_belong_to_who_found_and_following_to_who_follows(w):
    there = w.enterprise(w.next_office, area=w.next)
    visit = w.visit(there, DUE, origin="cross")
    HazardFactory(
        agency=w.next_office, enterprise=there, source="inspection", inspection=visit, found_on=DUE
    )
    assert (w.value("findings_made"), w.value("hazards_found")) == (1, 0)
    assert (w.value("findings_made", w.next), w.value("hazards_found", w.next)) == (0, 1)


def test_repeats_and_duties(w):
    first = w.hazard(DUE, found_on=dt.date(2022, 4, 4), unit="车间", person="张三", goal="更换")
    w.hazard(None, state="found", found_on=DUE, repeats=first, unit="车间")
    assert w.value("repeat_hazards") == 1
    found = w.fact("hazards_with_duty")
    assert (found.part, found.whole) == (1, 2)


def order(w, due=DUE, **given):
    one = w.enterprise()
    fields = {"kind": "rectify", "issued_on": due - 20 * AFTER, "due_on": due} | given
    made = w.office.orders.create(enterprise=one, **fields)
    return made, w.hazard(due, enterprise=one, order=made, found_on=made.issued_on)


def test_an_order_is_rechecked_in_time_by_itself_or_through_its_hazards(w):
    _, seen = order(w)
    w.close(seen, DUE + 10 * AFTER, passed=False)
    direct, _ = order(w)
    w.office.rechecks.create(
        kind="papers", enterprise=direct.enterprise, order=direct, checked_on=DUE
    )
    order(w)
    _, longer = order(w)
    longer.due_on = figures.END  # more time was granted
    longer.save()
    order(w, state="voided")
    found = w.fact("orders_rechecked_in_time")
    assert (found.part, found.whole) == (2, 3)
    assert w.value("orders_issued") == 4


def test_extensions_are_answered_within_the_days_of_the_pack(w):
    for days, state in ((5, "granted"), (6, "refused")):
        w.hazard(DUE).extensions.create(
            until=figures.END,
            reason="设备在途",
            asked_on=DUE,
            state=state,
            answered_on=DUE + days * AFTER,
        )
    w.hazard(DUE).extensions.create(until=figures.END, reason="停产", asked_on=DUE)
    late = w.hazard(DUE).extensions
    late.create(until=figures.END, reason="停产", asked_on=figures.END)
    found = w.fact("extensions_answered_in_time")
    assert (found.part, found.whole) == (1, 3)


def listing(w, **given):
    return w.hazard(DUE, **MAJOR).listings.create(
        **{
            "level": "county",
            "proposed_by": w.office,
            "proposed_on": dt.date(2022, 3, 1),
            "listed_by": w.office,
            "supervisor": w.office,
            "listed_on": dt.date(2022, 3, 10),
            "due_on": dt.date(2022, 12, 1),
            "state": "listed",
        }
        | given
    )


def test_listed_majors_and_their_monthly_reports(w):
    said, silent = listing(w), listing(w)
    listing(w, listed_on=dt.date(2022, 6, 10), published_on=dt.date(2022, 6, 12))  # no full month
    w.hazard(DUE, **MAJOR)
    for month in (4, 5, 6):
        day = dt.date(2022, month, 1)
        said.progress.create(month=day, said="进展", reported_on=day + 28 * AFTER)
        if month != 5:
            silent.progress.create(month=day, said="进展", reported_on=day + 28 * AFTER)
    found = w.fact("listings_progress_in_time")
    assert (found.part, found.whole) == (1, 2)
    found = w.fact("major_hazards_listed")
    assert (found.part, found.whole) == (3, 4)
    assert w.value("listings_published") == 1


def test_a_report_made_two_months_later_is_late(w):
    made = listing(w, delisted_on=dt.date(2022, 5, 10), state="delisted")
    report = made.progress.create(month=dt.date(2022, 4, 1), said="进展", reported_on=DUE)
    assert w.value("listings_progress_in_time") == 1
    report.reported_on = dt.date(2022, 6, 1)
    report.save()
    assert w.value("listings_progress_in_time") == 0


def test_village_findings_are_answered_in_time(w):
    at = dt.datetime(2022, 5, 20, 2, tzinfo=dt.UTC)
    for days in (7, 8):
        w.office.village_findings.create(
            area=w.town,
            where="村口",
            description="私拉电线",
            found_on=DUE,
            reported_at=at,
            state="answered",
            answer="已处理",
            answered_on=DUE + days * AFTER,
        )
    assert w.value("village_findings_made") == 2
    assert w.fact("village_findings_answered_in_time").part == 1


def test_own_checks_are_of_the_enterprises_of_the_township(w):
    one, _ = w.enterprise(), w.enterprise()
    EnterpriseFactory(area=w.next)
    SelfCheck.objects.create(enterprise=one, checked_on=dt.date(2022, 2, 1), checker="张三")
    assert w.value("self_checks_in_period") == 0
    SelfCheck.objects.create(enterprise=one, checked_on=DUE, checker="张三")
    found = w.fact("self_checks_in_period")
    assert (found.part, found.whole) == (1, 2)
    assert w.value("self_checks_in_period", w.next) is None


def test_numbers_asked_together_are_those_asked_alone_for_one_unit_or_many(w, monkeypatch):
    w.close(w.hazard(DUE), DUE)
    w.hazard(DUE, done_on=DUE)
    w.hazard(DUE, **MAJOR)
    w.hazard(DUE, agency=w.next_office)
    w.visit(w.enterprise(), DUE)
    asked = []
    fetched = sources.fetched
    monkeypatch.setattr(
        sources, "fetched", lambda sql, *given: asked.append(sql) or fetched(sql, *given)
    )
    names = [name for name, each in registered().items() if "inspections" in each.tags]
    units = [w.county.pk, w.town.pk, w.next.pk]
    packs = [figures.national()]
    together = facts_on(units, figures.END, names, figures.SPRING, packs)
    assert len(asked) == 1
    for unit in units:
        for name in names:
            alone = facts_on([unit], figures.END, [name], figures.SPRING, packs)[unit][name]
            assert together[unit][name] == alone, (unit, name)


def test_numbers_that_take_from_one_relation_read_it_once(w, monkeypatch):
    asked = []
    fetched = sources.fetched
    monkeypatch.setattr(
        sources, "fetched", lambda sql, *given: asked.append(sql) or fetched(sql, *given)
    )
    w.hazard(DUE)
    w.hazard(DUE, **MAJOR)
    names = ["hazards_closed_in_time", "major_hazards_listed"]
    found = facts_on([w.town.pk, w.next.pk], figures.END, names, figures.SPRING)[w.town.pk]
    (sql,) = asked
    # Due, due and closed, open and major; the listed ones are looked up among the hazards again.
    assert sql.count('FROM "inspections_hazard"') == 2
    assert (found["hazards_closed_in_time"].whole, found["major_hazards_listed"].whole) == (2, 1)
