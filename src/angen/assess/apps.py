from importlib import import_module

from django.apps import AppConfig


class AssessConfig(AppConfig):
    name = "angen.assess"
    label = "assess"
    verbose_name = "考核评价"

    def ready(self) -> None:
        # Whoever tells people of deadlines knows their kinds, whether or not a page was asked for.
        import_module("angen.assess.kinds")
        # The pages of plans show what the numbers count.
        import_module("angen.assess.fulfilled")
