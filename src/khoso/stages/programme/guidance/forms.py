"""What Home Affairs fills in about guidance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.roles import Role
from khoso.stages.programme.guidance.queries import EVERYBODY
from khoso.stages.programme.house_forms import AgencyField, AttachmentFields, DayField, HouseForm, LongText


class VersionForm(AttachmentFields):
    """A version: its paper, its first day, what is new in it."""

    file_required = True
    in_force_from = DayField(label=_("Có hiệu lực từ ngày"))
    summary = LongText(label=_("Tóm tắt nội dung, điểm mới"), required=False, max_length=10_000)

    field_order: tuple[str, ...] = ("file", "number", "issued_on", "title", "in_force_from", "summary")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["number"].required = True


class GuidanceForm(VersionForm):
    """A new document."""

    subject = forms.CharField(label=_("Trích yếu văn bản"), max_length=500)
    issuer = AgencyField(label=_("Cơ quan ban hành"))
    readers = forms.MultipleChoiceField(
        label=_("Gửi tới"),
        required=False,
        choices=[(value, label) for value, label in Role.choices if value in EVERYBODY],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn ai: gửi tới mọi người đang làm việc."),
    )

    field_order = ("subject", "issuer", "readers", "file", "number", "issued_on", "title", "in_force_from", "summary")

    def __init__(self, *given: Any, issuers: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["issuer"].queryset = issuers  # type: ignore[attr-defined]


class WithdrawForm(HouseForm):
    """From when a version holds no more, and why."""

    on = DayField(label=_("Thu hồi từ ngày"))
    reason = forms.CharField(label=_("Lý do, văn bản thu hồi"), max_length=200)
