"""What is asked to open a round, to write minutes with their sides, to sign, to certify."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.kernel.text_vi import one_space
from khoso.stages.acceptance.rounds import queries
from khoso.stages.acceptance.rounds.minutes import CLIENT, CONTRACTOR, INVITED, Side


class HouseForm(forms.Form):
    """Fields with the look of the house."""

    def __init__(self, *given: Any, **more: Any) -> None:
        more.setdefault("label_suffix", "")
        super().__init__(*given, **more)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.CheckboxSelectMultiple):
                continue
            widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else "form-control"


def refuse(form: forms.Form, error: KhosoError) -> None:
    """Show why the action refused, beside the field where it can be mended."""
    name = getattr(error, "field", "")
    form.add_error(name if name in form.fields else None, told(error.message))


def _text(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.TextInput({"lang": "vi"}), **more)


class OpenForm(HouseForm):
    """Which deliveries of the batch."""

    title = _text(
        gettext_lazy("Tên đợt nghiệm thu"), 300, required=False, help_text=gettext_lazy("Để trống: máy đặt tên.")
    )


class MinutesForm(HouseForm):
    """Number and place of minutes; who signs for each side.

    The client and the contractor are chosen among those who may sign, or written by name when they have no account.
    """

    number = _text(gettext_lazy("Số biên bản"), 60)
    place = _text(gettext_lazy("Địa điểm"), 200, required=False)
    note = forms.CharField(
        label=gettext_lazy("Ý kiến, kiến nghị ghi vào biên bản"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "vi"}),
    )
    # Sides that may be invited besides the two parties.
    INVITED_ROWS = 2

    def __init__(self, *given: Any, batch: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.batch = batch
        self.rows: list[dict[str, Any]] = []
        contractor = batch.contractor.name if batch.contractor else ""
        self._side(
            "client", CLIENT, gettext_lazy("Bên giao việc"), batch.agency.name, queries.client_people(batch.agency)
        )
        self._side(
            "contractor",
            CONTRACTOR,
            gettext_lazy("Bên số hóa"),
            contractor,
            queries.contractor_people(batch.agency),
        )
        for number in range(1, self.INVITED_ROWS + 1):
            self._side(f"invited_{number}", INVITED, gettext_lazy("Cơ quan được mời"), "", None)

    def _side(self, name: str, part: str, label: Any, organisation: str, people: list[Person] | None) -> None:
        is_must = part != INVITED
        first = people[0] if people else None
        self.fields[f"{name}_organisation"] = _text(
            gettext_lazy("Cơ quan, đơn vị"), 300, required=is_must, initial=organisation
        )
        if people is None:
            self.fields[f"{name}_account"] = forms.CharField(
                label=gettext_lazy("Tên đăng nhập, nếu có"), max_length=150, required=False
            )
        else:
            choices = [("", gettext_lazy("Không có tài khoản: ký trên giấy"))]
            choices += [(str(one.pk), one.full_name) for one in people]
            self.fields[f"{name}_account"] = forms.ChoiceField(
                label=gettext_lazy("Người ký trong Kho Số"),
                choices=choices,
                required=False,
                initial=str(first.pk) if first else "",
            )
        self.fields[f"{name}_name"] = _text(gettext_lazy("Họ và tên, nếu ký trên giấy"), 120, required=False)
        self.fields[f"{name}_position"] = _text(
            gettext_lazy("Chức vụ"), 200, required=False, initial=first.position if first else ""
        )
        for one in ("organisation", "account", "name", "position"):
            widget = self.fields[f"{name}_{one}"].widget
            widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else "form-control"
        self.rows.append({"name": name, "part": part, "label": label})

    def shown_rows(self) -> list[dict[str, Any]]:
        """Each side with its four bound fields, for the page."""
        parts = ("organisation", "account", "name", "position")
        return [{**row, "fields": [self[f"{row['name']}_{one}"] for one in parts]} for row in self.rows]

    def head_fields(self) -> list[Any]:
        return [self["number"], self["place"], self["note"]]

    def sides(self) -> list[Side]:
        """The sides that were filled in. Raises KhosoError for an account that is not there."""
        return [side for row in self.rows if (side := self._read(row)) is not None]

    def _read(self, row: dict[str, Any]) -> Side | None:
        said = self.cleaned_data
        name = row["name"]
        organisation = one_space(said.get(f"{name}_organisation", ""))
        account = said.get(f"{name}_account", "").strip()
        if row["part"] == INVITED and not (organisation or account):
            return None
        person = self._person(row["part"], account) if account else None
        agency = self._agency(row["part"], organisation)
        return Side(
            row["part"],
            organisation or (agency.name if agency else ""),
            person.full_name if person else one_space(said.get(f"{name}_name", "")),
            one_space(said.get(f"{name}_position", "")) or (person.position if person else ""),
            agency,
            person,
        )

    def _person(self, part: str, account: str) -> Person:
        rows = Person.objects.filter(is_active=True)
        found = rows.filter(username=account).first() if part == INVITED else rows.filter(pk=account).first()
        if found is None:
            raise NoSuchAccount(account)
        return found

    def _agency(self, part: str, organisation: str) -> Agency | None:
        """The directory's own entry for the organisation; its key then signs the PDF."""
        if part == CLIENT:
            known: Agency | None = self.batch.agency
        elif part == CONTRACTOR:
            known = self.batch.contractor
        else:
            known = Agency.objects.filter(name__iexact=organisation, valid_to=None).first()
        return known if known is not None and known.name.lower() == organisation.lower() else None


class NoSuchAccount(KhosoError):
    """The account named for a side is not there."""

    code = "acceptance.no_such_account"

    def __init__(self, account: str) -> None:
        super().__init__(
            _("Chưa lập: không có tài khoản «{account}». Để trống nếu người đó ký trên giấy.").format(account=account)
        )


class ScanForm(forms.Form):
    """The scan of the paper a side signed by hand."""

    scan = forms.FileField(label=gettext_lazy("Bản quét biên bản đã ký"))

    def upload(self) -> UploadedFile:
        found: UploadedFile = self.cleaned_data["scan"]
        return found
