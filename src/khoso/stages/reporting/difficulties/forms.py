"""What people fill in about difficulties. Whether it can be done is for the actions to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.identity.models import Agency
from khoso.stages.reporting.difficulties.actions import LONGEST


class _Plain(forms.Form):
    """Fields with the look of the house."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, label_suffix="", **more)
        for field in self.fields.values():
            style = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = style


def _words(label: Any, *, rows: int, most: int, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class RaiseForm(_Plain):
    """A difficulty: of which agency, about which task, what, and what is proposed."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=gettext_lazy("Cơ quan"), empty_label=None)
    task = forms.TypedChoiceField(
        label=gettext_lazy("Về nhiệm vụ"), required=False, coerce=int, empty_value=None, choices=[]
    )
    text = _words(
        gettext_lazy("Vướng mắc"),
        rows=5,
        most=LONGEST["text"],
        help_text=gettext_lazy(
            "Hỏi một việc. Không ghi tên người, không chép nội dung tài liệu: câu hỏi và câu trả "
            "lời sau này mọi cơ quan cùng đọc."
        ),
    )
    proposal = _words(gettext_lazy("Đề xuất"), rows=3, most=LONGEST["text"], required=False)

    def __init__(self, *given: Any, agencies: Any, tasks: list[tuple[int, str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["task"].choices = [  # type: ignore[attr-defined]
            ("", _("Không về nhiệm vụ nào")),
            *((pk, f"{key} {title}"[:110]) for pk, key, title in tasks),
        ]


class AnswerForm(_Plain):
    """An answer, and which like difficulties it serves too."""

    text = _words(gettext_lazy("Trả lời"), rows=6, most=LONGEST["answer"])


class PassOnForm(_Plain):
    """Who else is to answer, and why."""

    to = forms.ModelChoiceField(
        Agency.objects.none(), label=gettext_lazy("Cơ quan trả lời"), empty_label=gettext_lazy("Chọn cơ quan…")
    )
    text = _words(gettext_lazy("Lý do"), rows=2, most=LONGEST["reason"])

    def __init__(self, *given: Any, agencies: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["to"].queryset = agencies  # type: ignore[attr-defined]


class EscalateForm(_Plain):
    """Why the Committee has to decide."""

    text = _words(gettext_lazy("Lý do"), rows=2, most=LONGEST["reason"])


class AgainForm(_Plain):
    """What is still not clear."""

    text = _words(gettext_lazy("Điều còn chưa rõ"), rows=3, most=LONGEST["answer"])
