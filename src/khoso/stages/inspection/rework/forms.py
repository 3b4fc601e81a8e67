"""What people type on the work list of rework."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from khoso.kernel import clock

# What a contractor usually has: the day is chosen, this is only where the calendar opens.
USUAL_DAYS = 7


class DueForm(forms.Form):
    """By when it has to be mended."""

    due_on = forms.DateField(
        label=gettext_lazy("Sửa xong trước hết ngày"),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("Nói thêm"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "form-control", "lang": "vi"}),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        more.setdefault("label_suffix", "")
        more.setdefault("initial", {"due_on": clock.today() + timedelta(days=USUAL_DAYS)})
        super().__init__(*given, **more)
