from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "khoso.stages.access"
    label = "access"
    verbose_name = "Khai thác"
    default_auto_field = "django.db.models.BigAutoField"
