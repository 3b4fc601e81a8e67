"""What digitisation tells the progress of a delivery, the home page, the navigation and reports."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from khoso.foundation.identity.permissions import can_see_deliveries, can_see_descriptions
from khoso.foundation.web.formats import day
from khoso.foundation.web.words import told
from khoso.kernel.figures import (
    CardKind,
    CardLine,
    DossierStage,
    Figure,
    FigureKind,
    HomeCard,
    NavGroup,
    NavItem,
    Reached,
    StageProgress,
)
from khoso.stages.digitisation import queries, states, volumes
from khoso.stages.digitisation.batches import cards as batches
from khoso.stages.digitisation.batches import volumes as batch_volumes
from khoso.stages.digitisation.intake import cards as intake
from khoso.stages.digitisation.paper import cards as paper
from khoso.stages.digitisation.quarantine import cards as quarantine
from khoso.stages.digitisation.site import cards as site

_PARTS = (batches, site, paper, intake, quarantine)

LINES = 5
# Papers take weeks to renew.
TOLD_BEFORE = timedelta(days=30)


def progress(delivery_ids: list[Any]) -> dict[Any, list[StageProgress]]:
    counts, expected = queries.file_progress(delivery_ids), queries.expected_files(delivery_ids)
    told = {}
    for delivery, files in counts.items():
        here = files["files"]
        # Until the whole folder is read nobody knows how many files there are: at least one more.
        total = here if expected[delivery] is not None else here + 1
        told[delivery] = [
            StageProgress("register", _("Đăng ký"), here, total, _("tệp")),
            StageProgress("check", _("Kiểm tra"), files["checked"], here, _("tệp")),
        ]
    return told


def stages(dossier_ids: list[Any]) -> dict[Any, DossierStage]:
    return {dossier: _stage(*counts) for dossier, counts in queries.file_counts(dossier_ids).items()}


def _stage(files: int, open_files: int) -> DossierStage:
    if not files:
        return DossierStage("waiting", _("Chưa có tệp"), is_settled=True)
    return DossierStage("check", _("Đang kiểm tra") if open_files else _("Đã kiểm tra"), is_settled=False)


def reached(delivery_ids: list[Any]) -> dict[Any, Reached]:
    dossiers = queries.dossiers_by_delivery(delivery_ids)
    return {dossier: Reached("check", is_busy=True) for rows in dossiers.values() for dossier in rows}


def marks(delivery_ids: list[Any]) -> dict[Any, Hashable]:
    files, findings = queries.file_marks(delivery_ids), queries.finding_marks(delivery_ids)
    return {delivery: (files.get(delivery), findings.get(delivery)) for delivery in delivery_ids}


def navigation(person: Any) -> list[NavItem]:
    items = [item for part in _PARTS for item in part.navigation(person)]
    if can_see_deliveries(person):
        address = reverse("digitisation:delivery-list")
        items.append(NavItem(NavGroup.DIGITISE, _("Lô giao nộp"), address, "package", order=20))
        below = (
            (_("Tỷ lệ tài liệu lỗi"), "digitisation:rates", "chart-bar", 21),
            (_("Mức kiểm tra"), "digitisation:check-levels", "info-circle", 22),
        )
        items += [
            NavItem(NavGroup.DIGITISE, label, reverse(name), sign, order=order, under=address)
            for label, name, sign, order in below
        ]
    return items


def home_cards(person: Any) -> list[HomeCard]:
    cards = [card for part in _PARTS for card in part.home_cards(person)]
    if can_see_deliveries(person):
        cards += _failed_card(person) + _stopped_cards(person)
    if can_see_descriptions(person):
        cards += _paper_cards(person)
    return cards


def _failed_card(person: Any) -> list[HomeCard]:
    failed = list(queries.deliveries_seen_by(person).exclude(failure="")[:LINES])
    if not failed:
        return []
    lines = [
        CardLine(one.folder_name, _delivery_url(one.pk), one.failure, one.registered_at, about_lang="vi")
        for one in failed
    ]
    return [
        HomeCard(
            CardKind.WAITING,
            "deliveries-failed",
            _("Lô chưa nhập được"),
            "alert-triangle",
            url=reverse("digitisation:delivery-list"),
            about=_("Sửa theo lời báo rồi nhập lại; phần đã nhập vẫn còn."),
            lines=tuple(lines),
            order=20,
        )
    ]


def _stopped_cards(person: Any) -> list[HomeCard]:
    stopped = queries.stopped_by_delivery(person)
    return [
        HomeCard(
            CardKind.WAITING,
            name,
            title,
            sign,
            count=sum(one.files for one in found),
            about=about,
            lines=tuple(
                CardLine(
                    one.title,
                    _delivery_url(one.delivery_id),
                    ngettext("%(count)s tệp", "%(count)s tệp", one.files) % {"count": one.files},
                )
                for one in found[:LINES]
            ),
            order=order,
        )
        for state, name, title, sign, about, order in (
            (
                states.QUARANTINED,
                "files-quarantined",
                # Luật: KH 82 II: what was seen on them is told to the security officer alone.
                _("Tệp bị cách ly") if can_see_descriptions(person) else _("Tệp đang được xem xét"),
                "shield-lock",
                _("Cán bộ an toàn thông tin đang xem xét; chưa phải làm gì."),
                15,
            ),
            (
                states.REFUSED,
                "files-refused",
                _("Tệp bị từ chối, cần giao lại"),
                "file-off",
                _("Xem lý do ở trang của lô, sửa tệp rồi giao lại dưới đúng tên cũ."),
                30,
            ),
        )
        if (found := [one for one in stopped if one.state == state])
    ]


def _paper_cards(person: Any) -> list[HomeCard]:
    agencies = queries.papers_to_see_to(person, within=TOLD_BEFORE)
    missing = [
        CardLine(one.agency_name, reverse("digitisation:delivery-list"), "; ".join(map(told, one.missing)))
        for one in agencies
        if one.missing
    ]
    expiring = [
        CardLine(
            one.agency_name,
            reverse("digitisation:delivery-list"),
            "; ".join(
                gettext("%(paper)s: hết hạn %(day)s") % {"paper": told(paper), "day": day(end)}
                for paper, end in one.expiring
            ),
        )
        for one in agencies
        if one.expiring
    ]
    cards = []
    if missing:
        cards.append(
            HomeCard(
                CardKind.LATE,
                "papers-missing",
                _("Giấy tờ phải có trước khi số hóa còn thiếu"),
                "file-description",
                count=len(missing),
                about=_("Hồ sơ của cơ quan được giữ ở bước chờ ký cho tới khi đủ giấy tờ."),
                lines=tuple(missing[:LINES]),
                order=20,
            )
        )
    if expiring:
        cards.append(
            HomeCard(
                CardKind.WAITING,
                "papers-expiring",
                _("Giấy tờ sắp hết hạn"),
                "calendar",
                count=len(expiring),
                about=_("Trong 30 ngày tới."),
                lines=tuple(expiring[:LINES]),
                order=40,
            )
        )
    return cards


def _delivery_url(delivery_id: Any) -> str:
    return reverse("digitisation:delivery", args=[delivery_id])


def declared() -> list[Figure]:
    # Luật: KH 82 VI.6.a (khối lượng số hóa)
    told = (
        (
            "dossiers_received",
            gettext_lazy("Hồ sơ đã nhận bản số hóa"),
            gettext_lazy("hồ sơ"),
            gettext_lazy("Hồ sơ có ít nhất một tệp số hóa giao về; giao lại không tính thêm."),
        ),
        (
            "files_received",
            gettext_lazy("Tệp số hóa đã nhận"),
            gettext_lazy("tệp"),
            gettext_lazy("Tệp của hồ sơ trong các lô giao nộp; tệp giao thay không tính thêm."),
        ),
        (
            "pages_received",
            gettext_lazy("Trang số hóa đã nhận"),
            gettext_lazy("trang"),
            gettext_lazy("Trang máy đếm được trong các tệp đã nhận, kể cả tệp chưa đạt."),
        ),
        (
            "pages_passed",
            gettext_lazy("Trang số hóa đạt kiểm tra"),
            gettext_lazy("trang"),
            gettext_lazy("Trang của các tệp qua được kiểm tra của máy: định dạng, độ phân giải, màu, tên tệp."),
        ),
    )
    return [
        Figure(
            f"digitisation.{name}",
            label,
            unit,
            "digitise",
            getattr(volumes, name),
            getattr(volumes, f"{name}_lines"),
            order=30 + place,
            about=about,
        )
        for place, (name, label, unit, about) in enumerate(told)
    ] + _declared_open()


def _declared_open() -> list[Figure]:
    """What stands open at the moment it is asked."""
    return [
        Figure(
            "digitisation.items_defective",
            gettext_lazy("Tài liệu có lỗi bị Nghị định 31 tính"),
            gettext_lazy("tài liệu"),
            "digitise",
            volumes.items_defective,
            volumes.items_defective_lines,
            kind=FigureKind.OPEN,
            order=38,
            about=gettext_lazy("Tài liệu đã giao sai định dạng, độ phân giải hoặc sai tên tệp; mỗi tài liệu một lần."),
        ),
        Figure(
            "digitisation.findings_open",
            gettext_lazy("Lỗi chưa sửa"),
            gettext_lazy("lỗi"),
            "digitise",
            volumes.findings_open,
            volumes.findings_open_lines,
            kind=FigureKind.OPEN,
            order=39,
            about=gettext_lazy("Lỗi của tệp, trang, hồ sơ mà người phải sửa, còn tồn tại ở thời điểm tính."),
        ),
        Figure(
            "digitisation.batches_running",
            gettext_lazy("Đợt số hóa đang thực hiện"),
            gettext_lazy("đợt"),
            "digitise",
            batch_volumes.batches_running,
            batch_volumes.batches_running_lines,
            kind=FigureKind.OPEN,
            order=29,
            about=gettext_lazy("Đợt đã cho bắt đầu mà chưa quét xong ở thời điểm tính, kể cả đợt đang tạm dừng."),
        ),
    ]
