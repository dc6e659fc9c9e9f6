"""Where every page lives."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from angen.site import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.health, name="health"),
    path("", include("angen.desk.urls")),
    path("", include("angen.orgs.urls")),
    path("", include("angen.papers.urls")),
]
