from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "angen.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        # Permissions exist from the start, whether or not a page was asked for.
        import_module("angen.audit.access")
