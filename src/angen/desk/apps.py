from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "angen.desk"
    label = "desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        # Rules exist from the start, whether or not a page was asked for.
        import_module("angen.desk.access")
