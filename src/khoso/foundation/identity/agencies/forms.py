"""What Home Affairs fills in about agencies. Whether it can be is for the actions to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.identity.agencies import reading
from khoso.foundation.identity.agencies.errors import AgencyUnknown
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
MOST_HEIRS = 12
SHOWN_HEIRS = 4
TRANSFER = [("", gettext_lazy("Chưa rõ")), ("1", gettext_lazy("Phải nộp lưu")), ("0", gettext_lazy("Không phải nộp"))]


class DayField(forms.DateField):
    """A day, typed as people write it or chosen from the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=DAYS, **more)


class CodeOfAgency(forms.CharField):
    """The code of an agency that is in the directory; the browser offers those there are."""

    widget = forms.TextInput(
        attrs={
            "list": "co-quan-dang-co",
            "autocomplete": "off",
            "spellcheck": "false",
            "placeholder": gettext_lazy("Mã cơ quan, như 75.26041"),
        }
    )

    def clean(self, value: Any) -> Agency | None:
        code = super().clean(value).strip()
        if not code:
            return None
        try:
            return reading.agency_by_code(code)
        except AgencyUnknown as unknown:
            raise forms.ValidationError(unknown.message) from None


def known_kinds() -> list[tuple[str, Any]]:
    """Kinds a person may choose: «unconfirmed» is what nobody chose yet."""
    return [("", _("Chọn loại…"))] + [
        (value, label) for value, label in AgencyKind.choices if value != AgencyKind.UNCONFIRMED
    ]


class _Plain(forms.Form):
    """Fields with the look of the house."""

    use_required_attribute = True

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, label_suffix="", **more)
        for field in self.fields.values():
            widget = field.widget
            style = "form-check-input" if isinstance(widget, forms.CheckboxInput) else "form-control"
            widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else style


class FactsForm(_Plain):
    """What is known of an agency besides its name."""

    parent = CodeOfAgency(label=gettext_lazy("Cấp trên trực tiếp (mã)"), required=False)
    identifier_code = forms.CharField(
        label=gettext_lazy("Mã định danh điện tử"),
        required=False,
        max_length=35,
        help_text=gettext_lazy("Chỉ điền mã đã được cấp theo QĐ 20/2020/QĐ-TTg, như H19.12. Chưa có thì để trống."),
    )
    statistics_code = forms.CharField(label=gettext_lazy("Mã thống kê"), required=False, max_length=10)
    must_transfer = forms.ChoiceField(
        label=gettext_lazy("Nộp lưu vào Lưu trữ lịch sử"),
        required=False,
        choices=TRANSFER,
        help_text=gettext_lazy("Theo danh mục nguồn nộp lưu (QĐ 1045/QĐ-UBND)."),
    )
    head_name = forms.CharField(label=gettext_lazy("Người đứng đầu"), required=False, max_length=120)
    head_title = forms.CharField(label=gettext_lazy("Chức vụ"), required=False, max_length=120)
    address = forms.CharField(label=gettext_lazy("Địa chỉ"), required=False, max_length=300)
    phone = forms.CharField(label=gettext_lazy("Điện thoại"), required=False, max_length=40)
    email = forms.EmailField(label=gettext_lazy("Thư điện tử"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Nguồn thông tin"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Văn bản nào nói vậy, điều gì chưa rõ."),
    )

    def facts(self) -> dict[str, Any]:
        """What the actions are told."""
        told = {name: self.cleaned_data[name] for name in FactsForm.base_fields}
        return told | {"must_transfer": {"1": True, "0": False}.get(told["must_transfer"])}

    @staticmethod
    def of(agency: Agency) -> dict[str, Any]:
        """What the form shows of an agency before anybody changes it."""
        told = {name: getattr(agency, name) for name in FactsForm.base_fields}
        transfer = {True: "1", False: "0", None: ""}[agency.must_transfer]
        return told | {"must_transfer": transfer, "parent": agency.parent.code if agency.parent else ""}


class AddForm(FactsForm):
    """A new agency or contractor."""

    name = forms.CharField(label=gettext_lazy("Tên"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=known_kinds)
    code = forms.CharField(
        label=gettext_lazy("Mã trong Kho Số"),
        max_length=35,
        help_text=gettext_lazy("Chữ in hoa không dấu, chữ số và dấu chấm, như DN.SNV hay NT.01; không đổi về sau."),
    )
    valid_from = DayField(label=gettext_lazy("Hoạt động từ ngày"), required=False)

    field_order = ("name", "kind", "code", "valid_from")


class RenameForm(_Plain):
    """Another name or kind from a day on, or the present one put right."""

    name = forms.CharField(label=gettext_lazy("Tên"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=known_kinds)
    how = forms.ChoiceField(
        label=gettext_lazy("Vì sao"),
        choices=[
            ("from", gettext_lazy("Đổi từ một ngày")),
            ("unknown", gettext_lazy("Đã đổi, không rõ ngày")),
            ("correct", gettext_lazy("Trước đây ghi sai, sửa lại cho đúng")),
        ],
        initial="from",
    )
    from_day = DayField(
        label=gettext_lazy("Từ ngày"), required=False, help_text=gettext_lazy("Ngày đầu tiên mang tên mới.")
    )
    decision = forms.CharField(label=gettext_lazy("Theo văn bản"), required=False, max_length=200)
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Không rõ ngày thì ghi điều đã biết, như «giữa 01/7/2025 và 25/7/2026»."),
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("how") == "from" and not told.get("from_day") and "from_day" not in self.errors:
            self.add_error("from_day", _("Cần ngày đầu tiên mang tên mới; không rõ thì chọn «không rõ ngày»."))
        return told


class ConfirmForm(_Plain):
    """The right name and kind of an agency that waits to be confirmed."""

    name = forms.CharField(label=gettext_lazy("Tên"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=known_kinds)


class RecogniseForm(_Plain):
    """Which agency of the directory an unconfirmed one is."""

    known = CodeOfAgency(label=gettext_lazy("Mã của cơ quan đã có"))


class EndForm(_Plain):
    """The last day of an agency."""

    last_day = DayField(label=gettext_lazy("Ngày hoạt động cuối cùng"))
    decision = forms.CharField(label=gettext_lazy("Theo văn bản"), required=False, max_length=200)


class HeirForm(_Plain):
    """One agency that takes over."""

    heir = CodeOfAgency(label=gettext_lazy("Mã cơ quan kế thừa"), required=False)
    in_part = forms.BooleanField(label=gettext_lazy("chỉ một phần"), required=False)


HeirForms = forms.formset_factory(HeirForm, extra=SHOWN_HEIRS, max_num=MOST_HEIRS, validate_max=True)
