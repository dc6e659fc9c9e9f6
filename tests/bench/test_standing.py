"""A prefecture's full run with evidence (P2): 54 units, their visits, hazards and plans of a year.

Every standard of the national pack and of the pack of Rizhao is evaluated, the facts as well as the
records behind them; then one unit alone, after one record was changed.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from angen.assess.evidence import evidence
from angen.assess.screens.area import area_screen
from angen.assess.screens.asked import Asked
from angen.assess.screens.work import work_screen
from angen.assess.standing import standing
from angen.assess.together import Together
from angen.assess.units import UnitOn, units_on
from angen.inspections.models import Hazard, Inspection
from angen.orgs.models import Agency, Area
from angen.policy.loader import load_pack
from bench.report import report
from factories import AccountFactory, AppointmentFactory, AreaFactory
from factories.bodies import AgencyFactory
from factories.people import CertificateFactory

ROOT = Path(__file__).resolve().parents[2]
TOWNS, ENTERPRISES, VISITS, HAZARDS = 54, 3_200, 5_765, 12_000
DAY = dt.date(2021, 12, 31)
TIMES = 9
TICKS = os.sysconf("SC_CLK_TCK")
FILL = """
create temporary table town on commit drop as
  select row_number() over (order by a.code) - 1 as n, a.code, g.id as body
  from orgs_area a join orgs_agency g on g.area_id = a.code where a.level = 'township';
insert into enterprises_enterprise (id, code, no_code_reason, name, area_id, address, industry,
  sector, scale, licence, business, principal, phone, features, risk, standard)
select gen_random_uuid(), '91371102' || lpad(i::text, 9, '0') || '0', '', '企业' || i, code, '',
  '26', 'machinery', 'small', 'licensed', 'open', '', '', '{}', '', ''
from generate_series(0, 3199) as i join town on n = i % 54;
create temporary table firm on commit drop as
  select row_number() over (order by code) - 1 as n, id, area_id from enterprises_enterprise;
insert into enterprises_supervision (enterprise_id, agency_id, level, reason, document, valid_from)
  select f.id, body, 'township', '', '', '2020-01-01' from firm f join town t on t.code = f.area_id;
insert into plans_annualplan (id, agency_id, year, version, working_days, provisional, key_cost,
  general_cost, draw_count, state, change_reason, approver, approval_document, approved_on,
  published_at)
  select gen_random_uuid(), body, 2021, 1, 250, false, 4, 2, 0, 'approved', '', '镇政府', '1号',
  '2021-01-10', '' from town;
insert into plans_planitem (id, plan_id, enterprise_id, kind, month, reason)
  select gen_random_uuid(), p.id, f.id, case when f.n % 3 = 0 then 'key' else 'general' end,
  1 + f.n % 12, '' from firm f join town t on t.code = f.area_id
  join plans_annualplan p on p.agency_id = t.body;
insert into inspections_inspection (id, agency_id, enterprise_id, party, area_id, origin, manner,
  reason, report, planned_on, content, helpers, partners, over_cap_reason, visited_on, started_at,
  ended_at, approved_at, place, met_person, met_post, met_phone, card_shown, narrative, refused,
  refusal, witness, filmed, state, cancelled_for, made_at)
  select gen_random_uuid(), t.body, f.id, '企业', t.code, 'plan', 'ordinary', '', '', d, '', '', '',
  '', d, d + time '09:00', d + time '10:00', d - 1 + time '09:00', '', '', '', '', true, '', false,
  '', '', true, 'recorded', '', d
  from generate_series(0, 5764) as i join firm f on f.n = i % 3200
  join town t on t.code = f.area_id, lateral (select date '2021-01-04' + (i * 7) % 360 as d) day;
insert into inspections_inspectionofficer (inspection_id, officer_id, certificate_id, number, lead)
  select v.id, o.officer_id, c.id, c.number, false from inspections_inspection v
  join orgs_appointment o on o.agency_id = v.agency_id
  join orgs_certificate c on c.officer_id = o.officer_id;
insert into inspections_sheet (inspection_id, sector, answers, notes)
  select id, 'general', '{"G001": "ok", "G002": "bad"}', '{}' from inspections_inspection;
insert into inspections_hazard (id, enterprise_id, party, area_id, agency_id, source, item,
  description, place, grade, standard, clause, basis, measure, found_on, unit, person, goal,
  first_due_on, due_on, done_note, plan_goal, plan_measures, plan_funds, plan_people, plan_time,
  plan_emergency, escalated, state, dismissed_for)
  select gen_random_uuid(), f.id, '企业', t.code, t.body, 'self_check', 'G002', '隐患', '',
  case when i % 200 = 0 then 'major' else 'general' end, '标准', '条', 'source', 'deadline', d,
  '车间', '张三', '整改', d + 20, d + 20, '', '', '', '', '', '', '', 0, 'rectifying', ''
  from generate_series(0, 11999) as i join firm f on f.n = i % 3200
  join town t on t.code = f.area_id, lateral (select date '2021-01-04' + (i * 7) % 360 as d) day;
