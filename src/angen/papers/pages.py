"""The preview page and the file of a paper, for the views of every app that issues papers."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from angen.kernel.refusal import Refused
from angen.kernel.text import file_name
from angen.orgs.models import Agency, Grant
from angen.papers import actions, registry, typeset
from angen.papers.models import Paper


def preview_page(
    request: HttpRequest,
    document: object,
    *,
    agency: Agency,
    issue_url: str,
    back: str,
    on: dt.date | None = None,
    grant: Grant | None = None,
    hidden: Mapping[str, str] | None = None,
    verb: str = "出具",
) -> HttpResponse:
    """A page that shows ``document`` as it would be issued, with a button that posts to ``issue_url``.

    What is still missing is said instead of the button. ``hidden`` goes along with the post.
    """
    context: dict[str, object] = {
        "label": registry.kind_of(document).label,
        "issue_url": issue_url,
        "back": back,
        "hidden": hidden or {},
        "verb": verb,
    }
    try:
        made = actions.draft(
            document, agency=agency, on=on, grant=grant, watermark=actions.PREVIEW_WATERMARK
        )
        images = typeset.images(made.kind.template, made.face, made.doc)
        context["pages"] = [f"data:image/png;base64,{base64.b64encode(p).decode()}" for p in images]
        context |= {
            "label": made.face.label,
            "body": made.face.body,
            "supervision": made.standing.supervision,
        }
        registry.check(document)
    except Refused as refusal:
        context["sentence"] = str(refusal)
    return render(request, "papers/preview.html", context)


def paper_pdf(request: HttpRequest, paper: Paper) -> HttpResponse:
    """The bytes of a paper as they were issued; the caller has asked who may open it."""
    return pdf(request, bytes(paper.file.content), f"{paper.label}{paper.number}")


def pdf(request: HttpRequest, content: bytes, name: str) -> HttpResponse:
    """A file that the browser shows; ``?download`` saves it under ``name``."""
    response = HttpResponse(content, content_type="application/pdf")
    save = "download" in request.GET
    disposition = content_disposition_header(save, file_name(name, ".pdf"))
    response["Content-Disposition"] = disposition or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
