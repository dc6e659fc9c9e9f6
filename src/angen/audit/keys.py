"""The key that signs heads and seals; it never enters the database."""

from __future__ import annotations

import hmac

from django.conf import settings


def audit_key() -> bytes:
    """``settings.AUDIT_KEY``; without one, a key drawn from the secret key.

    An installation that means to change its secret key sets ``AUDIT_KEY`` beforehand: signatures
    made under another key do not verify.
    """
    own = str(getattr(settings, "AUDIT_KEY", ""))
    if own:
        return own.encode()
    return hmac.digest(settings.SECRET_KEY.encode(), b"angen.audit", "sha256")
