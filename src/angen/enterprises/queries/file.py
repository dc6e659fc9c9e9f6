"""What 一企一档 shows of an enterprise by itself: the sections of this app."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from angen.enterprises.gb18218 import editions
from angen.enterprises.models import Enterprise, Responsible
from angen.enterprises.sections import Context, section
from angen.enterprises.states import LetterKind, Link
from angen.kernel.access import Actor, rows

SEE = "enterprises.see"


def sites(enterprise: Enterprise, actor: Actor) -> Context:
    """Places, contacts and former names."""
    return {
        "sites": enterprise.sites.select_related("area__parent"),
        "contacts": [
            {"role": c.get_role_display(), "name": c.name, "phone": masked(c.phone)}
            for c in enterprise.contacts.all()
        ],
        "former_names": enterprise.former_names.order_by("-valid_to"),
    }


def masked(phone: str) -> str:
    """A telephone number as lists show it."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > 7 else "*" * len(phone)


def supervision(enterprise: Enterprise, actor: Actor) -> Context:
    """The supervising body now and before."""
    today = timezone.localdate()
    known = list(enterprise.supervisions.select_related("agency").order_by("-valid_from"))
    now = [
        s for s in known if s.valid_from <= today and (s.valid_to is None or s.valid_to >= today)
    ]
    return {"now": now[0] if now else None, "all": known}


def responsible(enterprise: Enterprise, actor: Actor) -> Context:
    """The three links of the chain; one without a person is a gap."""
    today = timezone.localdate()
    held = {
        one.link: one
        for one in Responsible.objects.on(today)
        .filter(enterprise=enterprise)
        .select_related("officer__agency", "village_officer__area")
    }
    return {"links": [(link.label, held.get(link.value)) for link in Link]}


def letters(enterprise: Enterprise, actor: Actor) -> Context:
    """The two letters of this year, and all there are."""
    today = timezone.localdate()
    known = list(rows(actor, "enterprises.see_letters").filter(enterprise=enterprise))
    this_year = {one.kind: one for one in known if one.year == today.year}
    return {
        "year": today.year,
        "today": today,
        "kinds": [(kind.label, this_year.get(kind.value)) for kind in LetterKind],
        "earlier": [one for one in known if one.year != today.year],
    }


def risks(enterprise: Enterprise, actor: Actor) -> Context:
    """Ratings and reviews, the latest first."""
    return {
        "ratings": enterprise.ratings.order_by("-rated_on")[:10],
        "reviews": enterprise.reviews.order_by("-reviewed_on")[:10],
        "today": timezone.localdate(),
    }


def hazards(enterprise: Enterprise, actor: Actor) -> Context:
    """Major hazard installations with their substances and filings."""
    found: Any = enterprise.major_hazards.prefetch_related("substances", "filings__agency")
    alphas = {edition.name: edition for edition in editions()}
    return {
        "hazards": [
            (one, alphas[one.edition].alpha(one.residents) if one.edition in alphas else None)
            for one in found.order_by("grade", "name")
        ],
        "today": timezone.localdate(),
    }


for _place, (_key, _title, _context) in enumerate(
    (
        ("supervision", "监管主体", supervision),
        ("responsible", "责任人", responsible),
        ("risks", "风险与标准化", risks),
        ("hazards", "重大危险源", hazards),
        ("letters", "两书", letters),
        ("sites", "场所与联系人", sites),
    ),
    start=1,
):
    section(
        _key,
        _title,
        f"enterprises/sections/{_key}.html",
        _context,
        permission=SEE,
        place=10 * _place,
    )
