"""Where the pages of areas, bodies, people and accounts live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.orgs.views import accounts, areas, certificates, key_lists, login, village_officers

app_name = "orgs"
urlpatterns: list[URLPattern] = [
    path("", login.home, name="home"),
    path("login/", login.log_in, name="login"),
    path("logout/", login.log_out, name="logout"),
    path("second-factor/", login.second_factor, name="second_factor"),
    path("second-factor/qr.svg", login.second_factor_qr, name="second_factor_qr"),
    path("password/", login.password, name="password"),
    path("me/", login.me, name="me"),
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/open/", accounts.open_account, name="account_open"),
    path("accounts/<int:pk>/", accounts.page, name="account"),
    path("accounts/<int:pk>/close/", accounts.close, name="account_close"),
    path("accounts/<int:pk>/reopen/", accounts.reopen, name="account_reopen"),
    path("accounts/<int:pk>/reset-password/", accounts.reset_password, name="account_reset"),
    path("accounts/<int:pk>/unlock/", accounts.unlock, name="account_unlock"),
    path(
        "accounts/<int:pk>/reset-second-factor/",
        accounts.reset_second_factor,
        name="account_reset_second_factor",
    ),
    path("accounts/<int:pk>/roles/assign/", accounts.assign, name="account_assign"),
    path("accounts/roles/<int:pk>/end/", accounts.end, name="account_end_role"),
    path("areas/<slug:code>/rename/", areas.rename, name="area_rename"),
    path("areas/<slug:code>/move/", areas.move, name="area_move"),
    path("areas/<slug:code>/add/", areas.add, name="area_add"),
    path("areas/<slug:code>/abolish/", areas.abolish, name="area_abolish"),
    path("officers/<int:pk>/sight/", certificates.sight, name="officer_sight"),
    path("appointments/<int:pk>/end/", certificates.end_post, name="appointment_end"),
    path("appointments/<int:pk>/workplace/", certificates.workplace, name="appointment_workplace"),
    path("certificates/expiring/", certificates.expiring_list, name="certificates_expiring"),
    path("certificates/<int:pk>/suspend/", certificates.suspend, name="certificate_suspend"),
    path("certificates/<int:pk>/lift/", certificates.lift, name="certificate_lift"),
    path("certificates/<int:pk>/check/", certificates.check, name="certificate_check"),
    path(
        "village-officers/to-review/",
        village_officers.pending,
        {"name": "review"},
        name="village_officers_to_review",
    ),
    path(
        "village-officers/to-approve/",
        village_officers.pending,
        {"name": "approve"},
        name="village_officers_to_approve",
    ),
    path(
        "village-officers/<uuid:pk>/<slug:name>/",
        village_officers.move,
        name="village_officer_move",
    ),
    path("key-lists/propose/", key_lists.propose, name="key_unit_propose"),
    path("key-lists/<int:pk>/<slug:name>/", key_lists.move, name="key_unit_move"),
]
