"""The board of cycles, the ranking of one, and its acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from angen.assess.actions import cycles
from angen.assess.forms import ratings as forms
from angen.assess.models import Appeal, Consequence, Correction, Cycle, Result
from angen.assess.queries.cycles import pack_of, rating_of
from angen.assess.queries.figures import run_figures
from angen.assess.screens.ratings import heat, rank_rows, sheet_of_run, trend
from angen.assess.states import LIVE, PUBLIC, AppealState, CycleState
from angen.audit.queries import history
from angen.desk.act_forms import ActForm
from angen.desk.acts import Act, act_page, own, posted, seen
from angen.desk.history import entries
from angen.desk.sheets import CONTENT_TYPE
from angen.kernel.access import Actor, can_any, marked, require, rows
from angen.orgs.models import Area
from angen.policy.periods import span_of
from angen.rulebook.queries import active_packs, depth, pack_named
from angen.worklist.queries.days import now

FORM = ["GET", "HEAD", "POST"]
SEE, RUN = "assess.see_cycles", "assess.run_cycle"
SHOWN = 200


@dataclass(frozen=True)
class Step:
    """One act on a cycle."""

    title: str
    needs: str
    form: type[ActForm]
    do: Callable[..., Any]
    done: str
    note: str = ""


STEPS = {
    "run": Step(
        "重新计算", RUN, forms.RunForm, cycles.run_cycle, "已重新计算",
        "按现在的记录和人工评分重新冻结事实、计算结果；以前的计算仍然保留。",
    ),
    "confirm": Step(
        "确认", "assess.confirm_cycle", forms.NothingForm, cycles.confirm_cycle, "已确认",
        "由评定人以外的另一位同志确认；确认以后不能再评分、再计算。",
    ),
    "return": Step(
        "退回重评", "assess.confirm_cycle", forms.ReasonForm, cycles.return_cycle, "已退回"
    ),
    "publish": Step(
        "公布", "assess.publish_cycle", forms.PublishForm, cycles.publish_cycle, "已公布",
        "公布以后各单位可以看到自己的结果、提出申诉，通报、整改、发言、问责等随即启动。",
    ),
}  # fmt: skip
NEXT = {
    CycleState.DRAFT: ("run", "confirm"),
    CycleState.CONFIRMED: ("publish", "return"),
}


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every cycle within reach with its state and what comes next."""
    by = own(request)
    found = list(rows(by, SEE).select_related("area").order_by("-end", "pack", "rating")[:SHOWN])
    appeals = Appeal.objects.filter(cycle__in=found, state=AppealState.ASKED)
    waiting: dict[int, int] = {}
    for pk in appeals.values_list("cycle", flat=True):
        waiting[pk] = waiting.get(pk, 0) + 1
    live = Consequence.objects.filter(cycle__in=found, state__in=LIVE)
    unfinished = set(live.values_list("cycle", flat=True).distinct())
    packs = {each.id: each.title for each in active_packs()}
    runs = can_any(by, RUN)
    shown = [
        {
            "cycle": each,
            "pack": packs.get(each.pack, each.pack),
            "next": _next_word(each, waiting.get(each.pk, 0), each.pk in unfinished)
            if runs
            else "",
        }
        for each in found
    ]
    context = {"rows": shown, "may_open": runs}
    return render(request, "assess/board.html", context)


def _next_word(cycle: Cycle, waiting: int, unfinished: bool) -> str:
    if waiting:
        return f"{waiting}件申诉待复核"
    words = {CycleState.DRAFT: "评分、计算、确认", CycleState.CONFIRMED: "公布"}
    return words.get(CycleState(cycle.state), "办理结果运用" if unfinished else "已办结")


