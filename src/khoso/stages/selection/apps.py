from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "khoso.stages.selection"
    label = "selection"
    verbose_name = "Lựa chọn tài liệu để số hóa"
    default_auto_field = "django.db.models.BigAutoField"
