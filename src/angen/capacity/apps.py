from importlib import import_module

from django.apps import AppConfig


class CapacityConfig(AppConfig):
    name = "angen.capacity"
    label = "capacity"
    verbose_name = "能力建设"

    def ready(self) -> None:
        # Rules, numbers, ledgers and menu exist from the start, whether or not a page was asked for.
        import_module("angen.capacity.access")
        import_module("angen.capacity.indicators")
        import_module("angen.capacity.ledgers")
        import_module("angen.capacity.menu")
