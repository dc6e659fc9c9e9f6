"""The page of one legal act: what it concerns, its form, and where to go afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from angen.desk.ledger import ledger
from angen.kernel.access import require, rows
from angen.kernel.refusal import NotAllowed, Refused
from angen.orgs.models import Account


@dataclass(frozen=True)
class Act:
    """How the page of an act reads. ``do`` is given the cleaned data and performs it."""

    title: str
    ledger: str
    record: Model
    facts: Mapping[str, str]
    button: str
    done: str
    do: Callable[[dict[str, Any]], object]
    note: str = ""
    danger: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


def own(request: HttpRequest) -> Account:
    """The account that asks; the gate lets nobody else through."""
    account = request.user
    assert isinstance(account, Account)
    return account


def seen(request: HttpRequest, see: str, needs: str, pk: object) -> Any:
    """The record the actor sees, 404 otherwise; refused without the permission to act on it."""
    found = rows(own(request), see).filter(pk=pk).first()
    if found is None:
        raise Http404
    require(own(request), needs, found)
    return found


def act_page(request: HttpRequest, act: Act, form: Form) -> HttpResponse:
    """Show the form, or perform the act; a refusal stands above the form in its own words."""
    book = ledger(act.ledger)
    back = book.url("record", act.record)
    if request.method == "POST" and form.is_valid():
        try:
            act.do(form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, act.done)
            return redirect(back)
    context = {
        "act": act,
        "form": form,
        "back": back,
        "ledger": book,
        "name": book.name_of(act.record),
    }
    return render(request, "orgs/act.html", context, status=422 if form.errors else 200)
