"""Papers of large lists, drawn behind the scenes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import job


@job("selection.draw_decision_papers", label=_("Dựng văn bản quyết định phê duyệt danh mục"))
def draw_decision_papers(decision_id: int) -> None:
    """The decision with its long annex, as DOCX and PDF; what is there already is left."""
    from khoso.stages.selection.proposing.deciding import draw_decision

    draw_decision(decision_id)
