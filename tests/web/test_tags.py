"""What the tags and filters say, above all about what is not known."""

from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal
from html import unescape
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.template.backends.django import Template

from angen.desk.charts import Cell, chart_table, written
from angen.desk.templatetags.desk import (
    bar_items,
    day,
    icon_names,
    masked_id,
    percent,
    yuan,
)


def render(source: str, **context: object) -> str:
    template = engines["django"].from_string("{% load desk %}" + source)
    assert isinstance(template, Template)
    return template.render(context)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("met", "达标"),
        ("not_met", "未达标"),
        ("unknown", "未知"),
        ("not_applicable", "不适用"),
        ("waived", "豁免"),
        (None, "未知"),
        ("nonsense", "未知"),
    ],
)
def test_outcome_is_said_in_words(value: str | None, word: str) -> None:
    html = render("{% outcome value %}", value=value)
    assert f">{word}</span>" in html
    assert 'aria-hidden="true"' in html


def test_figure_shows_zero_as_zero_and_none_as_unknown() -> None:
    assert ">0<small>人</small>" in render('{% figure "在岗" 0 "人" %}')
    unknown = render('{% figure "在岗" value "人" %}', value=None)
    assert "未知" in unknown
    assert "<small>" not in unknown
    assert "0" not in unknown.split("figure-value", 1)[1].split("</span>", 1)[0]


def test_figure_leads_to_its_records_and_escapes() -> None:
    html = render('{% figure label 5765 href="/inspections/" %}', label="<b>检查</b>")
    assert '<a class="figure-card" href="/inspections/">' in html
    assert "&lt;b&gt;检查" in html
    assert "5,765" in html


@pytest.mark.parametrize(
    ("cents", "text"),
    [(123456, "1,234.56 元"), (0, "0.00 元"), (-5, "-0.05 元"), (None, "未知")],
)
def test_yuan(cents: int | None, text: str) -> None:
    assert yuan(cents) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(Decimal("0.913"), "91.3%"), (0, "0.0%"), (1, "100.0%"), (0.07, "7.0%"), (None, "未知")],
)
def test_percent(share: Decimal | float | None, text: str) -> None:
    assert percent(share) == text


def test_day_is_the_local_day_and_open_end_is_said() -> None:
    assert day(datetime.date(2021, 12, 31)) == "2021-12-31"
    evening = datetime.datetime(2021, 12, 31, 16, 30, tzinfo=datetime.UTC)
    assert day(evening) == "2022-01-01"
    assert day(None) == "长期"
    assert day(None, "未填") == "未填"


def test_masked_id_hides_the_birthday() -> None:
    assert masked_id("371102198001011234") == "371***********1234"
    assert "1980" not in masked_id("371102198001011234")
    assert masked_id("12345678") == "********"
    assert masked_id("") == masked_id(None) == "未填"


def test_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in render('{% icon "home" %}')
    assert 'role="img" aria-label="首页"' in render('{% icon "home" "首页" %}')
    assert "#circle" in render('{% icon "no-such-icon" %}')
    assert {"home", "users", "circle"} <= icon_names()


def test_bottom_bar_takes_marked_entries_else_the_first_four() -> None:
    nav = [{"label": "", "items": [{"label": str(n)} for n in range(3)]}] * 2
    assert [item["label"] for item in bar_items(nav)] == ["0", "1", "2", "0"]
    marked = [{"label": "", "items": [{"label": "a"}, {"label": "b", "bar": True}]}]
    assert [item["label"] for item in bar_items(marked)] == ["b"]
    assert bar_items(None) == []


class Sample(forms.Form):
    name = forms.CharField(label="姓名", help_text="与身份证一致。")
    since = forms.DateField(label="日期", required=False, widget=forms.DateInput)
    kind = forms.ChoiceField(label="编制", choices=[("a", "行政")], widget=forms.RadioSelect)


def test_field_ties_label_help_and_error_to_the_input() -> None:
    form = Sample({"name": "", "since": "2021-12-31", "kind": "a"})
    html = render("{% field form.name %}", form=form)
    assert '<label class="form-label" for="id_name">姓名' in html
    assert 'aria-invalid="true"' in html
    described = html.split('aria-describedby="', 1)[1].split('"', 1)[0].split()
    assert described
    assert all(f'id="{name}"' in html for name in described)


def test_date_field_is_the_browsers_picker_and_group_is_a_fieldset() -> None:
    form = Sample({"since": "2021-12-31"})
    since = render("{% field form.since %}", form=form)
    assert 'type="date"' in since
    assert 'value="2021-12-31"' in since
    assert "可不填" in since
    assert "<legend" in render("{% field form.kind %}", form=form)


def test_chart_carries_its_option_and_the_same_numbers_as_a_table() -> None:
    option = {
        "xAxis": {"type": "category", "data": ["一季度", "二季度"]},
        "series": [
            {"name": "得分", "type": "line", "data": [{"value": 58, "href": "/why/"}, None]}
        ],
    }
    html = render('{% chart "score" option height="s" label="得分" %}', option=option)
    assert "<script" not in html
    assert unescape(re.search(r'data-option="([^"]*)"', html)[1]) == json.dumps(
        option, ensure_ascii=False
    )
    assert '<a href="/why/">58</a>' in html
    assert "未知" in html
    assert "style=" not in html


def test_chart_refuses_a_height_that_has_no_style() -> None:
    with pytest.raises(ValueError, match="height"):
        render('{% chart "x" option height="400" %}', option={})


def test_chart_json_cannot_close_its_script() -> None:
    option = {"series": [{"type": "pie", "data": [{"name": "</script><b>", "value": 1}]}]}
    assert "</script><b>" not in render('{% chart "x" option %}', option=option)


def test_heat_table_says_unknown_where_there_is_no_cell() -> None:
    option = {
        "xAxis": {"data": ["人员", "装备"]},
        "yAxis": {"data": ["河山镇"]},
        "series": [{"type": "heatmap", "data": [{"value": [0, 0, 0], "href": "/a/"}]}],
    }
    headers, rows = chart_table(option)
    assert headers == ["", "人员", "装备"]
    assert rows == [[Cell("河山镇"), Cell("0", "/a/"), Cell("未知")]]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "未知"), (0, "0"), (12345, "12,345"), (58.5, "58.5"), (Decimal("90.00"), "90")],
)
def test_written_numbers(value: object, text: str) -> None:
    assert written(value) == text


def test_empty_state_and_pager_show_only_what_there_is() -> None:
    empty = render('{% include "desk/components/empty.html" with title="还没有人员" %}')
    assert "还没有人员" in empty
    assert "<a " not in empty
    pager = render('{% include "desk/components/pager.html" with next_url="/?after=9" %}')
    assert "下一页" in pager
    assert "上一页" not in pager


def test_timeline_shows_who_did_what() -> None:
    entry = SimpleNamespace(
        what="批准任命", when=datetime.datetime(2021, 6, 1, 1, 30, tzinfo=datetime.UTC), who="李明"
    )
    html = render('{% include "desk/components/timeline.html" %}', entries=[entry])
    assert "2021-06-01 09:30 · 李明" in html
