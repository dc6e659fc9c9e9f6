"""Tags and filters of every page: outcomes, figures, charts, fields and Chinese formats."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.core.serializers.json import DjangoJSONEncoder
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django_vite.core.asset_loader import DjangoViteAssetLoader
from django_vite.core.exceptions import DjangoViteAssetNotFoundError, DjangoViteManifestError

from angen.desk.charts import chart_table, written
from angen.desk.queries import Row

register = template.Library()

UNKNOWN = "未知"
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "met": ("达标", "circle-check"),
    "not_met": ("未达标", "x"),
    "unknown": ("未知", "question-mark"),
    "not_applicable": ("不适用", "minus"),
    "waived": ("豁免", "shield-half"),
}
CHART_HEIGHTS = ("s", "m", "l", "xl")
BAR_ITEMS = 4
NUMBER = SafeString(' class="number"')
SPRITE = Path(__file__).resolve().parents[1] / "static" / "desk" / "icons.svg"


@register.simple_tag
def desk_assets() -> SafeString:
    """The built style sheet and script; nothing where the front end has not been built.

    A page without them is plain but works, and ``manage.py check`` warns of the missing manifest.
    """
    try:
        loader = DjangoViteAssetLoader.instance()
        tags = loader.generate_vite_asset("desk/main.ts", app="default")
    except (DjangoViteAssetNotFoundError, DjangoViteManifestError):
        return SafeString("")
    return SafeString(tags)


@register.simple_tag(takes_context=True)
def filled(context: Context, name: str) -> str:
    """What the page put into the block ``name``; empty when it did not.

    Lets the base repeat the title as heading and leave out the frame of what is not there.
    """
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return mark_safe(block.render(context).strip()) if block else ""  # noqa: S308


@cache
def icon_names() -> frozenset[str]:
    """The names in the sprite; ``web/icons.txt`` is the list to extend."""
    parts = SPRITE.read_text().split('<symbol id="')[1:]
    return frozenset(part.split('"', 1)[0] for part in parts)


@register.simple_tag
@lru_cache(maxsize=1024)  # a page has some two hundred, most of them in the menu
def icon(name: str, label: str = "") -> SafeString:
    """A drawing from the sprite. Without ``label`` it is decoration and not read aloud."""
    known = name if name in icon_names() else "circle"
    source = f"{static('desk/icons.svg')}#{known}"
    spoken = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    # Size and stroke stand here too, so that a page without its style sheet stays readable.
    return format_html(
        '<svg class="icon" width="20" height="20" fill="none" stroke="currentColor" {}>'
        '<use href="{}"></use></svg>',
        mark_safe(spoken),  # noqa: S308
        source,
    )


@register.simple_tag
def menu(groups: Sequence[Mapping[str, Any]]) -> SafeString:
    """The entries of the menu. They stand on every page twice, and change with the place alone."""
    return _drawn(
        tuple(
            (group["label"], tuple(tuple(item.items()) for item in group["items"]))
            for group in groups
        )
    )


@lru_cache(maxsize=1024)
def _drawn(groups: tuple[tuple[str, tuple[tuple[tuple[str, Any], ...], ...]], ...]) -> SafeString:
    nav = [{"label": label, "items": [dict(item) for item in items]} for label, items in groups]
    return render_to_string("desk/components/nav.html", {"nav": nav})


@register.simple_tag
def row_cells(row: Row) -> SafeString:
    """The cells of a record in a list: a page has hundreds, and tags would take most of its time."""
    made = [
        format_html(
            '<th scope="row"><a href="{}">{}</a></th>', row.url, row.cells[0].text or "未填"
        )
    ]
    for cell in row.cells[1:]:
        inside: str | SafeString = cell.text
        if cell.link and cell.text:
            inside = format_html('<a href="{}">{}</a>', cell.link, cell.text)
        elif cell.alert:
            inside = format_html('<span class="outcome outcome-not_met">{}</span>', cell.text)
        number = NUMBER if cell.numeric else ""
        made.append(format_html('<td data-label="{}"{}>{}</td>', cell.label, number, inside))
    return SafeString("".join(made))


@register.simple_tag
def outcome(value: str | Enum | None) -> SafeString:
    """The badge of an outcome, told apart by word, drawing and border. None is unknown."""
    key = value.value if isinstance(value, Enum) else value
    known = key if key in OUTCOMES else "unknown"
    word, drawing = OUTCOMES[str(known)]
    shape = '<span class="outcome outcome-{}">{}{}</span>'
    return format_html(shape, known, icon(drawing), word)


@register.inclusion_tag("desk/components/figure.html")
def figure(
    label: str, value: object, unit: str = "", hint: str = "", href: str = ""
) -> dict[str, object]:
    """A big number in a card. ``value`` None shows 未知, never 0; text is shown as it is."""
    unknown = value is None
    shown = UNKNOWN if unknown else written(value)
    return {
        "label": label,
        "shown": shown,
        "unknown": unknown,
        "unit": "" if unknown else unit,
        "hint": hint,
        "href": href,
    }


@register.inclusion_tag("desk/components/chart.html")
def chart(
    id: str, option: Mapping[str, Any], height: str = "m", label: str = ""
) -> dict[str, object]:
    """A chart from an ECharts option, with the same numbers as a table.

    ``height`` is s, m, l or xl. A datum may be ``{"value": 3, "href": "/…"}``: a click follows.
    Null is unknown and leaves a gap. Functions do not pass through JSON; use string templates.
    The option stands in an attribute, so that a part of a page may bring a chart along.
    """
    if height not in CHART_HEIGHTS:
        raise ValueError(f"chart height must be one of {CHART_HEIGHTS}, not {height!r}")
    headers, rows = chart_table(option)
    return {
        "id": id,
        "data": json.dumps(option, cls=DjangoJSONEncoder, ensure_ascii=False),
        "height": height,
        "label": label,
        "headers": headers,
        "rows": rows,
    }


def _dress(widget: forms.Widget) -> dict[str, str | bool]:
    """The attributes of a widget. Date widgets become the browser's own date picker."""
    if isinstance(widget, forms.DateInput):
        # The picker accepts ISO dates only, whatever the locale's format is.
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return {}
    name = "form-control"
    if isinstance(widget, forms.CheckboxInput):
        name = "form-check-input"
    elif isinstance(widget, forms.Select):
        name = "form-select"
    return {"class": f"{name} {widget.attrs.get('class', '')}".strip()}


