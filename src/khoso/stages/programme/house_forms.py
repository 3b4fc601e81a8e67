"""How the programme's forms look and what many of them ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.models import Agency
from khoso.kernel.errors import KhosoError

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


class HouseForm(forms.Form):
    """Fields with the look of the house; what the action refused stands beside the field where it can be mended."""

    def __init__(self, *given: Any, **more: Any) -> None:
        more.setdefault("label_suffix", "")
        super().__init__(*given, **more)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
                continue
            style = "form-check-input" if isinstance(widget, forms.CheckboxInput) else "form-control"
            widget.attrs.setdefault("class", "form-select" if isinstance(widget, forms.Select) else style)
            if isinstance(field, forms.ModelChoiceField):
                widget.attrs.setdefault("lang", "vi")

    def refuse(self, error: KhosoError) -> None:
        name = getattr(error, "field", "")
        self.add_error(name if name in self.fields else None, error.message)


class DayField(forms.DateField):
    """A day, typed as people write it or chosen from the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=DAYS, **more)


class LongText(forms.CharField):
    """Text of several lines."""

    def __init__(self, rows: int = 4, **more: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **more)


class AgencyField(forms.ModelChoiceField):
    """One agency of those that may be chosen; the form says which."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("Cơ quan"))
        super().__init__(queryset=Agency.objects.none(), **more)
