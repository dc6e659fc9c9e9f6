"""Where the pages of ledgers, imports and files live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.desk.views import attachments, imports, records

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("ledgers/<slug:key>/", records.ledger_list, name="ledger"),
    path("ledgers/<slug:key>/new/", records.record_new, name="record_new"),
    path("ledgers/<slug:key>/export/", records.export, name="export"),
    path("ledgers/<slug:key>/export/numbers/", records.export_clear, name="export_numbers"),
    path("ledgers/<slug:key>/template/", records.template, name="template"),
    path("ledgers/<slug:key>/import/", imports.import_start, name="import"),
    path("ledgers/<slug:key>/import/<uuid:pk>/", imports.import_batch, name="import_batch"),
    path(
        "ledgers/<slug:key>/import/<uuid:pk>/confirm/",
        imports.import_confirm,
        name="import_confirm",
    ),
    path(
        "ledgers/<slug:key>/import/<uuid:pk>/resume/", imports.import_resume, name="import_resume"
    ),
    path("ledgers/<slug:key>/import/<uuid:pk>/drop/", imports.import_drop, name="import_drop"),
    path(
        "ledgers/<slug:key>/import/<uuid:pk>/errors/", imports.import_errors, name="import_errors"
    ),
    path("ledgers/<slug:key>/offers/<slug:column>/", records.offers, name="offers"),
    path("files/<uuid:pk>/", attachments.file, name="file"),
    path("files/<uuid:pk>/detach/", attachments.detach, name="file_detach"),
    path("ledgers/<slug:key>/<str:pk>/files/", attachments.attach, name="file_attach"),
    path("ledgers/<slug:key>/<str:pk>/", records.record_page, name="record"),
    path("ledgers/<slug:key>/<str:pk>/edit/", records.record_edit, name="record_edit"),
    path("ledgers/<slug:key>/<str:pk>/remove/", records.record_remove, name="record_remove"),
    path(
        "ledgers/<slug:key>/<str:pk>/reveal/<slug:column>/",
        records.record_reveal,
        name="record_reveal",
    ),
]
