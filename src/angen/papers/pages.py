"""The preview page, for the views of every app that issues papers."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from angen.kernel.refusal import Refused
from angen.orgs.models import Agency, Grant
from angen.papers import actions, registry, typeset


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
