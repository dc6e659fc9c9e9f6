"""The import of enterprises: each bad row is named and nothing is written; good files are, once."""

from __future__ import annotations

from decimal import Decimal

import pytest
import xlsxwriter
from django.db import connection

from angen.audit.models import Entry
from angen.audit.queries import verify
from angen.desk.intake import lines, reading, writing
from angen.desk.intake.building import Builder
from angen.desk.intake.reading import Block, Parsed
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
    assert (list(parsed.problems), done.new, Enterprise.objects.count()) == ([], 4, 0)
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


WRONG = (
    ({"code": "91371102000000001X"}, "校验不通过"),
    ({"code": "9137"}, "应为 18 位，现在是 4 位"),
    ({"area": "没有的镇"}, "没有找到，或不在您的管辖范围"),
    ({"sector": "炼金"}, "请填："),
    ({"sector": ""}, "“行业领域”必须填写"),
    ({"industry": "00"}, "不在国民经济行业分类表里"),
    ({"features": "明火"}, "“重点环节”不能填“明火”"),
    ({"reason": "无营业执照"}, "代码填内部编号"),
    ({"name": "厂" * 121}, "最多 120 个字"),
)


def test_a_file_with_137_bad_rows_names_them_all(world, read):
    rows = [row(world, n) for n in range(3_000)]
    wanted = {}
    for n in range(137):
        change, sentence = WRONG[n % len(WRONG)]
        place = 20 + n * 21  # over several blocks of reading
        rows[place] = row(world, place, **change)
        wanted[place + 2] = sentence  # the spreadsheet counts from 1, below the head
    parsed, done = read(rows)
    told = {p.row: p.sentence for p in parsed.problems}
    assert (len(parsed.problems), done.new) == (137, 3_000 - 137)
    assert told.keys() == wanted.keys()
    assert [r for r, sentence in wanted.items() if sentence not in told[r]] == []
    with pytest.raises(writing.Unclean):
        writing.write(ledger("enterprises"), parsed, world.brigade, "表")
    assert not Enterprise.objects.exists()


def test_rows_alike_are_refused_together(world, read):
    rows = [row(world, n, area=world.other.name if n % 2 else world.town.name) for n in range(40)]
    parsed, done = read(rows, world.brigade)
    assert (list(parsed.problems), done.new) == ([], 40)
    (block,) = parsed.blocks = list(parsed.blocks)
    block.values["area"] = [
        world.county.pk if n % 4 == 1 else area for n, area in enumerate(block.values["area"])
    ]
    done = writing.dry_run(ledger("enterprises"), parsed, world.head)
    assert sorted(p.row for p in parsed.problems) == [n + 2 for n in range(40) if n % 2]
    assert done.new == 20


def test_records_made_one_by_one_and_by_column_are_the_same(world, read, monkeypatch):
    rows = [row(world, n, name=f'厂\\{n}"“\t”') for n in range(30)]
    rows.append(row(world, 40, code="NB-1", reason="无营业执照", area=world.village.name))
    rows += [row(world, n, industry="", features="") for n in range(50, 55)]
    made = []
    for one_by_one in (False, True):
        with monkeypatch.context() as patched:
            if one_by_one:
                patched.setattr(lines, "possible", lambda builder, hooked: False)
            parsed, _ = read(rows)
            writing.write(ledger("enterprises"), parsed, world.brigade, "表")
        fields = [f.attname for f in Enterprise._meta.concrete_fields if f.attname != "id"]
        told = Entry.objects.filter(subject_type="enterprises.enterprise").order_by("id")
        logged = list(told.values_list("seq", "event", "label", "data", "by_id", "by_name"))[-36:]
        made.append((list(Enterprise.objects.order_by("code").values_list(*fields)), logged))
        assert verify().sound
        Enterprise.objects.all().delete()
    assert made[0] == made[1]
    first = made[0][1][0]
    assert (first[0], first[1], first[5]) == (1, "desk.RecordCreated", world.brigade.display_name)


def test_a_code_left_to_the_system_is_still_given(world, read):
    builder = Builder(ledger("enterprises"), Parsed([]), world.brigade)
    made = lines.Lines(builder, None)
    assert lines.possible(builder, hooked=False) and not lines.possible(builder, hooked=True)
    block = Block([2, 3], ["a", "b"], {"code": ["", "NB-1"]})
    assert [made.able(block, place) for place in (0, 1)] == [False, True]
    assert not made.able(Block([2], ["a"], {}), 0)


@pytest.mark.parametrize(
    "value",
    [None, True, 7, Decimal("1.50"), "a\\b\tc\nd\re", "\\N", ["x", 'y"\\', "逗,号{}"], []],
)
def test_what_is_copied_arrives(db, value):
    kind = {list: "text[]", bool: "boolean", int: "int", Decimal: "numeric"}.get(
        type(value), "text"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"create temporary table copied (value {kind}) on commit drop")
        with cursor.cursor.copy("copy copied from stdin") as target:
            target.write(lines.copied(value) + "\n")
        cursor.execute("select value from copied")
        assert cursor.fetchall() == [(value,)]
    with pytest.raises(TypeError):
        lines.copied(1.5)
