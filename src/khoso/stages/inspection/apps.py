from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InspectionConfig(AppConfig):
    name = "khoso.stages.inspection"
    label = "inspection"
    verbose_name = "Kiểm tra, ký số"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from khoso.stages.inspection.guides.first import plant

        # A house begins with a guide to check by; agencies issue their own.
        post_migrate.connect(plant, sender=self, dispatch_uid="inspection.first_guide")
