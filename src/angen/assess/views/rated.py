"""A unit's result, why it is so, its history, and two results side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from angen.assess.actions import appeals
from angen.assess.evidence import evidence, shown
from angen.assess.facts import facts_on
from angen.assess.forms import ratings as forms
from angen.assess.models import Consequence, Cycle, Result
from angen.assess.models.cycles import Outcome
from angen.assess.queries.cycles import pack_of, rating_of
from angen.assess.queries.unscored import ASIDE, reasons
from angen.assess.screens.lines import fact_shown
from angen.assess.screens.ratings import fact_of, history_chart, items_shown
from angen.assess.unscored import NOTHING, Reason, fact_words, missing_words
from angen.desk.acts import Act, act_page, own, posted
from angen.kernel.access import can, require, rows
from angen.kernel.indicators import registered
from angen.rulebook.words import in_words, label_of
from angen.worklist.queries.days import now

SEE = "assess.see_results"
EVIDENCE_SHOWN = 200
FORM = ["GET", "HEAD", "POST"]


def result_of(request: HttpRequest, pk: int, code: str) -> Result:
    """The standing result of a unit in a cycle, as far as the actor may see it."""
    found = (
        rows(own(request), SEE, Result.objects.all())
        .select_related("cycle__area", "unit")
        .filter(cycle=pk, unit=code.replace("\x00", ""), current=True)
        .first()
    )
    if not isinstance(found, Result):
        raise Http404
    return found


@require_safe
def unit(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One unit's result: aspects, items, points, gates, what follows."""
    found, by = result_of(request, pk, code), own(request)
    cycle = found.cycle
    pack = pack_of(cycle)
    rating = rating_of(cycle, pack)
    cases = rows(by, "assess.see_consequences", Consequence.objects.all())
    before = _around(request, found, cycle.span.before().key)
    aside = [found.unit_id] if found.outcome in ASIDE else []
    reason = reasons(cycle, pack, rating, aside).get(found.unit_id)
    context = {
        "cycle": cycle,
        "result": found,
        "pack": pack,
        "rating": rating,
        "items": items_shown(cycle, pack, rating, found),
        "gates": _gates(pack, rating, found),
        "missing": missing_words(found.missing) if found.missing else "",
        "reason": reason,
        # A unit that was not taken up has no items that could say what they read.
        "facts": [] if found.items else _facts(found, by, _read(found, reason)),
        "cases": cases.filter(cycle=cycle, unit=found.unit),
        "appeals": rows(by, "assess.see_appeals").filter(cycle=cycle, unit=found.unit),
        "corrected": found.corrected_from.select_related("before").first(),
        "may_appeal": _in_time(cycle) and can(by, "assess.appeal", found),
        "before": before,
    }
    return render(request, "assess/rating_unit.html", context)


def _read(found: Result, reason: Reason | None) -> dict[str, Any]:
    """What was read before any item: the facts of the rule, or those that are missing."""
    missing = [(name, None) for name in found.missing if name in registered()]
    return {"outcome": found.outcome, "facts": reason.facts if reason else missing}


def _in_time(cycle: Cycle) -> bool:
    """Whether an appeal may still be asked for; the act refuses a late one as well."""
    return cycle.appeal_until is None or now().date() <= cycle.appeal_until


def _around(request: HttpRequest, found: Result, key: str) -> Result | None:
    """The same unit in another cycle of the same rating."""
    cycle = found.cycle
    return (
        rows(own(request), SEE, Result.objects.all())
        .select_related("cycle")
        .filter(
            unit=found.unit,
            current=True,
            cycle__pack=cycle.pack,
            cycle__rating=cycle.rating,
            cycle__area=cycle.area_id,
            cycle__key=key,
        )
        .first()
    )


def _gates(pack: Any, rating: Any, found: Result) -> list[dict[str, Any]]:
    kinds = {"gate": "否决项", "veto": "一票否决", "yellow_card": "黄牌警告"}
    return [
        {
            "says": gate.says or gate.grade or "",
            "kind": kinds[gate.kind],
            "hit": each["hit"],
            "words": in_words(gate.when, pack),
            "cite": gate.cite,
            "facts": [(label_of(n), fact_words(n, v)) for n, v in each["facts"]],
            "missing": missing_words(each["missing"]) if each["missing"] else "",
        }
        for each in found.gates
        for gate in [rating.gates[each["place"]]]
    ]


@require_safe
def why(request: HttpRequest, pk: int, code: str, item: str) -> HttpResponse:
    """One item: clause, formula, the frozen facts, and the records as they are now."""
    found, by = result_of(request, pk, code), own(request)
    cycle = found.cycle
    pack = pack_of(cycle)
    lines = items_shown(cycle, pack, rating_of(cycle, pack), found)
    chosen = next((each for each in lines if each.id == item), None)
    stored = found.item(item)
    if chosen is None or stored is None:
        raise Http404
    scoring = rows(by, "assess.see_scorings").filter(cycle=cycle, unit=found.unit, item=item)
    context = {
        "cycle": cycle,
        "result": found,
        "item": chosen,
        "outcome": Outcome(stored["outcome"]).label,
        "facts": _facts(found, by, stored),
        "pack": pack,
        "scoring": scoring.select_related("scorer", "second_scorer").first(),
    }
    return render(request, "assess/rating_why.html", context)


