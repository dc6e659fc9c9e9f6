"""Where the pages of plans and draws live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.plans.views import draws, plans

app_name = "plans"
urlpatterns: list[URLPattern] = [
    path("plans/new/", plans.new, name="plan_new"),
    path("plans/rounds/new/", plans.round_new, name="round_new"),
    path("plans/<uuid:pk>/", plans.page, name="plan"),
    path("plans/<uuid:pk>/<slug:name>/", plans.step, name="plan_step"),
    path("plans/items/<uuid:pk>/merge/<uuid:into>/", plans.merge, name="merge"),
    path("plans/draws/new/", draws.new, name="draw_new"),
    path("plans/draws/<uuid:pk>/", draws.page, name="draw"),
    path("plans/draws/<uuid:pk>/<slug:name>/", draws.step, name="draw_step"),
    path("plans/drawn/<int:pk>/replace/", draws.replace, name="replace"),
    path("plans/replacements/<uuid:pk>/<slug:name>/", draws.decide, name="replacement_decide"),
    path("public/draws/<uuid:pk>/", draws.public, name="public_draw"),
    path("public/draws/<uuid:pk>/transcript.json", draws.public_json, name="public_draw_json"),
]
