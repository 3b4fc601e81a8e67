from django.apps import AppConfig


class DigitisationConfig(AppConfig):
    name = "khoso.stages.digitisation"
    label = "digitisation"
    verbose_name = "Số hóa"
    default_auto_field = "django.db.models.BigAutoField"
