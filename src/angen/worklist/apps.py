from importlib import import_module

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "angen.worklist"
    label = "worklist"
    verbose_name = "待办与期限"

    def ready(self) -> None:
        # Rules, ledgers and menu exist from the start, whether or not a page was asked for.
        import_module("angen.worklist.access")
        import_module("angen.worklist.ledgers")
        import_module("angen.worklist.menu")
