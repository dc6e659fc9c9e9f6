from importlib import import_module

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "angen.orgs"
    label = "orgs"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        # Rules, numbers and menu exist from the start, whether or not a page was asked for.
        import_module("angen.orgs.access")
        import_module("angen.orgs.indicators")
        import_module("angen.orgs.ledgers")
        import_module("angen.orgs.menu")
