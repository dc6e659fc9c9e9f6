"""The import of enterprises: each bad row is named and nothing is written; good files are, once."""

from __future__ import annotations

import pytest
import xlsxwriter

from angen.desk.intake import reading, writing
from angen.desk.ledger import ledger
from angen.enterprises.models import Enterprise, Place
from factories import AccountFactory
from factories.enterprises import EnterpriseFactory, credit_code

HEADS = (
    "名称",
    "统一社会信用代码",
    "无代码原因",
    "所在乡镇（村）",
    "行业领域",
    "国民经济行业",
    "重点环节",
)


@pytest.fixture
def read(world, tmp_path):
    def reading_of(rows, who=world.brigade):
        path = tmp_path / "enterprises.xlsx"
        book = xlsxwriter.Workbook(str(path))
        page = book.add_worksheet()
        for number, row in enumerate([HEADS, *rows]):
            page.write_row(number, 0, row)
        book.close()
        parsed = reading.parse(ledger("enterprises"), who, reading.opened(path), lambda n: None)
        return parsed, writing.dry_run(ledger("enterprises"), parsed, who)

    return reading_of


def row(world, number, **more):
    given = {
        "name": f"厂{number}",
        "code": credit_code(number),
        "reason": "",
        "area": world.town.name,
        "sector": "工贸（机械）",
        "industry": "34",
        "features": "粉尘涉爆、有限空间",
        **more,
    }
    return list(given.values())


def test_good_rows_are_written_with_their_places(world, read):
    rows = [row(world, n) for n in range(3)]
    rows.append(row(world, 9, code="NB-001", reason="无营业执照", area=world.village.name))
    parsed, done = read(rows)
    assert (parsed.problems, done.new, Enterprise.objects.count()) == ([], 4, 0)
    writing.write(ledger("enterprises"), parsed, world.brigade, "表")
    assert set(Enterprise.objects.values_list("name", flat=True)) == {"厂0", "厂1", "厂2", "厂9"}
    assert Place.objects.filter(area=world.village).count() == 1
    parsed, done = read(rows)
    assert (done.new, done.changed, done.same) == (0, 0, 4)


def test_every_bad_row_is_named_and_none_is_written(world, read):
    wrong = credit_code(1)[:-1] + ("0" if credit_code(1)[-1] != "0" else "1")
    rows = [
        row(world, 0),
        row(world, 1, code=wrong),
        row(world, 2, code="NB-2"),
        row(world, 3, reason="无营业执照"),
        row(world, 4, area=world.county.name),
        row(world, 5, industry="00"),
        row(world, 6, features="明火"),
        row(world, 0),
        row(world, 8, sector=""),
        row(world, 9, code=""),
    ]
    parsed, _ = read(rows)
    assert sorted({p.row for p in parsed.problems}) == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    with pytest.raises(writing.Unclean):
        writing.write(ledger("enterprises"), parsed, world.brigade, "表")
    assert not Enterprise.objects.exists()


def test_a_township_imports_into_itself_only(world, read):
    EnterpriseFactory(code=credit_code(5), area=world.other, name="邻镇厂")
    rows = [row(world, 1), row(world, 5), row(world, 2, area=world.other.name)]
    parsed, _ = read(rows, world.head)
    assert sorted({p.row for p in parsed.problems}) == [3, 4]


def test_an_enterprise_user_imports_nothing(world):
    user = AccountFactory(role="enterprise_user", area=world.town)
    assert not ledger("enterprises").imported_by(user)
