"""People's scores, appeals, consequences and simulations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from angen.assess.actions import appeals, consequences, scoring
from angen.assess.evidence import Record, shown
from angen.assess.forms import ratings as forms
from angen.assess.models import Appeal, Consequence, Cycle, Scoring
from angen.assess.queries.cycles import pack_of, rating_of, standing_snapshot
from angen.assess.queries.freeze import content_of
from angen.assess.screens.ratings import items_shown
from angen.assess.states import WAYS, AppealState, ConsequenceState, CycleState, Deed
from angen.assess.states import consequence as machine
from angen.assess.unscored import fact_words
from angen.audit.queries import history
from angen.desk.act_forms import ActForm
from angen.desk.acts import Act, act_page, own, posted, seen
from angen.desk.history import entries
from angen.desk.models import StoredFile
from angen.kernel.access import Actor, can, require, rows
from angen.orgs.models import Area
from angen.rulebook.words import label_of

FORM = ["GET", "HEAD", "POST"]
SHOWN = 300
SCORE = "assess.score_item"


def _scored_cycle(request: HttpRequest, pk: int) -> Cycle:
    """A cycle the actor runs, or scores units of while it is a draft."""
    by = own(request)
    found = Cycle.objects.select_related("area").filter(pk=pk).first()
    if found is None:
        raise Http404
    if can(by, "assess.run_cycle", found):
        return found
    units = rows(by, SCORE, Area.objects.all()).filter(results__cycle=found)
    if not units.exists():
        raise Http404
    return found


@require_safe
def scorings(request: HttpRequest, pk: int) -> HttpResponse:
    """Who still has to be scored for what."""
    found, by = _scored_cycle(request, pk), own(request)
    rating = rating_of(found)
    judged = [(each.id, each.says) for each in rating.items if each.scored_by == "people"]
    judged += [(each.id, each.says) for each in rating.adjustments if each.scored_by == "people"]
    units = rows(by, SCORE, Area.objects.all()).filter(results__cycle=found, results__current=True)
    given = {
        (each.unit_id, each.item): each
        for each in Scoring.objects.filter(cycle=found, unit__in=units).select_related("scorer")
    }
    table = [
        (unit, [(item, given.get((unit.pk, item))) for item, _ in judged])
        for unit in units.order_by("path")[:SHOWN]
    ]
    context = {
        "cycle": found,
        "judged": judged,
        "table": table,
        "open": found.state == CycleState.DRAFT,
        "left": sum(each is None for _, cells in table for _, each in cells),
    }
    return render(request, "assess/scorings.html", context)


@require_http_methods(FORM)
def sheet(request: HttpRequest, pk: int, code: str, item: str) -> HttpResponse:
    """The scoring sheet of one unit and item, usable with a thumb on site."""
    found, by = _scored_cycle(request, pk), own(request)
    unit = rows(by, SCORE, Area.objects.all()).filter(
        pk=code.replace("\x00", ""), results__cycle=found, results__current=True
    ).first()  # fmt: skip
    if not isinstance(unit, Area):
        raise Http404
    rubric = scoring.sheet_of(rating_of(found), item)
    known = Scoring.objects.filter(cycle=found, unit=unit, item=item).first()
    mine = known is not None and known.scorer_id == by.pk
    first = {f"line{n}": mark for n, mark in enumerate(known.marks)} if known and mine else {}
    if known and mine:
        first["note"] = known.note
    facts = {"单位": unit.name, "评定": str(found)}
    if known is not None and not mine:
        facts["复评"] = "第一位评分人已评，请独立评分；提交后显示分差。"
    if rubric.second:
        facts["要求"] = f"两人分别评分，相差不超过{rubric.difference.normalize():f}分。"
    form = forms.SheetForm(posted(request), actor=by, sheet=rubric, initial=first)
    act = Act(
        f"评分：{rubric.says}",
        reverse("assess:scorings", args=[found.pk]),
        lambda data: scoring.give_points(
            found, unit, item=item, marks=form.marks, note=data["note"], by=by
        ),
        f"{unit.name}“{rubric.says}”已评分。",
        facts,
    )
    files = []
    if known is not None:
        files = list(
            StoredFile.objects.filter(owner_ledger="rating-scorings", owner_id=str(known.pk))
        )
    more = {"known": known, "files": files, "open": found.state == CycleState.DRAFT}
    return act_page(request, act, form, "assess/sheet.html", **more)


@require_http_methods(FORM)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide between two scorers."""
    by = own(request)
    found: Scoring = seen(
        request, "assess.see_scorings", pk, "cycle", "unit", "scorer", "second_scorer"
    )
    require(by, "assess.settle_score", found)
    act = Act(
        "裁定评分",
        reverse("assess:scorings", args=[found.cycle_id]),
        lambda data: scoring.settle_points(found, by=by, **data),
        "已裁定，请重新计算。",
        {
            "单位": found.unit.name,
            "评分": f"{found.points}分（{found.scorer.display_name}）",
            "复评": f"{found.second_points}分（{found.second_scorer.display_name}）"
            if found.second_scorer
            else "",
        },
        note="由两位评分人以外的同志在两次评分之间裁定，写明理由。",
    )
    return act_page(request, act, forms.SettleForm(posted(request), actor=by))


