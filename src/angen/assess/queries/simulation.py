"""What if: past cycles under a draft of a pack, and whose grade would change by which item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from angen.assess.facts import facts_on
from angen.assess.models import Cycle
from angen.assess.queries import freeze
from angen.assess.queries.cycles import pack_of, standing_snapshot
from angen.kernel.refusal import Refused
from angen.policy.calculate import indicators_of
from angen.policy.pack import Pack
from angen.policy.periods import Span, span_of
from angen.policy.rate import rate
from angen.policy.rated import RatingResult
from angen.policy.schema_scores import Rating
from angen.rulebook.queries import pack_named


@dataclass(frozen=True)
class Changed:
    """A unit whose grade (or outcome) would differ. ``moved_by`` says what moved it.

    ``item`` is the item whose points changed most; where none did, the item that cost the most.
    """

    cycle: str
    label: str
    rating: str
    unit: str
    name: str
    old_grade: str
    new_grade: str
    old_score: Decimal | None
    new_score: Decimal | None
    moved_by: str
    item: str
    item_says: str
    old_points: Decimal | None
    new_points: Decimal | None


@dataclass(frozen=True)
class Replayed:
    """One cycle under both versions; ``source`` is "snapshot" or "records"."""

    rating: str
    title: str
    cycle: str
    label: str
    source: str
    units: int
    changed: tuple[Changed, ...]


OUTCOMES = {"unknown": "未知", "not_applicable": "不适用", "below_sample": "样本不足"}


def simulate(
    draft: Pack, cycles: int, *, area: str = "", until: dt.date, rating: str = ""
) -> list[Replayed]:
    """Replay the last ``cycles`` cycles of each rating under ``draft`` beside the pack in force.

    A cycle that was run is replayed from its snapshot, another from the records of its time.
    Refused where the pack is not installed or shares no rating with the draft.
    """
    ours = pack_named(draft.id)
    if ours is None:
        raise Refused(f"没有安装政策包“{draft.id}”，没有可以比较的现行版本。")
    root = area or _root(ours)
    found = []
    for rule in draft.ratings:
        if rule.parts or (rating and rule.id != rating):
            continue
        for span in _spans(ours, draft, rule, cycles, until, root):
            found.append(_replay(ours, draft, rule.id, span, root))
    if not found:
        raise Refused("草稿和现行版本没有可以重演的同名评级，请核对评级编号和日期。")
    return found


def _root(pack: Pack) -> str:
    if len(pack.head.governs) != 1 or pack.head.governs[0] == "*":
        raise Refused("这个政策包适用多个区划，请写明在哪个区划重演。")
    return pack.head.governs[0]


def _spans(
    ours: Pack, draft: Pack, rule: Rating, cycles: int, until: dt.date, area: str
) -> list[Span]:
    """The last times in which both versions have the rating, the earliest first.

    Those that were run, if any was; otherwise the last whole ones before ``until``.
    """
    keys = Cycle.objects.filter(area=area, pack=ours.id, rating=rule.id, end__lte=until)
    run = [each.span for each in keys.order_by("-end")[:cycles]]
    span = span_of(rule.cycle, until)
    asked = run or [span.before(n) for n in range(span.end > until, cycles + (span.end > until))]
    return [
        each
        for each in reversed(asked)
        if ours.rating(rule.id, each.end) and draft.rating(rule.id, each.end)
    ]


def _replay(ours: Pack, draft: Pack, rating: str, span: Span, area: str) -> Replayed:
    cycle = Cycle.objects.filter(area=area, pack=ours.id, rating=rating, key=span.key).first()
    snapshot = standing_snapshot(cycle) if cycle is not None else None
    mine, theirs = ours.rating(rating, span.end), draft.rating(rating, span.end)
    assert mine is not None and theirs is not None
    if cycle is not None and snapshot is not None:
        ours = pack_of(cycle)
        mine = ours.rating(rating, span.end) or mine
        content = freeze.content_of(snapshot.content)
    else:
        content = freeze.frozen(ours, mine, area, span, {})
    _add_facts(content, draft, theirs, span)
    candidates = [freeze.candidate_of(each) for each in content["units"]]
    old = rate(ours, mine, span.end, candidates)
    new = rate(draft, theirs, span.end, candidates)
    names = {each["code"]: each["name"] for each in content["units"]}
    changed = [
        _changed(theirs, span, names[a.unit], a, b)
        for a, b in zip(old, new, strict=True)
        if _word(a) != _word(b)
    ]
    source = "records" if snapshot is None else "snapshot"
    return Replayed(
        rating, theirs.says, span.key, span.label, source, len(candidates), tuple(changed)
    )


def _add_facts(content: freeze.Content, draft: Pack, rule: Rating, span: Span) -> None:
    """What the draft reads and the snapshot does not hold is counted from the records."""
    codes = [each["code"] for each in content["units"]]
    names = indicators_of(draft, rule)
    lacking = {n for n in names if any(n not in each["facts"] for each in content["units"])}
    if not lacking or not codes:
        return
    known = facts_on(codes, span.end, lacking, span.start)
    for each in content["units"]:
        for name in sorted(lacking):
            value = known[each["code"]][name].value
            each["facts"][name] = {"value": None if value is None else freeze.text(value)}


def _word(found: RatingResult) -> str:
    return found.grade if found.outcome == "scored" else OUTCOMES[found.outcome]


def _changed(rule: Rating, span: Span, name: str, old: RatingResult, new: RatingResult) -> Changed:
    moved = _moved(old, new)
    item, by = moved or _costliest(rule, old, new)
    before, after = old.item.get(item), new.item.get(item)
    says = {each.id: each.says for each in rule.items}
    says |= {each.id: each.says for each in rule.adjustments}
    return Changed(
        cycle=span.key,
        label=span.label,
        rating=rule.id,
        unit=old.unit,
        name=name,
        old_grade=_word(old),
        new_grade=_word(new),
        old_score=old.score,
        new_score=new.score,
        moved_by=by,
        item=item,
        item_says=says.get(item, item),
        old_points=before.earned if before else None,
        new_points=after.earned if after else None,
    )


def _moved(old: RatingResult, new: RatingResult) -> tuple[str, str] | None:
    """The item whose points changed most, if any did."""
    widest: tuple[Decimal, str] | None = None
    for name in dict.fromkeys((*old.item, *new.item)):
        before, after = old.item.get(name), new.item.get(name)
        a = before.counted if before else None
        b = after.counted if after else None
        if (before and before.outcome) != (after and after.outcome) or a != b:
            apart = abs((b or Decimal(0)) - (a or Decimal(0)))
            if widest is None or apart > widest[0]:
                widest = (apart, name)
    return None if widest is None else (widest[1], "item")


def _costliest(rule: Rating, old: RatingResult, new: RatingResult) -> tuple[str, str]:
    """No points changed, so a gate or the line of a grade moved it; the item that cost the most."""
    hits: Sequence[tuple[int, bool | None]] = [(g.place, g.hit) for g in old.gates]
    by = "gate" if hits != [(g.place, g.hit) for g in new.gates] else "line"
    lost = [(x.points - (x.earned or Decimal(0)), x.id) for x in new.items if x.earned is not None]
    return (max(lost, key=lambda each: each[0])[1] if lost else ""), by
