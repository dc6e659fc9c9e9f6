from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from angen.kernel.text import clean, clean_lines, file_name, half_width, listing, same


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("　王　小明 ", "王小明"),
        ("ＡＢＣ１２３", "ABC123"),
        ("安监\u200b站\ufeff", "安监站"),
        ("A  B\tC", "A B C"),
        ("五莲县（城北）镇", "五莲县（城北）镇"),
        ("GB\u00a018218", "GB 18218"),
        ("第 3 村", "第 3 村"),
        ("阿依·古丽", "阿依·古丽"),
        ("\u202e张三\u202c", "张三"),
        ("𠀀 𠀁", "𠀀𠀁"),
    ],
)
def test_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    assert clean(clean(typed)) == clean(typed)
    assert clean_lines(clean_lines(typed)) == clean_lines(typed)


@given(st.text())
def test_a_cleaned_line_is_one_line_without_blanks_at_its_ends(typed: str) -> None:
    kept = clean(typed)
    assert kept == kept.strip()
    assert not set("\n\r\t\x00\u200b\u3000") & set(kept)


def test_lines_stay_lines() -> None:
    assert clean_lines("\n一、 检查 \r\n\n\n\n二、整改\n") == "一、检查\n\n二、整改"


def test_half_width_leaves_chinese_punctuation() -> None:
    assert half_width("（２０２６）第５号，") == "（2026）第5号，"


def test_same() -> None:
    assert same("五莲 县Ａ", "五莲县a")
    assert not same("五莲县", "莒县")


@pytest.mark.parametrize(
    ("items", "says"),
    [([], ""), (["甲"], "甲"), (["甲", "乙"], "甲和乙"), (["甲", "乙", "丙"], "甲、乙和丙")],
)
def test_listing(items: list[str], says: str) -> None:
    assert listing(items) == says


def test_a_long_listing_says_how_many() -> None:
    assert listing(["甲", "乙", "丙"], most=2, unit="个镇") == "甲、乙等 3 个镇"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("人员台账", "人员台账.xlsx"),
        ("../../etc/passwd", "etc_passwd.xlsx"),
        ('a:b*c?"d"', "a_b_c_d.xlsx"),
        ("CON", "文件CON.xlsx"),
        ("...", "文件.xlsx"),
        ("", "文件.xlsx"),
    ],
)
def test_file_names(text: str, name: str) -> None:
    assert file_name(text, ".xlsx") == name


@given(st.text(max_size=400))
def test_any_text_names_a_file(text: str) -> None:
    name = file_name(text, ".pdf")
    assert len(name.encode()) <= 210
    assert name.endswith(".pdf")
    assert not set('\\/:*?"<>|\x00\n') & set(name)
    assert not name.startswith((".", " "))
