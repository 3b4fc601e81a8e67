"""The fields of a paper with its file, for every form that attaches one, and the look of the room's forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.identity.agencies.forms import DayField
from khoso.foundation.web.opening import KINDS
from khoso.foundation.web.uploads import MOST_MEGABYTES, opened
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.errors import FileRefused

ACCEPT = ",".join([*KINDS.values(), ".jpeg", ".tiff"])


class HouseForm(forms.Form):
    """Fields with the look of the house; a field in error says so to a screen reader too."""

    def __init__(self, *given: Any, **more: Any) -> None:
        more.setdefault("label_suffix", "")
        super().__init__(*given, **more)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
                continue
            style = "form-check-input" if isinstance(widget, forms.CheckboxInput) else "form-control"
            widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else style


class AttachmentFields(HouseForm):
    """Number, date, title and file of a paper. Where `file_required` is false, no file means no paper.

    `paper()` is what `attachments.actions.keep` is told; the file itself is `cleaned_data["file"]`.
    """

    file_required = True

    number = forms.CharField(
        label=gettext_lazy("Số, ký hiệu"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "12/QĐ-UBND", "autocomplete": "off", "lang": "vi"}),
    )
    issued_on = DayField(label=gettext_lazy("Ngày ban hành"), required=False)
    title = forms.CharField(
        label=gettext_lazy("Trích yếu"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Để trống thì lấy tên tệp."),
    )
    file = forms.FileField(
        label=gettext_lazy("Tệp"),
        required=False,
        max_length=300,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["file"].required = self.file_required
        self.fields["file"].help_text = _(
            "PDF, Word, Excel hoặc ảnh; tối đa %(most)d MB; không mật khẩu, không macro."
        ) % {"most": MOST_MEGABYTES}

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data.get("file")
        if file is None:
            return None
        try:
            opened(file)
        except FileRefused as refusal:
            raise ValidationError(told(refusal.message), code=refusal.code) from None
        return file

    def clean_issued_on(self) -> Any:
        day = self.cleaned_data.get("issued_on")
        if day and day > clock.today():
            raise ValidationError(_("Ngày ban hành còn ở phía trước; hãy xem lại."))
        return day

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        asks_for_file = any(said.get(name) for name in ("number", "issued_on", "title"))
        if asks_for_file and not said.get("file") and "file" not in self.errors and "file" in self.fields:
            self.add_error("file", _("Đã ghi số, ngày hoặc trích yếu mà chưa chọn tệp."))
        return said

    def paper(self) -> dict[str, Any]:
        """Number, date and title, as `keep` takes them."""
        return {name: self.cleaned_data.get(name) or default for name, default in _PAPER.items()}


_PAPER: dict[str, Any] = {"number": "", "issued_on": None, "title": ""}
