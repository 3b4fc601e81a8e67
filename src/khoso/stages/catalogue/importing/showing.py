"""What the screens of an import show, put together from what is kept."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.web.words import told
from khoso.kernel.words import noop
from khoso.stages.catalogue import states
from khoso.stages.catalogue.compute.sheets import FIELDS
from khoso.stages.catalogue.importing import labels, queries, rules
from khoso.stages.catalogue.importing.mappings import SURE
from khoso.stages.catalogue.importing.queries import Asked
from khoso.stages.catalogue.importing.revising import KEEP, UPDATE
from khoso.stages.catalogue.models import Arrangement, CatalogueImport, Origin

PER_PAGE = 50
MOST_DIFFERENCES = 100
STEPS = (
    (noop("Chọn tệp"), ()),
    (noop("Xác nhận cột"), (states.UPLOADED,)),
    (noop("Kiểm tra"), (states.MAPPED, states.CHECKING)),
    (noop("Xem, nạp"), (states.CHECKED, states.LOADING, states.STOPPED)),
    (noop("Kết quả"), (states.LOADED,)),
)
_TONES = {
    states.UPLOADED: "wait",
    states.MAPPED: "wait",
    states.CHECKING: "busy",
    states.CHECKED: "warn",
    states.LOADING: "busy",
    states.LOADED: "good",
    states.STOPPED: "warn",
    states.REFUSED: "bad",
    states.WITHDRAWN: "calm",
}


def crumbs(*more: str) -> list[dict[str, str]]:
    """The way to a page of an import."""
    first = {"label": _("Nhập từ Excel"), "url": reverse("catalogue:imports")}
    return [first, *({"label": one, "url": ""} for one in more)]


def crumbs_below(run: CatalogueImport, label: str) -> list[dict[str, str]]:
    """The way to a page below that of an import."""
    own = {"label": run.file_name, "url": reverse("catalogue:import", args=[run.pk])}
    return [*crumbs(), own, {"label": label, "url": ""}]


def steps(run: CatalogueImport) -> list[dict[str, Any]]:
    """The five steps, which is done and which is now."""
    here = next((at for at, (_label, of) in enumerate(STEPS) if run.state in of), -1)
    return [
        {
            "label": told(label),
            "is_done": 0 <= at < here or (at == here and run.state == states.LOADED),
            "is_here": at == here,
        }
        for at, (label, _of) in enumerate(STEPS)
    ]


def state_of(run: CatalogueImport) -> dict[str, Any]:
    """The state as a badge."""
    return {"state": run.state, "label": states.IMPORT_LABELS[run.state], "tone": _TONES[run.state]}


def progress(run: CatalogueImport) -> dict[str, Any]:
    """How far the machine is, for the part of the page that asks again and again."""
    is_checking = run.state == states.CHECKING
    return {
        "run": run,
        "badge": state_of(run),
        "is_running": run.state in (states.CHECKING, states.LOADING),
        "is_checking": is_checking,
        "stages": [
            {
                "name": run.state,
                "label": _("Dòng đã đọc") if is_checking else _("Dòng đã nạp"),
                "done": run.rows_read if is_checking else run.rows_loaded,
                "total": run.rows_total if is_checking else run.rows_good,
            }
        ],
    }


def _options() -> list[tuple[str, list[tuple[str, str]]]]:
    """Fields to choose from, by what they describe."""
    of = {"dossier": _("Hồ sơ"), "item": _("Tài liệu")}
    return [
        (
            label,
            [(name, _(text).partition(": ")[2] or _(text)) for name, text in FIELDS.items() if name.startswith(part)],
        )
        for part, label in of.items()
    ]


def _sureness(column: dict[str, Any]) -> tuple[str, str]:
    """How sure the machine is, in a word and a tone."""
    if column.get("is_confirmed"):
        return _("Đã xác nhận trước đây"), "good"
    if column["confidence"] >= 0.9:
        return _("Chắc chắn"), "good"
    if column["confidence"] >= SURE:
        return _("Khá chắc"), "busy"
    return (_("Ngờ"), "warn") if column["field"] else (_("Không rõ"), "bad")


def column_rows(
    run: CatalogueImport, said: dict[str, str] | None = None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The columns in doubt, then those the machine is sure of; `said` is what was chosen on the form."""
    rows = []
    for column in run.columns:
        word, tone = _sureness(column)
        chosen = (said or {}).get(column["letter"], column["field"])
        # An empty field of a column that was looked at means that it is left out.
        is_left_out = chosen in rules.LEFT_OUT
        rows.append({**column, "sure": word, "tone": tone, "chosen": "" if is_left_out else chosen})
    doubtful = [one for one in rows if one["tone"] in ("warn", "bad") and not run.mapping]
    return doubtful, [one for one in rows if one not in doubtful]


