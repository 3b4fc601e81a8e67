"""What is behind every figure of a round: dossiers, items, pages, fields, by the figure's own predicate."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.engines import office
from khoso.engines.office import MEDIA_TYPES
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.access import allow
from khoso.kernel import clock
from khoso.stages.acceptance.models import AcceptanceRound
from khoso.stages.acceptance.permissions import can_see_rounds
from khoso.stages.acceptance.rounds import figures, sheets, showing
from khoso.stages.acceptance.rounds.actions import SUBJECT
from khoso.stages.acceptance.rounds.figures import Asked
from khoso.stages.acceptance.rounds.views import crumbs, found

PER_PAGE = 50


class _Lines:
    """The lines behind a figure as something a paginator cuts: only the part that is shown is read."""

    def __init__(self, one: AcceptanceRound, asked: Asked) -> None:
        self.one, self.asked = one, asked

    def count(self) -> int:
        return figures.count(self.one, self.asked)

    __len__ = count

    def __getitem__(self, part: slice) -> list[figures.Line]:
        return figures.lines(self.one, self.asked, part.start or 0, part.stop - (part.start or 0))


@allow(can_see_rounds)
@require_GET
def evidence(request: HttpRequest, round_id: int) -> HttpResponse:
    """The list behind one figure; as long as the figure says."""
    one = found(request, round_id)
    asked = Asked.of(request.GET)
    page = Paginator(_Lines(one, asked), PER_PAGE).get_page(request.GET.get("trang"))  # type: ignore[arg-type]
    context = {
        "round": one,
        "asked": asked,
        "page": page,
        "rows": [showing.evidence_row(line, asked, request.user, one.agency_id) for line in page.object_list],
        "units": [
            {"label": label, "url": f"?{asked.address(unit=unit)}", "is_here": unit == asked.unit}
            for unit, label in showing.UNIT_LABELS.items()
        ],
        "chips": showing.chips(one, asked),
        "file_query": asked.address(),
        "crumbs": crumbs(one, _("Bằng chứng")),
    }
    return render(request, "acceptance/round_evidence.html", context)


@allow(can_see_rounds)
@require_GET
def evidence_file(request: HttpRequest, round_id: int) -> HttpResponse:
    """The same list as a workbook."""
    one = found(request, round_id)
    asked = Asked.of(request.GET)
    sheet = sheets.evidence(one, asked)
    with tempfile.TemporaryDirectory(prefix="khoso-bang-chung-") as folder:
        path = Path(folder) / "bang-chung.xlsx"
        lines = office.long_xlsx(path, [sheet], at=clock.now())
        made = path.read_bytes()
    details = {"asked": asked.address(), "lines": lines}
    record("acceptance.round.export", subject=(SUBJECT, one.pk), agency=one.agency.code, details=details)
    answer = HttpResponse(made, content_type=MEDIA_TYPES["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="bang-chung-{one.pk}-{asked.unit}.xlsx"'
    return answer
