from importlib import import_module

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "angen.rulebook"
    label = "rulebook"
    verbose_name = "政策库"

    def ready(self) -> None:
        # Answers the numbers that apps below ask for.
        import_module("angen.rulebook.queries")