with look as (insert into inspections_recheck (id, kind, enterprise_id, agency_id, checked_on,
    opinion, recorded_at)
  select id, 'papers', enterprise_id, agency_id, due_on, '', now() from inspections_hazard
  where grade = 'general' and due_on < '2021-12-20' returning id),
seen as (insert into inspections_recheckresult (recheck_id, hazard_id, passed, note)
  select id, id, true, '' from look returning id, hazard_id)
select count(*) from seen;
update inspections_hazard h set state = 'closed', closed_on = h.due_on, closed_by_id = r.id
  from inspections_recheckresult r where r.hazard_id = h.id;
"""
TABLES = (
    *("enterprises_enterprise", "enterprises_supervision", "plans_planitem", "orgs_area"),
    *("inspections_inspection", "inspections_inspectionofficer", "inspections_sheet"),
    *("inspections_hazard", "inspections_recheck", "inspections_recheckresult"),
)


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[Area]:
    """The prefecture, filled."""
    with django_db_blocker.unblock():
        made = AreaFactory(level="prefecture", code="3711")
        counties = [AreaFactory(level="county", parent=made) for _ in range(6)]
        for number in range(TOWNS):
            town = AreaFactory(level="township", parent=counties[number % 6])
            body = AgencyFactory(area=town)
            for _ in range(2):
                CertificateFactory(officer=AppointmentFactory(agency=body).officer)
        with connection.cursor() as cursor:
            cursor.execute(f"begin; {FILL} commit;")
            for table in TABLES:
                cursor.execute(f"vacuum analyze {table}")
        assert Inspection.objects.count() == VISITS
        yield made


def processor(backend: int) -> float:
    """Milliseconds of processor time of this process and of its database backend."""
    user, system = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[11:13]
    return time.process_time() * 1000 + (int(user) + int(system)) * 1000 / TICKS


def measured(what: str, backend: int, target: float, run: Callable[[], Any]) -> list[object]:
    """A row: processor time of one run, its median and range on the clock, the first one too."""
    begun = time.perf_counter()
    run()
    first = (time.perf_counter() - begun) * 1000
    times = []
    before = processor(backend)
    for _ in range(TIMES):
        begun = time.perf_counter()
        run()
        times.append((time.perf_counter() - begun) * 1000)
    spent = (processor(backend) - before) / TIMES
    low, middle, high = min(times), statistics.median(times), max(times)
    return [
        *(what, f"{spent:.0f} ms", f"{target:.0f} ms"),
        *(f"{middle:.0f} ms（{low:.0f}–{high:.0f}）", f"{first:.0f} ms"),
        spent < target,
    ]


def full(units: list[UnitOn], packs: list[Any]) -> None:
    """A standing and the records behind every fact it read, as ``angen assess --json`` asks it."""
    source = Together()
    found = standing(units, DAY, packs, source=source)
    names = {fact.name for line in found.lines for fact in line.facts}
    evidence([unit.code for unit in units], DAY, names, source=source)


@pytest.mark.django_db(transaction=True)
def test_a_full_run_with_evidence_and_one_unit_again(
    city: Area, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs = [load_pack(ROOT / "packs" / name) for name in ("national", "rizhao-2021")]
    for module in ("numbers", "standing", "screens.area", "screens.work"):
        monkeypatch.setattr(f"angen.assess.{module}.active_packs", lambda: packs)
    with django_db_blocker.unblock():
        units = units_on(Area.objects.filter(level="township"), DAY)
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            (backend,) = cursor.fetchone()

        def again() -> None:
            Hazard.objects.filter(pk=Hazard.objects.first().pk).update(done_note="改")
            standing(units[:1], DAY, packs)

        gc.collect()
        gc.freeze()  # as the server does with what it loads
        asked = Asked(AccountFactory(role="city_office", area=city), DAY, {})
        town = Agency.objects.filter(area=units[0].code).first().area
        rows = [
            measured(what, backend, target, run)
            for what, target, run in (
                ("54 个单位，全部标准", 220, lambda: standing(units, DAY, packs)),
                ("54 个单位，连同依据的记录", 400, lambda: full(units, packs)),
                ("改一条记录后重评一个单位", 80, again),
                ("乡镇页", 90, lambda: area_screen(asked, town)),
                ("乡镇页的检查与隐患", 80, lambda: work_screen(asked, town)),
                ("全市页", 240, lambda: area_screen(asked, city)),
                ("全市页的检查与隐患", 290, lambda: work_screen(asked, city)),
            )
        ]
    report(
        "P2 一个地级市的评定",
        ("做什么", "处理器时间", "上限", "时钟时间（中位、范围）", "第一次"),
        [row[:-1] for row in rows],
        f"{TOWNS} 个乡镇、{ENTERPRISES} 家企业、{VISITS} 次检查、{HAZARDS} 条隐患，国家和日照两个政策包。"
        f"处理器时间是本进程和数据库后端进程之和，{TIMES} 次平均；机器与别的工作共用，时钟时间供参考。",
    )
    assert all(row[-1] for row in rows), rows
