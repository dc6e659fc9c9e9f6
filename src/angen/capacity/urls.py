"""Where the pages of capacity live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.capacity.views import means, training

app_name = "capacity"
urlpatterns: list[URLPattern] = [
    path("training/due/", training.rotation, name="rotation"),
    path("training/sessions/<int:pk>/", training.session, name="session"),
    path("training/sessions/<int:pk>/enrol/", training.enrol, name="enrol"),
    path("allowance/", means.allowance, name="allowance"),
    path("equipment/", means.equipping, name="equipping"),
    path("funds/", means.spending, name="spending"),
]
