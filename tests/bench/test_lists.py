"""Lists over many enterprises, and their import from a spreadsheet.

``ANGEN_BENCH_ENTERPRISES`` sets how many there are (200,000). Each question is asked by a township,
a county and a province; times are those of the list's queries and cells, without the template.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.db import connection

from angen.desk import queries
from angen.desk.intake import reading, writing
from angen.desk.ledger import ledger
from angen.enterprises.models import Enterprise
from factories import AccountFactory, AreaFactory
from factories.enterprises import credit_code

MANY = int(os.environ.get("ANGEN_BENCH_ENTERPRISES", "200000"))
ROWS = int(os.environ.get("ANGEN_BENCH_ROWS", "20000"))
COUNTIES, TOWNS = 10, 10  # of each county
TIMES = 30
FILL = """
insert into enterprises_enterprise (id, code, no_code_reason, name, area_id, address, industry,
  sector, scale, licence, business, principal, phone, features, risk, standard)
select gen_random_uuid(), '91371102' || lpad(i::text, 9, '0') || '0', '',
  (array['日照','莒县','岚山','东港','五莲'])[1 + i %% 5] || '第' || i ||
  (array['化工','机械','木业','纺织','水泥','面粉','海产'])[1 + i %% 7] || '有限公司',
  'T' || (i %% %s), '工业路 ' || i || ' 号', '26',
  (array['chemicals','machinery','light','textile','mine'])[1 + i %% 5], 'small', 'licensed',
  case when i %% 20 = 0 then 'closed' else 'open' end, '王伟', '13800000000', '{}',
  (array['','','','blue','yellow','red'])[1 + i %% 6], ''
from generate_series(1, %s) as i
"""


@pytest.fixture(scope="module")
def base(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """A province full of enterprises; the township, county and province that ask."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        province = AreaFactory(level="province")
        city = AreaFactory(level="prefecture", parent=province)
        number, towns = 0, []
        for _ in range(COUNTIES):
            county = AreaFactory(level="county", parent=city)
            for _ in range(TOWNS):
                towns.append(AreaFactory(level="township", parent=county, code=f"T{number}"))
                number += 1
        begun = time.perf_counter()
        cursor.execute(FILL, [number, MANY])
        for table in ("enterprises_enterprise", "enterprises_place", "orgs_area"):
            cursor.execute(f"vacuum analyze {table}")
        print(f"\n{MANY:,} enterprises made in {time.perf_counter() - begun:.0f} s")
        yield {
            "township": AccountFactory(role="township_head", area=towns[0]),
            "county": AccountFactory(role="county_brigade", area=towns[0].parent),
            "province": AccountFactory(role="provincial_bureau", area=province),
        }
        cursor.execute("truncate enterprises_enterprise, orgs_area, orgs_account cascade")


def measured(act: Callable[[], object]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds."""
    act()
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.99)]


def deep(actor: Any, pages: int) -> dict[str, str]:
    """The position some pages down, reached without walking there."""
    rows = ledger("enterprises").rows(actor).order_by("name", "pk")
    count = rows.count()
    place = min(pages * 50, count - 60)
    found = queries.keyset.ordered(ledger("enterprises").rows(actor), "name")[place]
    return {"after": queries.keyset.cursor(found)}


@pytest.mark.parametrize("who", ["township", "county", "province"])
def test_lists(base, who, django_db_blocker):
    book, actor = ledger("enterprises"), base[who]
    with django_db_blocker.unblock():
        asked = {
            "first page": {},
            "filter by sector": {"sector": "chemicals"},
            "filter by risk": {"red": "1"},
            "two characters": {"q": "面粉"},
            "four characters": {"q": "日照第1"},
            "a code": {"q": "000012345"},
            "without supervisor": {"unsupervised": "1"},
            "incomplete chain": {"lacking": "1"},
            "deep page": deep(actor, 3_000),
        }
        for name, question in asked.items():
            median, worst = measured(lambda q=question: queries.page(book, actor, q))
            print(f"| {who} | {name} | p50 {median:.0f} ms | p99 {worst:.0f} ms |")
            assert worst < 3_000


def sheet(path: Path) -> Path:
    """A workbook of ``ROWS`` enterprises as a county would send it."""
    heads = ("名称", "统一社会信用代码", "所在乡镇（村）", "地址", "行业领域", "国民经济行业")
    more = ("规模", "证照情况", "经营状态", "从业人数", "主要负责人", "联系电话", "成立日期")
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, [*heads, *more])
    for n in range(ROWS):
        row = [f"日照第{n}木业有限公司", credit_code(n), f"T{n % 100}", f"工业路 {n} 号"]
        row += ["工贸（轻工）", "20", "小型", "证照齐全", "在业", str(n % 300), "王伟"]
        page.write_row(n + 1, 0, [*row, f"1380{n:07d}", "2016-05-01"])
    book.close()
    return path


def test_import(base, tmp_path, django_db_blocker):
    book, actor = ledger("enterprises"), base["county"]
    with django_db_blocker.unblock():
        city = AccountFactory(role="city_office", area=actor.assignments[0].area.parent)
        path = sheet(tmp_path / "enterprises.xlsx")
        begun = time.perf_counter()
        parsed = reading.parse(book, city, reading.opened(path), lambda count: None)
        read = time.perf_counter() - begun
        assert parsed.problems == []
        done = writing.dry_run(book, parsed, city)
        checked = time.perf_counter() - begun - read
        assert (done.new, parsed.problems) == (ROWS, [])
        writing.write(book, parsed, city, "bench")
        total = time.perf_counter() - begun
        assert Enterprise.objects.count() == MANY + ROWS
    print(
        f"\n| import of {ROWS:,} | read {read:.1f} s | check {checked:.1f} s"
        f" | write and log {total - read - checked:.1f} s | {ROWS / total:,.0f} rows/s in all |"
    )
