"""Correcting descriptions, releasing what a word of secrecy holds, and saying that scans are known."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import present_actor, record
from khoso.foundation.audit.queries import actors_of
from khoso.foundation.identity.models import Agency
from khoso.foundation.web.words import told
from khoso.kernel import clock, ids
from khoso.kernel.findings import Finding, Severity
from khoso.kernel.text_vi import one_space
from khoso.stages.catalogue import rules as room_rules
from khoso.stages.catalogue.compute import checking, secrecy
from khoso.stages.catalogue.describing import rules, shapes, values, writing
from khoso.stages.catalogue.describing.errors import DescribingNotAllowed, DescriptionRefused, StateSecret
from khoso.stages.catalogue.models import Dossier, Fonds, Item, Revision, Series
from khoso.stages.catalogue.permissions import can_describe, can_release_held


def describe(
    kind: str,
    subject_id: object,
    said: Mapping[str, Any],
    *,
    reason: str,
    by: Any,
    batch: uuid.UUID | None = None,
) -> Any:
    """Correct a fonds, series, dossier or item: `said` by field name, as typed or as kept; other fields stay.

    What was there before is kept as a revision; the same values again write nothing. Raises DescribingNotAllowed,
    DescriptionRefused (with findings beside their fields), StateSecret; then nothing has changed.
    """
    with transaction.atomic():
        subject = _held(kind, subject_id)
        _may(can_describe(by, shapes.agency_id_of(subject)))
        if not (why := one_space(reason)):
            raise DescriptionRefused(_("Chưa sửa: hãy ghi lý do sửa."), "reason")
        level = shapes.level_of(subject)
        editable = {field.name: field for field in level.editable}
        if unknown := set(said) - set(editable):
            raise KeyError(f"no field to correct: {sorted(unknown)}")
        wanted = checked(level, shapes.values_of(subject), said)
        wanted |= _following(subject, wanted)
        changed = writing.change(subject, wanted, reason=why, batch=batch)
        _carry_on(subject, changed, why, batch)
    return subject


def checked(level: shapes.Level, present: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """`said` as the columns keep it. Raises StateSecret, DescriptionRefused.

    A fault that was there before and is not touched stops nothing: a clerk mends one field at a time.
    """
    tidied = values.tidy(level, said)
    whole = {**present, **tidied}
    why, field = rules.why_secret({name: value for name, value in whole.items() if name in tidied or value})
    if why:
        raise StateSecret(told(why), field)
    known = {field.name: field for field in level.fields}
    touched = {
        name
        for name, value in tidied.items()
        if value not in (present.get(name), values.as_typed(known[name], present.get(name)))
    }
    found = faults(level, whole)
    wrong = [one for one in found if one.severity is Severity.ERROR and one.where in _with_partners(touched)]
    if wrong:
        raise DescriptionRefused(_("Chưa ghi: có chỗ chưa đúng, xem bên dưới."), findings=wrong)
    fields = {each.name: each for each in level.editable}
    return {name: values.as_kept(fields[name], value) for name, value in tidied.items()}


def faults(level: shapes.Level, said: Mapping[str, Any]) -> list[Finding]:
    """What is wrong or missing in a description, the Circular's checks and those of our own columns together."""
    found = checking.check(level.name, said) if level.name in checking.LEVELS else []
    law = {field.name for field in checking.LEVELS.get(level.name, ())}
    found += [one for field in level.fields if field.name not in law for one in checking.check_field(field, said)]
    return found


def _with_partners(touched: set[str]) -> set[str]:
    """A change of one date is answered for at the other too."""
    return touched | ({"end"} if "start" in touched else set())


def _held(kind: str, subject_id: object) -> Any:
    rows = shapes.MODELS[kind]._default_manager.select_for_update(of=("self",))
    related = {"series": "fonds", "dossier": "fonds__agency", "item": "dossier__fonds", "fonds": "agency"}[kind]
    return rows.select_related(related).get(pk=subject_id)


def _may(allowed: bool) -> None:
    if not allowed:
        raise DescribingNotAllowed(_("Chưa ghi: anh/chị không mô tả hồ sơ của cơ quan này."))


