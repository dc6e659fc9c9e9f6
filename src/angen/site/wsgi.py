"""The application that granian serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from angen.site import lifeline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "angen.site.settings")

lifeline.follow_parent()
application = get_wsgi_application()
