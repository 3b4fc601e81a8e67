from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "khoso.foundation.identity"
    label = "identity"
    verbose_name = "Cơ quan và con người"
    default_auto_field = "django.db.models.BigAutoField"
