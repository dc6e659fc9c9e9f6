"""A province and a half in bulk: areas, bodies, people, enterprises, visits and hazards.

100 counties of 15 townships with 20 villages each, nine cities of one province and one city of
another. Names begin with the county's, as they do in life, so the order of names follows places.
Every row is made by SQL without triggers, and indexes are built when the rows are there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

COUNTIES, TOWNS, VILLAGES = 100, 15, 20
# ":many" stands for how many records.
AREAS = f"""
create temp table bench_county as
select c, case when c < 90 then '37' || lpad((c / 10 + 1)::text, 2, '0') else '4301' end as city,
  (array['日','莒','岚','东','五','临','沂','费','青','胶'])[1 + c / 10] ||
  (array['照','山','港','莲','水','阳','城','河','泉','安'])[1 + c % 10] as name
from generate_series(0, {COUNTIES} - 1) as c;
alter table bench_county add code text;
update bench_county set code = city || lpad((c % 10 + 1)::text, 2, '0');
create temp table bench_town as
select c * {TOWNS} + n as t, county.code || (100 + n) as code, county.code as county,
  county.city, county.name as county_name, c * {TOWNS} + n + 1 as office, 100000 + c as brigade
from bench_county as county, generate_series(0, {TOWNS} - 1) as n;
insert into orgs_area (code, name, level, kind, parent_id, path)
select distinct left(city, 2), left(city, 2) || '省', 'province', 'province', null,
  '/' || left(city, 2) || '/' from bench_county;
insert into orgs_area (code, name, level, kind, parent_id, path)
select distinct city, city || '市', 'prefecture', 'prefecture', left(city, 2),
  '/' || left(city, 2) || '/' || city || '/' from bench_county;
insert into orgs_area (code, name, level, kind, parent_id, path)
select code, name || '县', 'county', 'county', city,
  '/' || left(city, 2) || '/' || city || '/' || code || '/' from bench_county;
insert into orgs_area (code, name, level, kind, parent_id, path)
select code, county_name || t || '镇', 'township', 'town', county,
  '/' || left(city, 2) || '/' || city || '/' || county || '/' || code || '/' from bench_town;
insert into orgs_area (code, name, level, kind, parent_id, path)
select code || (200 + v), t || '镇' || v || '村', 'village', 'village', code,
  '/' || left(city, 2) || '/' || city || '/' || county || '/' || code || '/' || code || (200 + v)
  || '/' from bench_town, generate_series(0, {VILLAGES} - 1) as v;
insert into orgs_agency (id, area_id, kind, name, form, duty, independent, document, valid_from)
select office, code, 'township_office', county_name || t || '镇应急管理办公室', 'internal', '', true,
  '', date '2015-01-01' from bench_town
union all select distinct brigade, county, 'enforcement_brigade', county_name || '县应急执法大队',
  'institution', '', true, '', date '2015-01-01' from bench_town;
insert into orgs_officer (agency_id, name, identity_no, gender, born_on, phone, employment,
  education, major)
select a.id, (array['王伟','李霞','张强','刘洋','陈静','赵磊'])[n], 'B' || a.id || '-' || n, 'male',
  date '1985-01-01', '', 'institution', '', '' from orgs_agency as a, generate_series(1, 6) as n;
create temp table bench_officer as
select agency_id, array_agg(id order by id) as ids from orgs_officer group by agency_id;
"""
ENTERPRISES = """
create temp table bench_enterprise as
select i, md5('e' || i)::uuid as id, town.t, town.county, town.office, town.brigade,
  town.code || case when i % 3 = 0 then '' else (200 + h / 1500 % {villages})::text end as area,
  case when h / 7 % 5 = 0 then '' else town.county_name end ||
  (array['宏','鑫','瑞','恒','盛','华','泰','丰','远','达','昌'])[1 + h / 31 % 11] ||
  (array['祥','源','兴','运','通','顺','和','美','安','诚','信','利','富'])[1 + h / 401 % 13] ||
  i / 1000 || (array['化工','机械','木业','纺织','水泥','面粉','海产'])[1 + h / 97 % 7] ||
  '有限公司' as name
from (select i, abs(hashint4(i))::bigint as h from generate_series(1, :many) as i) as numbered
join bench_town as town on town.t = h % {towns};
create index on bench_enterprise (i);
analyze bench_enterprise;
insert into enterprises_enterprise (id, code, no_code_reason, name, area_id, address, industry,
  sector, scale, licence, business, principal, phone, features, risk, standard)
select id, '91371102' || lpad(i::text, 9, '0') || '0', '', name, area, '工业路 ' || i || ' 号', '26',
  (array['chemicals','machinery','light','textile','mine'])[1 + i % 5], 'small', 'licensed',
  case when i % 20 = 0 then 'closed' else 'open' end, '王伟', '13800000000', '{{}}',
  (array['','','','blue','yellow','red'])[1 + i % 6], '' from bench_enterprise;
insert into enterprises_place (enterprise_id, area_id) select id, area from bench_enterprise;
insert into enterprises_site (id, enterprise_id, name, area_id, address, main)
select md5('s' || i)::uuid, id, '二厂区', town.code || (200 + i % {villages}), '', false
from bench_enterprise join bench_town as town
  on town.t = (bench_enterprise.t + case when i % 4 = 0 then 20 else 1 end) % {towns}
