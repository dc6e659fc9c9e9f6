"""Key lists: proposed by one level, decided by a higher one (湘政办意见 第5条)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.actions.certificates import not_in_future
from angen.orgs.events.key_lists import (
    KeyUnitApproved,
    KeyUnitProposed,
    KeyUnitRejected,
    KeyUnitRemoved,
)
from angen.orgs.models import Agency, Area, KeyListEntry
from angen.orgs.states import key_list as machine

ARTICLE = "湘政办意见 第5条"
LEVELS = {
    KeyListEntry.List.KEY_COUNTY: Area.Level.COUNTY,
    KeyListEntry.List.KEY_TOWNSHIP: Area.Level.TOWNSHIP,
}


def _locked(entry: KeyListEntry) -> KeyListEntry:
    return (
        KeyListEntry.objects.select_for_update(of=("self",))
        .select_related("area", "proposed_by__area")
        .get(pk=entry.pk)
    )


def _higher(entry: KeyListEntry, decider: Agency) -> None:
    """Refuse a decider that is not of a level above the proposer."""
    below = entry.proposed_by.area.path
    if not below.startswith(decider.area.path) or below == decider.area.path:
        raise Refused(
            f"名单由“{entry.proposed_by.name}”提出，应由其上一级部门批准，"
            f"“{decider.name}”不能批准。",
            article=ARTICLE,
        )


@transaction.atomic
def propose_key_unit(
    *, area: Area, list: str, reason: str, proposed_on: dt.date, proposer: Agency, by: Actor
) -> KeyListEntry:
    """Propose a county or township for a key list in the name of ``proposer``."""
    area = Area.objects.select_for_update().get(pk=area.pk)
    require(by, "orgs.propose_key_unit", area)
    not_in_future(proposed_on, "提出日期")
    level = LEVELS[KeyListEntry.List(list)]
    if area.level != level:
        raise Refused(f"这份名单只列{level.label}单位，“{area.name}”不是。")
    if not area.path.startswith(proposer.area.path):
        raise Refused(f"“{area.name}”不在“{proposer.name}”的辖区内。")
    if not reason.strip():
        raise Refused("请写明列入理由。")
    if KeyListEntry.objects.filter(list=list, area=area, state__in=["proposed", "approved"]):
        raise Refused(f"“{area.name}”已在名单中或正在审批，不必重复提出。")
    entry = KeyListEntry.objects.create(
        list=list, area=area, reason=reason, proposed_by=proposer, proposed_on=proposed_on
    )
    event = KeyUnitProposed(list=list, area=area.code, proposed_by=proposer.name, reason=reason)
    record(event, by=by, subject=entry)
    return entry


@transaction.atomic
def approve_key_unit(
    entry: KeyListEntry,
    *,
    decider: Agency,
    decided_on: dt.date,
    since: dt.date,
    document: str,
    by: Actor,
) -> KeyListEntry:
    """Put the unit on the list from ``since`` on."""
    entry = _locked(entry)
    require(by, "orgs.decide_key_unit", entry)
    _higher(entry, decider)
    not_in_future(decided_on, "批准日期")
    if decided_on < entry.proposed_on:
        raise Refused(f"提出日期是 {entry.proposed_on}，批准日期不能更早。")
    if not document.strip():
        raise Refused("请填写批准文号。")
    machine.move(entry, "approve")
    entry.decided_by, entry.decided_on = decider, decided_on
    entry.document, entry.valid_from = document, since
    entry.save()
    event = KeyUnitApproved(decided_by=decider.name, document=document, since=since)
    record(event, by=by, subject=entry)
    return entry


@transaction.atomic
def reject_key_unit(
    entry: KeyListEntry, *, decider: Agency, decided_on: dt.date, reason: str, by: Actor
) -> KeyListEntry:
    """Refuse the proposal, with a reason."""
    entry = _locked(entry)
    require(by, "orgs.decide_key_unit", entry)
    _higher(entry, decider)
    not_in_future(decided_on, "决定日期")
    if not reason.strip():
        raise Refused("不予批准请写明理由。")
    machine.move(entry, "reject")
    entry.decided_by, entry.decided_on = decider, decided_on
    entry.save()
    record(KeyUnitRejected(decided_by=decider.name, reason=reason), by=by, subject=entry)
    return entry


@transaction.atomic
def remove_key_unit(
    entry: KeyListEntry, *, decider: Agency, last_day: dt.date, document: str, by: Actor
) -> KeyListEntry:
    """Take the unit off the list after ``last_day``."""
    entry = _locked(entry)
    require(by, "orgs.decide_key_unit", entry)
    _higher(entry, decider)
    if entry.valid_from is not None and last_day < entry.valid_from:
        raise Refused(f"该单位自 {entry.valid_from} 起列入名单，移出日期不能更早。")
    if not document.strip():
        raise Refused("请填写移出名单的文号。")
    machine.move(entry, "end")
    entry.valid_to = last_day
    entry.save()
    event = KeyUnitRemoved(decided_by=decider.name, document=document, last_day=last_day)
    record(event, by=by, subject=entry)
    return entry
