"""Refusals become pages with their sentence, never a trace."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from angen.kernel.refusal import NotAllowed, Refused

Answer = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """Answers ``NotAllowed`` with 403 and every other ``Refused`` with 409.

    htmx requests get the sentence as a toast (422, nothing swapped): the page stays as it was.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a refusal; other errors take their usual way."""
        if not isinstance(error, Refused):
            return None
        if request.headers.get("HX-Request") == "true":
            response = HttpResponse(status=422)
            said = {"angen:say": {"text": str(error), "level": "error"}}
            response["HX-Trigger"] = json.dumps(said)
            response["HX-Reswap"] = "none"
            return response
        denied = isinstance(error, NotAllowed)
        found = {"sentence": error.sentence, "article": error.article, "denied": denied}
        return render(request, "desk/refused.html", found, status=403 if denied else 409)
