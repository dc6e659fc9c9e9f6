"""Where the pages of assessment live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.assess.views import acts, circulars, standing

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
]
