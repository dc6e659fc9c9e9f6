"""Where the pages of papers live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.papers import views

app_name = "papers"
urlpatterns: list[URLPattern] = [
    path("papers/register/", views.register, name="register"),
    path("papers/<uuid:pk>/", views.page, name="paper"),
    path("papers/<uuid:pk>/paper.pdf", views.content, name="content"),
    path("papers/<uuid:pk>/void/", views.void, name="void"),
    path("papers/<uuid:pk>/serve/", views.serve, name="serve"),
    path("papers/<uuid:pk>/receipt/", views.receipt, name="receipt"),
    path("verify/", views.verify, name="verify"),
]
