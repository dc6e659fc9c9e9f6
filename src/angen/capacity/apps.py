from django.apps import AppConfig


class CapacityConfig(AppConfig):
    name = "angen.capacity"
    label = "capacity"
    verbose_name = "能力建设"
