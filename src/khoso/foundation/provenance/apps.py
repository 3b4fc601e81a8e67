from django.apps import AppConfig


class ProvenanceConfig(AppConfig):
    name = "khoso.foundation.provenance"
    label = "provenance"
    verbose_name = "Nguồn gốc"
    default_auto_field = "django.db.models.BigAutoField"
