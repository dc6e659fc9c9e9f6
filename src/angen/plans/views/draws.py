"""Pages of draws: preparing, committing, revealing, publishing, replacing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from angen.audit.queries import history
from angen.desk.act_forms import ActForm
from angen.desk.acts import Act, act_page, own, posted, seen
from angen.desk.history import entries
from angen.kernel.access import can, require
from angen.plans import forms
from angen.plans.actions import draws, replacements
from angen.plans.models import Draw, DrawContribution
from angen.plans.queries.frame import Scope
from angen.plans.queries.transcripts import DONE, left_out
from angen.plans.registry import public_address
from angen.plans.states import OPEN_TO_PUBLIC, DrawState, ReplacementState
from angen.plans.states import draw as machine
from angen.plans.views.entry import beginner

FORM = ["GET", "HEAD", "POST"]
SHOWN = 200  # rows of the drawn list on the page; all of them are in the transcript


@dataclass(frozen=True)
class Step:
    """One act on a draw."""

    title: str
    needs: str
    form: type[ActForm]
    do: Callable[..., Any]
    done: str
    note: str = ""
    secret: bool = False
    danger: bool = False


STEPS = {
    "contribute": Step(
        "提供随机口令",
        "plans.contribute",
        forms.CommitmentForm,
        draws.contribute,
        "口令哈希已提交，请保管好口令",
        "口令在您的浏览器中生成，服务器只收到哈希；请抄下口令，揭示时要用。",
        secret=True,
    ),
    "commit": Step(
        "公布承诺", "plans.run_draw", forms.CommitForm, draws.commit, "承诺已公布",
        "公布后名录和口令不能再改，任何人可以查到名录哈希。",
    ),
    "secret": Step(
        "揭示随机口令", "plans.contribute", forms.SecretForm, draws.reveal_secret, "口令已揭示"
    ),
    "reveal": Step(
        "抽取", "plans.run_draw", forms.CarryOutForm, draws.carry_out, "抽取完成",
        "抽取只有一次，结果由名录和全部口令决定。",
    ),
    "publish": Step(
        "公开结果", "plans.run_draw", forms.NothingForm, draws.publish_draw, "结果已公开",
        "公开后任何人可以看到抽中的企业并复算，通常在检查结束后办理。",
    ),
    "abandon": Step(
        "作废", "plans.run_draw", forms.ReasonForm, draws.abandon, "已作废", danger=True
    ),
}  # fmt: skip


@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Freeze the list of a new draw."""
    by = beginner(request, "plans.run_draw")

    def do(data: dict[str, Any]) -> Draw:
        item = data["item"]
        scope = Scope(
            item.agency,
            data["area"],
            data["starts_on"],
            data["ends_on"],
            data["sectors"],
            data["risks"],
        )
        return draws.prepare_draw(
            item, scope, title=data["title"], want=data["want"], each=data["each"], by=by
        )

    act = Act(
        "冻结抽查名录",
        reverse("desk:ledger", args=["draws"]),
        do,
        "名录已冻结。",
        note="系统按范围列出企业和持证人员，先排除回避、无证、到上限和上次同一人的，再冻结名录。",
        then=lambda made: reverse("plans:draw", args=[made.pk]),
    )
    return act_page(request, act, forms.DrawForm(posted(request), actor=by))


