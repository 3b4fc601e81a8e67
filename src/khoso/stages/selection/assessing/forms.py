"""The short form of an assessment. Whether the answer can be kept is for the actions to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.selection.assessing import criteria as table
from khoso.stages.selection.assessing.rules import Answer
from khoso.stages.selection.models import Assessment


def _text(label: Any, most: int, hint: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 2, "lang": "vi", "class": "form-control", "placeholder": hint})
    return forms.CharField(label=label, required=False, max_length=most, widget=area)


class AnswerForm(forms.Form):
    """Group and criteria, risk, cost against benefit."""

    group = forms.TypedChoiceField(
        choices=[(code, label) for code, label in table.GROUP_LABELS.items()], coerce=int, required=False
    )
    criteria = forms.MultipleChoiceField(choices=[(one.code, one.text) for one in table.CRITERIA], required=False)
    risk_class = forms.ChoiceField(choices=[(code, code) for code in table.CLASSES], required=False)
    risk_factors = forms.MultipleChoiceField(choices=[(one.code, one.text) for one in table.RISKS], required=False)
    benefit_note = _text(_("Lợi ích"), 1000, _("Ai dùng, bao lâu một lần, để làm gì"))
    cost_note = _text(_("Chi phí"), 1000, _("Khoản nào nặng hơn bình thường"))
    conditions = _text(_("Quyết định riêng, điều kiện"), 500, _("Số quyết định; phục chế trước, thiết bị, giám sát"))

    def answer(self) -> Answer:
        said = self.cleaned_data
        return Answer(
            group=said["group"] or 0,
            criteria=tuple(said["criteria"]),
            risk_class=said["risk_class"],
            risk_factors=tuple(said["risk_factors"]),
            benefit_note=said["benefit_note"],
            cost_note=said["cost_note"],
            conditions=said["conditions"],
        )

    def refuse(self, error: KhosoError) -> None:
        """Show why the action refused, beside the field where it can be mended."""
        name = getattr(error, "field", "")
        self.add_error(name if name in self.fields else None, told(error.message))


def said_before(one: Assessment | None) -> dict[str, Any]:
    """What the form begins with: the assessment in force."""
    if one is None:
        return {}
    names = ("group", "criteria", "risk_class", "risk_factors", "benefit_note", "cost_note", "conditions")
    return {name: getattr(one, name) for name in names}


def chosen(form: AnswerForm) -> dict[str, Any]:
    """What is ticked now, for a template that draws the choices itself."""

    def value(name: str) -> Any:
        return form[name].value()

    return {
        "group": str(value("group") or ""),
        "criteria": set(value("criteria") or []),
        "risk_class": value("risk_class") or "",
        "risk_factors": set(value("risk_factors") or []),
    }


def as_hidden(answer: Answer) -> list[tuple[str, str]]:
    """The answer as names and values, to be sent again."""
    one = [("group", str(answer.group)), ("risk_class", answer.risk_class)]
    many = [("criteria", code) for code in answer.criteria] + [("risk_factors", code) for code in answer.risk_factors]
    notes = [(name, getattr(answer, name)) for name in ("benefit_note", "cost_note", "conditions")]
    return [*one, *many, *notes]
