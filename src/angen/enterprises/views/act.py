"""The page of one legal act: what it concerns, its form, and where to go afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from angen.enterprises.forms import ActForm
from angen.kernel.access import Actor, require, rows
from angen.kernel.refusal import NotAllowed, Refused


@dataclass(frozen=True)
class Act:
    """How the page of an act reads. ``do`` is given the cleaned data and performs it."""

    title: str
    back: str
    name: str
    facts: Mapping[str, str]
    button: str
    done: str
    do: Callable[[dict[str, Any]], object]
    note: str = ""
    danger: bool = False


def own(request: HttpRequest) -> Actor:
    """The account that asks; the gate lets nobody else through."""
    actor: Actor = request.user  # type: ignore[assignment]
    return actor


def posted(request: HttpRequest) -> Any:
    """What a form is filled with: what was sent, even if it is nothing; None for a fresh form."""
    return request.POST if request.method == "POST" else None


def seen(request: HttpRequest, see: str, needs: str, pk: UUID | int, *links: str) -> Any:
    """The record the actor sees, 404 otherwise; refused without the permission to act on it."""
    found: Model | None = rows(own(request), see).select_related(*links).filter(pk=pk).first()
    if found is None:
        raise Http404
    require(own(request), needs, found)
    return found


def act_page(request: HttpRequest, act: Act, form: ActForm) -> HttpResponse:
    """Show the form, or perform the act; a refusal stands above the form in its own words."""
    if request.method == "POST" and form.is_valid():
        try:
            act.do(form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, act.done)
            return redirect(act.back)
    status = 422 if form.errors else 200
    return render(request, "enterprises/act.html", {"act": act, "form": form}, status=status)
