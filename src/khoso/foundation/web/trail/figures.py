"""What the trail tells the home page, the navigation and the health page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khoso.foundation.audit.labels import subject_label, verb_label
from khoso.foundation.audit.queries import done_by, last_of, replica_troubles, seals_now, url_of
from khoso.foundation.identity.permissions import can_see_trail, is_signed_in
from khoso.foundation.web.formats import moment
from khoso.kernel import clock
from khoso.kernel.figures import CardKind, CardLine, Health, HomeCard, NavGroup, NavItem, Probe, ProbePart

REVIEW = "audit.trail.review"
# Luật: QCVN 12:2026/BCA (nhật ký: xem xét hằng tuần)
REVIEW_EVERY = timedelta(days=7)
SHOWN = 8
# An id of this length or more is made for machines.
LONG_ID = 32


def navigation(person: Any) -> list[NavItem]:
    if not can_see_trail(person):
        return []
    return [NavItem(NavGroup.MANAGE, _("Nhật ký"), reverse("web:trail"), "list-details", order=80)]


def home_cards(person: Any) -> list[HomeCard]:
    if not is_signed_in(person):
        return []
    cards = _mine(person)
    return [*cards, *_watching()] if can_see_trail(person) else cards


def _mine(person: Any) -> list[HomeCard]:
    lines = []
    for entry in done_by(person.username, limit=SHOWN):
        url = url_of(entry.subject_kind, entry.subject_id)
        # A number tells people something, a name made for machines nothing.
        is_told = not url and len(entry.subject_id) < LONG_ID
        about = f"{subject_label(entry.subject_kind)} {entry.subject_id if is_told else ''}".strip()
        lines.append(CardLine(str(verb_label(entry.verb)), url, about, entry.at, lang=""))
    title = _("Việc tôi đã làm gần nhất")
    return [HomeCard(CardKind.DONE, "my-acts", title, "history", lines=tuple(lines), order=10)] if lines else []


def _watching() -> list[HomeCard]:
    url, cards = reverse("web:trail"), []
    now = seals_now()
    reviewed = last_of(REVIEW)
    if reviewed is None or clock.now() - reviewed.at > REVIEW_EVERY:
        about = _("Quy chuẩn yêu cầu xem xét nhật ký hằng tuần; bấm «Đã xem xét» ở cuối trang Nhật ký.")
        cards.append(HomeCard(CardKind.LATE, "trail-review", _("Nhật ký tuần này chưa ai xem xét"), "list-details",
                              url=url, about=about, order=5))  # fmt: skip
    cards.append(HomeCard(CardKind.FIGURE, "unsealed", _("dòng nhật ký chưa niêm phong"), "lock", count=now.unsealed,
                          url=url, order=60))  # fmt: skip
    return cards


def probes() -> list[Probe]:
    return [_seal_probe(), _proof_probe(), *_replica_probes()]


def _seal_probe() -> Probe:
    now = seals_now()
    seen = gettext("%(count)s dòng chưa niêm phong") % {"count": now.unsealed}
    if now.last is not None:
        seen += gettext("; niêm phong số %(number)s lúc %(at)s") % {
            "number": now.last.position,
            "at": moment(now.last.at),
        }
    health = Health.WARN if now.is_late(clock.now()) else Health.GOOD
    remedy = _("Xem có tiến trình «khoso worker» đang chạy không; niêm phong ngay bằng «khoso audit seal».")
    if now.is_older:
        health = Health.BAD
        seen = gettext("cơ sở dữ liệu cũ hơn niêm phong ở bản sao")
        remedy = _("Chạy «khoso audit verify» và báo người phụ trách an toàn thông tin.")
    return Probe("trail.seal", _("Niêm phong nhật ký"), health, seen, remedy if health is not Health.GOOD else "",
                 at=now.last.at if now.last else None, part=ProbePart.TRAIL)  # fmt: skip


def _proof_probe() -> Probe:
    last = last_of("audit.trail.verify")
    label = _("Kiểm chứng nhật ký")
    if last is None:
        return Probe("trail.proof", label, Health.WARN, gettext("chưa kiểm chứng lần nào"),
                     _("Chạy «khoso audit verify», mỗi ngày một lần."), part=ProbePart.TRAIL)  # fmt: skip
    if not last.details.get("ok"):
        seen = gettext("hỏng từ %(where)s") % {"where": last.details.get("first_bad", "?")}
        remedy = _("Giữ nguyên cơ sở dữ liệu, báo người phụ trách an toàn thông tin.")
        return Probe("trail.proof", label, Health.BAD, seen, remedy, at=last.at, part=ProbePart.TRAIL)
    seen = gettext("nguyên vẹn: %(count)s dòng, lúc %(at)s") % {"count": last.details["checked"], "at": moment(last.at)}
    return Probe("trail.proof", label, Health.GOOD, seen, at=last.at, part=ProbePart.TRAIL)


def _replica_probes() -> list[Probe]:
    found = []
    for name, trouble in replica_troubles().items():
        seen = trouble or gettext("thiếu niêm phong mới nhất")
        label = gettext("Niêm phong ở bản sao «%(name)s»") % {"name": name}
        remedy = _("Nối lại ổ của bản sao rồi chạy «khoso audit seal»; niêm phong thiếu được chép bù.")
        found.append(Probe(f"trail.replica.{name}", label, Health.WARN, seen, remedy, part=ProbePart.TRAIL))
    return found
