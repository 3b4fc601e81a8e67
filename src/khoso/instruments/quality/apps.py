from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "khoso.instruments.quality"
    label = "quality"
    verbose_name = "Kiểm tra chất lượng"
    default_auto_field = "django.db.models.BigAutoField"
