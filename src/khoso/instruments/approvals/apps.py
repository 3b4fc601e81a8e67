from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "khoso.instruments.approvals"
    label = "approvals"
    verbose_name = "Ý kiến và phê duyệt"
    default_auto_field = "django.db.models.BigAutoField"
