"""Filters of assessment pages."""

from __future__ import annotations

from django import template

from angen.rulebook.queries import written as written_number

register = template.Library()
register.filter("written", written_number)
