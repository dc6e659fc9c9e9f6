"""Where the pages of plans and draws live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.plans.views import campaigns, draws, plans, rounds

app_name = "plans"
urlpatterns: list[URLPattern] = [
    path("plans/new/", plans.new, name="plan_new"),
    path("plans/rounds/new/", rounds.new, name="round_new"),
    path("plans/rounds/<uuid:pk>/", rounds.page, name="round"),
    path("plans/campaigns/new/", campaigns.new, name="campaign_new"),
    path("plans/campaigns/<uuid:pk>/", campaigns.page, name="campaign"),
    path("plans/campaigns/<uuid:pk>/<slug:name>/", campaigns.step, name="campaign_step"),
    path(
        "plans/campaign-items/<uuid:pk>/remove/",
        campaigns.item_remove,
        name="campaign_item_remove",
    ),
    path("plans/<uuid:pk>/", plans.page, name="plan"),
    path("plans/<uuid:pk>/months/<int:month>/", plans.shortfall, name="shortfall"),
    path("plans/<uuid:pk>/<slug:name>/", plans.step, name="plan_step"),
    path("plans/items/<uuid:pk>/merge/<uuid:into>/", plans.merge, name="merge"),
    path("plans/draws/new/", draws.new, name="draw_new"),
    path("plans/draws/<uuid:pk>/", draws.page, name="draw"),
    path("plans/draws/<uuid:pk>/<slug:name>/", draws.step, name="draw_step"),
    path("plans/drawn/<int:pk>/replace/", draws.replace, name="replace"),
    path("plans/drawn/<int:pk>/replace-object/", draws.replace_object, name="replace_object"),
    path("plans/replacements/<uuid:pk>/<slug:name>/", draws.decide, name="replacement_decide"),
    path(
        "plans/object-replacements/<uuid:pk>/<slug:name>/",
        draws.decide_object,
        name="object_decide",
    ),
]
