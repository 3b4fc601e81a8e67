"""The forms of accounts, roles and delegations. What a form lets pass the action still decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import AccountKind, Agency, Membership, Person
from khoso.foundation.identity.people import queries as people_queries
from khoso.foundation.identity.roles import Role
from khoso.foundation.identity.rules import LONGEST_DELEGATION_DAYS, NOT_LENT
from khoso.kernel.errors import KhosoError


class HouseForm(forms.Form):
    """Fields as the house draws them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs.setdefault("class", "form-select" if is_choice else "form-control")
            if isinstance(field, forms.ModelChoiceField):
                # Its choices are names of the archive.
                field.widget.attrs.setdefault("lang", "vi")

    def refuse(self, error: KhosoError) -> None:
        """Show why the action refused, beside the field where it can be mended."""
        name = getattr(error, "field", "")
        self.add_error(name if name in self.fields else None, error.message)


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=required, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], help_text=help_text
    )


class PersonForm(HouseForm):
    """What is known of a person."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=40, required=False)
    position = forms.CharField(label=_("Chức vụ, công việc"), max_length=120, required=False)
    employer = forms.ModelChoiceField(
        label=_("Đơn vị số hóa trả lương"),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=_("Không: là người của cơ quan"),
    )
    kind = forms.ChoiceField(
        label=_("Loại tài khoản"),
        choices=AccountKind.choices,
        help_text=_("Tài khoản quản trị chỉ để quản trị; việc khác cần tài khoản của người khác."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"].queryset = Agency.objects.filter(kind=AgencyKind.CONTRACTOR, valid_to=None)  # type: ignore[attr-defined]


class RegisterForm(PersonForm):
    """A new account; roles are given afterwards."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        help_text=_("Chữ không dấu, số và . _ - @, ví dụ an.nguyen"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    field_order = ["username", "full_name", "email", "phone", "position", "employer", "kind"]


class GrantForm(HouseForm):
    """A role for somebody in an agency."""

    username = forms.CharField(
        label=_("Tên đăng nhập của người nhận"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Vai trò"))
    agency = forms.ModelChoiceField(label=_("Tại cơ quan"), queryset=Agency.objects.none(), empty_label=None)
    valid_from = _day(_("Từ ngày"), help_text=_("Để trống: từ nay."))
    valid_to = _day(_("Đến hết ngày"), help_text=_("Để trống: không thời hạn."))
    decision = forms.CharField(
        label=_("Theo văn bản"), max_length=200, required=False, help_text=_("Ví dụ: QĐ 12/QĐ-UBND ngày 05/01/2026")
    )

    def __init__(self, giver: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in people_queries.roles_to_give(giver)]  # type: ignore[attr-defined]
        self.fields["agency"].queryset = people_queries.agencies_to_give_in(giver)  # type: ignore[attr-defined]

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"].strip()
        self.person = Person.objects.filter(username__iexact=name).first() if "\0" not in name else None
        if self.person is None:
            raise forms.ValidationError(_("Không có tài khoản này. Quản trị hệ thống tạo tài khoản trước."))
        return name


class DatesForm(HouseForm):
    """Other dates for a role."""

    valid_from = _day(_("Từ ngày"))
    valid_to = _day(_("Đến hết ngày"), help_text=_("Để trống: không thời hạn."))
    decision = forms.CharField(label=_("Theo văn bản"), max_length=200, required=False)


class EndForm(HouseForm):
    """The end of a role."""

    on = _day(_("Ngày cuối cùng"), help_text=_("Để trống: kết thúc ngay bây giờ."))
    reason = forms.CharField(label=_("Lý do"), max_length=200)


class ReasonForm(HouseForm):
    """Why an account is taken out of use."""

    reason = forms.CharField(label=_("Lý do"), max_length=200, help_text=_("Ví dụ: nghỉ hưu, chuyển công tác."))


class DelegationForm(HouseForm):
    """A role of one's own, lent for an absence."""

    membership = forms.ModelChoiceField(
        label=_("Vai trò của tôi"), queryset=Membership.objects.none(), empty_label=None
    )
    username = forms.CharField(
        label=_("Tên đăng nhập của người nhận"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    valid_from = _day(_("Từ ngày"), required=True)
    valid_to = _day(_("Đến hết ngày"), required=True)
    reason = forms.CharField(label=_("Lý do"), max_length=200, help_text=_("Ví dụ: đi công tác, nghỉ phép."))

    def __init__(self, giver: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Membership.objects.live().filter(person=giver).exclude(role__in=NOT_LENT).select_related("agency")
        self.fields["membership"].queryset = own  # type: ignore[attr-defined]
        self.fields["membership"].label_from_instance = _own_role  # type: ignore[attr-defined]
        self.fields["valid_to"].help_text = _("Nhiều nhất %(days)s ngày.") % {"days": LONGEST_DELEGATION_DAYS}

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"].strip()
        self.taker = Person.objects.filter(username__iexact=name, is_active=True).first() if "\0" not in name else None
        if self.taker is None:
            raise forms.ValidationError(_("Không có tài khoản đang dùng nào tên như vậy."))
        return name


def _own_role(membership: Membership) -> str:
    return f"{Role(membership.role).label} · {membership.agency.name}"
