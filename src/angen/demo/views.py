"""The page that lists the demo accounts."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from angen.demo.accounts import CAST, PASSWORD
from angen.orgs.models import Account
from angen.orgs.queries.accounts import demo_totp_code
from angen.orgs.roles import ROLES


def accounts(request: HttpRequest) -> HttpResponse:
    """Who can log in to the demo, with the password and, for administrators, the code of now."""
    if not settings.DEMO:
        raise Http404
    known = {account.username: account for account in Account.objects.all()}
    rows = [
        {
            "username": cast.username,
            "role": ROLES[cast.role].label,
            "look": cast.look,
            "page": cast.page,
            "code": demo_totp_code(known[cast.username])
            if ROLES[cast.role].second_factor
            else None,
        }
        for cast in CAST
        if cast.username in known
    ]
    return render(request, "demo/accounts.html", {"rows": rows, "password": PASSWORD})
