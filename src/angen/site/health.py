"""Whether the installation works, for operators and load balancers."""

from __future__ import annotations

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """State of server and database, as ``{"server": "ok", "database": "ok"}``; 503 if not well.

    Says nothing of versions, names or reasons: anybody may ask.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return JsonResponse({"server": "ok", "database": "failed"}, status=503)
    return JsonResponse({"server": "ok", "database": "ok"})
