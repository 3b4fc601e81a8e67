"""What people fill in about rounds, visits, monitoring and findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khoso.stages.programme.house_forms import AgencyField, AttachmentFields, DayField, HouseForm, LongText
from khoso.stages.programme.models import BodyMember, Weight
from khoso.stages.programme.rounds.actions import Found
from khoso.stages.programme.rounds.rules import LIGHT

ROWS = 3
MOST_ROWS = 30


class RoundForm(AttachmentFields):
    """A round, with the paper of its plan where there is one."""

    file_required = False
    name = forms.CharField(label=_("Tên đợt kiểm tra"), max_length=300)
    purpose = LongText(label=_("Mục đích, nội dung"), required=False, max_length=10_000, rows=3)
    starts_on = DayField(label=_("Từ ngày"))
    ends_on = DayField(label=_("Đến ngày"))

    field_order = ("name", "starts_on", "ends_on", "purpose", "file", "number", "issued_on", "title")


class VisitsForm(HouseForm):
    """Agencies to visit, on one day or spread over the round."""

    agencies = forms.MultipleChoiceField(
        label=_("Cơ quan"), widget=forms.SelectMultiple(attrs={"size": 12, "lang": "vi", "class": "form-select"})
    )
    on = DayField(
        label=_("Cùng một ngày"),
        required=False,
        help_text=_("Để trống: rải đều vào các ngày làm việc trong thời gian của đợt."),
    )

    def __init__(self, *given: Any, agencies: Sequence[Any], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["agencies"].choices = [(str(one.pk), one.name) for one in agencies]  # type: ignore[attr-defined]


class MoveForm(HouseForm):
    """Another planned day of a visit."""

    planned_on = DayField(label=_("Ngày dự kiến"))


class FindingForm(HouseForm):
    """Something found wrong. A row without text says nothing."""

    text = LongText(label=_("Tồn tại"), required=False, max_length=2000, rows=2)
    demand = LongText(label=_("Yêu cầu khắc phục"), required=False, max_length=2000, rows=2)
    weight = forms.ChoiceField(label=_("Mức độ"), choices=Weight.choices, initial=Weight.LIGHT, required=False)
    due_on = DayField(label=_("Hạn"), required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("text") and (said.get("demand") or said.get("due_on")):
            self.add_error("text", _("Hãy nêu tồn tại là gì."))
        return said


FindingForms = forms.formset_factory(FindingForm, extra=ROWS, max_num=MOST_ROWS, validate_max=True)


def found_in(rows: Any) -> list[Found]:
    """What the rows with a text say."""
    told = [form.cleaned_data for form in rows if form.cleaned_data.get("text")]
    return [Found(one["text"], one["demand"], one["weight"] or LIGHT, one["due_on"]) for one in told]


class VisitForm(AttachmentFields):
    """What a visit was like."""

    file_required = False
    visited_on = DayField(label=_("Ngày kiểm tra"))
    team = forms.CharField(
        label=_("Đoàn kiểm tra"), required=False, max_length=500, widget=forms.TextInput(attrs={"lang": "vi"})
    )
    summary = LongText(label=_("Tóm tắt kết quả"), max_length=20_000, rows=5)

    field_order = ("visited_on", "team", "summary", "file", "number", "issued_on", "title")


class WatchForm(AttachmentFields):
    """The minutes of a Supervision Team."""

    file_required = False
    agency = AgencyField()
    watched_on = DayField(label=_("Ngày giám sát"))
    subject = forms.CharField(label=_("Nội dung giám sát"), max_length=500)
    present = forms.MultipleChoiceField(
        label=_("Thành viên của Tổ có mặt"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("Người khác cùng tham gia"),
        required=False,
        max_length=500,
        help_text=_("Cách nhau bằng dấu phẩy."),
        widget=forms.TextInput(attrs={"lang": "vi"}),
    )
    text = LongText(label=_("Ghi nhận"), max_length=20_000, rows=5)

    field_order = (
        "agency",
        "watched_on",
        "subject",
        "present",
        "others",
        "text",
        "file",
        "number",
        "issued_on",
        "title",
    )

    def __init__(self, *given: Any, agencies: Any, members: Sequence[BodyMember], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["present"].choices = [(one.name, one.name) for one in members]  # type: ignore[attr-defined]
        if not members:
            del self.fields["present"]

    def names(self) -> list[str]:
        typed = [name.strip() for name in self.cleaned_data.get("others", "").split(",")]
        return [*self.cleaned_data.get("present", []), *(name for name in typed if name)]


class MendForm(AttachmentFields):
    """How a finding was mended, with evidence."""

    file_required = True
    text = LongText(label=_("Đã khắc phục thế nào"), max_length=2000)
    field_order = ("text", "file", "number", "issued_on", "title")


class SendBackForm(HouseForm):
    """Why it is not mended yet."""

    reason = LongText(label=_("Vì sao chưa được"), max_length=500, rows=3)
    due_on = DayField(label=_("Hạn mới"), required=False)


class NoticeForm(AttachmentFields):
    """The notice, before it goes out."""

    file_required = False
    text = LongText(label=_("Nội dung thông báo"), max_length=100_000, rows=24, required=False)
    notice_number = forms.CharField(
        label=_("Số, ký hiệu thông báo"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "12/TB-SNV", "autocomplete": "off"}),
    )
    field_order = ("text", "notice_number", "file", "number", "issued_on", "title")
