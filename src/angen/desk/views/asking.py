"""What every page of a ledger needs first: the ledger, the actor and his right to see it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest

from angen.desk.ledger import Ledger
from angen.desk.ledger import ledger as ledger_named
from angen.kernel.refusal import NotAllowed


def seen_ledger(request: HttpRequest, key: str) -> tuple[Ledger, Any]:
    """The ledger and the actor; 404 for an unknown key, refused without the right to see it."""
    try:
        found = ledger_named(key)
    except LookupError as error:
        raise Http404 from error
    actor: Any = request.user
    if not found.seen_by(actor):
        raise NotAllowed(f"您没有查看“{found.title}”的权限。请联系本单位系统管理员。")
    return found, actor


def seen_record(request: HttpRequest, key: str, pk: str) -> tuple[Ledger, Any, Any]:
    """The ledger, the actor and the record; 404 for what the actor does not see."""
    found, actor = seen_ledger(request, key)
    try:
        record = found.rows(actor).filter(pk=pk.replace("\x00", "")).first()
    except (ValueError, ValidationError) as error:
        raise Http404 from error
    if record is None:
        raise Http404
    return found, actor, record
