"""Filters of assessment pages."""

from __future__ import annotations

from decimal import Decimal

from django import template

from angen.rulebook.queries import written as written_number

register = template.Library()
register.filter("written", written_number)


@register.filter
def points(value: Decimal | None) -> str:
    """A score; 未评 where there is none, never 0."""
    return "未评" if value is None else written_number(value)
