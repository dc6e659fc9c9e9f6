"""Where the pages of packs live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.rulebook import views

app_name = "rulebook"
urlpatterns: list[URLPattern] = [
    path("packs/", views.packs, name="packs"),
    path("packs/install/", views.install, name="install"),
    path("packs/<slug:pack_id>/", views.pack, name="pack"),
    path("packs/<slug:pack_id>/versions/<int:version>/", views.pack, name="version"),
]
