"""Where the public site lives; every name here is open without log-in, see the settings."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.portal.views import draws, lists

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", lists.home, name="home"),
    path("plans/", lists.plans, name="plans"),
    path("plans/<uuid:pk>/", lists.plan, name="plan"),
    path("catalogue/", lists.catalogue, name="catalogue"),
    path("caps/", lists.caps, name="caps"),
    path("campaigns/", lists.campaigns, name="campaigns"),
    path("results/", lists.results, name="results"),
    path("draws/", lists.draws, name="draws"),
    path("draws/<uuid:pk>/", draws.page, name="draw"),
    path("draws/<uuid:pk>/transcript.json", draws.transcript_json, name="draw_json"),
]
