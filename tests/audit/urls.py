"""The pages of the installation, with those of the log whether or not they are mounted."""

from __future__ import annotations

from django.urls import include, path

from angen.site.urls import urlpatterns as site_urls

urlpatterns = [*site_urls, path("audit/", include("angen.audit.urls"))]
