"""The gate in front of every page: nothing opens without log-in unless the settings name it.

Order of what is asked: log-in, second factor, a password of one's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

SECOND_FACTOR = "orgs:second_factor"
PASSWORD = "orgs:password"  # noqa: S105
LEAVE = "orgs:logout"
BEFORE_SECOND_FACTOR = frozenset({SECOND_FACTOR, "orgs:second_factor_qr", LEAVE})
BEFORE_PASSWORD = frozenset({PASSWORD, LEAVE})


class Gate:
    """Middleware that fails closed: a new view is shut until somebody has logged in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Send the visitor to what is still missing, or let the page answer."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in settings.OPEN_URLS:
            return None
        account = request.user
        if not account.is_authenticated:
            return _elsewhere(request, settings.LOGIN_URL)
        if account.needs_second_factor and not is_verified(request):
            return None if name in BEFORE_SECOND_FACTOR else _elsewhere(request, SECOND_FACTOR)
        if account.must_change_password:
            return None if name in BEFORE_PASSWORD else _elsewhere(request, PASSWORD)
        return None


def is_verified(request: HttpRequest) -> bool:
    """Whether this session has passed the second factor."""
    return getattr(request.user, "otp_device", None) is not None


def _elsewhere(request: HttpRequest, name: str) -> HttpResponse:
    """To ``name`` and back to this page afterwards; a page part makes the whole page go there."""
    here = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    if getattr(request, "htmx", False):
        here = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
        to: HttpResponseRedirect = redirect_to_login(here, resolve_url(name))
        return HttpResponseClientRedirect(to.url)
    return redirect_to_login(here, resolve_url(name))
