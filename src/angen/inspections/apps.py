from importlib import import_module

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "angen.inspections"
    label = "inspections"
    verbose_name = "检查与隐患"

    def ready(self) -> None:
        # Rules, numbers, ledgers and menu exist from the start, whether or not a page was asked for.
        for room in ROOMS:
            import_module(f"angen.inspections.{room}")


ROOMS = (
    *("access", "moved", "kinds", "visited", "crossed", "on_site", "documents", "indicators"),
    *("ledgers", "sections", "panels", "queries.on_file", "menu"),
)
