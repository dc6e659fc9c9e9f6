"""The page of one act of rating: what it concerns, its form, and where to go afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from angen.desk.act_forms import ActForm
from angen.kernel.access import Actor, rows
from angen.kernel.refusal import NotAllowed, Refused


@dataclass(frozen=True)
class Act:
    """How the page of an act reads. ``do`` performs it; ``then`` says where to go after it."""

    title: str
    back: str
    do: Callable[[Any], Any]
    done: str
    facts: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    then: Callable[[Any], str] | None = None


def own(request: HttpRequest) -> Actor:
    """The account that asks; the gate lets nobody else through."""
    actor: Actor = request.user  # type: ignore[assignment]
    return actor


def posted(request: HttpRequest) -> Any:
    """What a form is filled with: what was sent, even if it is nothing; None for a fresh form."""
    return request.POST if request.method == "POST" else None


def seen(request: HttpRequest, permission: str, pk: Any, *links: str) -> Any:
    """The record the actor sees, 404 otherwise."""
    found = rows(own(request), permission).select_related(*links).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def act_page(
    request: HttpRequest, act: Act, form: ActForm, template: str = "assess/act.html", **more: Any
) -> HttpResponse:
    """Show the form, or perform the act; a refusal stands above the form in its own words."""
    if request.method == "POST" and form.is_valid():
        try:
            made = act.do(form)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, act.done)
            return redirect(act.then(made) if act.then else act.back)
    context = {"act": act, "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)
