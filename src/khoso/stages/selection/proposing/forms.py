"""What is asked to make a list, to find dossiers for it, and to decide on it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.identity.agencies.forms import DayField
from khoso.kernel.text_vi import one_space
from khoso.stages.selection.house_forms import HouseForm, LongText
from khoso.stages.selection.models import Assessment
from khoso.stages.selection.proposing.queries import Wanted

_PARTS = re.compile(r"\t|\s*[;|]\s*")


class FindForm(HouseForm):
    """Which assessed dossiers to show. Sent by address, so that a view can be kept."""

    phong = forms.ChoiceField(label=gettext_lazy("Phông"), required=False)
    muc = forms.ChoiceField(label=gettext_lazy("Mục lục, nhóm"), required=False)
    nhom = forms.ChoiceField(
        label=gettext_lazy("Nhóm"),
        required=False,
        choices=[("", gettext_lazy("Nhóm 1 và 3")), ("1", gettext_lazy("Nhóm 1")), ("3", gettext_lazy("Nhóm 3"))],
    )
    rui_ro = forms.ChoiceField(
        label=gettext_lazy("Rủi ro"),
        required=False,
        choices=[("", gettext_lazy("Mọi loại")), *[pair for pair in Assessment.Risk.choices if pair[0] != "D"]],
    )
    tu = forms.IntegerField(label=gettext_lazy("Từ năm"), required=False, min_value=1800, max_value=2100)
    den = forms.IntegerField(label=gettext_lazy("Đến năm"), required=False, min_value=1800, max_value=2100)
    q = forms.CharField(label=gettext_lazy("Mã hoặc tiêu đề"), required=False, max_length=100)
    chan = forms.BooleanField(label=gettext_lazy("Cả hồ sơ bị chặn"), required=False)

    def __init__(self, *given: Any, fonds: list[tuple[str, str]], series: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        for name, choices in (("phong", fonds), ("muc", series)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Tất cả")), *choices]
            field.widget.attrs["lang"] = "vi"

    def wanted(self) -> Wanted:
        """What was asked; a field that cannot be read asks nothing."""
        told = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return Wanted(
            told.get("phong") or "",
            told.get("muc") or "",
            told.get("nhom") or "",
            told.get("rui_ro") or "",
            told.get("tu"),
            told.get("den"),
            one_space(told.get("q") or ""),
            bool(told.get("chan")),
        )


class TitleForm(HouseForm):
    """The name of a list."""

    title = forms.CharField(label=gettext_lazy("Tên danh mục"), max_length=300, widget=forms.TextInput({"lang": "vi"}))
    note = LongText(label=gettext_lazy("Ghi chú"), required=False, max_length=2000, rows=2)


class ReasonForm(HouseForm):
    """Why something is taken back or returned."""

    reason = LongText(label=gettext_lazy("Lý do"), max_length=1000, rows=3)


class ApproveForm(HouseForm):
    """Number and day of the decision, and who signs it."""

    number = forms.CharField(
        label=gettext_lazy("Số, ký hiệu quyết định"),
        max_length=60,
        widget=forms.TextInput({"placeholder": "12/QĐ-UBND", "autocomplete": "off", "lang": "vi"}),
    )
    issued_on = DayField(label=gettext_lazy("Ngày ban hành"))
    signer_name = forms.CharField(
        label=gettext_lazy("Người ký"), max_length=120, widget=forms.TextInput({"lang": "vi"})
    )
    signer_title = forms.CharField(
        label=gettext_lazy("Chức vụ người ký"), required=False, max_length=120, widget=forms.TextInput({"lang": "vi"})
    )


class PaperListForm(HouseForm):
    """A list approved on paper: the decision, and its dossiers as three columns pasted from a sheet."""

    title = forms.CharField(label=gettext_lazy("Tên danh mục"), max_length=300, widget=forms.TextInput({"lang": "vi"}))
    number = forms.CharField(
        label=gettext_lazy("Số, ký hiệu quyết định"), max_length=60, widget=forms.TextInput({"lang": "vi"})
    )
    issued_on = DayField(label=gettext_lazy("Ngày ban hành"))
    signer = forms.CharField(label=gettext_lazy("Người ký"), max_length=120, widget=forms.TextInput({"lang": "vi"}))
    entries = LongText(
        label=gettext_lazy("Hồ sơ trong danh mục"),
        rows=10,
        max_length=4_000_000,
        help_text=gettext_lazy(
            "Mỗi dòng một hồ sơ: tên phông, hộp số, hồ sơ số. Chép ba cột từ Excel rồi dán vào đây."
        ),
    )

    def clean_entries(self) -> list[tuple[str, str, str]]:
        named, wrong = [], []
        for place, line in enumerate(self.cleaned_data["entries"].splitlines(), start=1):
            if not line.strip():
                continue
            parts = [one_space(part) for part in _PARTS.split(line.strip("\n"))]
            if len(parts) != 3 or not parts[0] or not parts[2]:
                wrong.append(str(place))
            else:
                named.append((parts[0][:300], parts[1][:40], parts[2][:60]))
        if wrong:
            raise ValidationError(
                _("Dòng %(lines)s không có đủ ba cột tên phông, hộp, hồ sơ số. Chưa ghi dòng nào.")
                % {"lines": ", ".join(wrong[:10])}
            )
        return named
