"""What many of the programme's forms ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.agencies.forms import DayField
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.programme.attachments.actions import keep
from khoso.stages.programme.attachments.forms import AttachmentFields, HouseForm
from khoso.stages.programme.models import Attachment

__all__ = ["AgencyField", "AttachmentFields", "DayField", "HouseForm", "LongText", "kept_paper", "refuse"]


def refuse(form: forms.Form, error: KhosoError) -> None:
    """Show why the action refused, beside the field where it can be mended."""
    name = getattr(error, "field", "")
    form.add_error(name if name in form.fields else None, told(error.message))


def kept_paper(form: AttachmentFields, agency: Agency, by: Person) -> Attachment | None:
    """The paper of a form kept for an agency; None where none was chosen. Called in the action's transaction."""
    file = form.cleaned_data.get("file")
    return keep(file, agency=agency, by=by, **form.paper()) if file else None


class LongText(forms.CharField):
    """Text of several lines."""

    def __init__(self, *, rows: int = 4, **more: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **more)


class AgencyField(forms.ModelChoiceField):
    """One agency of those that may be chosen; the form says which."""

    widget = forms.Select(attrs={"lang": "vi"})

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("Cơ quan"))
        super().__init__(queryset=Agency.objects.none(), **more)