def columns_page(
    run: CatalogueImport, *, said: dict[str, str] | None = None, given: dict[str, str] | None = None
) -> dict[str, Any]:
    """Everything the page of columns shows."""
    doubtful, sure = column_rows(run, said)
    must, should = rules.missing(one["chosen"] for one in (*doubtful, *sure))
    sheet = next(one for one in run.options["sheets"] if one["name"] == run.sheet)
    values = {
        name: (given or {}).get(name, run.options.get(name, ""))
        for name in ("fonds_code", "fonds_title", "origin", "encoding")
    }
    return {
        "run": run,
        "badge": state_of(run),
        "steps": steps(run),
        "doubtful": doubtful,
        "sure": sure,
        "groups": _options(),
        "missing": [told(one) for one in must],
        "wanted": [told(one) for one in should],
        "sheet": {
            **sheet,
            "layout_label": labels.LAYOUTS.get(sheet["layout"], sheet["layout"]),
            "encoding_label": labels.ENCODINGS.get(sheet["encoding"], sheet["encoding"]),
            "is_old": sheet["encoding"] != "unicode",
        },
        "sheets": run.options["sheets"],
        "applied": run.options.get("applied") or {},
        "fonds": queries.fonds_of(run.agency_id),
        "origins": Origin.choices,
        "encodings": list(labels.ENCODINGS.items()),
        "values": {**values, "origin": values["origin"] or Origin.CREATED, "encoding": values["encoding"] or "auto"},
        "crumbs": crumbs(run.file_name),
        "twin": queries.same_file(run),
    }


def page(run: CatalogueImport, asked: Asked, number: object, given: dict[str, Any] | None = None) -> dict[str, Any]:
    """Everything the page of one import shows."""
    context = {
        **progress(run),
        "steps": steps(run),
        "crumbs": crumbs(run.file_name),
        "moves": {
            action: states.IMPORT_STATES.allows(run.state, action)
            for action in ("confirm_columns", "check", "load", "stop", "withdraw")
        },
        "followers": queries.followers(run),
        "twin": queries.same_file(run) if run.state in (states.UPLOADED, states.MAPPED, states.CHECKED) else None,
        "database": run.options.get("database", {}),
        "result": run.options.get("result", {}),
        "dossiers": list(queries.dossiers_of(run)[:20]) if run.dossiers_made else [],
        "browse_url": reverse("catalogue:import-dossiers", args=[run.pk]),
    }
    if run.findings_digest:
        context |= _findings(run, asked, number)
    if run.state == states.CHECKED:
        context |= _load_form(run, given or {})
    return context


def _findings(run: CatalogueImport, asked: Asked, number: object) -> dict[str, Any]:
    summary = [{**one, "label": labels.finding_label(one["code"])} for one in queries.summary(run)]
    is_all = asked in (Asked(), Asked(hides_info=True))
    at = int(str(number)) if str(number).isdecimal() and len(str(number)) < 7 else 1
    shown, found = queries.findings_page(run, asked, offset=(max(at, 1) - 1) * PER_PAGE, limit=PER_PAGE)
    letters = {one["letter"]: one["heading"] for one in run.columns}
    rows = [
        {
            **one,
            "label": labels.finding_label(one["code"]),
            "heading": letters.get(one["column"], ""),
            # Its message says it in words.
            **({"was": "", "now": ""} if one["code"] == "catalogue.column_used" else {}),
        }
        for one in shown
    ]
    pages = Paginator(range(found), PER_PAGE).get_page(at)
    return {"summary": summary, "findings": rows, "found": found, "page": pages, "asked": asked, "is_all": is_all}


def _load_form(run: CatalogueImport, given: dict[str, Any]) -> dict[str, Any]:
    differences, total = queries.differences(run, offset=0, limit=MOST_DIFFERENCES)
    for one in differences:
        one["url"] = reverse("catalogue:imports")
        one["chosen"] = given.get("choices", {}).get(str(one["row"]), "")
        for each in one["fields"]:
            each["label"] = told(labels.field_label(one["kind"], each["field"]))
    asked = ("arrangement", "report_number", "report_on")
    values = {name: given.get(name, run.options.get(name, "")) for name in asked}
    return {
        "differences": differences,
        "difference_count": total,
        "more_differences": total > len(differences),
        "arrangements": Arrangement.choices,
        "keep": KEEP,
        "update": UPDATE,
        "values": {**values, "on_difference": given.get("on_difference", KEEP), "reason": given.get("reason", "")},
    }
