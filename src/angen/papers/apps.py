from importlib import import_module

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "angen.papers"
    label = "papers"
    verbose_name = "文书"

    def ready(self) -> None:
        # Rules, kinds and menu exist from the start, whether or not a page was asked for.
        import_module("angen.papers.access")
        import_module("angen.papers.documents")
        import_module("angen.papers.ledgers")
        import_module("angen.papers.menu")
