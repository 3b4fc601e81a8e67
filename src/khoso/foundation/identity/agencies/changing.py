"""Changing what is known of an agency: its facts, its name from a day on, its end and its heirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.agencies import facts
from khoso.foundation.identity.agencies.errors import AgencyRefused
from khoso.foundation.identity.agencies.history import earliest_change, in_order
from khoso.foundation.identity.agencies.names import correct_present_name, hold, refresh_search
from khoso.foundation.identity.agencies.rights import require_keeper
from khoso.foundation.identity.agencies.words import tidy_name
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency, AgencyName, Person, Succession
from khoso.kernel import clock

# An heir, and whether it took over a part only.
Heir = tuple[Agency, bool]


@transaction.atomic
def describe_agency(agency: Agency, *, by: Person | None, **given: Any) -> Agency:
    """Change facts of an agency (`facts.EDITABLE`); those not given stay. Raises AgencyNotAllowed, AgencyRefused."""
    require_keeper(by)
    agency = hold(agency)
    changes = facts.take(agency, given)
    if changes:
        agency.save(update_fields=list(changes))
        if changes.keys() & {"identifier_code", "statistics_code"}:
            refresh_search(agency)
        record("identity.agency.describe", subject=("agency", agency.code), details=changes)
    return agency


@transaction.atomic
def correct_agency_name(agency: Agency, name: str, *, by: Person | None, kind: str = "") -> Agency:
    """Put the present name or kind right where it was written down wrongly. Nothing of its history changes."""
    require_keeper(by)
    agency = hold(agency)
    name, kind = _name_and_kind(agency, name, kind)
    before = {"name": agency.name, "kind": agency.kind}
    correct_present_name(agency, name, kind)
    _record_changes("identity.agency.correct", agency, before, {"name": name, "kind": kind})
    return agency


@transaction.atomic
def rename_agency(
    agency: Agency,
    name: str,
    *,
    by: Person | None,
    from_day: date | None,
    kind: str = "",
    decision: str = "",
    note: str = "",
) -> Agency:
    """Give an agency another name or kind from a day on; the name before ends the day before.

    Without a day the change is known and its day is not: then `note` says what is known of it. Raises
    AgencyNotAllowed, AgencyRefused.
    """
    require_keeper(by)
    agency = hold(agency)
    name, kind = _name_and_kind(agency, name, kind)
    before = {"name": agency.name, "kind": agency.kind}
    if before == {"name": name, "kind": kind}:
        raise AgencyRefused(_("Tên và loại vẫn như cũ: không có gì để đổi."))
    _check_day(agency, from_day, note)
    last = in_order(agency)[-1]
    if from_day:
        last.valid_to = from_day - timedelta(days=1)
    else:
        last.note = (last.note or note)[:300]
    last.save(update_fields=["valid_to", "note"])
    AgencyName.objects.create(
        agency=agency,
        name=name,
        kind=kind,
        valid_from=from_day,
        decision=decision.strip()[:200],
        note=note.strip()[:300],
    )
    agency.name, agency.kind = name, kind
    agency.save(update_fields=["name", "kind"])
    refresh_search(agency)
    more = {"from": [None, facts.told(from_day)], "decision": [None, decision.strip()]}
    _record_changes("identity.agency.rename", agency, before, {"name": name, "kind": kind}, more)
    return agency


@transaction.atomic
def end_agency(
    agency: Agency, last_day: date, *, by: Person | None, heirs: Sequence[Heir] = (), decision: str = ""
) -> Agency:
    """End an agency with a day, and say who took over what it had, wholly or in part. It stays in the directory.

    Raises AgencyNotAllowed, AgencyRefused.
    """
    require_keeper(by)
    agency = hold(agency)
    if agency.valid_to:
        raise AgencyRefused(_("%(name)s đã kết thúc hoạt động từ trước.") % {"name": agency.name})
    earliest = earliest_change(agency)
    if earliest and last_day < earliest - timedelta(days=1):
        raise AgencyRefused(_("Ngày cuối cùng không thể trước ngày tên hiện nay bắt đầu."))
    if last_day > clock.today():
        raise AgencyRefused(_("Ngày cuối cùng còn ở phía trước; hãy ghi khi việc đã xảy ra."))
    below = agency.children.filter(valid_to__isnull=True).count()
    if below:
        raise AgencyRefused(
            _("Còn %(count)d đơn vị trực thuộc đang hoạt động. Chuyển chúng sang cấp trên khác trước.")
            % {"count": below}
        )
    _check_heirs(agency, last_day, heirs)
    first_day = last_day + timedelta(days=1)
    for heir, in_part in heirs:
        Succession.objects.create(
            predecessor=agency, heir=heir, is_partial=in_part, on=first_day, decision=decision.strip()[:200]
        )
    last = in_order(agency)[-1]
    last.valid_to = agency.valid_to = last_day
    last.save(update_fields=["valid_to"])
    agency.save(update_fields=["valid_to"])
    taken_over = {heir.code: "part" if in_part else "whole" for heir, in_part in heirs}
    details = {"valid_to": [None, last_day.isoformat()], "heirs": [None, taken_over], "decision": [None, decision]}
    record("identity.agency.end", subject=("agency", agency.code), details=details)
    return agency


def _name_and_kind(agency: Agency, name: str, kind: str) -> tuple[str, str]:
    name, kind = tidy_name(name), kind or agency.kind
    if not name:
        raise AgencyRefused(_("Cần có tên cơ quan."))
    if len(name) > 300:
        raise AgencyRefused(_("Tên dài quá 300 ký tự."))
    if kind not in AgencyKind.values:
        raise AgencyRefused(_("Hãy chọn loại cơ quan."))
    return name, kind


def _check_day(agency: Agency, from_day: date | None, note: str) -> None:
    if agency.valid_to:
        raise AgencyRefused(_("%(name)s đã kết thúc hoạt động: tên không đổi nữa.") % {"name": agency.name})
    if from_day is None:
        if not note.strip():
            raise AgencyRefused(_("Không rõ ngày đổi tên thì ghi chú điều đã biết về ngày ấy."))
        return
    earliest = earliest_change(agency)
    if earliest and from_day < earliest:
        raise AgencyRefused(
            _("Tên mới phải bắt đầu từ ngày %(day)s trở đi: trước đó là thời gian của tên khác.")
            % {"day": earliest.strftime("%d/%m/%Y")}
        )
    if from_day > clock.today():
        raise AgencyRefused(_("Ngày đổi tên còn ở phía trước; hãy ghi khi việc đã xảy ra."))


def _check_heirs(agency: Agency, last_day: date, heirs: Sequence[Heir]) -> None:
    ids = [heir.pk for heir, _in_part in heirs]
    if len(set(ids)) < len(ids):
        raise AgencyRefused(_("Một cơ quan kế thừa được nêu hai lần."))
    if any(not in_part for _heir, in_part in heirs) and len(heirs) > 1:
        raise AgencyRefused(_("Khi một cơ quan kế thừa toàn bộ thì không còn cơ quan kế thừa nào khác."))
    later = _all_before(agency) | {agency.pk}
    for heir, _in_part in heirs:
        if heir.pk in later:
            raise AgencyRefused(
                _("%(name)s là chính cơ quan này hoặc cơ quan có trước nó, không kế thừa nó được.") % {"name": heir}
            )
        if heir.valid_to and heir.valid_to <= last_day:
            raise AgencyRefused(_("%(name)s đã kết thúc trước ngày đó.") % {"name": heir})


def _all_before(agency: Agency) -> set[int]:
    """Everything the agency succeeded, however long ago."""
    found: set[int] = set()
    asked = {agency.pk}
    while asked:
        before = set(Succession.objects.filter(heir__in=asked).values_list("predecessor_id", flat=True))
        asked = before - found
        found |= asked
    return found


def _record_changes(
    verb: str, agency: Agency, before: dict[str, Any], after: dict[str, Any], more: dict[str, Any] | None = None
) -> None:
    changes = {field: [before[field], after[field]] for field in after if before[field] != after[field]}
    if changes:
        record(verb, subject=("agency", agency.code), details=changes | (more or {}))
