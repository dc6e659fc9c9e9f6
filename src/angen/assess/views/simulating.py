"""What if: another number in a pack, over past cycles."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from angen.assess.queries.simulation import simulate
from angen.desk.acts import own
from angen.kernel.access import rows
from angen.kernel.refusal import Refused
from angen.orgs.models import Area
from angen.policy.pack import Pack
from angen.policy.uses import uses
from angen.rulebook.queries import active_packs, depth
from angen.worklist.queries.days import now

MOST = 12


@require_safe
def simulation(request: HttpRequest) -> HttpResponse:
    """Change numbers of a pack, replay past cycles, and see whose grade changes. Nothing is stored."""
    areas = list(
        rows(own(request), "assess.open_cycle", Area.objects.all())
        .filter(level__in=["province", "prefecture", "county"])
        .order_by("path")
    )
    if not areas:
        raise Http404
    packs = [p for p in active_packs() if p.ratings and any(depth(p, a.path) > -2 for a in areas)]
    chosen = next(
        (p for p in packs if p.id == request.GET.get("pack")), packs[0] if packs else None
    )
    context: dict[str, Any] = {"packs": packs, "chosen": chosen, "cycles": _cycles(request)}
    if chosen is not None:
        numbers = _numbers(chosen, request)
        context["numbers"] = numbers
        context["area"] = area = _area(chosen, areas)
        if request.GET.get("run"):
            try:
                draft = _draft(chosen, numbers)
                context["found"] = simulate(
                    draft, context["cycles"], area=area.pk, until=now().date()
                )
                context["asked"] = True
            except Refused as refusal:
                context["refused"] = str(refusal)
    return render(request, "assess/simulation.html", context)


def _area(pack: Pack, areas: list[Area]) -> Area:
    """The area the pack governs if it is within reach, else the widest within reach."""
    governed = [a for a in areas if a.pk in pack.head.governs]
    below = [a for a in areas if depth(pack, a.path) > -2]
    return (governed or sorted(below, key=lambda a: len(a.path)))[0]


def _cycles(request: HttpRequest) -> int:
    text = request.GET.get("cycles", "4")
    return min(max(int(text), 1), MOST) if text.isascii() and text.isdigit() else 4


def _numbers(pack: Pack, request: HttpRequest) -> list[dict[str, Any]]:
    """The numbers that ratings read, each with the one asked for instead."""
    roles = ("item", "condition", "gate", "grade")
    names = {n for use in uses(pack) if use.role in roles for n in use.names if n in pack.values}
    found = []
    for name in sorted(names):
        series = pack.values[name]
        day = max(series.versions)
        version = series.versions[day]
        found.append(
            {
                "name": name,
                "says": series.says or name,
                "unit": version.unit,
                "now": version.value,
                "asked": request.GET.get(f"v_{name}", "").strip(),
            }
        )
    return found


def _draft(pack: Pack, numbers: list[dict[str, Any]]) -> Pack:
    """The pack with the numbers asked for, in all their versions."""
    values, said = dict(pack.values), []
    for each in numbers:
        if not each["asked"]:
            continue
        try:
            number = Decimal(each["asked"])
        except InvalidOperation:
            raise Refused(f"“{each['says']}”要填一个数，不能是“{each['asked']}”。") from None
        if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
            raise Refused(f"“{each['says']}”的数太大，请核对。")
        series = values[each["name"]]
        versions = {
            day: version.model_copy(update={"value": number})
            for day, version in series.versions.items()
        }
        values[each["name"]] = series.model_copy(update={"versions": versions})
        said.append(f"{each['name']}={number}")
    if not said:
        raise Refused("请至少改一个数再重演。")
    return replace(pack, values=values, digest=f"{pack.digest}+{'&'.join(said)}")