def _following(subject: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """What must change with it, and refusals that need the tables."""
    if isinstance(subject, Fonds):
        _free(Fonds.objects.filter(agency_id=subject.agency_id), subject, "code", wanted)
    if isinstance(subject, Series):
        _free(Series.objects.filter(fonds_id=subject.fonds_id), subject, "code", wanted)
    if isinstance(subject, Item):
        held = wanted.get("access_code")
        if held and room_rules.stricter(subject.dossier.access_code, held) != held:
            raise DescriptionRefused(
                _("Chưa ghi: tài liệu không thể mở hơn hồ sơ chứa nó. Hãy sửa chế độ sử dụng của hồ sơ trước."),
                "access_code",
            )
    if isinstance(subject, Dossier):
        return _following_dossier(subject, wanted)
    return {}


def _following_dossier(dossier: Dossier, wanted: dict[str, Any]) -> dict[str, Any]:
    more: dict[str, Any] = {}
    place = {name: wanted.get(name, getattr(dossier, name)) for name in ("register_number", "box", "number")}
    if Dossier.objects.filter(fonds_id=dossier.fonds_id, **place).exclude(pk=dossier.pk).exists():
        raise DescriptionRefused(_("Chưa ghi: đã có hồ sơ khác cùng mục lục, hộp và số."), "number")
    code = wanted.get("reference_code", dossier.reference_code)
    if code != dossier.reference_code:
        if dossier.items.exists():
            raise DescriptionRefused(
                _("Chưa ghi: mã này đã nằm trong mã của các tài liệu và tên tệp, nên không đổi được."), "reference_code"
            )
        _free(Dossier.objects.all(), dossier, "reference_code", wanted)
    if wanted.get("register_number", dossier.register_number) != dossier.register_number:
        series = series_of_register(dossier.fonds, wanted["register_number"])
        more["series_id"] = series.pk if series else None
    if wanted.get("title", dossier.title) != dossier.title:
        held, stands = rules.held_after(
            dossier.secrecy_held_for, dossier.secrecy_cleared_at is not None, wanted["title"]
        )
        more["secrecy_held_for"] = held
        if not stands and dossier.secrecy_cleared_at is not None:
            more |= {"secrecy_cleared_by": "", "secrecy_cleared_at": None}
    return more


def _free(rows: Any, subject: Any, name: str, wanted: Mapping[str, Any]) -> None:
    if name in wanted and rows.filter(**{name: wanted[name]}).exclude(pk=subject.pk).exists():
        raise DescriptionRefused(_("Chưa ghi: mã này đã dùng cho chỗ khác."), name)


def _carry_on(subject: Any, changed: Mapping[str, Any], reason: str, batch: uuid.UUID | None) -> None:
    """What lies below follows: origin the fonds, registers their series, modes of use the stricter dossier."""
    if isinstance(subject, Fonds) and "origin" in changed:
        change_many(subject.dossiers.all(), {"origin": subject.origin}, reason=reason, batch=batch)
    if isinstance(subject, Series) and "code" in changed:
        before, after = changed["code"]
        rows = subject.dossiers.filter(register_number=before)
        change_many(rows, {"register_number": after}, reason=reason, batch=batch)
    if isinstance(subject, Dossier) and "access_code" in changed:
        for item in subject.items.select_related("dossier__fonds"):
            stricter = room_rules.stricter(subject.access_code, item.access_code)
            writing.change(item, {"access_code": stricter}, reason=reason, batch=batch)


def change_many(rows: Any, wanted: Mapping[str, Any], *, reason: str, batch: uuid.UUID | None = None) -> int:
    """The same columns of many dossiers, each with its revision; says how many changed."""
    moved = []
    for dossier in rows.only("pk", *wanted).iterator(chunk_size=2000):
        changed = {name: (writing.read(dossier, name), after) for name, after in wanted.items()}
        changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
        if changed:
            moved.append((dossier.pk, Revision(**writing.revision_of(dossier, changed, reason=reason, batch=batch))))
    Revision.objects.bulk_create((revision for _, revision in moved), batch_size=2000)
    for start in range(0, len(moved), 2000):
        Dossier.objects.filter(pk__in=[pk for pk, _ in moved[start : start + 2000]]).update(**wanted)
    return len(moved)


def series_of_register(fonds: Fonds, register_number: str) -> Series | None:
    """The series of a register number in a fonds, made when it is new; None for no number."""
    if not register_number:
        return None
    series, made = Series.objects.get_or_create(
        fonds=fonds,
        code=register_number[:60],
        defaults={"id": ids.new("series", fonds.pk, register_number[:60])},
    )
    if made:
        _tell_new("series", series, fonds.agency, {"code": series.code})
    return series


def _tell_new(kind: str, subject: Any, agency: Agency, details: dict[str, Any]) -> None:
    record("catalogue.series.register", subject=(kind, subject.pk), agency=agency.code, details=details)


@transaction.atomic
def hold(dossier_id: object, words: str) -> None:
    """Something of a dossier speaks of secrecy: it waits for a person. What was judged of these words already stands.

    For entrances where the paper is here before its description is (a delivery, a reading): refusing the row would
    leave the paper without a trace, so the dossier is kept and goes no further.
    """
    dossier: Dossier = _held("dossier", dossier_id)
    known = [word for word in dossier.secrecy_held_for.split("; ") if word]
    if words in known:
        return
    dossier.secrecy_held_for = "; ".join([*known, words])[:200]
    dossier.secrecy_cleared_by, dossier.secrecy_cleared_at = "", None
    dossier.save(update_fields=["secrecy_held_for", "secrecy_cleared_by", "secrecy_cleared_at"])
    agency = dossier.fonds.agency.code
    record("catalogue.dossier.hold", subject=("dossier", dossier.pk), agency=agency, details={"words": words})


def hold_for_item(item: Item) -> None:
    """Hold the dossier of an item whose number, notation or mode of use speaks of secrecy."""
    found = secrecy.signs(notation=item.number_notation, access_code=item.access_code)
    if found.is_secret or found.is_held:
        hold(item.dossier_id, found.held_for or item.number_notation or found.mark)


@transaction.atomic
def release_held(dossier_id: object, *, reason: str, by: Any) -> Dossier:
    """A person judged that the words holding a dossier say nothing secret. Not the one who described it.

    Raises DescribingNotAllowed, DescriptionRefused. # Luật: KH 82 II
    """
    dossier: Dossier = _held("dossier", dossier_id)
    if not can_release_held(by, shapes.agency_id_of(dossier)):
        raise DescribingNotAllowed(_("Chưa bỏ giữ: việc này của người đứng đầu hoặc người giám sát của cơ quan."))
    if not dossier.secrecy_held_for or dossier.secrecy_cleared_at is not None:
        raise DescriptionRefused(_("Hồ sơ này không bị giữ."))
    if present_actor().username in describers_of(dossier):
        raise DescribingNotAllowed(_("Chưa bỏ giữ: anh/chị đã mô tả hồ sơ này; người khác phải xem và kết luận."))
    if not (why := one_space(reason)):
        raise DescriptionRefused(_("Chưa bỏ giữ: hãy ghi vì sao không phải bí mật nhà nước."), "reason")
    now = clock.now()
    author = present_actor().username
    changed = {"secrecy_cleared_by": (dossier.secrecy_cleared_by, author)}
    Revision.objects.create(**writing.revision_of(dossier, changed, reason=why))
    dossier.secrecy_cleared_by, dossier.secrecy_cleared_at = author[:60], now
    dossier.save(update_fields=["secrecy_cleared_by", "secrecy_cleared_at"])
    details = {"reason": why, "words": dossier.secrecy_held_for}
    agency = dossier.fonds.agency.code
    record("catalogue.dossier.release", subject=("dossier", dossier.pk), agency=agency, details=details)
    return dossier


def describers_of(dossier: Dossier) -> set[str]:
    """Who registered a dossier or worded it since."""
    worded = Revision.objects.filter(subject_kind="dossier", subject_id=dossier.pk, after__has_key="title")
    return set(worded.values_list("author", flat=True)) | actors_of("dossier", dossier.pk, "catalogue.dossier.register")


@transaction.atomic
def record_digitised(dossier_id: object, how: str, at: datetime | None = None) -> bool:
    """Scans of a dossier are known, since `at` (now) and by this way; said once, the first time counts."""
    found = Dossier.objects.select_for_update().select_related("fonds__agency").filter(pk=dossier_id).first()
    if found is None or found.digitised_at is not None:
        return False
    found.digitised_at, found.digitised_how = at or clock.now(), one_space(how)[:200]
    found.save(update_fields=["digitised_at", "digitised_how"])
    record(
        "catalogue.dossier.digitise",
        subject=("dossier", found.pk),
        agency=found.fonds.agency.code,
        details={"how": found.digitised_how},
    )
    return True


def note_refusal(agency: Agency, field: str) -> None:
    """Somebody tried to write a state secret down here: the trail says so, and nothing of what it was."""
    record("catalogue.secret.refuse", subject=("agency", agency.pk), agency=agency.code, details={"field": field})
