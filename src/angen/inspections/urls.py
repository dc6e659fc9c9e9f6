"""Where the pages of visits, hazards and orders live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.inspections.views import visits, visits_site

app_name = "inspections"
urlpatterns: list[URLPattern] = [
    # Visits
    path("visits/mine/", visits.mine, name="mine"),
    path("visits/new/", visits.new, name="new"),
    path("visits/findings/<uuid:pk>/<slug:name>/", visits_site.finding, name="finding"),
    path("visits/<uuid:pk>/", visits.page, name="visit"),
    path("visits/<uuid:pk>/find/", visits_site.find, name="find"),
    path("visits/<uuid:pk>/sheets/<slug:sector>/", visits_site.sheet, name="sheet"),
    path("visits/<uuid:pk>/sheets/<slug:sector>/answer/", visits_site.answer, name="answer"),
    path("visits/<uuid:pk>/<slug:name>/", visits.step, name="visit_step"),
]
