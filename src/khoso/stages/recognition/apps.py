from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "khoso.stages.recognition"
    label = "recognition"
    verbose_name = "Nhận dạng"
    default_auto_field = "django.db.models.BigAutoField"
