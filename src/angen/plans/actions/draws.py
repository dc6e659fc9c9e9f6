"""A draw from the frozen list to the published result; nothing is ever drawn again."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Area
from angen.plans import drawing, framing, kinds
from angen.plans.actions import duties
from angen.plans.events.draws import (
    DrawAbandoned,
    DrawCommitted,
    DrawPrepared,
    DrawPublished,
    DrawRevealed,
    SecretCommitted,
    SecretRevealed,
)
from angen.plans.models import (
    CatalogueItem,
    Draw,
    DrawContribution,
    DrawExclusion,
    DrawnObject,
    DrawnOfficer,
    DrawOfficer,
)
from angen.plans.queries.frame import Prepared, Scope, prepare
from angen.plans.queries.rules import due, whole
from angen.plans.states import DRAW_RULES, DrawState
from angen.plans.states import draw as machine
from angen.rulebook.queries import value
from angen.worklist import actions as worklist

PEOPLE = "draw_contributors"
EACH = "draw_officers_each"
PUBLISH = "draw_publish_working_days"


@transaction.atomic
def prepare_draw(
    item: CatalogueItem,
    scope: Scope,
    *,
    title: str,
    want: int,
    each: int | None = None,
    by: Actor,
) -> Draw:
    """Freeze the list a draw is made from, with all exclusions and its hash.

    ``each`` officers inspect an enterprise; None for as many as the law asks for at least.
    """
    require(by, "plans.see_catalogue", item)
    if scope.agency.pk != item.agency_id:
        raise Refused("抽查事项属于另一个机构，请选择本机构的抽查事项。", article=DRAW_RULES)
    if not title.strip():
        raise Refused("请填写抽查名称。")
    if scope.ends_on < scope.starts_on:
        raise Refused("检查结束日期早于开始日期，请核对。")
    _own_area(scope.agency.area, scope.area)
    each = _officers_each(scope, each)
    made = prepare(scope, want=want, each=each)
    text = made.frame.text()
    draw = Draw.objects.create(
        agency=scope.agency,
        item=item,
        title=title.strip(),
        area=scope.area,
        sectors=list(scope.sectors),
        risks=list(scope.risks),
        starts_on=scope.starts_on,
        ends_on=scope.ends_on,
        want=want,
        each=each,
        frame=text,
        frame_hash=drawing.digest(text),
        prepared_by_id=by.pk,
    )
    require(by, "plans.run_draw", draw)
    _keep(draw, made)
    event = DrawPrepared(
        frame_hash=draw.frame_hash,
        objects=len(made.frame.objects),
        officers=len(made.frame.officers),
        want=want,
        each=each,
        left_out=dict(Counter(reason.value for _, _, reason in made.left)),
    )
    record(event, by=by, subject=draw)
    return draw


def _own_area(home: Area, area: Area) -> None:
    if not area.path.startswith(home.path):
        raise Refused("抽查范围超出本机构的辖区，请重新选择。", article=DRAW_RULES)


def _officers_each(scope: Scope, each: int | None) -> int:
    rule = value(EACH, scope.area, scope.starts_on)
    least = framing.PAIR if rule is None else int(rule.value)
    if each is not None and each < least:
        article = framing.TWO_OFFICERS if rule is None else rule.cite
        raise Refused(f"每个检查对象至少抽取 {least} 名执法人员。", article=article)
    return least if each is None else each


def _keep(draw: Draw, made: Prepared) -> None:
    DrawOfficer.objects.bulk_create(
        [DrawOfficer(draw=draw, officer_id=pk, key=key) for pk, key in made.keys.items()]
    )
    DrawExclusion.objects.bulk_create(
        [
            DrawExclusion(draw=draw, enterprise_id=one, officer_id=person, reason=reason)
            for one, person, reason in made.left
        ],
        batch_size=5000,
    )


def _locked(draw: Draw) -> Draw:
    return (
        Draw.objects.select_for_update(of=("self",))
        .select_related("agency", "area")
        .get(pk=draw.pk)
    )


@transaction.atomic
def contribute(draw: Draw, *, commitment: str, by: Actor) -> DrawContribution:
    """Commit to a secret by its hash, before anything is published."""
    draw = _locked(draw)
    require(by, "plans.contribute", draw)
    if draw.state != DrawState.PREPARED:
        raise Refused("承诺已经公布，不能再增加或更换口令。", article=DRAW_RULES)
    commitment = commitment.strip().lower()
    if not drawing.DIGEST.fullmatch(commitment):
        raise Refused("口令哈希应为 64 位十六进制数，请用页面上的“生成”按钮生成。")
    known = draw.contributions.all()
    if known.filter(account_id=by.pk).exists():
        raise Refused("您已提供过一份口令，每人只能一份。", article=DRAW_RULES)
    if known.filter(commitment=commitment).exists():
        raise Refused("这份口令哈希与他人相同，请各自生成。", article=DRAW_RULES)
    made = DrawContribution.objects.create(draw=draw, account_id=by.pk, commitment=commitment)
    record(SecretCommitted(commitment=commitment), by=by, subject=draw)
    return made


@transaction.atomic
def commit(draw: Draw, *, public_source: str = "", by: Actor) -> Draw:
    """Publish the hash of the list, the commitments, and where public randomness will come from."""
    draw = _locked(draw)
    require(by, "plans.run_draw", draw)
    machine.move(draw, "commit")
    commitments = list(draw.contributions.order_by("pk").values_list("commitment", flat=True))
    people = max(drawing.LEAST, whole(PEOPLE, draw.area, timezone.localdate()) or 0)
    if len(commitments) < people:
        raise Refused(
            f"随机口令须由 {people} 人以上提供，现在只有 {len(commitments)} 人。",
            article=DRAW_RULES,
        )
    draw.public_source = public_source.strip()
    draw.committed_at = timezone.now()
    draw.save(update_fields=["state", "public_source", "committed_at"])
    event = DrawCommitted(
        frame_hash=draw.frame_hash, commitments=commitments, public_source=draw.public_source
    )
    record(event, by=by, subject=draw)
    return draw


@transaction.atomic
def reveal_secret(draw: Draw, *, secret: str, by: Actor) -> DrawContribution:
    """Reveal what one committed to; anything else is refused."""
    draw = _locked(draw)
    require(by, "plans.contribute", draw)
    if draw.state != DrawState.COMMITTED:
        raise Refused("只有承诺公布之后、抽取之前才能揭示口令。", article=DRAW_RULES)
    own = draw.contributions.select_for_update().filter(account_id=by.pk).first()
    if own is None:
        raise Refused("您没有提供过口令，不能揭示。", article=DRAW_RULES)
    if own.secret:
        raise Refused("您的口令已经揭示。")
    secret = secret.strip()
    if drawing.commitment(str(draw.pk), secret) != own.commitment:
        raise Refused("口令与事先提交的哈希不符，请核对。", article=DRAW_RULES)
    own.secret, own.revealed_at = secret, timezone.now()
    own.save(update_fields=["secret", "revealed_at"])
    record(SecretRevealed(commitment=own.commitment, secret=secret), by=by, subject=draw)
    return own


@transaction.atomic
def carry_out(draw: Draw, *, public_value: str = "", by: Actor) -> Draw:
    """Make the seed of all secrets and draw; the result is written once."""
    draw = _locked(draw)
    require(by, "plans.run_draw", draw)
    machine.move(draw, "reveal")
    shares = list(draw.contributions.order_by("pk"))
    silent = sum(not share.secret for share in shares)
    if silent:
        raise Refused(f"还有 {silent} 人没有揭示口令，不能抽取。", article=DRAW_RULES)
    public_value = public_value.strip()
    if bool(draw.public_source) != bool(public_value):
        raise Refused(
            "承诺时公布了公开随机数来源的，须填写公开随机数；没有公布的，不能填写。",
            article=DRAW_RULES,
        )
    draw.seed = drawing.seed_of(draw.frame_hash, [s.secret for s in shares], public_value)
    draw.public_value, draw.revealed_at = public_value, timezone.now()
    draw.save(update_fields=["state", "seed", "public_value", "revealed_at"])
    result = drawing.draw(framing.read(draw.frame), draw.seed)
    _keep_result(draw, result)
    _expect_publication(draw, by)
    event = DrawRevealed(
        frame_hash=draw.frame_hash,
        public_value=public_value,
        seed=draw.seed,
        objects=list(result.objects),
    )
    record(event, by=by, subject=draw)
    return draw


def _keep_result(draw: Draw, result: drawing.Result) -> None:
    people = dict(draw.team.values_list("key", "officer"))
    drawn = DrawnObject.objects.bulk_create(
        [
            DrawnObject(draw=draw, place=place, enterprise_id=one)
            for place, one in enumerate(result.objects, 1)
        ],
        batch_size=2000,
    )
    DrawnOfficer.objects.bulk_create(
        [
            DrawnOfficer(drawn=row, officer_id=people[key], place=place)
            for row, one in zip(drawn, result.objects, strict=True)
            for place, key in enumerate(result.officers.get(one, ()), 1)
        ],
        batch_size=2000,
    )


def _expect_publication(draw: Draw, by: Actor) -> None:
    duties.wait(
        draw,
        kinds.PUBLISH,
        due(PUBLISH, draw.area, draw.ends_on, working=True),
        agency=draw.agency,
        title=f"公开抽查结果：{draw.title}",
        url=reverse("plans:draw", args=[draw.pk]),
        working=True,
        by=by,
    )


@transaction.atomic
def publish_draw(draw: Draw, *, by: Actor) -> Draw:
    """Open the whole transcript to everybody."""
    draw = _locked(draw)
    require(by, "plans.run_draw", draw)
    machine.move(draw, "publish")
    draw.published_at = timezone.now()
    draw.save(update_fields=["state", "published_at"])
    record(DrawPublished(published_on=timezone.localdate()), by=by, subject=draw)
    worklist.meet(draw, kinds.PUBLISH.name, by=by)
    return draw


@transaction.atomic
def abandon(draw: Draw, *, reason: str, by: Actor) -> Draw:
    """Give up a draw before anything was drawn; it stays on record with who kept silent counted."""
    draw = _locked(draw)
    require(by, "plans.run_draw", draw)
    machine.move(draw, "abandon")
    draw.abandoned_for = reason.strip()
    if not draw.abandoned_for:
        raise Refused("请写明作废原因。", article=DRAW_RULES)
    if draw.contributions.exists() and not draw.contributions.filter(secret="").exists():
        raise Refused("口令已全部揭示，结果已经确定，只能抽取，不能作废。", article=DRAW_RULES)
    draw.save(update_fields=["state", "abandoned_for"])
    silent = draw.contributions.filter(secret="").count()
    record(DrawAbandoned(reason=draw.abandoned_for, silent=silent), by=by, subject=draw)
    return draw
