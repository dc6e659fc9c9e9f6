"""Merging two records of one enterprise, and splitting them again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from angen.audit.actions import record
from angen.enterprises.actions.checks import said
from angen.enterprises.events.enterprises import EnterprisesMerged, EnterprisesSplit
from angen.enterprises.models import Enterprise, Merge
from angen.enterprises.movers import movers
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused

ORGANISATION = slice(8, 17)  # the part of a credit code that stays with a legal person (GB 32100)


@transaction.atomic
def merge_enterprises(loser: Enterprise, survivor: Enterprise, *, reason: str, by: Actor) -> Merge:
    """Make ``survivor`` the one record; what hangs on ``loser`` follows as far as it fits."""
    if loser.pk == survivor.pk:
        raise Refused("不能把一条记录并入它自己。")
    found = Enterprise.objects.select_for_update(of=("self",)).order_by("pk")
    both = {one.pk: one for one in found.filter(pk__in=[loser.pk, survivor.pk])}
    loser, survivor = both[loser.pk], both[survivor.pk]
    require(by, "enterprises.merge", loser)
    require(by, "enterprises.merge", survivor)
    reason = said(reason, "认定为同一家企业的理由")
    if loser.merged_into_id is not None or survivor.merged_into_id is not None:
        raise Refused("其中一条记录已并入别的记录，请刷新页面后重新选择。")
    if loser.uscc and survivor.uscc and loser.uscc[ORGANISATION] != survivor.uscc[ORGANISATION]:
        raise Refused(
            "两条记录的统一社会信用代码属于不同主体，是两家企业，不能合并。",
            article="GB 32100—2015",
        )
    if survivor.no_code_reason and loser.uscc:
        raise Refused("有统一社会信用代码的记录应当保留，请反过来合并。", article="GB 32100—2015")
    moved = {one.name: one.move(loser, survivor) for one in movers()}
    kept = {name: keys for name, keys in moved.items() if keys}
    loser.merged_into = survivor
    loser.save(update_fields=["merged_into"])
    merge = Merge.objects.create(
        loser=loser, survivor=survivor, reason=reason, moved=kept, merged_by=by.display_name
    )
    counts = {name: len(keys) for name, keys in kept.items()}
    for subject in (loser, survivor):
        event = EnterprisesMerged(
            loser=loser.code, survivor=survivor.code, reason=reason, moved=counts
        )
        record(event, by=by, subject=subject)
    return merge


@transaction.atomic
def split_enterprises(merge: Merge, *, reason: str, by: Actor) -> Merge:
    """Undo a merge: the record lives again, and gets back what came with it and is still there."""
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    keys = [merge.loser_id, merge.survivor_id]
    found = Enterprise.objects.select_for_update(of=("self",)).order_by("pk").filter(pk__in=keys)
    both = {one.pk: one for one in found}
    loser, survivor = both[merge.loser_id], both[merge.survivor_id]
    require(by, "enterprises.merge", loser)
    require(by, "enterprises.merge", survivor)
    reason = said(reason, "拆分的理由")
    if merge.split_at is not None:
        raise Refused("这次合并已经拆分。")
    if survivor.merged_into_id is not None:
        raise Refused("保留的记录后来又并入了别的记录，请先拆分后一次合并。")
    loser.merged_into = None
    loser.save(update_fields=["merged_into"])
    known = {one.name: one for one in movers()}
    back = {
        name: len(known[name].back(rows, loser, survivor))
        for name, rows in merge.moved.items()
        if name in known
    }
    merge.split_at, merge.split_by, merge.split_reason = timezone.now(), by.display_name, reason
    merge.save(update_fields=["split_at", "split_by", "split_reason"])
    for subject in (loser, survivor):
        event = EnterprisesSplit(
            loser=loser.code, survivor=survivor.code, reason=reason, moved=back
        )
        record(event, by=by, subject=subject)
    return merge
