from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "angen.rulebook"
    label = "rulebook"
    verbose_name = "政策库"
