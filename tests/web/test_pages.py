"""The frame of every page: landmarks, navigation, policy against inline code, error pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.backends.django import Template
from django.template.loader import render_to_string

from angen.desk.templatetags.desk import icon_names

SOURCE = Path(__file__).parents[2] / "src" / "angen"
ALL = sorted(SOURCE.glob("*/templates/**/*.html"))
NAV = [
    {
        "label": "能力建设",
        "items": [
            {"label": "人员", "url": "/people/", "icon": "users", "active": True, "count": 3},
            {"label": "装备", "url": "/equipment/", "icon": "tool", "active": False},
        ],
    }
]
PAGE = """{% extends "desk/base.html" %}{% block title %}人员{% endblock %}
{% block crumbs %}<li>日照市</li>{% endblock %}{% block content %}<p>正文</p>{% endblock %}"""


def page(source: str = PAGE, **context: object) -> str:
    template = engines["django"].from_string(source)
    assert isinstance(template, Template)
    return template.render(context)


def test_title_is_the_heading_too() -> None:
    html = page()
    assert "<title>人员 · 安根</title>" in html
    assert "<h1>人员</h1>" in html


def test_frame_has_language_skip_link_and_landmarks() -> None:
    html = page(nav=NAV)
    assert '<html lang="zh-CN"' in html
    assert 'href="#content"' in html
    assert '<main class="main" id="content"' in html
    assert 'aria-label="主导航"' in html
    assert 'aria-label="所在位置"' in html
    assert html.count("<h1") == 1


def test_navigation_marks_where_we_are_in_side_bar_and_sheet() -> None:
    html = page(nav=NAV)
    assert html.count('href="/people/" aria-current="page"') == 3
    assert 'href="/equipment/" aria-current' not in html
    assert '<span class="nav-count">3</span>' in html


def test_parts_without_content_leave_no_empty_frame() -> None:
    html = page('{% extends "desk/base.html" %}{% block title %}空{% endblock %}')
    for part in ('class="crumbs"', 'class="actions"', 'class="page-note"', 'class="bottom"'):
        assert part not in html
    assert "退出" not in html


def test_demo_data_is_labelled_and_real_data_is_not() -> None:
    assert "演示数据" in page(demo_data=True)
    assert "演示数据" not in page(demo_data=False)


def test_names_from_the_database_are_escaped() -> None:
    html = page(nav=NAV, who={"name": "<script>alert(1)</script>", "role": ""})
    assert "<script>alert" not in html


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_need_no_context_and_say_what_to_do(name: str) -> None:
    html = render_to_string(name)
    assert 'href="/"' in html
    assert re.search(r"<p>[^<]*请[^<]*</p>", html)


def test_refusal_shows_its_own_sentence() -> None:
    html = render_to_string("403.html", {"exception": "您只能查看河山镇的人员。"})
    assert "您只能查看河山镇的人员。" in html


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_template_has_inline_code_and_every_icon_exists(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", text)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)
    named = set(re.findall(r"{%\s*icon\s+[\"']([^\"']+)[\"']", text))
    assert named <= icon_names()


def tokens() -> dict[str, str]:
    text = (SOURCE.parents[1] / "web" / "desk" / "css" / "tokens.css").read_text()
    return dict(re.findall(r"--a-([a-z-]+\d?): (#[0-9a-f]{6});", text))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2 between two colours like #17242f."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_knows_the_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(
    ("ink", "grounds"),
    [
        ("ink", ("paper", "ground", "accent-pale")),
        ("ink-soft", ("paper", "ground")),
        ("accent", ("paper", "ground")),
        ("accent-dark", ("accent-pale", "paper")),
        ("met", ("met-pale", "paper")),
        ("not-met", ("not-met-pale", "paper")),
        ("unknown", ("unknown-pale", "paper")),
        ("not-applicable", ("not-applicable-pale", "paper")),
        ("waived", ("waived-pale", "paper")),
    ],
)
def test_text_colours_meet_wcag_aa(ink: str, grounds: tuple[str, ...]) -> None:
    colours = tokens()
    for ground in grounds:
        assert contrast(colours[ink], colours[ground]) >= 4.5, ground
