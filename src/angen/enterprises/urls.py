"""Where the pages of enterprises live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.enterprises.views import enterprises, hazards, lists

app_name = "enterprises"
urlpatterns: list[URLPattern] = [
    path("gaps/", lists.gap_list, name="gaps"),
    path("duplicates/", lists.duplicate_list, name="duplicates"),
    path("merges/<uuid:pk>/split/", lists.split, name="split"),
    path("responsibles/<int:pk>/end/", lists.end, name="responsible_end"),
    path("accounts/<int:pk>/unlink/", lists.unlink, name="unlink"),
    path("hazards/<uuid:pk>/report/", hazards.report, name="hazard_report"),
    path("hazards/<uuid:pk>/<slug:name>/", hazards.move, name="hazard_move"),
    path("<uuid:pk>/", enterprises.file, name="file"),
    path("<uuid:pk>/rename/", enterprises.rename, name="rename"),
    path("<uuid:pk>/supervise/", enterprises.supervise, name="supervise"),
    path("<uuid:pk>/appoint/", enterprises.appoint, name="appoint"),
    path("<uuid:pk>/letter/", enterprises.letter, name="letter"),
    path("<uuid:pk>/rate/", enterprises.rate, name="rate"),
    path("<uuid:pk>/account/", enterprises.account, name="account"),
    path("<uuid:pk>/hazard/", enterprises.hazard, name="hazard"),
    path("<uuid:pk>/merge/", lists.merge, name="merge"),
]