@register.inclusion_tag("desk/components/field.html")
def field(bound: BoundField, label: str = "") -> dict[str, object]:
    """One form field: label, help, widget, errors, tied together for screen readers."""
    widget = bound.field.widget
    return {
        "field": bound,
        "label": label or bound.label,
        "widget": bound.as_widget(attrs=_dress(widget)),
        "hidden": bound.is_hidden,
        "single_box": isinstance(widget, forms.CheckboxInput),
        "group": bound.use_fieldset,
        "optional": not bound.field.required,
    }


@register.filter
def bar_items(nav: Sequence[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    """The entries of the bottom bar: those marked ``bar``, else the first four."""
    items = [item for group in nav or () for item in group["items"]]
    marked = [item for item in items if item.get("bar")]
    return (marked or items)[:BAR_ITEMS]


@register.filter
def yuan(cents: int | None) -> str:
    """Integer cents as ``1,234.56 元``."""
    if cents is None:
        return UNKNOWN
    return f"{Decimal(cents) / 100:,.2f} 元"


@register.filter
def percent(share: Decimal | float | None, digits: int = 1) -> str:
    """A share of one (0.913) as ``91.3%``."""
    if share is None:
        return UNKNOWN
    return f"{Decimal(str(share)) * 100:.{digits}f}%"


@register.filter
def day(value: datetime.date | None, without: str = "长期") -> str:
    """A date, or the local day of a time, as ``2021-12-31``; ``without`` when there is none."""
    if value is None or value == "":
        return without
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        return value.date().isoformat()
    return value.isoformat()


@register.filter
def masked_id(number: str | None) -> str:
    """An identity number with only the first three and the last four characters."""
    if not number:
        return "未填"
    if len(number) < 12:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
