"""Where the pages of visits, hazards and orders live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.inspections.views import hazards, listings, self_checks, village

app_name = "inspections"
urlpatterns: list[URLPattern] = [
    # Hazards, self-checks, village findings and listings.
    path("mine/", self_checks.mine, name="mine"),
    path("hazards/board/", hazards.board, name="hazard_board"),
    path("hazards/repeats/", hazards.repeats, name="hazard_repeats"),
    path("hazards/<uuid:pk>/", hazards.page, name="hazard"),
    path("hazards/<uuid:pk>/listing/", listings.new, name="listing_new"),
    path("hazards/<uuid:pk>/<slug:name>/", hazards.step, name="hazard_step"),
    path("self-checks/new/<uuid:pk>/", self_checks.new, name="self_check_new"),
    path("self-checks/<uuid:pk>/", self_checks.page, name="self_check"),
    path("self-checks/<uuid:pk>/told/", self_checks.told, name="self_check_told"),
    path("self-checks/<uuid:pk>/more/", self_checks.more, name="self_check_more"),
    path("village/new/", village.new, name="village_new"),
    path("village/", village.mine, name="village_mine"),
    path("village/<uuid:pk>/", village.page, name="village_finding"),
    path("village/<uuid:pk>/<slug:name>/", village.step, name="village_step"),
    path("listings/<uuid:pk>/", listings.page, name="listing"),
    path("listings/<uuid:pk>/<slug:name>/", listings.step, name="listing_step"),
    path("public/listings/", listings.public, name="public_listings"),
]
