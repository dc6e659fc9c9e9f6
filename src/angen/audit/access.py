"""Who reads the log, and who has it verified."""

from __future__ import annotations

from django.db.models import Q

from angen.audit.models import Check, Entry
from angen.kernel.access import Actor, rule, within


@rule("audit.see_log", Entry, "查看审计日志")
def see_log(actor: Actor) -> Q:
    """The log belongs to no area: all of it or nothing."""
    return within(actor, "audit.see_log")


@rule("audit.verify_log", Check, "核验审计日志")
def verify_log(actor: Actor) -> Q:
    """As far as the whole log is open to the actor."""
    return within(actor, "audit.verify_log")
