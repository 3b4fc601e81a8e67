"""What people fill in about bodies. Whether it can be is for the actions to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.identity.models import Person
from khoso.kernel import clock
from khoso.stages.programme.bodies.actions import Given
from khoso.stages.programme.bodies.rules import MEMBER, plain_name
from khoso.stages.programme.house_forms import AgencyField, AttachmentFields, DayField, HouseForm, LongText
from khoso.stages.programme.models import BodyDuty, BodyKind, BodyMember

ROWS = 7
MOST_ROWS = 40


class FoundForm(AttachmentFields):
    """A new body: whose, which, founded when, with its decision."""

    file_required = False
    agency = AgencyField()
    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=BodyKind.choices)
    name = forms.CharField(
        label=gettext_lazy("Tên gọi"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Để trống thì lấy tên loại."),
    )
    founded_on = DayField(label=gettext_lazy("Thành lập ngày"))

    field_order = ("agency", "kind", "name", "founded_on", "file", "number", "issued_on", "title")

    def __init__(self, *given: Any, agencies: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class MemberForm(HouseForm):
    """One member. A name that is exactly one account of the agency is that account."""

    name = forms.CharField(
        label=gettext_lazy("Họ và tên"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"list": "nguoi-cua-co-quan", "autocomplete": "off", "lang": "vi"}),
    )
    position = forms.CharField(
        label=gettext_lazy("Chức vụ, đơn vị"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"lang": "vi"}),
    )
    duty = forms.ChoiceField(
        label=gettext_lazy("Nhiệm vụ"), choices=BodyDuty.choices, initial=BodyDuty.MEMBER, required=False
    )


MemberForms = forms.formset_factory(MemberForm, extra=ROWS, max_num=MOST_ROWS, validate_max=True)


def given_of(told: dict[str, Any], people: Sequence[Person]) -> Given:
    """What a row says, with the account that alone is called so."""
    named = [one for one in people if plain_name(one.full_name) == plain_name(told["name"])]
    person = named[0] if len(named) == 1 else None
    position = told.get("position") or (person.position if person else "")
    return Given(told["name"], told.get("duty") or MEMBER, position, person)


def members_of(forms_: Any, people: Sequence[Person]) -> list[Given]:
    return [given_of(form.cleaned_data, people) for form in forms_ if form.cleaned_data.get("name")]


class AddMemberForm(MemberForm):
    """One more member from a day on."""

    since = DayField(label=gettext_lazy("Từ ngày"))
    field_order = ("name", "position", "duty", "since")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["name"].required = True


class ChangeMemberForm(HouseForm):
    """Another duty from a day on."""

    duty = forms.ChoiceField(label=gettext_lazy("Nhiệm vụ mới"), choices=BodyDuty.choices)
    position = forms.CharField(label=gettext_lazy("Chức vụ, đơn vị"), required=False, max_length=200)
    from_day = DayField(label=gettext_lazy("Từ ngày"))


class EndMemberForm(HouseForm):
    """The last day of a member."""

    last_day = DayField(label=gettext_lazy("Ngày cuối cùng"))


class DecisionForm(AttachmentFields):
    """The decision that founded a body."""

    file_required = True


class DissolveForm(HouseForm):
    """The last day of a body."""

    last_day = DayField(label=gettext_lazy("Ngày hoạt động cuối cùng"))
    decision = forms.CharField(label=gettext_lazy("Theo văn bản"), max_length=200)


class MeetingForm(AttachmentFields):
    """A meeting, to come or held."""

    file_required = False
    held_on = DayField(
        label=gettext_lazy("Ngày họp"), help_text=gettext_lazy("Ngày sắp tới: lịch họp, ghi biên bản sau.")
    )
    subject = forms.CharField(label=gettext_lazy("Nội dung"), max_length=500)
    present = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Có mặt"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    conclusion = LongText(label=gettext_lazy("Kết luận"), required=False, max_length=20_000)

    field_order = ("held_on", "subject", "present", "conclusion", "file", "number", "issued_on", "title")

    def __init__(self, *given: Any, members: Sequence[BodyMember], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["present"].choices = [  # type: ignore[attr-defined]
            (one.pk, f"{one.name} · {one.get_duty_display()}") for one in members
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if (day := said.get("held_on")) and day > clock.today() and said.get("present"):
            self.add_error("present", _("Cuộc họp chưa diễn ra thì chưa có người dự."))
        return said
