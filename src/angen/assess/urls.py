"""Where the pages of assessment live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.assess.views import acts, circulars, cycles, following, rated, simulating, standing

app_name = "assess"
urlpatterns: list[URLPattern] = [
    path("standing/", standing.home, name="home"),
    path("standing/areas/<str:code>/", standing.area, name="area"),
    path("standing/standards/", standing.standards, name="standards"),
    path("standing/areas/<str:code>/why/<slug:pack>/<slug:standard>/", standing.why, name="why"),
    path("standing/areas/<str:code>/waive/<slug:pack>/<slug:standard>/", acts.waive, name="waive"),
    path("standing/waivers/", acts.waivers, name="waivers"),
    path("standing/waivers/<int:pk>/", acts.waiver, name="waiver"),
    path("standing/findings/", acts.findings, name="findings"),
    path("standing/areas/<str:code>/findings/open/", acts.finding_open, name="finding_open"),
    path("standing/findings/<int:pk>/", acts.finding, name="finding"),
    path("circulars/of/<int:pk>/", circulars.draft, name="circular_draft"),
    path("circulars/<int:pk>/", circulars.page, name="circular"),
    path("circulars/<int:pk>/write/", circulars.write, name="circular_write"),
    path("circulars/<int:pk>/preview/", circulars.preview, name="circular_preview"),
    path("circulars/<int:pk>/data.xlsx", circulars.data, name="circular_data"),
    path("circulars/<int:pk>/<slug:name>/", circulars.step, name="circular_step"),
    path("circulars/received/<int:pk>/read/", circulars.read, name="circular_read"),
    path("assessments/", cycles.board, name="cycles"),
    path("assessments/new/", cycles.new, name="cycle_new"),
    path("assessments/<int:pk>/", cycles.cycle, name="cycle"),
    path("assessments/<int:pk>/do/<slug:name>/", cycles.step, name="cycle_step"),
    path("assessments/<int:pk>/units/<str:code>/", rated.unit, name="rating_unit"),
    path("assessments/<int:pk>/units/<str:code>/appeal/", rated.appeal, name="appeal_new"),
    path("assessments/<int:pk>/units/<str:code>/why/<slug:item>/", rated.why, name="rating_why"),
    path("assessments/<int:pk>/scores/", following.scorings, name="scorings"),
    path("assessments/<int:pk>/scores/<str:code>/<slug:item>/", following.sheet, name="sheet"),
    path("assessments/scores/<int:pk>/settle/", following.settle, name="scoring_settle"),
    path("assessments/history/<str:code>/", rated.history, name="rating_history"),
    path("assessments/compare/", rated.compare, name="rating_compare"),
    path("assessments/appeals/", following.appeal_list, name="appeals"),
    path("assessments/appeals/<int:pk>/", following.appeal, name="appeal"),
    path("assessments/appeals/<int:pk>/<slug:name>/", following.appeal_step, name="appeal_step"),
    path("assessments/follow/", following.consequence_board, name="consequences"),
    path("assessments/follow/<int:pk>/", following.consequence, name="consequence"),
    path(
        "assessments/follow/<int:pk>/<slug:name>/",
        following.consequence_step,
        name="consequence_step",
    ),
    path("assessments/simulation/", simulating.simulation, name="simulation"),
]
