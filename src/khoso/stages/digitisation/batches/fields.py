"""What the forms of batches and their sites have in common."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from khoso.foundation.web.opening import KINDS
from khoso.foundation.web.uploads import MOST_MEGABYTES, opened
from khoso.foundation.web.words import told
from khoso.kernel.errors import FileRefused, KhosoError

ACCEPT = ",".join([*KINDS.values(), ".jpeg", ".tiff"])
VIETNAMESE = {"lang": "vi", "autocomplete": "off"}


class BatchFormBase(forms.Form):
    """Fields with the look of the house."""

    def __init__(self, *given: Any, **more: Any) -> None:
        more.setdefault("label_suffix", "")
        super().__init__(*given, **more)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
                continue
            style = "form-check-input" if isinstance(widget, forms.CheckboxInput) else "form-control"
            widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else style


class KeptFile(forms.FileField):
    """A file that is looked at before anything of it is kept."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            max_length=300, allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ACCEPT}), **more
        )

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        file: UploadedFile | None = super().clean(data, initial)
        if file is None or file is initial:
            return None
        try:
            opened(file)
        except FileRefused as refusal:
            raise ValidationError(told(refusal.message), code=refusal.code) from None
        return file


def file_help() -> str:
    """Which files are taken."""
    return _("PDF, Word, Excel hoặc ảnh; tối đa %(most)d MB; không mật khẩu, không macro.") % {"most": MOST_MEGABYTES}


def refuse(form: forms.Form, error: KhosoError) -> None:
    """Show why the action refused, beside the field where it can be mended."""
    name = getattr(error, "field", "")
    form.add_error(name if name in form.fields else None, told(error.message))
