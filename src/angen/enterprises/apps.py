from importlib import import_module

from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "angen.enterprises"
    label = "enterprises"
    verbose_name = "监管对象"

    def ready(self) -> None:
        # Rules, numbers, ledgers and menu exist from the start, whether or not a page was asked for.
        for room in ("access", "moved", "indicators", "ledgers", "kinds", "menu", "queries.file"):
            import_module(f"angen.enterprises.{room}")
