"""Reading notices: the receipt that somebody knows."""

from __future__ import annotations

from django.db import transaction

from angen.audit.actions import record
from angen.kernel.access import Actor, require, rows
from angen.worklist.events import NoticesRead
from angen.worklist.models import Notice
from angen.worklist.queries.days import now


@transaction.atomic
def read_notice(notice: Notice, *, by: Actor) -> Notice:
    """Read one notice; a second time changes nothing."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    require(by, "worklist.read_notice", notice)
    if notice.read_at is None:
        notice.read_at = now()
        notice.save(update_fields=["read_at"])
        record(NoticesRead(notices=1), by=by, subject=notice)
    return notice


@transaction.atomic
def read_all(*, by: Actor) -> int:
    """Read all own notices; returns how many were new."""
    unread = rows(by, "worklist.read_notice").filter(read_at=None)
    newest = unread.order_by("pk").last()
    if newest is None:
        return 0
    require(by, "worklist.read_notice", newest)
    # Up to the newest that was seen here: one made meanwhile stays unread.
    count: int = unread.filter(pk__lte=newest.pk).update(read_at=now())
    record(NoticesRead(notices=count), by=by, subject=newest)
    return count
