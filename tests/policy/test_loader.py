"""Reading a pack: types, lines, sentences, digest."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from angen.policy.loader import load_pack, load_pack_from_files
from angen.policy.problems import PackRefused, Problem

DAY = date(2021, 6, 1)


def refused(files: dict[str, str]) -> list[Problem]:
    with pytest.raises(PackRefused) as caught:
        load_pack_from_files(files)
    return caught.value.problems


def only(files: dict[str, str]) -> Problem:
    problems = refused(files)
    assert len(problems) == 1, problems
    return problems[0]


def test_a_folder_and_its_texts_are_the_same_pack(small, write):
    pack = load_pack(write(small))
    assert pack == load_pack_from_files(small)
    assert pack.files == small
    assert pack.standards[0].requires.names == ("officers_certified", "min_holders")
    assert pack.standards[0].if_not[1].within.natural_days == 30


def test_other_files_of_the_folder_are_not_part_of_the_pack(small, write):
    folder = write(small)
    before = load_pack(folder).digest
    (folder / "README.md").write_text("说明")
    assert load_pack(folder).digest == before


def test_digest_follows_content_and_not_line_ends(small):
    before = load_pack_from_files(small).digest
    windows = {name: text.replace("\n", "\r\n") for name, text in small.items()}
    assert load_pack_from_files(windows).digest == before
    changed = {**small, "values.yaml": small["values.yaml"].replace("value: 2", "value: 3")}
    assert load_pack_from_files(changed).digest != before


def test_scalars_stay_what_was_written(small):
    small["pack.yaml"] = small["pack.yaml"].replace('["3711"]', "3711")
    small["standards.yaml"] = small["standards.yaml"].replace("cite: 二", "cite: 3.10")
    small["values.yaml"] = small["values.yaml"].replace("value: 2", "value: 0.1")
    pack = load_pack_from_files(small)
    assert pack.head.governs == ("3711",)
    assert pack.standards[0].cite == "3.10"
    assert pack.value("min_holders", DAY).value == Decimal("0.1")


def test_entries_know_their_lines(small):
    pack = load_pack_from_files(small)
    standard = pack.standards[0]
    assert str(standard.spot()) == "standards.yaml:1"
    assert str(standard.spot("requires")) == "standards.yaml:5"
    assert str(standard.applies_to.spot("kind", 1)) == "standards.yaml:4"
    assert str(pack.examples[1].spot("expect", "holders")) == "examples/holders.yaml:9"
    assert str(pack.values["min_holders"].spot("stricter")) == "values.yaml:3"


def test_versions_of_a_value_may_stand_together(small):
    small["values.yaml"] = (
        "min_holders:\n  says: 持证人数\n  versions:\n"
        "    2021-01-01: {value: 2, unit: 人, cite: 二}\n"
        "    2022-01-01: {value: 3, unit: 人, cite: 三}\n"
    )
    pack = load_pack_from_files(small)
    assert pack.value("min_holders", date(2021, 12, 31)).value == 2
    assert pack.value("min_holders", date(2022, 1, 1)).since == date(2022, 1, 1)


def test_a_value_has_no_number_before_its_first_day_or_outside_the_pack(small):
    small["pack.yaml"] += "until: 2021-12-31\n"
    small["values.yaml"] = small["values.yaml"].replace("2021-01-01", "2021-03-01")
    pack = load_pack_from_files(small)
    assert pack.value("min_holders", date(2021, 2, 28)) is None
    assert pack.value("min_holders", date(2021, 3, 1)) is not None
    assert pack.value("min_holders", date(2022, 1, 1)) is None
    assert pack.value("no_such", DAY) is None


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "words"),
    [
        ("standards.yaml", "severity:", "severty:", 6, "是不是“severity”"),
        ("standards.yaml", "blocking", "hard", 6, "只能是blocking、major、minor"),
        ("standards.yaml", "  says: 在岗持证执法人员不少于2名\n", "", 1, "缺少“says”"),
        ("standards.yaml", "natural_days: 30", "natural_days: 三十", 7, "整数"),
        ("standards.yaml", "natural_days: 30", "weeks: 3", 7, "weeks"),
        ("standards.yaml", "level: township", "level: town", 4, "township"),
        ("standards.yaml", "requires: officers", "requires: officers +* ", 5, "看不懂"),
        ("standards.yaml", "id: holders", "id: 持证", 1, "小写英文"),
        ("standards.yaml", "severity: blocking", "id: again", 6, "第1行已经写过"),
        ("values.yaml", "value: 2", "value: 两", 2, "要写一个数"),
        ("values.yaml", "value: 2", "value: .nan", 2, "要写一个数"),
        ("values.yaml", "value: 2", "value: 0.12345678901", 2, "小数最多9位"),
        ("values.yaml", "2021-01-01", "2021-02-30", 2, "没有2021-02-30这一天"),
        ("values.yaml", "higher", "more", 3, "higher、lower"),
        ("pack.yaml", "since: 2021-01-01", "since: 2021年", 7, "2021-01-31"),
        (
            "pack.yaml",
            "since: 2021-01-01",
            "since: 2021-01-01\nuntil: 2020-01-01",
            1,
            "until早于since",
        ),
        ("pack.yaml", "title: 小政策", "title:", 2, "不能空着"),
        ("pack.yaml", "title: 小政策", "title: [小, 政策]", 2, "文字"),
        ("examples/holders.yaml", "holders: met", "holders: ok", 5, "not_applicable"),
        ("examples/holders.yaml", "- says: 两人", "- says: 两人: 三人", 1, "YAML写法有误"),
    ],
)
def test_a_fault_is_named_with_its_line(small, file, old, new, line, words):
    assert old in small[file]
    small[file] = small[file].replace(old, new, 1)
    problem = next(each for each in refused(small) if each.file == file)
    assert (problem.line, problem.severity) == (line, "error")
    assert words in problem.sentence


def test_all_faults_come_together(small):
    small["standards.yaml"] = small["standards.yaml"].replace("blocking", "hard")
    small["values.yaml"] = small["values.yaml"].replace("value: 2", "value: 两")
    small["notes.yaml"] = "a: 1"
    assert [each.file for each in refused(small)] == ["notes.yaml", "standards.yaml", "values.yaml"]


def test_duplicate_keys_are_all_named(small):
    small["pack.yaml"] += "title: 又一个\nissuer: 又一个\n"
    assert [each.line for each in refused(small)] == [8, 9]


def test_two_values_of_one_day_overlap(small):
    small["values.yaml"] += "  versions:\n    2021-01-01: {value: 3, unit: 人, cite: 三}\n"
    problem = only(small)
    assert (problem.line, "日期重叠" in problem.sentence) == (5, True)


def test_no_folder_no_head_and_an_empty_file(small, tmp_path):
    with pytest.raises(PackRefused, match="找不到文件夹"):
        load_pack(tmp_path / "none")
    assert "缺少pack.yaml" in only({"standards.yaml": small["standards.yaml"]}).sentence
    assert "是空的" in only({"pack.yaml": "\n"}).sentence
    assert load_pack_from_files({**small, "duties.yaml": ""}).duties == ()


def test_a_file_that_is_not_text(small, write):
    folder = write(small)
    (folder / "values.yaml").write_bytes(b"\xff\xfe\x00x")
    with pytest.raises(PackRefused, match="UTF-8"):
        load_pack(folder)


def test_a_list_where_keys_belong_and_keys_where_a_list_belongs(small):
    small["standards.yaml"] = "id: holders\n"
    assert "列表" in only(small).sentence
    small["standards.yaml"] = "- holders\n"
    assert "键: 值" in only(small).sentence


def test_aliases_repeat_but_do_not_explode(small):
    small["standards.yaml"] = (
        small["standards.yaml"].replace("applies_to: {", "applies_to: &town {")
        + "- {id: two, says: 二, cite: 二, applies_to: *town, requires: officers_in_post >= 1}\n"
    )
    pack = load_pack_from_files(small)
    assert pack.standards[1].applies_to.kind == pack.standards[0].applies_to.kind
    lines = ["a: &a0 [x, x, x, x, x, x, x, x, x]"]
    for depth in range(9):
        lines.append(f"b{depth}: &a{depth + 1} [{', '.join([f'*a{depth}'] * 9)}]")
    assert "引用" in only({**small, "duties.yaml": "\n".join(lines)}).sentence


@pytest.mark.parametrize("text", ["[" * 5000, "a: &a [*a]", "- !!python/object:os.system x"])
def test_hostile_yaml_is_refused(small, text):
    assert refused({**small, "duties.yaml": text})


def test_entries_defaults_do_not_share_places(small):
    small["standards.yaml"] += "- {id: two, says: 二, cite: 二, requires: officers_in_post >= 1}\n"
    pack = load_pack_from_files(small)
    assert pack.standards[1].spot("applies_to").line == 8
    assert pack.standards[0].applies_to.spot().line == 4
