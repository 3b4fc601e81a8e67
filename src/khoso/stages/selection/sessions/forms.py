"""What is asked to call a session and to close it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from khoso.kernel import clock
from khoso.stages.selection.house_forms import HouseForm, LongText


class CallForm(HouseForm):
    """When, where, about what."""

    day = forms.DateField(
        label=gettext_lazy("Ngày họp"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=gettext_lazy("Giờ họp"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label=gettext_lazy("Địa điểm"), max_length=200, widget=forms.TextInput({"lang": "vi"}))
    agenda = LongText(label=gettext_lazy("Chương trình họp"), required=False, max_length=4000, rows=5)

    def starts_at(self) -> Any:
        """The moment by the clocks of Vietnam."""
        from datetime import datetime

        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], clock.VIETNAM)


class CloseForm(HouseForm):
    """What the chair concluded, and the number of the minutes."""

    discussion = LongText(label=gettext_lazy("Nội dung thảo luận"), required=False, max_length=20000, rows=5)
    conclusion = LongText(label=gettext_lazy("Kết luận của chủ trì"), required=False, max_length=4000, rows=4)
    minutes_number = forms.CharField(
        label=gettext_lazy("Số biên bản"), required=False, max_length=60, widget=forms.TextInput({"lang": "vi"})
    )
