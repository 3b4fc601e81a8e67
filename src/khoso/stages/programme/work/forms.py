"""What people fill in about a task. Whether it can be is for the actions to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.identity.agencies.forms import DayField
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.programme import states
from khoso.stages.programme.actions import Shown
from khoso.stages.programme.attachments.forms import AttachmentFields, HouseForm
from khoso.stages.programme.models import Task
from khoso.stages.programme.models.work import Asks, ProductKind
from khoso.stages.programme.work import queries

AGREE, REFUSE, WAIVE, RESUME = "agree", "refuse", "waive", "resume"


def refuse(form: forms.Form, error: KhosoError) -> None:
    """Show why the action refused, beside the field where it can be mended."""
    name = getattr(error, "field", "")
    form.add_error(name if name in form.fields else None, told(error.message))


def _text(label: Any, *, rows: int = 3, most: int = 2000, required: bool = False, hint: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "lang": "vi", "placeholder": hint})
    return forms.CharField(label=label, required=required, max_length=most, widget=area)


class ReportForm(AttachmentFields):
    """What was done, with the product where there is one."""

    file_required = False

    text = _text(gettext_lazy("Đã làm gì"), hint=gettext_lazy("Một hai câu: đã làm gì, vướng gì, bước tới là gì."))
    percent = forms.IntegerField(
        label=gettext_lazy("Được bao nhiêu phần trăm"), required=False, min_value=0, max_value=100
    )
    kind = forms.ChoiceField(label=gettext_lazy("Loại sản phẩm"), required=False)
    says_done = forms.BooleanField(
        label=gettext_lazy("Báo xong"),
        required=False,
        help_text=gettext_lazy("Chỉ tính là hoàn thành khi đủ sản phẩm."),
    )

    def __init__(self, *given: Any, wanted: list[str] | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        first = [(kind, ProductKind(kind).label) for kind in wanted or [] if kind in ProductKind.values]
        others = [(kind, label) for kind, label in ProductKind.choices if kind not in dict(first)]
        field: Any = self.fields["kind"]
        field.choices = [*first, *others] if first else [("", _("Chọn loại…")), *others]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("file") and not said.get("kind") and "kind" not in self.errors:
            self.add_error("kind", _("Hãy chọn loại sản phẩm."))
        return said

    def shown(self) -> Shown | None:
        file = self.cleaned_data.get("file")
        return Shown(self.cleaned_data["kind"], file, **self.paper()) if file else None


class _PeopleForm(HouseForm):
    """A form on which somebody of the agency is named: by account, or by name."""

    owner = forms.ModelChoiceField(
        label=gettext_lazy("Người phụ trách"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Chưa chọn, hoặc không có tài khoản"),
        widget=forms.Select(attrs={"lang": "vi"}),
    )
    owner_name = forms.CharField(
        label=gettext_lazy("Tên, nếu chưa có tài khoản"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"lang": "vi", "autocomplete": "off"}),
    )

    def __init__(self, *given: Any, agency: Agency, **more: Any) -> None:
        super().__init__(*given, **more)
        field: Any = self.fields["owner"]
        field.queryset = queries.people_of([agency])


class AssignForm(_PeopleForm):
    """Who does it, who answers for it, what comes out."""

    head_name = forms.CharField(
        label=gettext_lazy("Người đứng đầu chịu trách nhiệm"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"lang": "vi", "autocomplete": "off"}),
        help_text=gettext_lazy("Để trống thì lấy người đứng đầu trong danh bạ cơ quan."),
    )
    result = _text(gettext_lazy("Kết quả phải đạt"), rows=2, most=500)

    @staticmethod
    def of(task: Task) -> dict[str, Any]:
        return {
            "owner": task.owner_id,
            "owner_name": task.owner_name,
            "head_name": task.head_name,
            "result": task.result,
        }


class DayForm(HouseForm):
    """The agency's own day, with its reason."""

    due_on = DayField(label=gettext_lazy("Ngày phải xong"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Vì sao"), required=False, max_length=300, widget=forms.TextInput(attrs={"lang": "vi"})
    )


class AskForm(HouseForm):
    """What the agency asks of Home Affairs."""

    asks = forms.ChoiceField(
        label=gettext_lazy("Đề nghị"),
        choices=[(Asks.DAY, gettext_lazy("Cho lùi ngày")), (Asks.WAIVER, gettext_lazy("Cho không phải làm"))],
    )
    day = DayField(label=gettext_lazy("Lùi tới ngày"), required=False)
    reason = _text(gettext_lazy("Lý do"), rows=2, most=500, required=True)


class PartForm(_PeopleForm):
    """A part of the task for one person."""

    title = forms.CharField(
        label=gettext_lazy("Việc nhỏ"), max_length=500, widget=forms.TextInput(attrs={"lang": "vi"})
    )
    due_on = DayField(label=gettext_lazy("Xong trước hết ngày"), required=False)

    field_order = ("title", "owner", "owner_name", "due_on")


class DecideForm(HouseForm):
    """What Home Affairs decides; only what the task's state allows is offered."""

    what = forms.ChoiceField(label=gettext_lazy("Quyết định"))
    day = DayField(
        label=gettext_lazy("Ngày mới"),
        required=False,
        help_text=gettext_lazy("Để trống: trở lại ngày của kế hoạch."),
    )
    reason = _text(gettext_lazy("Lý do"), rows=2, most=300, required=True)

    def __init__(self, *given: Any, task: Task, has_request: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        offered: list[tuple[str, Any]] = []
        if task.state in queries.OPEN_STATES:
            offered.append((AGREE, _("Đồng ý ngày khác")))
        if has_request:
            offered.append((REFUSE, _("Không đồng ý đề nghị")))
        if states.TASK_STATES.allows(task.state, WAIVE):
            offered.append((WAIVE, _("Không áp dụng cho cơ quan này")))
        if states.TASK_STATES.allows(task.state, RESUME):
            offered.append((RESUME, _("Cho làm lại")))
        field: Any = self.fields["what"]
        field.choices = offered


class WithdrawForm(HouseForm):
    """Why a product is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Vì sao rút"), max_length=300, widget=forms.TextInput(attrs={"lang": "vi"})
    )


class BulkForm(_PeopleForm):
    """One owner for several tasks at once."""

    head_name = forms.CharField(
        label=gettext_lazy("Người chịu trách nhiệm (không bắt buộc)"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"lang": "vi", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not (said.get("owner") or said.get("owner_name")) and not self.errors:
            self.add_error("owner", _("Chọn người phụ trách hoặc ghi tên."))
        return said
