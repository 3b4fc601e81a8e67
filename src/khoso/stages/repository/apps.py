from django.apps import AppConfig


class RepositoryConfig(AppConfig):
    name = "khoso.stages.repository"
    label = "repository"
    verbose_name = "Kho lưu trữ số"
    default_auto_field = "django.db.models.BigAutoField"
