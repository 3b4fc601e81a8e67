"""What is asked when paper is handed over, counted and explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.identity.agencies.forms import DayField
from khoso.kernel import clock, codes
from khoso.stages.digitisation.models import PaperLine, Presence
from khoso.stages.digitisation.paper import rules
from khoso.stages.digitisation.paper.actions import Counted
from khoso.stages.digitisation.paper.papers import SHEETS


class HouseForm(forms.Form):
    """Fields with the look of the house."""

    def __init__(self, *given: Any, **more: Any) -> None:
        more.setdefault("label_suffix", "")
        super().__init__(*given, **more)
        for field in self.fields.values():
            if isinstance(field.widget, forms.RadioSelect):
                continue
            is_box = isinstance(field.widget, forms.CheckboxInput)
            is_list = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-check-input" if is_box else "form-select" if is_list else "form-control"


class HeadForm(HouseForm):
    """Number and day of the minutes, where, and a word beside."""

    so = forms.CharField(
        label=gettext_lazy("Số biên bản"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Phải có trước khi xác nhận."),
        widget=forms.TextInput(attrs={"placeholder": "12/BB-UBND", "autocomplete": "off", "lang": "vi"}),
    )
    ngay = DayField(label=gettext_lazy("Ngày giao nhận"))
    noi = forms.CharField(
        label=gettext_lazy("Địa điểm"), max_length=200, required=False, widget=forms.TextInput(attrs={"lang": "vi"})
    )
    ghi_chu = forms.CharField(
        label=gettext_lazy("Ghi chú"), max_length=1000, required=False, widget=forms.TextInput(attrs={"lang": "vi"})
    )

    def clean_ngay(self) -> Any:
        day = self.cleaned_data["ngay"]
        if day > clock.today():
            raise forms.ValidationError(_("Ngày giao nhận còn ở phía trước; hãy xem lại."))
        return day

    def head(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"number": said["so"], "held_on": said["ngay"], "place": said["noi"], "note": said["ghi_chu"]}


class LabelForm(HouseForm):
    """Which stickers, on which sheets. Asked by address, so that the same can be printed again."""

    loai = forms.ChoiceField(
        label=gettext_lazy("Nhãn của"),
        choices=[("hop", gettext_lazy("Hộp")), ("ho-so", gettext_lazy("Hồ sơ")), ("ca-hai", gettext_lazy("Cả hai"))],
    )
    co = forms.ChoiceField(
        label=gettext_lazy("Cỡ tờ nhãn"),
        choices=[(name, f"A4 · {name.replace('x', ' × ')}") for name in SHEETS],
    )
    bo = forms.IntegerField(
        label=gettext_lazy("Bỏ qua số ô đã dùng"), required=False, min_value=0, max_value=39, initial=0
    )
    phan = forms.IntegerField(label=gettext_lazy("Phần"), required=False, min_value=1, max_value=99, initial=1)


class WordsForm(HouseForm):
    """One text that has to be said."""

    noi_dung = forms.CharField(
        label=gettext_lazy("Nội dung"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "vi"}),
    )


class RefuseForm(WordsForm):
    """Why the explanation does not do, and until when another is due."""

    han = DayField(label=gettext_lazy("Hạn giải trình lại"), required=False)


class FindForm(WordsForm):
    """Where it was found, and what was counted."""

    so_to = forms.IntegerField(
        label=gettext_lazy("Số tờ đếm được"), required=False, min_value=0, max_value=rules.MOST_SHEETS * 100
    )
    tinh_trang = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[("", "—"), *codes.FORMAT.items()],
        widget=forms.Select(attrs={"lang": "vi"}),
    )


class OwnerForm(HouseForm):
    """Who answers, until when."""

    nguoi = forms.ChoiceField(label=gettext_lazy("Người giải trình"))
    han = DayField(label=gettext_lazy("Hạn giải trình"))

    def __init__(self, *given: Any, people: list[Any], **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["nguoi"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.pk), one.full_name) for one in people]
        field.widget.attrs["lang"] = "vi"


def read_counts(posted: Mapping[str, str], lines: list[PaperLine], side: str) -> tuple[dict[int, Counted], set[int]]:
    """What a side typed of a box's dossiers, and the dossiers of which the count makes no sense (left as they were).

    A dossier whose fields say nothing stays uncounted.
    """
    told: dict[int, Counted] = {}
    wrong: set[int] = set()
    for line in lines:
        presence = posted.get(f"co-{line.pk}", "")
        typed = posted.get(f"to-{line.pk}", "").strip()
        condition = posted.get(f"tt-{line.pk}", "")
        if f"to-{line.pk}" not in posted and f"co-{line.pk}" not in posted:
            continue
        if presence not in Presence.values or condition not in ("", *codes.FORMAT):
            if presence or condition not in ("", *codes.FORMAT):
                wrong.add(line.pk)
            continue
        sheets = int(typed) if typed.isdecimal() and len(typed) < 7 else None
        if presence == Presence.HERE and (sheets is None or sheets > rules.MOST_SHEETS):
            wrong.add(line.pk)
            continue
        note = posted.get(f"gc-{line.pk}")
        told[line.pk] = Counted(presence, sheets if presence == Presence.HERE else None, condition, note)
    return told, wrong