@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a cycle."""
    by = own(request)
    areas = list(rows(by, "assess.open_cycle", Area.objects.exclude(level="village"))
                 .filter(level__in=["province", "prefecture", "county"]))  # fmt: skip
    options = [
        (f"{pack.id}/{rating.id}", f"{rating.says}（{pack.title}）")
        for pack in active_packs()
        if any(depth(pack, area.path) > -2 for area in areas)
        for rating in {each.id: each for each in pack.ratings}.values()
    ]
    if not areas:
        raise Http404
    act = Act(
        "开始评定",
        reverse("assess:cycles"),
        lambda data: _open(data, by),
        "已按现有记录算出结果，请核对；需要人评分的项请组织评分后重新计算。",
        note="冻结这个周期的事实，算出每个单位的分数、等次和名次。确认和公布之前，下面看不到。",
        then=lambda made: reverse("assess:cycle", args=[made.pk]),
    )
    last = span_of("quarter", now().date()).before()
    widest = sorted(areas, key=lambda area: (len(area.path.split("/")), area.path))
    form = forms.OpenForm(
        posted(request),
        actor=by,
        ratings=options,
        areas=[(area.pk, area.name) for area in widest],
        initial={"key": last.key, "area": widest[0].pk},
    )
    return act_page(request, act, form)


def _open(data: dict[str, Any], by: Actor) -> Cycle:
    pack, _, rating = data["rating"].partition("/")
    area = Area.objects.get(pk=data["area"])
    return cycles.open_cycle(area, pack=pack, rating=rating, key=data["key"], by=by)


@require_safe
def cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """The ranking: grades, scores, places, what moved, county heat and trend."""
    by = own(request)
    found = _marked(by, pk)
    pack = pack_of(found)
    rating = rating_of(found, pack)
    among = rows(by, "assess.see_results", Result.objects.all())
    figures = run_figures(found, among, pack)
    if request.GET.get("format") == "xlsx":
        return FileResponse(  # type: ignore[return-value]
            sheet_of_run(rating, figures),
            as_attachment=True,
            filename=f"{found}.xlsx",
            content_type=CONTENT_TYPE,
        )
    runs = found.may_run
    circulars = list(
        rows(by, "assess.see_circulars").filter(cycle=found).select_related("paper", "snapshot")
        .defer("snapshot__content")
    )  # fmt: skip
    ranking = rank_rows(found, rating, figures)
    context = {
        "cycle": found,
        "pack": pack,
        "rating": rating,
        "found": figures,
        "rows": [row for row in ranking if row.unit.rank is not None],
        "apart": [row for row in ranking if row.unit.rank is None],
        "heat": heat(rating, figures),
        "trend": trend(found) if runs else None,
        "steps": _steps(found),
        "runs": runs,
        "judged": [item for item in rating.items if item.scored_by == "people"],
        "corrections": _corrections(found, by) if figures.corrections else [],
        "circulars": circulars,
        # The run that stands may be circulated once.
        "drafts": found.may_draft
        and found.state in PUBLIC
        and all(each.snapshot.number != figures.number for each in circulars),
        "history": entries(history(found)) if runs else [],
    }
    return render(request, "assess/cycle.html", context)


def _marked(by: Actor, pk: int) -> Any:
    """The cycle with what the actor may do with it."""
    flags = {
        "may_run": RUN,
        "may_confirm": "assess.confirm_cycle",
        "may_publish": "assess.publish_cycle",
        "may_draft": "assess.draft_circular",
    }
    found = marked(rows(by, SEE).filter(pk=pk), by, **flags)
    return get_object_or_404(found.select_related("area", "opened_by", "confirmed_by"))


def _steps(found: Any) -> list[tuple[str, Step]]:
    may = {
        RUN: found.may_run,
        "assess.confirm_cycle": found.may_confirm,
        "assess.publish_cycle": found.may_publish,
    }
    names = NEXT.get(CycleState(found.state), ())
    return [(name, STEPS[name]) for name in names if may[STEPS[name].needs]]


def _corrections(found: Cycle, by: Actor) -> list[Correction]:
    links = ("unit", "before", "after")
    seen_ones = rows(by, "assess.see_corrections").filter(cycle=found)
    return list(seen_ones.select_related(*links)[:SHOWN])


@require_http_methods(FORM)
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One act on a cycle."""
    found: Cycle = seen(request, SEE, pk, "area")
    by, known = own(request), STEPS.get(name)
    if known is None:
        raise Http404
    require(by, known.needs, found)
    pack = pack_named(found.pack)
    facts = {
        "评定": str(found),
        "状态": found.get_state_display(),
        "政策": pack.title if pack else found.pack,
    }
    act = Act(
        known.title,
        reverse("assess:cycle", args=[found.pk]),
        lambda data: known.do(found, by=by, **data),
        f"{found}：{known.done}。",
        facts,
        note=known.note,
    )
    first = {"on": now().date()}
    return act_page(request, act, known.form(posted(request), actor=by, initial=first))
