"""The page of one legal act: what it concerns, its form, and where to go afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from angen.desk.ledger import ledger
from angen.kernel.access import Actor, require, rows
from angen.kernel.refusal import NotAllowed, Refused


@dataclass(frozen=True)
class Act:
    """How the page of an act reads. ``do`` performs it with the cleaned data.

    ``back`` is where to go, unless ``then`` gives it from what ``do`` returned. ``crumbs`` are
    (label, url) of the pages above; without them there is the page ``back``, called ``name``.
    ``button`` is the title where nothing else is said.
    """

    title: str
    back: str
    do: Callable[[dict[str, Any]], Any]
    done: str
    facts: Mapping[str, str] = field(default_factory=dict)
    crumbs: Sequence[tuple[str, str]] = ()
    note: str = ""
    button: str = ""
    name: str = "返回"
    danger: bool = False
    then: Callable[[Any], str] | None = None


def on_record(key: str, record: Any) -> dict[str, Any]:
    """Where an act on a record of a ledger stands: its crumbs, and back to the record."""
    book = ledger(key)
    back = book.url("record", record)
    return {"back": back, "crumbs": [(book.title, book.url()), (book.name_of(record), back)]}


def own(request: HttpRequest) -> Actor:
    """The account that asks; the gate lets nobody else through."""
    actor: Actor = request.user  # type: ignore[assignment]
    return actor


def posted(request: HttpRequest) -> Any:
    """What a form is filled with: what was sent, even if it is nothing; None for a fresh form."""
    return request.POST if request.method == "POST" else None


def uploaded(request: HttpRequest) -> Any:
    """The files sent with a form; None for a fresh form."""
    return request.FILES if request.method == "POST" else None


def seen(request: HttpRequest, see: str, pk: Any, *links: str, needs: str = "") -> Any:
    """The record the actor sees, 404 otherwise; refused without the permission ``needs`` on it."""
    actor = own(request)
    found = rows(actor, see).select_related(*links).filter(pk=pk).first()
    if found is None:
        raise Http404
    if needs:
        require(actor, needs, found)
    return found


def act_page(
    request: HttpRequest, act: Act, form: Form, template: str = "desk/act.html", **more: Any
) -> HttpResponse:
    """Show the form, or perform the act; a refusal stands above the form in its own words.

    ``template`` extends "desk/act.html" and is given ``more``.
    """
    if request.method == "POST" and form.is_valid():
        try:
            made = act.do(form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, act.done)
            return redirect(act.then(made) if act.then else act.back)
    status = 422 if form.errors else 200
    return render(request, template, {"act": act, "form": form, **more}, status=status)
