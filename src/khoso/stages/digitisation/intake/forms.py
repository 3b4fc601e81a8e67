"""What is asked when scans come in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation.intake import queries


class UploadForm(forms.Form):
    """The batch a folder belongs to, or why it is old material, and what the sending is called."""

    batch = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label=_("Đợt số hóa"),
        empty_label=_("Không thuộc đợt nào (tài liệu đã số hóa trước đây)"),
        help_text=_("Chỉ những đợt đang thực hiện."),
    )
    agency = forms.ModelChoiceField(queryset=None, required=False, label=_("Cơ quan có tài liệu"))
    legacy_reason = forms.CharField(
        required=False,
        max_length=500,
        label=_("Vì sao là tài liệu đã số hóa trước đây"),
        help_text=_("Ví dụ: số hóa năm 2019 theo hợp đồng số 12. Dấu này ở lại với hồ sơ mãi mãi."),
    )
    title = forms.CharField(max_length=300, label=_("Tên lần giao"), help_text=_("Ví dụ: Hộp 01–05, ca sáng."))

    def __init__(self, *given: Any, person: Any, **more: Any) -> None:
        more.setdefault("label_suffix", "")
        super().__init__(*given, **more)
        batches: Any = self.fields["batch"]
        agencies: Any = self.fields["agency"]
        batches.queryset = queries.open_batches(person)
        agencies.queryset = queries.agencies_to_deliver_for(person)
        running = list(batches.queryset[:2])
        if len(running) == 1 and not self.initial.get("batch"):
            # Who has one batch delivers for it; what was scanned long ago is the exception.
            self.initial["batch"] = running[0]
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs |= {"class": "form-select" if is_choice else "form-control", "lang": "vi"}


def refuse(form: forms.Form, error: KhosoError) -> None:
    """Show why the action refused, beside the field where it can be mended."""
    name = getattr(error, "field", "")
    form.add_error(name if name in form.fields else None, told(error.message))
