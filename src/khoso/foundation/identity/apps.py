from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "khoso.foundation.identity"
    label = "identity"
    verbose_name = "Cơ quan và con người"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Begins to listen to what the sign-in libraries tell.
        from khoso.foundation.identity.sign_in import trail  # noqa: F401
