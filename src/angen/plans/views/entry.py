"""Who comes to a page that begins something new: whoever may begin it anywhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from angen.desk.acts import own
from angen.desk.anywhere import anywhere
from angen.kernel.access import named
from angen.kernel.refusal import NotAllowed


def beginner(request: HttpRequest, needs: str) -> Any:
    """The account of the request; NotAllowed, before a form is shown, without the permission."""
    by = own(request)
    if not anywhere(by, needs):
        raise NotAllowed(f"您没有“{named(needs).label}”的权限。请联系本单位系统管理员。")
    return by
