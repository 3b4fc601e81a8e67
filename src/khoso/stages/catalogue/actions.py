"""Registering and describing fonds, dossiers and items: the only way to write them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from khoso.foundation.audit.actions import present_actor, record
from khoso.foundation.identity.models import Agency
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import EventType
from khoso.kernel import clock, ids, news
from khoso.stages.catalogue import rules
from khoso.stages.catalogue.compute import secrecy
from khoso.stages.catalogue.describing import queries as describing
from khoso.stages.catalogue.describing.actions import describe as describe
from khoso.stages.catalogue.describing.actions import hold_for_item
from khoso.stages.catalogue.describing.actions import record_digitised as record_digitised
from khoso.stages.catalogue.describing.actions import release_held as release_held
from khoso.stages.catalogue.describing.actions import series_of_register as series_of_register
from khoso.stages.catalogue.describing.restoring import restore as restore
from khoso.stages.catalogue.describing.rules import origin_of
from khoso.stages.catalogue.events import ItemDescribed
from khoso.stages.catalogue.likeness.actions import judge_twins as judge_twins
from khoso.stages.catalogue.likeness.actions import record_likeness as record_likeness
from khoso.stages.catalogue.likeness.actions import record_text_likeness as record_text_likeness
from khoso.stages.catalogue.models import Arrangement, Dossier, Fonds, Item, Revision

DESCRIPTION_FIELDS = (
    *("kind_code", "number", "notation", "issued_date", "issuer", "subject", "signer", "urgency"),
    *("language_code", "autograph", "keywords", "information_mark", "note"),
)


@transaction.atomic
def register_fonds(agency: Agency, *, code: str, title: str, **fields: Any) -> Fonds:
    """The agency's fonds with this code, made when it is new; an existing description is left as it is.

    Where its material comes from is told by who keeps it and whose it is, unless `origin` says so.
    """
    if existing := Fonds.objects.filter(agency=agency, code=code).first():
        return existing
    fields.setdefault("origin", origin_of(agency.kind, title, describing.closed_districts()))
    fonds, made = Fonds.objects.get_or_create(
        agency=agency, code=code, defaults={"id": ids.new("fonds", agency.code, code), "title": title, **fields}
    )
    if made:
        record(
            "catalogue.fonds.register",
            subject=("fonds", fonds.pk),
            agency=agency.code,
            details={"code": code, "title": title},
        )
    return fonds


@transaction.atomic
def register_dossier(
    fonds: Fonds, *, number: str, register_number: str = "", box: str = "", year: int | None, **fields: Any
) -> Dossier:
    """The dossier at this place of the fonds, made when it is new; an existing description is left as it is.

    It goes into the series of its register, made when new. A word of secrecy in its title holds it for a person.
    """
    place = {"register_number": register_number, "box": box, "number": number}
    # Two deliveries may bring the same dossier at once: whoever comes second finds it there.
    Fonds.objects.select_for_update().get(pk=fonds.pk)
    existing = Dossier.objects.filter(fonds=fonds, **place).first()
    if existing is not None:
        return existing
    # Luật: TT 05/2025 Phụ lục I.II.2.a (mã phông đối với phông đóng)
    creator = rules.code_part(fonds.code) if fonds.is_closed else fonds.agency.code
    wanted = rules.dossier_reference_code(creator, year, number, register_number=register_number, box=box)
    code = next(code for code in rules.told_apart(wanted, fonds.code) if not _is_taken(code))
    fields.setdefault("origin", fonds.origin)
    fields.setdefault("series", series_of_register(fonds, register_number))
    fields.setdefault("secrecy_held_for", "; ".join(secrecy.secret_words(fields.get("title", "")))[:200])
    if "arrangement" not in fields and rules.is_arranged_by_description(
        fields.get("retention_code", Dossier._meta.get_field("retention_code").default), number, box, register_number
    ):
        fields |= {"arrangement": Arrangement.ARRANGED, "arranged_at": clock.now()}
    dossier = Dossier.objects.create(
        id=ids.new("dossier", fonds.agency.code, fonds.code, register_number, box, number),
        fonds=fonds,
        reference_code=fields.pop("reference_code", "") or code,
        **place,
        **fields,
    )
    record(
        "catalogue.dossier.register",
        subject=("dossier", dossier.pk),
        agency=fonds.agency.code,
        details={"reference_code": dossier.reference_code},
    )
    return dossier


def _is_taken(code: str) -> bool:
    return Dossier.objects.filter(reference_code=code).exists()


@transaction.atomic
def register_item(
    dossier: Dossier, *, ordinal: int, access_code: str = "", retention_code: str = "", **fields: Any
) -> Item:
    """The item with this ordinal, made when it is new; an existing description is left as it is.

    `access_code`, `retention_code`: what its own row says; "" when it says nothing.
    """
    existing = Item.objects.filter(dossier=dossier, ordinal=ordinal).first()
    if existing is not None:
        return existing
    for name in rules.LENGTHS:
        if name in fields:
            fields[name] = rules.fit(name, fields[name] or "")
    item = Item.objects.create(
        id=ids.new("item", dossier.pk, ordinal),
        dossier=dossier,
        ordinal=ordinal,
        reference_code=rules.item_reference_code(dossier.reference_code, ordinal),
        retention_code=retention_code or dossier.retention_code,
        access_code=rules.stricter(dossier.access_code, access_code),
        **fields,
    )
    record("catalogue.item.register", subject=("item", item.pk), details={"reference_code": item.reference_code})
    hold_for_item(item)
    return item


@transaction.atomic
def describe_item(item_id: uuid.UUID, fields: Mapping[str, str], *, described_by: str, reason: str) -> Item:
    """Set the index fields of an item, keeping what they said before as a revision.

    Unknown field names raise KeyError; an unchanged description writes no revision.
    """
    item = Item.objects.select_for_update().get(pk=item_id)
    unknown = set(fields) - set(DESCRIPTION_FIELDS)
    if unknown:
        raise KeyError(f"Không có trường {sorted(unknown)}")
    wanted = {name: rules.fit(name, value or "") for name, value in fields.items()}
    wanted["described_by"] = described_by
    before = {name: getattr(item, name) for name in wanted}
    if before == wanted:
        return item
    for name, value in wanted.items():
        setattr(item, name, value)
    item.save(update_fields=list(wanted))
    changed = sorted(name for name in wanted if before[name] != wanted[name])
    Revision.objects.create(
        subject_kind="item",
        subject_id=item.pk,
        at=clock.now(),
        author=present_actor().username,
        reason=reason,
        before={name: before[name] for name in changed},
        after={name: wanted[name] for name in changed},
    )
    record_event(
        EventType.METADATA_MODIFICATION,
        subject=("item", item.pk),
        agents=[agents.acting()],
        # Counted within the item: whatever else was described in between, its package comes out the same.
        once=str(Revision.objects.filter(subject_kind="item", subject_id=item.pk).count()),
        detail=f"{reason}: {', '.join(changed)}",
    )
    record("catalogue.item.describe", subject=("item", item.pk), details={"reason": reason, "fields": sorted(wanted)})
    news.publish(ItemDescribed(item_id=str(item.pk)))
    hold_for_item(item)
    return item


@transaction.atomic
def record_page_count(item_id: uuid.UUID, pages: int) -> None:
    """What the file has, counted by the machine."""
    Item.objects.filter(pk=item_id).exclude(page_count=pages).update(page_count=pages)
