"""Where the pages of visits, orders and hazards live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.inspections.views import (
    extensions,
    hazards,
    listings,
    orders,
    rechecks,
    self_checks,
    verifying,
    village,
    visits,
    visits_site,
)

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
    # Papers, orders, rechecks, extensions.
    path("inspections/<uuid:pk>/papers/<slug:kind>/", orders.visit_paper, name="visit_paper"),
    path("inspections/<uuid:pk>/order/", orders.order_new, name="order_new"),
    path("inspections/<uuid:pk>/decision/", orders.decision_new, name="decision_new"),
    path(
        "inspections/<uuid:visit>/recheck/<uuid:pk>/", rechecks.recheck_visit, name="recheck_visit"
    ),
    path("orders/<uuid:pk>/", orders.page, name="order"),
    path("orders/<uuid:pk>/paper/", orders.paper, name="order_paper"),
    path("orders/<uuid:pk>/recheck/", rechecks.recheck_new, name="recheck_new"),
    path("orders/<uuid:pk>/<slug:name>/", orders.step, name="order_step"),
    path("orders/hazards/<uuid:pk>/done/", extensions.hazard_done, name="hazard_done"),
    path("orders/hazards/<uuid:pk>/extension/", extensions.extension_new, name="extension_new"),
    path("orders/extensions/<uuid:pk>/", extensions.extension_answer, name="extension_answer"),
    # Hazards, self-checks, village findings and listings.
    path("own/", self_checks.mine, name="own"),
    path("hazards/board/", hazards.board, name="hazard_board"),
    path("hazards/repeats/", hazards.repeats, name="hazard_repeats"),
    path("hazards/<uuid:pk>/", hazards.page, name="hazard"),
    path("hazards/<uuid:pk>/listing/", listings.new, name="listing_new"),
    path("hazards/<uuid:pk>/verify/", verifying.hazard, name="verify_hazard"),
    path("hazards/<uuid:pk>/<slug:name>/", hazards.step, name="hazard_step"),
    path("self-checks/new/<uuid:pk>/", self_checks.new, name="self_check_new"),
    path("self-checks/<uuid:pk>/", self_checks.page, name="self_check"),
    path("self-checks/<uuid:pk>/told/", self_checks.told, name="self_check_told"),
    path("self-checks/<uuid:pk>/more/", self_checks.more, name="self_check_more"),
    path("village/new/", village.new, name="village_new"),
    path("village/", village.mine, name="village_mine"),
    path("village/<uuid:pk>/", village.page, name="village_finding"),
    path("village/<uuid:pk>/verify/", verifying.report, name="verify_report"),
    path("village/<uuid:pk>/<slug:name>/", village.step, name="village_step"),
    path("listings/<uuid:pk>/", listings.page, name="listing"),
    path("listings/<uuid:pk>/<slug:name>/", listings.step, name="listing_step"),
    path("public/listings/", listings.public, name="public_listings"),
]
