from django.apps import AppConfig


class PackagesConfig(AppConfig):
    name = "khoso.stages.packages"
    label = "packages"
    verbose_name = "Gói tin"
    default_auto_field = "django.db.models.BigAutoField"
