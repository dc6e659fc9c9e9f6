from importlib import import_module

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "angen.plans"
    label = "plans"
    verbose_name = "计划与抽查"

    def ready(self) -> None:
        # Rules, numbers, ledgers and menu exist from the start, whether or not a page was asked for.
        for room in ("access", "moved", "indicators", "ledgers", "menu"):
            import_module(f"angen.plans.{room}")