@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One draw with what may follow."""
    draw: Draw = seen(request, "plans.see_draws", pk, "agency", "item", "area", "prepared_by")
    by = own(request)
    shares = list(draw.contributions.select_related("account"))
    drawn = draw.drawn.select_related("enterprise", "successor", "replaces").prefetch_related(
        "officers__officer", "replacements__before", "replacements__after"
    )
    asked = draw.object_replacements.filter(state=ReplacementState.ASKED).select_related(
        "drawn__enterprise", "after"
    )
    context = {
        "draw": draw,
        "lines": len(draw.frame.splitlines()),
        "shares": shares,
        "left_out": left_out(draw),
        "drawn": list(drawn[:SHOWN]),
        "shown": SHOWN,
        "total": draw.drawn.count(),
        "asked": [(one, can(by, "plans.decide_object_replacement", one)) for one in asked],
        "public_address": public_address("draw", draw.pk) if draw.state in OPEN_TO_PUBLIC else "",
        "steps": [(name, STEPS[name]) for name in _next(draw, by.pk, shares)
                  if can(by, STEPS[name].needs, draw)],
        "may_replace": draw.state in DONE and can(by, "plans.run_draw", draw),
        "history": entries(history(draw)),
    }  # fmt: skip
    return render(request, "plans/draw.html", context)


def _next(draw: Draw, account: Any, shares: list[DrawContribution]) -> list[str]:
    """The acts the state leaves open, those of a contributor only where they make sense."""
    mine = [share for share in shares if share.account_id == account]
    names = [move.name for move in machine.open_to(draw)]
    if draw.state == DrawState.PREPARED and not mine:
        names.insert(0, "contribute")
    if draw.state == DrawState.COMMITTED and any(not share.secret for share in mine):
        names.insert(0, "secret")
    return names


@require_http_methods(FORM)
def step(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """One act on a draw."""
    draw = seen(request, "plans.see_draws", pk, "agency")
    known = STEPS.get(name)
    if known is None:
        raise Http404
    by = own(request)
    require(by, known.needs, draw)
    if request.method != "POST" and name in machine.moves:
        machine.check(draw, name)
    act = Act(
        known.title,
        reverse("plans:draw", args=[draw.pk]),
        lambda data: known.do(draw, by=by, **data),
        f"{draw.title}：{known.done}。",
        {"抽查": draw.title, "名录哈希": draw.frame_hash},
        note=known.note,
        danger=known.danger,
    )
    form = known.form(posted(request), actor=by)
    if known.secret:
        return act_page(request, act, form, "plans/act_secret.html", secret=draw.pk)
    return act_page(request, act, form)


@require_http_methods(FORM)
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for another officer."""
    drawn, by = seen(request, "plans.see_drawn", pk, "draw", "enterprise"), own(request)
    require(by, "plans.ask_replacement", drawn)
    act = Act(
        "申请调换执法人员",
        reverse("plans:draw", args=[drawn.draw_id]),
        lambda data: replacements.ask_replacement(drawn, by=by, **data),
        "已申请，等待批准。",
        {"抽查": drawn.draw.title, "企业": drawn.enterprise.name},
        note="由谁替换不能选择，按本次抽查的随机顺序递补；原结果保留。",
    )
    return act_page(request, act, forms.ReplaceForm(posted(request), actor=by, drawn=drawn))


@require_http_methods(FORM)
def decide(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Approve or refuse a replacement."""
    if name not in ("approve", "refuse"):
        raise Http404
    asked = seen(request, "plans.see_replacements", pk, "drawn__enterprise", "before", "after")
    by = own(request)
    require(by, "plans.decide_replacement", asked)
    approve = name == "approve"
    act = Act(
        "批准调换" if approve else "不予批准",
        reverse("desk:record", args=["replacements", asked.pk]),
        lambda data: replacements.decide_replacement(asked, approve=approve, by=by),
        "已办理。",
        {
            "企业": asked.drawn.enterprise.name,
            "原执法人员": asked.before.name,
            "替换人员": asked.after.name,
            "理由": asked.reason,
        },
        danger=not approve,
    )
    return act_page(request, act, forms.NothingForm(posted(request), actor=by))


@require_http_methods(FORM)
def replace_object(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for another enterprise."""
    drawn, by = seen(request, "plans.see_drawn", pk, "draw", "enterprise"), own(request)
    require(by, "plans.ask_replacement", drawn)
    act = Act(
        "申请调换企业",
        reverse("plans:draw", args=[drawn.draw_id]),
        lambda data: replacements.ask_object_replacement(drawn, by=by, **data),
        "已申请，等待批准。",
        {"抽查": drawn.draw.title, "企业": drawn.enterprise.name},
        note="由哪家递补不能选择，按本次抽查的随机顺序取下一家；原结果保留并公开。",
    )
    return act_page(request, act, forms.ReplaceObjectForm(posted(request), actor=by))


@require_http_methods(FORM)
def decide_object(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Approve or refuse the replacement of an enterprise."""
    if name not in ("approve", "refuse"):
        raise Http404
    asked = seen(request, "plans.see_object_replacements", pk, "drawn__enterprise", "after", "draw")
    by = own(request)
    require(by, "plans.decide_object_replacement", asked)
    approve = name == "approve"
    act = Act(
        "批准调换" if approve else "不予批准",
        reverse("plans:draw", args=[asked.draw_id]),
        lambda data: replacements.decide_object_replacement(asked, approve=approve, by=by),
        "已办理。",
        {
            "抽查": asked.draw.title,
            "原抽中企业": asked.drawn.enterprise.name,
            "递补企业": f"{asked.after.name}（抽取顺序第 {asked.place}）",
            "调换原因": asked.get_cause_display(),
            "具体情况": asked.reason,
        },
        danger=not approve,
    )
    return act_page(request, act, forms.NothingForm(posted(request), actor=by))
