"""Where the pages of visits and hazards live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.inspections.views import extensions, orders, rechecks

app_name = "inspections"
urlpatterns: list[URLPattern] = [
    # Papers, orders, rechecks, extensions.
    path("inspections/<uuid:pk>/papers/", orders.visit_papers, name="visit_papers"),
    path("inspections/<uuid:pk>/papers/<slug:kind>/", orders.visit_paper, name="visit_paper"),
    path("inspections/<uuid:pk>/order/", orders.order_new, name="order_new"),
    path("inspections/<uuid:pk>/decision/", orders.decision_new, name="decision_new"),
    path(
        "inspections/<uuid:visit>/recheck/<uuid:pk>/", rechecks.recheck_visit, name="recheck_visit"
    ),
    path("orders/<uuid:pk>/", orders.page, name="order"),
    path("orders/<uuid:pk>/recheck/", rechecks.recheck_new, name="recheck_new"),
    path("orders/<uuid:pk>/<slug:name>/", orders.step, name="order_step"),
    path("orders/hazards/<uuid:pk>/done/", extensions.hazard_done, name="hazard_done"),
    path("orders/hazards/<uuid:pk>/extension/", extensions.extension_new, name="extension_new"),
    path("orders/extensions/<uuid:pk>/", extensions.extension_answer, name="extension_answer"),
]
