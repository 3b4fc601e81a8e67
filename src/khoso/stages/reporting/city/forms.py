"""What Home Affairs fills in: the weights of the score, the words of a city report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khoso.foundation.web.words import told
from khoso.stages.reporting.city.scoring import LABELS, PARTS


class FormulaForm(forms.Form):
    """Four weights that make 100, from which day, and why."""

    in_force_from = forms.DateField(label=_("Có hiệu lực từ ngày"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Lý do"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PARTS:
            self.fields[name] = forms.IntegerField(label=told(LABELS[name]), min_value=0, max_value=100)
        self.order_fields(PARTS)

    def weights(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in PARTS}


class WordsForm(forms.Form):
    """Above the figures, below them, and the number the clerk gives."""

    number = forms.CharField(label=_("Số"), max_length=60, required=False)
    foreword = forms.CharField(
        label=_("Lời dẫn"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    proposals = forms.CharField(
        label=_("Đề xuất, kiến nghị (mỗi dòng một ý)"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
