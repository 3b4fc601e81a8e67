"""What people fill in about the site. Whether it can be is for the actions to say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.agencies.forms import DayField
from khoso.kernel import clock
from khoso.stages.digitisation.batches.fields import VIETNAMESE, BatchFormBase, KeptFile, file_help
from khoso.stages.digitisation.models import SiteDevice, SitePerson, WipeRecord
from khoso.stages.digitisation.site.actions import Wiping


def _line(label: Any, most: int, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=help_text, widget=forms.TextInput(VIETNAMESE)
    )


class _ArrivalForm(BatchFormBase):
    """What every row of the register says."""

    arrived_on = DayField(label=_("Ngày đến"))
    note = forms.CharField(label=_("Ghi chú"), max_length=500, required=False, widget=forms.TextInput({"lang": "vi"}))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["arrived_on"].initial = clock.today()


class PersonForm(_ArrivalForm):
    name = _line(_("Họ và tên"), 120)
    identity_number = _line(
        _("Số căn cước"), 20, help_text=_("Theo giấy xuất trình khi vào; chỉ người giữ sổ thấy cả số.")
    )
    duty = forms.ChoiceField(label=_("Nhiệm vụ"), choices=SitePerson.Duty.choices)
    field_order = ("name", "identity_number", "duty", "arrived_on", "note")


class DeviceForm(_ArrivalForm):
    kind = forms.ChoiceField(label=_("Loại"), choices=SiteDevice.Kind.choices)
    name = _line(_("Tên, kiểu máy"), 200)
    serial = _line(_("Số máy (serial)"), 80)
    disk_serial = _line(
        _("Số ổ đĩa"),
        200,
        required=False,
        help_text=_("Mọi ổ trong máy, cách nhau bằng dấu phẩy; bỏ trống khi không có ổ."),
    )
    seal_number = _line(_("Số niêm phong"), 80, required=False, help_text=_("Do cơ quan kiểm tra dán; có thể ghi sau."))
    field_order = ("kind", "name", "serial", "disk_serial", "seal_number", "arrived_on", "note")


class SoftwareForm(_ArrivalForm):
    name = _line(_("Tên phần mềm"), 200)
    version = _line(_("Phiên bản"), 60)
    checked_on = DayField(label=_("Kiểm tra ngày"), required=False)
    checked_by = _line(_("Người, đơn vị kiểm tra"), 200, required=False)
    field_order = ("name", "version", "checked_on", "checked_by", "arrived_on", "note")


FORMS: dict[str, Any] = {"nguoi": PersonForm, "thiet-bi": DeviceForm, "phan-mem": SoftwareForm}


class SealForm(BatchFormBase):
    """The disk and the seal of a device, written down when the police came."""

    disk_serial = _line(_("Số ổ đĩa"), 200, required=False)
    seal_number = _line(_("Số niêm phong"), 80, required=False)


class LeaveForm(BatchFormBase):
    left_on = DayField(label=_("Ngày rời đi"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["left_on"].initial = clock.today()


class WipeForm(BatchFormBase):
    """How a device was wiped, before whom, with what proof."""

    method = forms.ChoiceField(label=_("Cách xóa dữ liệu"), choices=WipeRecord.Method.choices)
    minutes_number = _line(_("Số biên bản"), 60)
    day = DayField(label=_("Ngày xóa"))
    time = forms.TimeField(label=_("Giờ"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    witness_of_agency = _line(_("Người chứng kiến của cơ quan"), 120)
    witness_of_contractor = _line(_("Người chứng kiến của đơn vị số hóa"), 120)
    before = KeptFile(label=_("Bằng chứng trước khi xóa"), required=False)
    after = KeptFile(label=_("Bằng chứng sau khi xóa"))
    note = forms.CharField(label=_("Ghi chú"), max_length=500, required=False, widget=forms.TextInput({"lang": "vi"}))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        now = clock.now().astimezone(clock.VIETNAM)
        self.fields["day"].initial, self.fields["time"].initial = now.date(), now.strftime("%H:%M")
        self.fields["before"].help_text = self.fields["after"].help_text = file_help()

    def told(self) -> Wiping:
        said = self.cleaned_data
        return Wiping(
            said["method"],
            said["minutes_number"],
            datetime.combine(said["day"], said["time"], clock.VIETNAM),
            said["witness_of_agency"],
            said["witness_of_contractor"],
            said["note"],
        )