where i % 30 = 0;
insert into enterprises_place (enterprise_id, area_id)
select enterprise_id, area_id from enterprises_site;
insert into enterprises_supervision (enterprise_id, agency_id, level, reason, document, valid_from)
select id, office, 'township', '', '', date '2024-01-01' from bench_enterprise where i % 50 > 0;
""".format(villages=VILLAGES, towns=COUNTIES * TOWNS)
VISITS = """
create temp table bench_visit as
select numbered.i, md5('v' || numbered.i)::uuid as id, e.id as enterprise, e.name, e.area,
  case when h / 3 % 4 = 0 then e.brigade else e.office end as agency,
  current_date + 20 - (h / 11 % 1100)::int as day, h
from (select i, abs(hashint4(i + 7))::bigint as h from generate_series(1, :many) as i) as numbered
join bench_enterprise as e on e.i = 1 + h % (select count(*) from bench_enterprise);
create index on bench_visit (i);
analyze bench_visit;
insert into inspections_inspection (id, agency_id, enterprise_id, party, area_id, origin, manner,
  reason, planned_on, visited_on, started_at, ended_at, state, cancelled_for, report, content,
  helpers, partners, over_cap_reason, place, met_person, met_post, met_phone, card_shown, narrative,
  refused, refusal, witness, filmed, made_at)
select id, agency, enterprise, name, area,
  (array['plan','plan','draw','campaign','unplanned','cross','report'])[1 + h / 13 % 7],
  (array['ordinary','ordinary','joint','unannounced'])[1 + h / 17 % 4], '按计划', day,
  case when done then day end, case when done then day + time '09:00' end,
  case when done then day + time '11:00' end,
  case when done then 'recorded' when day < current_date then 'cancelled'
       else (array['draft','submitted','approved'])[1 + h / 19 % 3] end,
  case when done or day >= current_date then '' else '企业停产' end, '', '现场作业、用电、特种设备',
  '', '', '', '车间', '李霞', '安全员', '13800000000', done, '', false, '', '', h % 3 = 0, day
from (select *, day < current_date and h / 23 % 33 > 0 as done from bench_visit) as visit;
insert into inspections_inspectionofficer (inspection_id, officer_id, number, lead)
select v.id, o.ids[1 + n], '', n = 0
from bench_visit as v join bench_officer as o on o.agency_id = v.agency, generate_series(0, 1) as n;
"""
# A closed hazard names the recheck that closed it; lists do not follow it, so none are made.
HAZARDS = """
insert into inspections_hazard (id, enterprise_id, party, area_id, agency_id, source,
  inspection_id, item, description, place, grade, standard, clause, basis, measure, found_on,
  unit, person, goal, first_due_on, due_on, done_on, done_note, plan_goal, plan_measures,
  plan_funds, plan_people, plan_time, plan_emergency, escalated, state, closed_on, closed_by_id,
  dismissed_for)
select md5('h' || v.i)::uuid, enterprise, name, area, agency, 'inspection', id,
  'A' || h % 60,
  (array['安全出口被堵塞','配电箱未接地','灭火器失效','有限空间无警示标志','危化品混存',
   '叉车无证操作','除尘系统积尘'])[1 + h / 29 % 7] || '，位于' || h % 40 || '号设备旁',
  (array['一车间','二车间','仓库','罐区','配电室'])[1 + h / 37 % 5],
  case when h % 101 = 0 then 'major' else 'general' end, '判定标准', '第三条', 'source', 'deadline',
  day, '', '', '', day + 15, day + 15, case when closed then day + 12 end, '', '', '', '', '', '', '',
  0, case when closed then 'closed' when h / 41 % 2 = 0 then 'rectifying' else 'reported' end,
  case when closed then day + 14 end, case when closed then v.i end, ''
from (select *, h / 43 % 20 > 0 as closed from bench_visit) as v;
"""


@contextmanager
def bare(*tables: str) -> Iterator[None]:
    """Inside, the tables have neither secondary indexes nor triggers; built afterwards, faster."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
            " where conrelid::regclass::text = any(%s) and contype in ('u', 'x')"
            " and not exists (select 1 from pg_constraint as f where f.confrelid = conrelid"
            " and f.conindid = pg_constraint.conindid and f.contype = 'f')",
            [list(tables)],
        )
        rules = cursor.fetchall()
        for table, name, _ in rules:
            cursor.execute(f'alter table {table} drop constraint "{name}"')
        cursor.execute(
            "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index"
            " where indrelid::regclass::text = any(%s) and not indisprimary",
            [list(tables)],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"drop index {name}")
        cursor.execute("set session_replication_role = replica")
        yield
        cursor.execute("set session_replication_role = origin")
        for _, made in indexes:
            cursor.execute(made)
        for table, name, rule in rules:
            cursor.execute(f'alter table {table} add constraint "{name}" {rule}')


def fill(many: int) -> None:
    """Fill the base with ``many`` enterprises, visits and hazards; says how long each took."""
    steps: tuple[tuple[str, tuple[str, ...], str], ...] = (
        ("areas", (), AREAS),
        (
            "enterprises",
            (
                "enterprises_enterprise",
                "enterprises_place",
                "enterprises_site",
                "enterprises_supervision",
            ),
            ENTERPRISES,
        ),
        ("visits", ("inspections_inspection", "inspections_inspectionofficer"), VISITS),
        ("hazards", ("inspections_hazard",), HAZARDS),
    )
    for name, tables, sql in steps:
        begun = time.perf_counter()
        with bare(*tables), connection.cursor() as cursor:
            for statement in sql.split(";\n"):
                if statement.strip():
                    cursor.execute(statement.replace(":many", str(many)))
        print(f"\n{name} made in {time.perf_counter() - begun:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
