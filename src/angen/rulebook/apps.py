from importlib import import_module

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "angen.rulebook"
    label = "rulebook"
    verbose_name = "政策库"

    def ready(self) -> None:
        # Rules and menu exist from the start, whether or not a page was asked for.
        import_module("angen.rulebook.access")
        import_module("angen.rulebook.menu")
