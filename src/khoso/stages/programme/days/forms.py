"""What Home Affairs fills in about days off."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from khoso.stages.programme.house_forms import DayField, HouseForm

FREE, WORKED, SWAP = "free", "worked", "swap"


class DayOffForm(HouseForm):
    """A day off, a worked day, or one for the other."""

    what = forms.ChoiceField(
        label=_("Ghi gì"),
        choices=[
            (SWAP, _("Hoán đổi: nghỉ một ngày, làm bù ngày khác")),
            (FREE, _("Thêm ngày nghỉ")),
            (WORKED, _("Thêm ngày làm việc")),
        ],
    )
    day = DayField(label=_("Ngày"), help_text=_("Khi hoán đổi: ngày được nghỉ."))
    worked = DayField(label=_("Làm bù vào ngày"), required=False, help_text=_("Chỉ khi hoán đổi."))
    name = forms.CharField(label=_("Tên gọi"), max_length=200)
    decision = forms.CharField(
        label=_("Theo văn bản"), max_length=200, help_text=_("Số, ngày và cơ quan ban hành thông báo nghỉ.")
    )

    def clean(self) -> dict[str, object]:
        told: dict[str, object] = super().clean() or {}
        if told.get("what") == SWAP and not told.get("worked") and "worked" not in self.errors:
            self.add_error("worked", _("Cần ngày làm bù."))
        return told
