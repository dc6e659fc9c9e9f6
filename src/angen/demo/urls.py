"""The pages of the demo."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.demo import views

app_name = "demo"
urlpatterns: list[URLPattern] = [path("demo/", views.accounts, name="accounts")]