def _facts(found: Result, by: Any, item: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The frozen facts of an item beside today's, each with the records behind it."""
    cycle = found.cycle
    names = [name for name, _ in item["facts"]]
    records = evidence([found.unit_id], cycle.end, names, cycle.start)
    live = facts_on([found.unit_id], cycle.end, names, cycle.start)[found.unit_id] if names else {}
    every = {r for each in records.values() for r in (*each.counted[:EVIDENCE_SHOWN],
                                                      *each.not_counted[:EVIDENCE_SHOWN])}  # fmt: skip
    seen_ones = shown(every, by)
    return [
        {
            "label": label_of(name),
            "means": registered()[name].says.replace("。 ", "。") if name in registered() else "",
            "nothing": fact_of(item, name, value) == NOTHING,
            "frozen": fact_of(item, name, value),
            "now": fact_shown(live[name]),
            "changed": name in live and fact_words(name, value) != fact_shown(live[name]).text.partition("（")[0],
            "counted": [seen_ones[r] for r in each.counted[:EVIDENCE_SHOWN]],
            "not_counted": [seen_ones[r] for r in each.not_counted[:EVIDENCE_SHOWN]],
            "more": max(0, len(each.counted) - EVIDENCE_SHOWN),
            "numbers": (len(each.counted), len(each.not_counted)),
        }
        for name, value in item["facts"]
        if (each := records.get((found.unit_id, name))) is not None
    ]  # fmt: skip


@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    """A unit over all cycles one may see, rating by rating."""
    found = list(
        rows(own(request), SEE, Result.objects.all())
        .filter(unit=code.replace("\x00", ""), current=True)
        .select_related("cycle__area", "unit")
        .order_by("cycle__pack", "cycle__rating", "cycle__end")
    )
    if not found:
        raise Http404
    groups: dict[tuple[str, str], list[Result]] = {}
    for each in found:
        groups.setdefault((each.cycle.pack, each.cycle.rating), []).append(each)
    context = {
        "unit": found[0].unit,
        "groups": [
            {
                "title": members[-1].cycle.title,
                "results": members[::-1],
                "chart": history_chart(members),
                "id": f"history-{number}",
            }
            for number, members in enumerate(groups.values())
        ],
    }
    return render(request, "assess/rating_history.html", context)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two results of one rating, item by item: two units, or one unit in two cycles."""
    chosen = rows(own(request), SEE, Result.objects.all()).select_related("cycle__area", "unit")
    pair = [_picked(chosen, request.GET.get(key, "")) for key in ("a", "b")]
    one, two = pair
    if one is None or two is None or one.cycle.rating != two.cycle.rating:
        raise Http404
    lines = []
    for result in (one, two):
        pack = pack_of(result.cycle)
        rating = rating_of(result.cycle, pack)
        lines.append({x.id: x for x in items_shown(result.cycle, pack, rating, result)})
    ids = list(dict.fromkeys([*lines[0], *lines[1]]))
    rows_ = [(lines[0].get(id), lines[1].get(id)) for id in ids]
    apart = [(a, b, _apart(a.earned, b.earned) if a and b else "") for a, b in rows_]
    others = chosen.filter(cycle=one.cycle, current=True).order_by("rank", "unit__path")
    context = {"one": one, "two": two, "rows": apart, "others": others[:500]}
    return render(request, "assess/rating_compare.html", context)


def _picked(found: Any, key: str) -> Result | None:
    result: Result | None = found.filter(pk=int(key)).first() if _is_key(key) else None
    return result


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def _apart(a: str, b: str) -> str:
    """The difference of two numbers as text; empty where one is not there."""
    try:
        gap = float(b.replace(",", "")) - float(a.replace(",", ""))
    except ValueError:
        return ""
    return "" if abs(gap) < 0.005 else f"{gap:+.2f}".rstrip("0").rstrip(".")


@require_http_methods(FORM)
def appeal(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Dispute the own result."""
    found, by = result_of(request, pk, code), own(request)
    require(by, "assess.appeal", found)
    cycle = found.cycle
    pack = pack_of(cycle)
    rating = rating_of(cycle, pack)
    options = [
        (each.id, f"{each.says}：{each.earned or each.unknown or '未评'}（{each.points}分）")
        for each in items_shown(cycle, pack, rating, found)
    ]
    options += [
        (f"gate-{each['place']}", f"{rating.gates[each['place']].says or '否决项'}")
        for each in found.gates
    ]
    act = Act(
        "提出申诉",
        reverse("assess:rating_unit", args=[cycle.pk, found.unit_id]),
        lambda data: appeals.ask_appeal(found, by=by, **data),
        "申诉已提交，当时的结果和依据的记录已经冻结。",
        {"评定": str(cycle), "单位": found.name, "结果": f"{found.score or '未评'} {found.grade}"},
        note="提交时冻结所申诉各项依据的记录。复核期间，问责、黄牌等暂停办理。",
        then=lambda made: reverse("assess:appeal", args=[made.pk]),
    )
    first = {"items": [request.GET.get("item", "")]}
    form = forms.AppealForm(posted(request), actor=by, items=options, initial=first)
    return act_page(request, act, form)
