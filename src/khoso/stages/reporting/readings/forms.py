"""What is filled in about a planned volume."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khoso.foundation.web.words import told
from khoso.stages.reporting.readings.errors import VolumeRefused

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget, input_formats=DAYS)


class VolumeForm(forms.Form):
    """How much, from when to when, by which paper, and why."""

    total = forms.IntegerField(label=_("Khối lượng"), min_value=0)
    starts_on = _day(_("Bắt đầu từ ngày"))
    ends_on = _day(_("Xong hết ngày"))
    source = forms.CharField(
        label=_("Căn cứ"), max_length=300, help_text=_("Quyết định phê duyệt danh mục, hợp đồng, kế hoạch: số và ngày.")
    )
    reason = forms.CharField(
        label=_("Lý do đặt hoặc đổi"), max_length=300, help_text=_("Ghi vào nhật ký cùng số trước và số sau.")
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, label_suffix="", **more)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "form-control")

    def refuse(self, error: VolumeRefused) -> None:
        self.add_error(error.field if error.field in self.fields else None, told(error.message))
