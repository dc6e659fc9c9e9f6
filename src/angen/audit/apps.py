from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "angen.audit"
    label = "audit"
    verbose_name = "审计"
