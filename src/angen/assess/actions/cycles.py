"""A cycle from its opening to its publication."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from angen.assess.actions.following import open_following
from angen.assess.actions.runs import store_run
from angen.assess.events import (
    CycleConfirmed,
    CycleOpened,
    CyclePublished,
    CycleReturned,
)
from angen.assess.models import Cycle, Scoring, Snapshot
from angen.assess.queries import freeze
from angen.assess.queries.cycles import pack_of, people_of, rating_of, standing_snapshot
from angen.assess.queries.warned import warned
from angen.assess.states import CycleState, ScoringState
from angen.assess.states import cycle as machine
from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Area
from angen.policy.pack import Pack
from angen.policy.periods import Span, span_named
from angen.policy.schema_scores import Rating
from angen.rulebook.queries import pack_named, value
from angen.worklist.queries.days import now


@transaction.atomic
def open_cycle(area: Area, *, pack: str, rating: str, key: str, by: Actor) -> Cycle:
    """Begin a cycle of a rating over the units of an area, and compute it for the first time."""
    area = Area.objects.select_for_update().get(pk=area.pk)
    require(by, "assess.open_cycle", area)
    known, rule, span = _asked(pack, rating, key)
    if span.end > now().date():
        raise Refused(f"{span.label}还没有结束，{span.end}以后才能评定。")
    if Cycle.objects.filter(area=area, pack=pack, rating=rating, key=span.key).exists():
        raise Refused(f"{span.label}{rule.says}已经开始评定，请打开原来的评定。")
    made = Cycle.objects.create(
        area=area,
        pack=known.id,
        digest=known.digest,
        rating=rule.id,
        title=rule.says,
        key=span.key,
        start=span.start,
        end=span.end,
        warnings=warned(known, rule),
        opened_by_id=by.pk,
        opened_at=now(),
    )
    event = CycleOpened(pack=known.id, digest=known.digest, rating=rule.id, cycle=span.key)
    record(event, by=by, subject=made)
    _run(made, by, "")
    return made


def _asked(pack: str, rating: str, key: str) -> tuple[Pack, Rating, Span]:
    """The pack, rating and time asked for. Refused for what does not exist or does not fit."""
    known = pack_named(pack)
    if known is None:
        raise Refused(f"没有安装政策包“{pack}”。")
    span = span_named(key)
    if span is None:
        raise Refused(f"看不懂周期“{key}”，请写成2021-07、2021Q3、2021H2或2021这样。")
    rule = known.rating(rating, span.end)
    if rule is None:
        raise Refused(f"政策包“{known.title}”在{span.end}没有评级“{rating}”。")
    if rule.cycle != span.cycle:
        raise Refused(f"“{rule.says}”不是按这种周期评定的，请改周期。")
    return known, rule, span


@transaction.atomic
def run_cycle(cycle: Cycle, *, reason: str = "", by: Actor) -> Snapshot:
    """Freeze the facts anew and rate again, by the pack now in force; only before confirmation."""
    cycle = _locked(cycle)
    require(by, "assess.run_cycle", cycle)
    if cycle.state != CycleState.DRAFT:
        raise Refused("结果已经确认，不能重新计算；需要重算的请先退回重评，已公布的走申诉更正。")
    known, rule, _ = _asked(cycle.pack, cycle.rating, cycle.key)
    cycle.digest, cycle.warnings = known.digest, warned(known, rule)
    cycle.save(update_fields=["digest", "warnings"])
    return _run(cycle, by, reason.strip())


def _run(cycle: Cycle, by: Actor, reason: str) -> Snapshot:
    pack = pack_of(cycle)
    content = freeze.frozen(
        pack, rating_of(cycle, pack), cycle.area_id, cycle.span, people_of(cycle)
    )
    if not content["units"]:
        raise Refused("这个范围里没有这项评级适用的单位，请核对评价范围。")
    return store_run(cycle, content, reason=reason, by=by)


def _locked(cycle: Cycle) -> Cycle:
    return Cycle.objects.select_for_update(of=("self",)).select_related("area").get(pk=cycle.pk)


@transaction.atomic
def confirm_cycle(cycle: Cycle, *, by: Actor) -> Cycle:
    """Confirm the results; by another hand than the one that opened the cycle."""
    cycle = _locked(cycle)
    require(by, "assess.confirm_cycle", cycle)
    if cycle.opened_by_id is not None and cycle.opened_by_id == by.pk:
        raise Refused("评定人不能自己确认，请另一位同志确认。")
    snapshot = standing_snapshot(cycle)
    if snapshot is None:
        raise Refused("还没有计算结果，请先计算。")
    machine.move(cycle, "confirm")
    _check_people(cycle, snapshot)
    cycle.confirmed_by_id, cycle.confirmed_at = by.pk, now()
    cycle.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    event = CycleConfirmed(number=snapshot.number, results=snapshot.outcome_sha256)
    record(event, by=by, subject=cycle)
    return cycle


def _check_people(cycle: Cycle, snapshot: Snapshot) -> None:
    """Refuse while scores are open, or were given after the run."""
    still = (ScoringState.AWAITING, ScoringState.DISPUTED)
    if number := Scoring.objects.filter(cycle=cycle, state__in=still).count():
        raise Refused(f"还有{number}项人工评分等待复评或裁定，请先办完。")
    content = freeze.content_of(snapshot.content)
    used: dict[str, Any] = {unit["code"]: unit["people"] for unit in content["units"]}
    given = {
        code: {item: freeze.text(points) for item, points in items.items()}
        for code, items in people_of(cycle).items()
    }
    if any(used.get(code) != items for code, items in given.items() if code in used):
        raise Refused("计算之后又有新的人工评分，请先重新计算。")


@transaction.atomic
def return_cycle(cycle: Cycle, *, reason: str, by: Actor) -> Cycle:
    """Send confirmed results back to be rated again."""
    cycle = _locked(cycle)
    require(by, "assess.confirm_cycle", cycle)
    machine.move(cycle, "return")
    if not reason.strip():
        raise Refused("请写明退回理由。")
    cycle.confirmed_by, cycle.confirmed_at = None, None
    cycle.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    record(CycleReturned(reason=reason.strip()), by=by, subject=cycle)
    return cycle


@transaction.atomic
def publish_cycle(cycle: Cycle, *, on: dt.date | None = None, by: Actor) -> Cycle:
    """Make the results known: appeals may be asked for, and what follows from them begins.

    ``on`` is the day of publication, today if not given.
    """
    cycle = _locked(cycle)
    require(by, "assess.publish_cycle", cycle)
    machine.move(cycle, "publish")
    today = now().date()
    day = on or today
    if not cycle.end < day <= today:
        raise Refused(f"公布日期要在{cycle.end}之后、今天或今天以前。")
    term = value("appeal_days", cycle.area, day)
    cycle.published_on = day
    cycle.appeal_until = day + dt.timedelta(int(term.value)) if term is not None else None
    cycle.save(update_fields=["state", "published_on", "appeal_until"])
    snapshot = standing_snapshot(cycle)
    assert snapshot is not None
    event = CyclePublished(
        number=snapshot.number,
        results=snapshot.outcome_sha256,
        appeal_until=cycle.appeal_until,
    )
    record(event, by=by, subject=cycle)
    open_following(cycle, on=day, by=by)
    return cycle
