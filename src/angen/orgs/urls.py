"""Where the pages of areas, bodies, people and accounts live."""

from __future__ import annotations

from django.urls import URLPattern, path

from angen.orgs.views import accounts, login

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
]
