from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "angen.portal"
    label = "portal"
    verbose_name = "公开"

    def ready(self) -> None:
        import_module("angen.portal.addresses")