@require_safe
def appeal_list(request: HttpRequest) -> HttpResponse:
    """Every appeal within reach, open ones first."""
    found = rows(own(request), "assess.see_appeals").select_related("cycle", "unit", "result")
    ordered = sorted(found[:SHOWN], key=lambda each: each.state != AppealState.ASKED)
    return render(request, "assess/appeals.html", {"rows": ordered})


@require_safe
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """One appeal: what was disputed, the evidence as it was frozen, the decision."""
    by = own(request)
    found: Appeal = seen(request, "assess.see_appeals", pk, "cycle__area", "unit", "result")
    pack = pack_of(found.cycle)
    lines = items_shown(found.cycle, pack, rating_of(found.cycle, pack), found.result)
    records = {
        name: [_record(each) for each in kept["counted"]][:SHOWN]
        for name, kept in found.evidence.get("records", {}).items()
    }
    views = shown({r for each in records.values() for r in each}, by)
    steps = []
    if found.state == AppealState.ASKED:
        if can(by, "assess.decide_appeal", found):
            steps += [("uphold", "认定成立并更正"), ("reject", "认定不成立")]
        if can(by, "assess.keep_appeals", found):
            steps += [("withdraw", "撤回申诉")]
    now_ = found.cycle.results.filter(current=True, unit=found.unit).first()
    context = {
        "appeal": found,
        "items": [each for each in lines if each.id in found.items],
        "records": [(label_of(n), [views[r] for r in each]) for n, each in records.items()],
        "changes": [_change(key, new) for key, new in found.changes.items()],
        "steps": steps,
        "now": now_ if now_ is not None and now_.pk != found.result_id else None,
        "history": entries(history(found)),
    }
    return render(request, "assess/appeal.html", context)


def _record(text: str) -> Record:
    kind, _, key = text.partition(":")
    return Record(kind, key)


def _change(key: str, new: str) -> tuple[str, str]:
    kind, _, name = key.partition(":")
    if kind == "people":
        return name, f"{new}分"
    return label_of(name), fact_words(name, new or None)


