"""Where the pages of the worklist live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.worklist.views import pages

app_name = "worklist"
urlpatterns: list[URLPattern] = [
    path("worklist/", pages.inbox, name="inbox"),
    path("worklist/board/", pages.board, name="board"),
    path("worklist/notices/", pages.notices, name="notices"),
    path("worklist/notices/read/", pages.read_all, name="read_all"),
    path("worklist/notices/<int:pk>/", pages.notice, name="notice"),
]
