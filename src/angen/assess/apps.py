from django.apps import AppConfig


class AssessConfig(AppConfig):
    name = "angen.assess"
    label = "assess"
    verbose_name = "考核评价"
