"""The form of an edit of many dossiers: a field is set only where its box is ticked or something is written."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.web.words import told
from khoso.stages.catalogue.browsing import bulk_rules
from khoso.stages.catalogue.browsing.bulk import Scope
from khoso.stages.catalogue.models import Series

LABELS: dict[str, Any] = {
    "retention_code": gettext_lazy("Thời hạn lưu trữ"),
    "retention_years": gettext_lazy("Số năm (thời hạn «Khác»)"),
    "access_code": gettext_lazy("Chế độ sử dụng"),
    "language_code": gettext_lazy("Ngôn ngữ"),
    "physical_condition_code": gettext_lazy("Tình trạng vật lý"),
    "origin": gettext_lazy("Nguồn tài liệu"),
    "store": gettext_lazy("Kho"),
    "shelf": gettext_lazy("Giá"),
    "box": gettext_lazy("Hộp"),
    "keywords": gettext_lazy("Từ khóa"),
    bulk_rules.SERIES: gettext_lazy("Mục lục (mã, trong cùng phông)"),
    bulk_rules.NOTE: gettext_lazy("Ghi thêm vào ghi chú"),
    "note": gettext_lazy("Ghi chú"),
}
ORDER = (
    *("retention_code", "retention_years", "access_code", "physical_condition_code", "language_code", "origin"),
    *("store", "shelf", "box", bulk_rules.SERIES, "keywords", bulk_rules.NOTE),
)


def value_shown(name: str, value: Any) -> str:
    """A value as people read it."""
    if value in (None, ""):
        return "—"
    if name == bulk_rules.SERIES:
        return str(Series.objects.filter(pk=value).first() or value)
    label = bulk_rules.table(name).get(value, value)
    if name == "access_code" and value == bulk_rules.SECRET:
        return _("Mật")
    return told(label) if isinstance(label, str) else str(label)


class ChangesForm(forms.Form):
    """What is to be set. Nothing chosen leaves a field as it is."""

    def __init__(self, *given: Any, scope: Scope, **more: Any) -> None:
        super().__init__(*given, **more)
        self.scope = scope
        for name in ORDER:
            table = bulk_rules.table(name)
            if table:
                choices = [
                    ("", _("(để nguyên)")),
                    *((code, told(label) if isinstance(label, str) else label) for code, label in table.items()),
                ]
                self.fields[name] = forms.ChoiceField(
                    choices=choices,
                    required=False,
                    label=LABELS[name],
                    widget=forms.Select(attrs={"class": "form-select"}),
                )
            elif name == "retention_years":
                self.fields[name] = forms.IntegerField(
                    required=False,
                    min_value=1,
                    max_value=200,
                    label=LABELS[name],
                    widget=forms.NumberInput(attrs={"class": "form-control"}),
                )
            else:
                self.fields[name] = forms.CharField(
                    required=False,
                    max_length=500,
                    label=LABELS[name],
                    widget=forms.TextInput(attrs={"class": "form-control"}),
                )

    def clean_series_id(self) -> str:
        code = str(self.cleaned_data.get(bulk_rules.SERIES) or "").strip()
        if not code:
            return ""
        rows = Series.objects.filter(code=code)
        asked = self.scope.asked()
        if self.scope.ids:
            rows = rows.filter(fonds__dossiers__pk=self.scope.ids[0])
        elif asked.fonds:
            rows = rows.filter(fonds_id=asked.fonds)
        else:
            raise forms.ValidationError(_("Hãy mở một phông trước khi chuyển hồ sơ sang mục lục khác."))
        found = rows.values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("Phông này không có mục lục mang mã đó."))
        return str(found)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name, why in bulk_rules.wrong(self.changes(said)).items():
            self.add_error(name, told(why))
        if not self.errors and not self.changes(said):
            self.add_error(None, _("Chưa chọn trường nào để sửa."))
        return said

    def changes(self, said: dict[str, Any] | None = None) -> dict[str, Any]:
        """What was chosen, by field."""
        said = self.cleaned_data if said is None else said
        return {name: said[name] for name in ORDER if said.get(name) not in (None, "")}


def ids_of(texts: list[str]) -> tuple[uuid.UUID, ...]:
    """The ids among `texts`, each once."""
    found = []
    for text in texts[:5000]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))
