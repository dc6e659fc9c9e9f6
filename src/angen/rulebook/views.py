"""Packs: the list, one pack in full, and installing one from a zip file."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from angen.kernel.access import Actor, can_any, rows
from angen.kernel.refusal import NotAllowed, Refused
from angen.policy.pack import Pack
from angen.policy.problems import PackRefused, Problem, errors
from angen.rulebook.actions import check, install_pack, may_install
from angen.rulebook.models import InstalledPack
from angen.rulebook.queries import meetings, read
from angen.rulebook.reading import area_names, governs_words, sections, span
from angen.rulebook.uploads import MAX_BYTES, files_in, opened, sealed

SEE, INSTALL = "rulebook.see_packs", "rulebook.install_pack"


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.user)


@require_safe
@login_required
def packs(request: HttpRequest) -> HttpResponse:
    """Every pack with its version in force."""
    actor = _actor(request)
    if not can_any(actor, SEE):
        raise NotAllowed("您没有查看政策包的权限。请联系本单位安全管理员。")
    found = list(rows(actor, SEE).filter(active=True).order_by("-since", "pack_id"))
    names = area_names(code for each in found for code in each.governs)
    shown = [
        {
            "installed": each,
            "pack": read(each),
            "governs": governs_words(each.governs, names),
            "dates": span(each.since, each.until),
        }
        for each in found
    ]
    return render(
        request, "rulebook/packs.html", {"packs": shown, "may_install": can_any(actor, INSTALL)}
    )


@require_safe
@login_required
def pack(request: HttpRequest, pack_id: str, version: int | None = None) -> HttpResponse:
    """One pack readable in full; an earlier version by its number."""
    seen = rows(_actor(request), SEE).filter(pack_id=pack_id)
    wanted = seen.filter(active=True) if version is None else seen.filter(version=version)
    installed = wanted.first()
    if not isinstance(installed, InstalledPack):
        raise Http404
    found = read(installed)
    context = {
        "installed": installed,
        "pack": found,
        "sections": sections(found),
        "governs": governs_words(installed.governs, area_names(installed.governs)),
        "dates": span(installed.since, installed.until),
        "versions": seen.order_by("-version"),
        "meetings": meetings(found, timezone.localdate()) if installed.active else [],
        "volume": [w for w in installed.warnings if w.get("code") == "volume"],
    }
    return render(request, "rulebook/pack.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def install(request: HttpRequest) -> HttpResponse:
    """Upload a zip, see what the linter says, confirm."""
    actor = _actor(request)
    if not can_any(actor, INSTALL):
        raise NotAllowed("您没有安装政策包的权限。请联系市安委办。")
    if request.method != "POST":
        return render(request, "rulebook/install.html")
    try:
        if "confirmed" in request.POST:
            return _confirmed(request, actor)
        return _preview(request, actor, _uploaded(request))
    except PackRefused as refusal:
        return _refused(request, refusal.problems)
    except Refused as refusal:
        context = {"sentence": str(refusal)}
        return render(request, "rulebook/install.html", context, status=422)


def _uploaded(request: HttpRequest) -> dict[str, str]:
    file = request.FILES.get("file")
    if file is None:
        raise Refused("请选择一个zip文件。")
    if (file.size or 0) > MAX_BYTES:
        raise Refused(f"文件太大，最多{MAX_BYTES // 1_000_000}MB。")
    return files_in(file.read())


def _preview(request: HttpRequest, actor: Actor, files: dict[str, str]) -> HttpResponse:
    found, problems = check(files)
    if found is None:
        return _refused(request, problems)
    return render(request, "rulebook/install.html", _found(actor, found, problems, files))


def _found(
    actor: Actor, found: Pack, problems: list[Problem], files: dict[str, str]
) -> dict[str, Any]:
    before = InstalledPack.objects.filter(pack_id=found.id, active=True).first()
    return {
        "pack": found,
        "problems": problems,
        "sections": sections(found),
        "governs": governs_words(found.head.governs, area_names(found.head.governs)),
        "dates": span(found.head.since, found.head.until),
        "before": before,
        "same": before is not None and before.digest == found.digest,
        "may": may_install(actor, found),
        "sealed": sealed(files),
    }


def _refused(request: HttpRequest, problems: list[Problem]) -> HttpResponse:
    context = {"problems": problems, "refused": True, "errors": len(errors(problems))}
    return render(request, "rulebook/install.html", context, status=422)


def _confirmed(request: HttpRequest, actor: Actor) -> HttpResponse:
    files = opened(request.POST["confirmed"])
    made = install_pack(files, by=actor, correction=request.POST.get("correction", ""))
    messages.success(request, f"已安装{made}，立即生效。")
    return redirect("rulebook:pack", made.pack_id)
