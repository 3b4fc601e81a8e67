"""What people fill in about descriptions and arrangement. Whether it can stand is for the actions to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.identity.agencies.forms import DayField
from khoso.foundation.identity.models import Agency
from khoso.foundation.web.opening import KINDS
from khoso.foundation.web.uploads import MOST_MEGABYTES, opened
from khoso.foundation.web.words import told
from khoso.kernel.errors import FileRefused, KhosoError
from khoso.stages.catalogue.compute.fields import Field, Need, Shape
from khoso.stages.catalogue.describing import shapes, values
from khoso.stages.catalogue.describing.shapes import Level
from khoso.stages.catalogue.models import Fonds, Origin

ACCEPT = ",".join([*KINDS.values(), ".jpeg", ".tiff"])


class PlainForm(forms.Form):
    """Fields with the look of the house."""

    def __init__(self, *given: Any, **more: Any) -> None:
        more.setdefault("label_suffix", "")
        super().__init__(*given, **more)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect | forms.HiddenInput):
                continue
            style = "form-check-input" if isinstance(widget, forms.CheckboxInput) else "form-control"
            widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else style

    def refuse(self, error: KhosoError) -> None:
        """Show why the action refused, each finding beside its field; nothing typed is lost."""
        findings = getattr(error, "findings", ())
        for finding in findings:
            self.add_error(finding.where if finding.where in self.fields else None, told(finding.message))
        name = getattr(error, "field", "")
        if not findings or name:
            self.add_error(name if name in self.fields else None, told(error.message))


class DescriptionForm(PlainForm):
    """The fields of one level of description, as the Circular and the archive name them.

    Fields take whatever is typed: lengths, codes and dates are found by the same checks that the actions use, so that
    a finding says what to do and the text stays where it was typed.
    """

    reason = forms.CharField(
        label=gettext_lazy("Lý do sửa"),
        max_length=500,
        help_text=gettext_lazy("Ở lại trong lịch sử cùng tên anh/chị và giờ sửa."),
    )
    # Which state of the description the person saw when they began.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, level: Level, is_new: bool = False, **more: Any) -> None:
        self.level = level
        super().__init__(*given, **more)
        tail = {} if is_new else dict(self.fields)
        self.fields.clear()
        for field in level.editable:
            self.fields[field.name] = _dressed(_form_field(field), field)
        self.fields.update(tail)

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        """Headings with their fields, in the order they are filled in."""
        return [
            (heading, [self[field.name] for field in group if field.name in self.fields])
            for heading, group in self.level.groups
        ]

    def said(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: self.cleaned_data.get(name) for name in self.fields if name not in ("reason", "seen")}


def initial_of(level: Level, present: dict[str, Any]) -> dict[str, Any]:
    """What a form shows of a description that is there."""
    return {field.name: values.as_typed(field, present.get(field.name)) for field in level.editable}


def _form_field(field: Field) -> forms.Field:
    label = told(field.label)
    if field.name == "has_process":
        return forms.ChoiceField(label=label, required=False, choices=[("", "—"), ("1", _("Có")), ("0", _("Không"))])
    if field.shape is Shape.FLAG:
        return forms.BooleanField(label=label, required=False)
    if field.shape is Shape.CODES:
        choices = [(code, told(word)) for code, word in (field.table or {}).items()]
        return forms.MultipleChoiceField(
            label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )
    if field.shape is Shape.CODE:
        blank = [] if field.need is Need.MUST else [("", "—")]
        choices = [(code, told(word)) for code, word in (field.table or {}).items()]
        # Kept text that is no code of the table is shown and found wrong, not dropped.
        return forms.ChoiceField(label=label, required=False, choices=[*(blank or [("", "—")]), *choices])
    widget = forms.Textarea(attrs={"rows": 3}) if is_long(field) else forms.TextInput()
    return forms.CharField(label=label, required=False, widget=widget, help_text=_help(field))


def is_long(field: Field) -> bool:
    """Whether a field takes several lines on a screen."""
    return field.name in shapes.LONG or field.most >= 500


def _help(field: Field) -> str:
    if field.shape is Shape.DATE:
        return _("Ngày, tháng hoặc năm: 05/07/2010, 07/2010, 2010; không chắc thì thêm dấu hỏi.")
    if field.shape is Shape.DURATION:
        return _("giờ:phút:giây")
    if field.name == "paper_reference_code":
        return _("[mã cơ quan lưu trữ].[số kho/giá/hộp].[số hồ sơ giấy]")
    return ""


def _dressed(each: forms.Field, field: Field) -> forms.Field:
    attrs = each.widget.attrs
    if isinstance(each.widget, forms.CheckboxInput):
        attrs["class"] = "form-check-input"
    elif isinstance(each.widget, forms.Select):
        attrs["class"] = "form-select"
    elif not isinstance(each.widget, forms.CheckboxSelectMultiple):
        attrs["class"] = "form-control"
    if field.shape is Shape.NUMBER:
        attrs |= {"inputmode": "numeric", "autocomplete": "off"}
    elif field.shape is Shape.TEXT:
        attrs |= {"lang": "vi", "autocomplete": "off"}
    return each


class ReasonForm(PlainForm):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=500)


class AgencyOfFonds(PlainForm):
    """Whose fonds it is, asked before its fields."""

    agency = forms.ModelChoiceField(
        label=gettext_lazy("Cơ quan giữ phông"),
        queryset=Agency.objects.none(),
        widget=forms.Select(attrs={"lang": "vi"}),
    )

    def __init__(self, *given: Any, agencies: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class HeapForm(PlainForm):
    """A heap of material nobody made into dossiers."""

    agency = forms.ModelChoiceField(label=gettext_lazy("Cơ quan"), queryset=Agency.objects.none())
    title = forms.CharField(
        label=gettext_lazy("Tên khối tài liệu"), max_length=300, widget=forms.TextInput(attrs={"lang": "vi"})
    )
    fonds = forms.ModelChoiceField(
        label=gettext_lazy("Thuộc phông"), queryset=Fonds.objects.none(), required=False, empty_label="—"
    )
    origin = forms.ChoiceField(label=gettext_lazy("Nguồn gốc tài liệu"), choices=Origin.choices)
    metres = forms.DecimalField(
        label=gettext_lazy("Mét giá"),
        max_digits=8,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=gettext_lazy("Chỉ để biết còn bao nhiêu việc; không dùng để lập dự toán."),
    )
    boxes = forms.IntegerField(label=gettext_lazy("Số hộp, bó"), required=False, min_value=0, max_value=10**6)
    place = forms.CharField(label=gettext_lazy("Nơi để"), required=False, max_length=200)
    start = forms.CharField(label=gettext_lazy("Từ năm"), required=False, max_length=20)
    end = forms.CharField(label=gettext_lazy("Đến năm"), required=False, max_length=20)
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *given: Any, agencies: Any, fonds: Any, is_new: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["fonds"].queryset = fonds  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["agency"]
            self.fields["reason"] = forms.CharField(label=_("Lý do sửa"), max_length=500)
            self.fields["reason"].widget.attrs["class"] = "form-control"


class ReportForm(PlainForm):
    """Báo cáo tổng kết chỉnh lý, with the paper itself when there is one."""

    number = forms.CharField(label=gettext_lazy("Số, ký hiệu"), max_length=60)
    issued_on = DayField(label=gettext_lazy("Ngày báo cáo"))
    title = forms.CharField(label=gettext_lazy("Trích yếu"), max_length=300, required=False)
    done_by = forms.CharField(label=gettext_lazy("Đơn vị chỉnh lý"), max_length=200, required=False)
    dossier_count = forms.IntegerField(label=gettext_lazy("Số hồ sơ"), required=False, min_value=0, max_value=10**8)
    metres = forms.DecimalField(
        label=gettext_lazy("Mét giá sau chỉnh lý"), required=False, max_digits=8, decimal_places=2, min_value=0
    )
    file = forms.FileField(
        label=gettext_lazy("Tệp báo cáo"), required=False, widget=forms.ClearableFileInput(attrs={"accept": ACCEPT})
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["file"].help_text = _("PDF, Word, Excel hoặc ảnh; nhiều nhất {most} MB.").format(
            most=MOST_MEGABYTES
        )

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file:
            try:
                opened(file)
            except FileRefused as refused:
                raise ValidationError(told(refused.message)) from None
        return file
