"""What is typed is shown as it was typed, on the page, and nothing of it is evaluated."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from angen.kernel.refusal import Refused
from angen.papers import registry, typeset
from angen.papers.documents import Bar, Circular, DeliveryReceipt, Figure, Section, Table
from angen.papers.registry import paper
from papers.reading import pages, text
from papers.samples import OFFICERS, order

AT = dt.datetime(2026, 11, 22, 6, tzinfo=dt.UTC)
FACE = typeset.Face(
    label="责令限期整改指令书",
    body="咸宁市咸安区应急管理局",
    on=dt.date(2026, 11, 22),
    number="（鄂咸安）应急责改〔2026〕12号",
    code="34679ACDEFGH",
)


def made(document, face=FACE, **changes) -> bytes:
    kind = registry.kind_of(document)
    shown = dataclasses.replace(face, **changes)
    return typeset.pdf(kind.template, shown, registry.context(document), at=AT)


HOSTILE = [
    '#panic("x")',
    "#import sys: inputs; #inputs",
    '#read("/site/settings.py")',
    "$ integral $ *粗* _斜_ `原样` <标签> @引用",
    "] } ) [ { ( // /* \\ \" '",
    "#set page(width: 1pt)",
    "\\u{41} \\n ~ -- ---",
    "<script>alert(1)</script>",
    "{{ doc }} {% x %} %s %(a)s ${x}",
    "= 标题",
    "- 列表\n+ 编号\n/ 术语: 说明",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_markup_is_shown_as_it_was_typed(typed):
    shown = text(made(order(party=typed, problems=(typed,), remark=typed)))
    for line in typed.split("\n"):
        assert shown.count("".join(line.split())) >= 3, shown


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=300), st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_no_text_stops_the_press(party, problems):
    try:
        content = made(order(party=party, problems=tuple(problems), remark=party))
    except Refused as refusal:
        assert "没有可用的字体" in str(refusal)
    else:
        assert content.startswith(b"%PDF-")


@pytest.mark.parametrize("lacking", ["😀", "\ue000", "\U000323b0", "ꀀ"])
def test_a_character_without_a_font_is_named_and_refused(lacking):
    with pytest.raises(Refused, match="没有可用的字体"):
        made(order(party=f"甲{lacking}公司"))


def test_what_nobody_sees_is_left_out():
    typed = "甲\u202e公司\u200b\x00\x07\ufeff\ud800乙"
    assert registry.readable(typed) == "甲公司乙"
    assert "甲公司乙" in text(made(order(party=typed)))


def test_a_long_word_stays_on_the_page():
    content = made(order(party="A" * 3_000, problems=("b" * 500,)))
    reader, places = PdfReader(io.BytesIO(content)), []
    for page in reader.pages:
        page.extract_text(visitor_text=lambda t, cm, tm, f, s: places.append((t, cm, tm)))
        width = float(page.mediabox.width)
    right = [cm[4] + tm[4] for t, cm, tm in places if t.strip()]
    assert max(right) < width
    assert text(content).count("A") >= 3_000


def test_a_context_larger_than_a_book_is_refused():
    with pytest.raises(Refused, match="过长"):
        registry.context(order(remark="长" * 1_000_001))


def test_rare_characters_of_names_are_drawn():
    assert "镕堃喆龘犇𬭚㛃" in text(made(order(party="镕堃喆龘犇𬭚㛃")))
    fonts = {
        str(font["/BaseFont"])
        for page in PdfReader(io.BytesIO(made(order()))).pages
        for font in page["/Resources"]["/Font"].get_object().values()
    }
    assert fonts and all("NotoSerifSC" in f or "NotoSansSC" in f for f in fonts)


def test_the_same_paper_is_the_same_bytes_and_archival():
    one, other = made(order()), made(order())
    assert one == other
    assert b"pdfaid:part>2" in one and b"pdfaid:conformance>U" in one
    assert made(order(remark="另")) != one


def test_every_page_has_its_number_and_the_code():
    many = tuple(f"第{n}处未设置安全警示标志，作业人员未佩戴防护用品" for n in range(1, 41))
    found = pages(made(order(problems=many)))
    assert len(found) > 2
    for n, shown in enumerate(found, 1):
        assert f"第{n}页共{len(found)}页" in shown
        assert "3467-9ACD-EFGH" in shown
    assert sum("序号" in shown for shown in found) >= 2  # the table's head repeats


def test_demo_papers_say_so(settings):
    assert "演示数据" not in text(made(order()))
    assert "演示数据" in text(made(order(), watermark="演示数据"))


def test_open_dates_leave_room_to_write():
    assert "于年月日前整改" in text(made(order(deadline=None)))


def test_the_qr_code_leads_to_the_page_of_verification(settings):
    settings.PUBLIC_URL = "https://aj.example.gov.cn/"
    assert "https://aj.example.gov.cn/verify/" in text(made(order()))
    assert typeset.code_drawing("34679ACDEFGH") != typeset.code_drawing("34679ACDEFGX")


def circular() -> Circular:
    return Circular(
        title="关于2026年第三季度执法效能评估情况的通报",
        to="各乡镇人民政府、街道办事处",
        opening=("根据年度考核安排，现将有关情况通报如下。",),
        sections=(
            Section(
                "总体情况",
                ("全区共检查企业303家次，发现问题2316项。",),
                tables=(
                    Table(
                        ("乡镇", "完成率", "等次"),
                        (("双溪桥镇", "96.2%", "优"), ("横沟桥镇", "未知", "")),
                        "评估结果",
                        (2, 1, 1),
                    ),
                ),
                figures=(Figure("立案数", (Bar("双溪桥镇", 12), Bar("横沟桥镇", None)), "件"),),
            ),
            Section("存在问题", ("部分乡镇执法力量不足。",)),
        ),
        closing=("请各单位认真整改。",),
        attachments=("评估结果明细表",),
        copies_to="市安委会办公室",
        printed_by="咸安区安委会办公室",
    )


def test_a_circular_has_sections_table_figure_and_copies():
    shown = text(made(circular(), number="咸安办通报〔2026〕3号", label="通报"))
    for part in (
        "咸安办通报〔2026〕3号",
        "各乡镇人民政府、街道办事处：",
        "一、总体情况",
        "二、存在问题",
        "96.2%",
        "12件",
        "横沟桥镇未知",
        "附件：1.评估结果明细表",
        "抄送：市安委会办公室。",
        "2026年11月22日印发",
    ):
        assert part in shown, part


def test_a_receipt_has_five_lines_at_least():
    shown = text(
        made(
            DeliveryReceipt("甲厂", (("责令限期整改指令书", "（鄂咸安）应急责改〔2026〕12号"),)),
            label="文书送达回执",
            number="",
            numbered=False,
            code="",
        )
    )
    assert "甲厂" in shown and "（鄂咸安）应急责改〔2026〕12号" in shown and "未编号" not in shown


def test_a_declaration_that_cannot_work_is_refused_at_once():
    with pytest.raises(ValueError, match="twice"):
        paper(kind="test_order", label="x", code="x", template="typst/order.typ")(type(order()))
    with pytest.raises(ValueError, match="no template"):
        paper(kind="test_x", label="x", code="x", template="typst/none.typ")(type(order()))
    with pytest.raises(TypeError, match="no dataclass"):
        paper(kind="test_x", label="x", code="x", template="typst/order.typ")(type("X", (), {}))
    with pytest.raises(LookupError):
        registry.kind_of(OFFICERS[0])


def test_a_template_revision_changes_with_template_and_parts(tmp_path, monkeypatch):
    one = registry.named("circular").template
    assert typeset.revision(one) == typeset.revision(one)
    assert typeset.revision(one) != typeset.revision(registry.named("delivery_receipt").template)
