"""Where every page lives."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from angen.site import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.health, name="health"),
    path("", include("angen.desk.urls")),
    path("", include("angen.orgs.urls")),
    path("", include("angen.papers.urls")),
    path("", include("angen.worklist.urls")),
    path("enterprises/", include("angen.enterprises.urls")),
    path("", include("angen.plans.urls")),
    path("", include("angen.inspections.urls")),
    path("capacity/", include("angen.capacity.urls")),
    path("", include("angen.rulebook.urls")),
    path("", include("angen.assess.urls")),
    path("public/", include("angen.portal.urls")),
    path("audit/", include("angen.audit.urls")),
    path("", include("angen.demo.urls")),
]
