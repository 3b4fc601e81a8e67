from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "khoso.stages.programme"
    label = "programme"
    verbose_name = "Kế hoạch, nhiệm vụ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from khoso.stages.programme.days import ending

        ending.connect()
