from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "khoso.stages.inspection"
    label = "inspection"
    verbose_name = "Kiểm tra, ký số"
    default_auto_field = "django.db.models.BigAutoField"
