"""What every page is given."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from angen.desk.nav import menu


def desk(request: HttpRequest) -> dict[str, Any]:
    """Menu, current account with its roles, and whether the data is made up.

    Nothing is asked of the database beyond the account's role assignments.
    """
    found: dict[str, Any] = {"demo_data": settings.DEMO}
    actor: Any = getattr(request, "user", None)
    if actor is None or not actor.is_authenticated:
        return found
    roles = "、".join(role.label for role in actor.roles)
    found["nav"] = menu(actor, request.path)
    found["who"] = {"name": actor.display_name, "role": roles, "url": named("orgs:me")}
    found["logout_url"] = named("orgs:logout")
    return found


def named(url: str) -> str:
    """The address of a URL name, empty where the installation has none."""
    try:
        return reverse(url)
    except NoReverseMatch:
        return ""
