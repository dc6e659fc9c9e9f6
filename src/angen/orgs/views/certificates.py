"""Pages of acts on certificates, presence and posts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from angen.desk.acts import Act, act_page, on_record, own, seen
from angen.kernel.access import can_any, rows
from angen.kernel.refusal import NotAllowed
from angen.orgs.actions import appointments as post_acts
from angen.orgs.actions import certificates as acts
from angen.orgs.forms.acts import (
    CheckForm,
    EndAppointmentForm,
    LiftForm,
    ReturnForm,
    SightForm,
    SuspendForm,
    WorkplaceForm,
)
from angen.orgs.models import Agency, Appointment, Certificate
from angen.orgs.queries.certificates import expired_in_post, expiring, warnings

SEE = "orgs.see_certificates"
MOST = 500


def _facts(certificate: Certificate) -> dict[str, str]:
    officer = certificate.officer
    return {
        "持证人": f"{officer.name}（{officer.agency.name}）",
        "证件": f"{certificate.get_kind_display()} {certificate.number}",
        "有效期": f"{certificate.valid_from} 至 {certificate.valid_to or '长期'}",
    }


@require_safe
def expiring_list(request: HttpRequest) -> HttpResponse:
    """Whose certificate ends soon, and who is in post with one that has ended."""
    by, today = own(request), timezone.localdate()
    if not can_any(by, "orgs.see_people"):
        raise NotAllowed("您没有查看证件的权限。请联系本单位系统管理员。")
    mine = rows(by, SEE)
    lists = {"0": ("在岗人员证件已过期", expired_in_post(mine, today))}
    spans = warnings(today)
    for days in reversed(spans):
        lists[str(days)] = (f"{days} 天内到期", expiring(mine, today, days))
    wanted = request.GET.get("within", str(spans[0]) if spans else "0")
    if wanted not in lists:
        raise Http404
    title, found = lists[wanted]
    context = {
        "figures": [
            (label, one.count(), f"?within={key}", key == wanted)
            for key, (label, one) in lists.items()
        ],
        "title": title,
        "certificates": found.select_related("officer__agency__area")[:MOST],
        "most": MOST,
        "today": today,
    }
    return render(request, "orgs/certificates_expiring.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """暂扣证件."""
    certificate = seen(request, SEE, pk, needs="orgs.suspend_certificate")
    act = Act(
        title="暂扣证件",
        **on_record("certificates", certificate),
        facts=_facts(certificate),
        button="暂扣",
        done="已暂扣，暂扣期间不计入在岗持证人数。",
        do=lambda data: acts.suspend_certificate(certificate, **data, by=own(request)),
        danger=True,
    )
    return act_page(request, act, SuspendForm(request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """解除暂扣."""
    certificate = seen(request, SEE, pk, needs="orgs.suspend_certificate")
    act = Act(
        title="解除暂扣",
        **on_record("certificates", certificate),
        facts=_facts(certificate),
        button="解除暂扣",
        done="已解除暂扣。",
        do=lambda data: acts.lift_suspension(certificate, **data, by=own(request)),
    )
    return act_page(request, act, LiftForm(request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """登记核验."""
    certificate = seen(request, SEE, pk, needs="orgs.verify_certificate")
    act = Act(
        title="登记证件核验",
        **on_record("certificates", certificate),
        facts=_facts(certificate),
        button="登记核验",
        done="已登记核验结果。",
        do=lambda data: acts.check_certificate(certificate, **data, by=own(request)),
        note="以最近一次核验为准；核验不属实的不计入在岗持证人数。",
    )
    return act_page(request, act, CheckForm(request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
def sight(request: HttpRequest, pk: int) -> HttpResponse:
    """查岗."""
    officer = seen(request, "orgs.see_people", pk, needs="orgs.sight_officer")
    agencies = Agency.objects.filter(appointments__officer=officer).distinct()
    act = Act(
        title="登记查岗",
        **on_record("officers", officer),
        facts={"人员": officer.name, "登记机构": officer.agency.name},
        button="登记查岗",
        done="已登记查岗结果。",
        do=lambda data: acts.sight_officer(officer, **data, by=own(request)),
        note="以本任职内最近一次查岗为准；不在岗的不计入在岗持证人数。",
    )
    return act_page(request, act, SightForm(request.POST or None, agencies=agencies))


def _post_facts(post: Appointment) -> dict[str, str]:
    return {
        "人员": post.officer.name,
        "任职": f"{post.agency.name} {post.get_post_display()}",
        "实际工作单位": post.works_elsewhere or "本机构",
        "任职起始日期": str(post.valid_from),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    """免去岗位."""
    post = seen(request, "orgs.see_appointments", pk, needs="orgs.keep_appointments")
    act = Act(
        title="免去岗位",
        **on_record("appointments", post),
        facts=_post_facts(post),
        button="免去岗位",
        done="已登记任职截止日期。",
        do=lambda data: post_acts.end_appointment(post, **data, by=own(request)),
        danger=True,
    )
    return act_page(request, act, EndAppointmentForm(request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
def workplace(request: HttpRequest, pk: int) -> HttpResponse:
    """登记借调在外，或登记返岗."""
    post = seen(request, "orgs.see_appointments", pk, needs="orgs.keep_appointments")
    back = bool(post.works_elsewhere)

    def change(data: dict[str, object]) -> object:
        where = str(data.get("where", ""))
        since = form.cleaned_data["since"]
        return post_acts.change_workplace(post, since=since, where=where, by=own(request))

    form = (ReturnForm if back else WorkplaceForm)(request.POST or None)
    act = Act(
        title="登记返岗" if back else "登记借调在外",
        **on_record("appointments", post),
        facts=_post_facts(post),
        button="登记",
        done="已登记，此前各日的情况保持不变。",
        do=change,
        note="" if back else "借调、抽调在外的人员不计入在岗人数。",
    )
    return act_page(request, act, form)
