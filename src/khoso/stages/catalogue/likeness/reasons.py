"""Why two dossiers look like one, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khoso.kernel import dates
from khoso.stages.catalogue.models import Fingerprint

Kind = Fingerprint.Kind


@dataclass(frozen=True)
class Reason:
    """One sign: its kind, how sure it makes alone (0 to 1), and what it is made from."""

    kind: str
    score: float
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def text(self) -> str:
        """The sign as a person reads it."""
        if self.said.get("level") == "item":
            return _of_items(self.kind, self.said)
        if self.kind == Kind.CODE:
            words = _("cùng mã hồ sơ giấy %(code)s") if self.said.get("paper") else _("cùng mã hồ sơ %(code)s")
            return words % {"code": self.said["code"]}
        if self.kind == Kind.PAGE:
            return _("%(count)d trên %(of)d trang giống nhau") % self.said
        words = _("tiêu đề giống %(percent)d%%") % self.said
        if others := self.said.get("others"):
            more = ngettext(
                "nhưng còn %(count)d hồ sơ khác cũng có tiêu đề như vậy",
                "nhưng còn %(count)d hồ sơ khác cũng có tiêu đề như vậy",
                others,
            )
            words = f"{words}, {more % {'count': others}}"
        return words

    def __str__(self) -> str:
        return self.text


def _of_items(kind: str, said: Mapping[str, Any]) -> str:
    if kind == Kind.NUMBER:
        when = dates.parse(said.get("day"))
        named = _("số %(number)s") % said
        if when:
            named = _("%(number)s ngày %(day)s") % {"number": named, "day": when.vietnamese}
        if said["count"] == 1:
            return _("cùng %(named)s") % {"named": named}
        words = _("%(count)d trên %(of)d tài liệu cùng số, ký hiệu và ngày (như %(named)s)")
        return words % {**said, "named": named}
    words = {
        Kind.CODE: _("%(count)d trên %(of)d tài liệu cùng mã định danh"),
        Kind.TITLE: _("%(count)d trên %(of)d tài liệu có trích yếu gần giống"),
        Kind.TEXT: _("%(count)d trên %(of)d tài liệu có chữ trên trang giống nhau"),
    }[Kind(kind)]
    return words % said


def read(rows: list[dict[str, Any]]) -> tuple[Reason, ...]:
    """The reasons as they were kept, strongest first."""
    return tuple(Reason(row["kind"], row["score"], row) for row in rows)
