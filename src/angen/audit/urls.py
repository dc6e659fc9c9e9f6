"""Where the pages of the audit administrator live, below /audit/."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.audit import views

app_name = "audit"
urlpatterns: list[URLPattern] = [
    path("", views.log, name="log"),
    path("entries/<int:pk>/", views.entry, name="entry"),
    path("chains/<str:subject_type>/<path:subject_id>/", views.chain_of, name="chain"),
    path("checks/", views.checks, name="checks"),
    path("checks/ask/", views.ask, name="ask"),
    path("checks/<int:pk>/", views.check, name="check"),
]
