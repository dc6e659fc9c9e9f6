"""Pages of key lists: propose, approve, refuse, remove."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from angen.desk.acts import Act, act_page, on_record, own, seen
from angen.desk.ledger import ledger
from angen.kernel.access import can_any
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.actions import key_lists as acts
from angen.orgs.forms.acts import (
    DecideKeyUnitForm,
    ProposeKeyUnitForm,
    RefuseKeyUnitForm,
    RemoveKeyUnitForm,
)
from angen.orgs.models import Account, Agency
from angen.orgs.queries.areas import area_typed
from angen.orgs.states import key_list as machine

FORMS: dict[str, type[Form]] = {
    "approve": DecideKeyUnitForm,
    "reject": RefuseKeyUnitForm,
    "end": RemoveKeyUnitForm,
}
ACTS: dict[str, Any] = {
    "approve": acts.approve_key_unit,
    "reject": acts.reject_key_unit,
    "end": acts.remove_key_unit,
}


def _agency(request: HttpRequest) -> Agency:
    """The body in whose name the actor acts."""
    account = request.user
    agency = account.agency if isinstance(account, Account) else None
    if agency is None:
        raise Refused("您的账号没有登记所在机构，不能代表单位办理。请联系系统管理员补登。")
    return agency


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Approve, refuse or remove one unit."""
    if name not in machine.moves:
        raise Http404
    entry = seen(request, "orgs.see_key_lists", pk, needs="orgs.decide_key_unit")
    label = machine.moves[name].label
    act = Act(
        title=f"重点名单：{label}",
        **on_record("key-lists", entry),
        facts={
            "单位": entry.area.name,
            "名单": entry.get_list_display(),
            "提出单位": entry.proposed_by.name,
            "提出日期": str(entry.proposed_on),
            "列入理由": entry.reason,
        },
        button=label,
        done=f"{entry.area.name}：已{label}。",
        do=lambda data: ACTS[name](entry, **data, decider=_agency(request), by=own(request)),
        note="由提出单位的上一级批准。",
        danger=name != "approve",
    )
    return act_page(request, act, FORMS[name](request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a county or township."""
    by = own(request)
    if not can_any(by, "orgs.propose_key_unit"):
        raise NotAllowed("您没有提出重点名单的权限。请联系本单位系统管理员。")
    form = ProposeKeyUnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            area = area_typed(by, "orgs.propose_key_unit", data.pop("area"))
            entry = acts.propose_key_unit(**data, area=area, proposer=_agency(request), by=by)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已提出：{entry.area.name}，等待上一级批准。")
            return redirect(ledger("key-lists").url("record", entry))
    status = 422 if form.errors else 200
    return render(request, "orgs/key_list_propose.html", {"form": form}, status=status)
