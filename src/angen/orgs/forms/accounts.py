"""Forms of log-in, password, second factor and accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField


def _password(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(
        label=label, strip=False, max_length=128, widget=widget, help_text=help_text
    )


class LogInForm(forms.Form):
    """User name and password."""

    username = UsernameField(
        label="用户名",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        ),
    )
    password = _password("密码", "current-password")


class CodeForm(forms.Form):
    """Six digits of an authenticator."""

    code = forms.RegexField(
        r"^\d{6}$",
        label="动态验证码",
        error_messages={"invalid": "请输入验证器显示的 6 位数字。"},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "maxlength": 6,
            }
        ),
    )


class OwnPasswordForm(forms.Form):
    """Old password, and the new one twice."""

    old = _password("原密码", "current-password")
    new = _password(
        "新密码",
        "new-password",
        "至少 10 个字符；不要只用数字，不要用常见密码，不要与用户名相近。",
    )
    again = _password("再输一次新密码", "new-password")

    def clean(self) -> dict[str, Any]:
        """Both new passwords agree."""
        found = self.cleaned_data
        if "new" in found and "again" in found and found["new"] != found["again"]:
            self.add_error("again", "两次输入的新密码不一样，请重新输入。")
        return found
