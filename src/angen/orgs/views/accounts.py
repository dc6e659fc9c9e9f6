"""Accounts: list, open, close, unlock, roles."""

from __future__ import annotations
from django.http import HttpRequest, HttpResponse


def listing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


open_account = page = close = reopen = reset_password = unlock = reset_second_factor = assign = (
    end
) = listing
