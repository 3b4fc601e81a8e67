"""What people fill in about batches and papers. Whether it can be is for the actions to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.agencies.forms import DayField
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.digitisation.batches import gates, queries
from khoso.stages.digitisation.batches.actions import Given
from khoso.stages.digitisation.batches.bringing import Told
from khoso.stages.digitisation.batches.fields import VIETNAMESE, BatchFormBase, KeptFile, file_help
from khoso.stages.digitisation.models import Batch, SiteDevice, SitePerson

PROFILES = (("administrative", _("Tài liệu hành chính (từ 200 dpi)")), ("map", _("Bản đồ, bản vẽ (từ 300 dpi)")))
_NAMES = {"lang": "vi"}


class BatchForm(BatchFormBase):
    """What is planned of a batch."""

    title = forms.CharField(label=_("Tên đợt"), max_length=300, widget=forms.TextInput(VIETNAMESE))
    selection_list = forms.ChoiceField(
        label=_("Danh mục được phê duyệt"),
        required=False,
        widget=forms.Select(_NAMES),
        help_text=_("Chỉ danh mục đã có quyết định phê duyệt; có thể chọn sau, trước khi bắt đầu."),
    )
    contractor = forms.ModelChoiceField(
        label=_("Đơn vị số hóa"),
        queryset=Agency.objects.none(),
        required=False,
        widget=forms.Select(_NAMES),
        help_text=_("Để trống khi cơ quan tự số hóa."),
    )
    contract_number = forms.CharField(
        label=_("Số hợp đồng"), max_length=60, required=False, widget=forms.TextInput(VIETNAMESE)
    )
    number = forms.IntegerField(
        label=_("Đợt thứ mấy của hợp đồng"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("Để trống thì lấy số kế tiếp."),
    )
    profile = forms.ChoiceField(label=_("Loại tài liệu"), choices=PROFILES)
    planned_from = DayField(label=_("Dự kiến từ ngày"), required=False)
    planned_to = DayField(label=_("Đến ngày"), required=False)

    def __init__(self, *given: Any, agency: Agency, **more: Any) -> None:
        super().__init__(*given, **more)
        self.lists = {str(one.pk): one for one in queries.lists_for(agency.pk)}
        choices = [(key, str(one)) for key, one in self.lists.items()]
        self.fields["selection_list"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]
        self.fields["contractor"].queryset = queries.contractors()  # type: ignore[attr-defined]

    def told(self) -> Given:
        said = dict(self.cleaned_data)
        said["selection_list"] = self.lists.get(said["selection_list"])
        return Given(**said)


def planned(batch: Batch) -> dict[str, Any]:
    """What a batch says of itself, as the form shows it."""
    names = ("title", "contract_number", "number", "profile", "planned_from", "planned_to")
    first = {name: getattr(batch, name) for name in names}
    return {**first, "contractor": batch.contractor_id, "selection_list": str(batch.selection_list_id or "")}


class ReasonForm(BatchFormBase):
    """Why something dangerous is done."""

    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "lang": "vi"}))


class PaperForm(BatchFormBase):
    """A paper of the law with its file."""

    file = KeptFile(label=_("Bản scan"))
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=60, widget=forms.TextInput(VIETNAMESE))
    issued_on = DayField(label=_("Ngày ban hành"), required=False)
    issued_by = forms.CharField(
        label=_("Cơ quan, người ban hành"), max_length=200, widget=forms.TextInput({"lang": "vi"})
    )
    valid_from = DayField(label=_("Có hiệu lực từ"))
    valid_to = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống khi giấy không ghi thời hạn."))
    devices = forms.ModelMultipleChoiceField(
        label=_("Thiết bị được kiểm tra"),
        queryset=SiteDevice.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(_NAMES),
    )
    people = forms.ModelMultipleChoiceField(
        label=_("Người đã ký cam kết"),
        queryset=SitePerson.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(_NAMES),
    )
    for_all = forms.BooleanField(label=_("Dùng cho mọi đợt số hóa của cơ quan"), required=False)

    def __init__(self, *given: Any, batch: Batch, kind: str, may_share: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        self.kind = kind
        self.fields["file"].help_text = file_help()
        self.fields["valid_from"].initial = clock.today()
        there = {"batch": batch, "left_on__isnull": True}
        self.fields["devices"].queryset = SiteDevice.objects.filter(**there)  # type: ignore[attr-defined]
        self.fields["people"].queryset = SitePerson.objects.filter(**there)  # type: ignore[attr-defined]
        if kind != gates.DEVICES:
            del self.fields["devices"]
        if kind != gates.UNDERTAKING:
            del self.fields["people"]
        if kind in (gates.DEVICES, gates.UNDERTAKING) or not may_share:
            del self.fields["for_all"]

    def told(self) -> Told:
        said = self.cleaned_data
        return Told(
            kind=self.kind,
            number=said["number"],
            issued_by=said["issued_by"],
            issued_on=said["issued_on"],
            valid_from=said["valid_from"],
            valid_to=said["valid_to"],
            devices=list(said.get("devices", ())),
            people=list(said.get("people", ())),
            for_all=said.get("for_all", False),
        )
