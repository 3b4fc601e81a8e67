"""The form of a policy. Shares are typed as per cent, as people say them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khoso.stages.recognition.choosing import FIELDS, LABELS
from khoso.stages.recognition.models import ConfirmPolicy
from khoso.stages.recognition.policies.rules import LEAST_SURE_FROM, NONE_EVER, Policy

_LEAST = 100 * LEAST_SURE_FROM


def _percent(label: Any, help_text: Any, *, least: float, required: bool = True) -> forms.FloatField:
    # localize: a comma is what a Vietnamese types between whole per cent and tenths.
    return forms.FloatField(
        label=label,
        help_text=help_text,
        min_value=least,
        max_value=100,
        required=required,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control", "autocomplete": "off"}),
    )


class PolicyForm(forms.Form):
    """Thresholds for all fields and for single ones, the sampled share, the share keyed twice, and why."""

    sure_from = _percent(
        _("Nhận khi máy chắc từ (%)"),
        _("Máy đạt mức này thì điền sẵn, người xác nhận không phải dừng lại."),
        least=_LEAST,
    )
    none_ever = forms.BooleanField(
        label=_("Không nhận trường nào: người xem tất cả"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    sampled_percent = _percent(
        _("Xem lại (%) số trường đã nhận"), _("Rút ngẫu nhiên; người xác nhận phải dừng lại xem."), least=0.5
    )
    double_percent = _percent(
        _("Nhập hai lượt (%) số tài liệu"),
        _("Hai người nhập riêng, không thấy của nhau; khác nhau thì phân xử."),
        least=0,
    )
    reason = forms.CharField(
        label=_("Lý do đổi"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for name in FIELDS:
            self.fields[f"sure_{name}"] = _percent(LABELS[name], "", least=_LEAST, required=False)

    @property
    def main(self) -> list[Any]:
        return [self[name] for name in ("sure_from", "sampled_percent", "double_percent")]

    @property
    def single(self) -> list[Any]:
        """The fields of thresholds of their own."""
        return [self[f"sure_{name}"] for name in FIELDS]

    def policy(self) -> dict[str, Any]:
        """What the action is given."""
        told = self.cleaned_data
        single = {name: told.get(f"sure_{name}") for name in FIELDS}
        return {
            "sure_from": NONE_EVER if told["none_ever"] else told["sure_from"] / 100,
            "sure_by_field": {} if told["none_ever"] else {name: one / 100 for name, one in single.items() if one},
            "sampled_percent": told["sampled_percent"],
            "double_percent": told["double_percent"],
            "reason": told["reason"],
        }


def initial(row: ConfirmPolicy | None, proposed: dict[str, float]) -> dict[str, Any]:
    """What the form begins with: the policy that counts, with the thresholds the sample proposes."""
    told = (
        Policy() if row is None else Policy(row.sure_from, row.sure_by_field, row.sampled_percent, row.double_percent)
    )
    by_field = {**told.sure_by_field, **proposed}
    none_ever = told.sure_from > 1
    return {
        "sure_from": 100.0 if none_ever else _shown(told.sure_from),
        "none_ever": none_ever,
        "sampled_percent": told.sampled_percent,
        "double_percent": told.double_percent,
        **{f"sure_{name}": _shown(min(one, 1.0)) for name, one in by_field.items()},
    }


def _shown(share: float) -> float:
    return round(100 * share, 1)
