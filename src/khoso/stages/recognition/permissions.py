"""The rights of recognition, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.stages.recognition.personal.permissions import can_mark_personal as can_mark_personal

# What a person reads of each right on the page that lists them.
LABELS = {
    "can_mark_personal": _("Xem lại chỗ có dữ liệu cá nhân trên trang"),
}
