from django.apps import AppConfig


class AcceptanceConfig(AppConfig):
    name = "khoso.stages.acceptance"
    label = "acceptance"
    verbose_name = "Nghiệm thu"
    default_auto_field = "django.db.models.BigAutoField"