@require_http_methods(FORM)
def appeal_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Decide an appeal, or take it back."""
    by = own(request)
    found: Appeal = seen(request, "assess.see_appeals", pk, "cycle__area", "unit", "result")
    needs = "assess.keep_appeals" if name == "withdraw" else "assess.decide_appeal"
    if name not in ("uphold", "reject", "withdraw"):
        raise Http404
    require(by, needs, found)
    facts = {"单位": found.unit.name, "评定": str(found.cycle), "理由": found.reason}
    back = reverse("assess:appeal", args=[found.pk])
    form: ActForm
    if name == "uphold":
        form = given = _uphold_form(request, found, by)
        act = Act("认定成立并更正", back, lambda data: appeals.uphold_appeal(
            found, decision=data["decision"], facts=given.given("fact"),
            points=given.given("people"), again=data["again"], by=by,
        ), "已更正，原数和新数都已公布。", facts,
            note="只改填写的数，其他事实仍按当时冻结的；分数、等次、名次、连续次数和后续结果随之更正。")  # fmt: skip
    elif name == "reject":
        form = forms.DecisionForm(posted(request), actor=by)
        act = Act("认定不成立", back, lambda data: appeals.reject_appeal(
            found, decision=data["decision"], by=by,
        ), "申诉不成立，结果维持。", facts)  # fmt: skip
    else:
        form = forms.ReasonForm(posted(request), actor=by)
        act = Act("撤回申诉", back, lambda data: appeals.withdraw_appeal(
            found, reason=data["reason"], by=by,
        ), "已撤回。", facts)  # fmt: skip
    return act_page(request, act, form)


def _uphold_form(request: HttpRequest, found: Appeal, by: Actor) -> forms.UpholdForm:
    """Fields for the facts and points of the disputed items."""
    chosen = [each for each in found.result.items if each["id"] in found.items]
    chosen += [g for g in found.result.gates if f"gate-{g['place']}" in found.items]
    facts = {name: value for each in chosen for name, value in each["facts"]}
    facts.pop("yellow_cards", None)
    rating = rating_of(found.cycle)
    judged = {x.id: x.says for x in rating.items if x.scored_by == "people"}
    judged |= {x.id: x.says for x in rating.adjustments if x.scored_by == "people"}
    snapshot = standing_snapshot(found.cycle)
    held: dict[str, str] = {}
    if snapshot is not None:
        units = content_of(snapshot.content)["units"]
        held = next((u["people"] for u in units if u["code"] == found.unit_id), {})
    return forms.UpholdForm(
        posted(request),
        actor=by,
        facts=[(n, label_of(n), fact_words(n, v)) for n, v in facts.items()],
        people=[(i, judged[i], held.get(i, "未评")) for i in found.items if i in judged],
    )


@dataclass(frozen=True)
class Step:
    """One act on a consequence."""

    title: str
    needs: str
    form: type[ActForm]
    do: Callable[..., Any]


HANDLE, REPORT = consequences.HANDLE, consequences.REPORT
STEPS = {
    "circulate": Step("登记通报", HANDLE, forms.CirculateForm, consequences.circulate),
    "schedule": Step("列入会议议程", HANDLE, forms.ScheduleForm, consequences.schedule_statement),
    "submit": Step("报告整改", REPORT, forms.ReportForm, consequences.report_rectification),
    "return": Step("退回整改", HANDLE, forms.ReasonForm, consequences.return_rectification),
    "accept": Step("验收", HANDLE, forms.OutcomeForm, consequences.accept_rectification),
    "close": Step("办结", HANDLE, forms.OutcomeForm, consequences.close_consequence),
}


@require_safe
def consequence_board(request: HttpRequest) -> HttpResponse:
    """What follows from the ratings, by kind and state."""
    found = rows(own(request), "assess.see_consequences").select_related("cycle", "unit")
    if request.GET.get("all") != "1":
        found = found.exclude(state__in=[ConsequenceState.CLOSED, ConsequenceState.REVOKED])
    members = list(found.order_by("-cycle__end", "unit__path")[:SHOWN])
    groups = [
        (deed, [each for each in members if each.deed == deed.value])
        for deed in Deed
        if any(each.deed == deed.value for each in members)
    ]
    context = {"groups": groups, "all": request.GET.get("all") == "1", "number": len(members)}
    return render(request, "assess/consequences.html", context)


@require_safe
def consequence(request: HttpRequest, pk: int) -> HttpResponse:
    """One consequence: what it follows from, how far it is, what comes next."""
    by = own(request)
    found: Consequence = seen(request, "assess.see_consequences", pk, "cycle__area", "unit")
    open_moves = {move.name for move in machine.open_to(found)}
    may = {needs: can(by, needs, found) for needs in {step.needs for step in STEPS.values()}}
    steps = [
        (name, step)
        for name, step in STEPS.items()
        if name in open_moves and _goes(found, name) and may[step.needs]
    ]
    result = found.cycle.results.filter(current=True, unit=found.unit).first()
    context = {
        "case": found,
        "result": result,
        "steps": steps,
        "history": entries(history(found)),
    }
    return render(request, "assess/consequence.html", context)


def _goes(found: Consequence, name: str) -> bool:
    """Whether this sort goes that way now: a circular is closed once it was sent."""
    if name not in WAYS[found.deed]:
        return False
    first = {Deed.CIRCULAR: "circulate", Deed.STATEMENT: "schedule"}.get(Deed(found.deed))
    return not (first and name == "close" and found.state == ConsequenceState.OPENED)


@require_http_methods(FORM)
def consequence_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One act on a consequence."""
    by, known = own(request), STEPS.get(name)
    found: Consequence = seen(request, "assess.see_consequences", pk, "cycle__area", "unit")
    if known is None:
        raise Http404
    require(by, known.needs, found)
    act = Act(
        known.title,
        reverse("assess:consequence", args=[found.pk]),
        lambda data: known.do(found, by=by, **data),
        f"{found}：{known.title}已登记。",
        {"单位": found.unit.name, "事项": found.get_deed_display(), "评定": str(found.cycle)},
    )
    return act_page(request, act, known.form(posted(request), actor=by))
