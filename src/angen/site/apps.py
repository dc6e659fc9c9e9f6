from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule

# Rooms that register something by being imported.
REGISTERING = ("access", "events", "states", "documents", "indicators", "ledgers", "menu")


class SiteConfig(AppConfig):
    name = "angen.site"
    label = "site"
    verbose_name = "安根"

    def ready(self) -> None:
        # After every app: permissions, ledgers, indicators and the menu exist before the first
        # question, whether or not a page was asked for.
        for app in apps.get_app_configs():
            if not app.name.startswith("angen.") or app.module is None:
                continue
            for room in REGISTERING:
                if module_has_submodule(app.module, room):
                    import_module(f"{app.name}.{room}")
