"""Settings: everything that differs between installations comes from the environment."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.management.utils import get_random_secret_key

PACKAGE = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("ANGEN_VAR", "var")).resolve()
PRODUCTION = os.environ.get("ANGEN_ENV", "local") == "production"
# "angen demo" leaves a mark, so that made-up data stays labelled whoever starts the server.
DEMO_MARK = VAR / "demo"
DEMO = not PRODUCTION and (os.environ.get("ANGEN_DEMO", "") == "1" or DEMO_MARK.exists())


def secret_key() -> str:
    """The key from the environment, else one made once per installation."""
    if key := os.environ.get("ANGEN_SECRET_KEY"):
        return key
    if PRODUCTION:
        raise RuntimeError(
            "set ANGEN_SECRET_KEY: production takes its secrets from the environment"
        )
    kept = VAR / "secret_key"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        kept.write_text(get_random_secret_key())
        kept.chmod(0o600)
    return kept.read_text()


def database(url: str) -> dict[str, Any]:
    """Django's settings of a PostgreSQL URL; without one, of the embedded server's socket."""
    common: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        # The day of a moment is its day in China, in the database as in Python.
        "TIME_ZONE": "Asia/Shanghai",
    }
    if not url:
        name = os.environ.get("ANGEN_DATABASE", "angen")
        role = os.environ.get("ANGEN_DATABASE_ROLE", "postgres")
        host = os.environ.get("ANGEN_DATABASE_HOST", str(VAR / "run"))
        return {**common, "NAME": name, "USER": role, "HOST": host, "PORT": "5432"}
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        **common,
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "5432")),
        "OPTIONS": options,
    }


SECRET_KEY = secret_key()
# Signs the heads and seals of the log; drawn from the secret key where it is not set.
AUDIT_KEY = os.environ.get("ANGEN_AUDIT_KEY", "")
DEBUG = False
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": database(DATABASE_URL)}
ALLOWED_HOSTS = os.environ.get("ANGEN_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("ANGEN_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_vite",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "procrastinate.contrib.django",
    "angen.audit",
    "angen.desk",
    "angen.orgs",
    "angen.rulebook",
    "angen.papers",
    "angen.worklist",
    "angen.enterprises",
    "angen.plans",
    "angen.inspections",
    "angen.capacity",
    "angen.assess",
    "angen.portal",
    "angen.demo",
    "angen.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "angen.orgs.gate.Gate",
    "angen.desk.errors.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "angen.site.urls"
WSGI_APPLICATION = "angen.site.wsgi.application"
APPEND_SLASH = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "angen.desk.context.desk",
            ],
        },
    },
]

AUTH_USER_MODEL = "orgs.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
# The only pages that answer somebody who has not logged in; the gate shuts all others.
OPEN_URLS = frozenset(
    {
        "orgs:login",
        "orgs:logout",
        "health",
        "demo:accounts",
        "papers:verify",
        "inspections:public_listings",
        "portal:home",
        "portal:plans",
        "portal:plan",
        "portal:catalogue",
        "portal:caps",
        "portal:campaigns",
        "portal:draws",
        "portal:results",
        "portal:draw",
        "portal:draw_json",
    }
)
SESSION_LENGTH = timedelta(hours=8)
SESSION_COOKIE_AGE = int(SESSION_LENGTH.total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# What stands in the QR code of a paper; empty until the installation has a public address.
PUBLIC_URL = os.environ.get("ANGEN_PUBLIC_URL", "")
# Installed font families that papers use before the one that is shipped: FangSong_GB2312, FangSong.
PAPER_FONTS = [f for f in os.environ.get("ANGEN_PAPER_FONTS", "").split(",") if f]

LOGIN_FAILURES = 5
LOGIN_PAUSE_MINUTES = 15
AXES_FAILURE_LIMIT = LOGIN_FAILURES
AXES_COOLOFF_TIME = timedelta(minutes=LOGIN_PAUSE_MINUTES)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time we told stays true
# Not by user name alone: anybody could lock out everybody from afar.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "angen.orgs.views.login.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "安根"
# The published secret of the demo's administrators (hex); used only where DEMO is on.
DEMO_TOTP_KEY = "616e67656e2d64656d6f2d7365637265742d3031"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["angen.site.jobs"]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": PACKAGE / "desk" / "static" / "dist" / "manifest.json",
        "static_url_prefix": "dist",
    }
}
MEDIA_ROOT = VAR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
