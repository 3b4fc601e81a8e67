"""Reading uploads, pairings, splits and watched folders."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import CONTRACTORS, Role
from khoso.stages.digitisation import states
from khoso.stages.digitisation.models import (
    Batch,
    Delivery,
    DeliveryFile,
    FileSplit,
    PairingLine,
    SplitPart,
    Upload,
    UploadFile,
)
from khoso.stages.digitisation.permissions import firm_of

# Who brings scans; the same as `permissions.can_deliver`.
BRINGERS = CONTRACTORS | {Role.CLERK, Role.ARCHIVIST}


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of an upload is here."""

    files: int = 0
    whole: int = 0
    differing: int = 0
    size: int = 0
    received: int = 0

    @property
    def missing(self) -> int:
        return self.files - self.whole

    @property
    def is_whole(self) -> bool:
        return self.files > 0 and self.missing == 0

    @property
    def percent(self) -> int:
        return 100 if self.is_whole else min(99, 100 * self.received // self.size) if self.size else 0


def uploads_seen_by(person: Any) -> QuerySet[Upload]:
    """The uploads of the agencies for which a person brings scans, newest first; none of another contractor's."""
    scope = agencies_of(person, BRINGERS)
    rows = Upload.objects.select_related("agency", "batch", "made_by", "delivery")
    if scope is not None:
        rows = rows.filter(agency_id__in=scope)
    firm = firm_of(person)
    # What belongs to no batch is of the firm whose people send it.
    own = Q(batch__contractor_id=firm) | Q(batch__isnull=True, made_by__employer_id=firm)
    return rows if firm is None else rows.filter(own)


def count(upload_ids: Iterable[Any]) -> dict[Any, Counted]:
    """How much of each upload is here; one question for all."""
    told = dict.fromkeys(upload_ids, Counted())
    rows = UploadFile.objects.filter(upload_id__in=list(told)).values_list("upload_id").order_by()
    for key, *counted in rows.annotate(
        files_counted=Count("id"),
        whole_counted=Count("id", filter=Q(state=states.WHOLE)),
        differing_counted=Count("id", filter=Q(state=states.DIFFERS)),
        size_summed=Sum("size"),
        received_summed=Sum("received"),
    ):
        told[key] = Counted(*counted)
    return told


def agencies_to_deliver_for(person: Any) -> QuerySet[Agency]:
    """The agencies for which a person brings scans."""
    scope = agencies_of(person, BRINGERS)
    rows = Agency.objects.order_by("name")
    return rows if scope is None else rows.filter(pk__in=scope)


def open_batches(person: Any) -> QuerySet[Batch]:
    """The running batches a person may deliver into."""
    scope = agencies_of(person, BRINGERS)
    rows = Batch.objects.filter(state=states.RUNNING).select_related("agency").order_by("agency__name", "title")
    if scope is not None:
        rows = rows.filter(agency_id__in=scope)
    firm = firm_of(person)
    return rows if firm is None else rows.filter(contractor_id=firm)


def deliveries_to_mend(upload: Upload) -> QuerySet[Delivery]:
    """The deliveries of the same batch that an upload may add to."""
    rows = Delivery.objects.filter(agency_id=upload.agency_id, batch_id=upload.batch_id)
    return rows.filter(legacy_reason=upload.legacy_reason).order_by("-registered_at")


def digests_here(agency_id: int, digests: Collection[str]) -> dict[str, int]:
    """Size by SHA-256 of those of the bytes that this agency's deliveries or uploads brought already.

    Only the agency's own: whoever knows a digest must not get at bytes of another agency by naming it.
    """
    files = DeliveryFile.objects.filter(delivery__agency_id=agency_id, sha256__in=digests)
    sent = UploadFile.objects.filter(upload__agency_id=agency_id, sha256__in=digests, state=states.WHOLE)
    found = dict(files.order_by().values_list("sha256", "size").distinct())
    return found | dict(sent.order_by().values_list("sha256", "size").distinct())


def workbooks_of(upload: Upload) -> list[str]:
    """The files of an upload that may be its catalogue, the shortest path first."""
    paths = UploadFile.objects.filter(upload=upload, path__iregex=r"\.(xlsx|xls|csv|tsv)$").values_list(
        "path", flat=True
    )
    return sorted(paths[:50], key=lambda path: (path.count("/"), path))


def missing_of(upload: Upload, *, most: int = 200) -> list[UploadFile]:
    """The first files that were announced and have not come whole, by path."""
    return list(UploadFile.objects.filter(upload=upload, state=states.AWAITED).order_by("path")[:most])


def problems_of(upload: Upload) -> list[UploadFile]:
    """The files that came with other bytes than announced."""
    return list(UploadFile.objects.filter(upload=upload, state=states.DIFFERS)[:100])


def files_sent(delivery_id: Any) -> dict[str, UploadFile]:
    """What browsers brought for a delivery, by path; of one path the latest."""
    rows = UploadFile.objects.filter(upload__delivery_id=delivery_id, state=states.WHOLE)
    return {row.path: row for row in rows.order_by("upload__ended_at", "upload__made_at", "path")}


def put_away_in(delivery: Delivery) -> QuerySet[DeliveryFile]:
    """The files of a delivery that nobody but the security officer may see, to leave them out of other questions.

    # Luật: KH 82 II
    """
    return DeliveryFile.objects.filter(delivery=delivery, state__in=states.PUT_AWAY).order_by()


def handed_over_in(delivery: Delivery) -> dict[str, str]:
    """SHA-256 by path of what was handed over to whoever keeps secrets: files, and files of which a part was."""
    files = put_away_in(delivery).filter(state=states.HANDED_OVER)
    told = dict(files.values_list("path", "sha256"))
    wholes = FileSplit.objects.filter(delivery=delivery, made_parts__path__in=files.values("path"))
    return told | dict(wholes.order_by().values_list("path", "sha256"))


def _lines(delivery: Delivery) -> QuerySet[PairingLine]:
    # What a row says of a file in quarantine goes with the file.
    return PairingLine.objects.filter(delivery=delivery).exclude(path__in=put_away_in(delivery).values("path"))


@dataclass(frozen=True, slots=True)
class Sending:
    """Who sent what for which delivery."""

    delivery: Delivery
    # Whether the delivery began with it.
    is_first: bool
    username: str
    full_name: str
    paths: tuple[str, ...]


def sending(upload_id: object) -> Sending | None:
    """What a sending brought for its delivery; None while it is none, or when nobody is known to have sent it."""
    one = Upload.objects.select_related("delivery__agency", "made_by").filter(pk=upload_id).first()
    if one is None or one.delivery is None or one.made_by is None:
        return None
    paths = UploadFile.objects.filter(upload=one, state=states.WHOLE).order_by("path").values_list("path", flat=True)
    earlier = Upload.objects.filter(delivery=one.delivery, ended_at__lt=one.ended_at).exists()
    return Sending(one.delivery, not earlier, one.made_by.username, one.made_by.full_name, tuple(paths))


def lines_of(delivery: Delivery, kind: str) -> QuerySet[PairingLine]:
    """The pairing's lines of one kind."""
    return _lines(delivery).filter(kind=kind)


def line_counts(delivery: Delivery) -> dict[str, int]:
    """How many lines of each kind the last reading left."""
    rows = _lines(delivery).order_by().values_list("kind").annotate(Count("id"))
    return dict.fromkeys(PairingLine.Kind.values, 0) | dict(rows)


def splits_of(delivery: Delivery) -> list[FileSplit]:
    """The files of a delivery that are cut, or that the machine would cut; none of which a part is in quarantine."""
    away = put_away_in(delivery)
    rows = FileSplit.objects.filter(delivery=delivery).select_related("decided_by")
    holds_some = SplitPart.objects.filter(split=OuterRef("pk"), path__in=away.values("path"))
    return list(rows.exclude(Exists(holds_some)).exclude(path__in=away.values("path")))


def lines_with(rows: QuerySet[PairingLine], words: str) -> QuerySet[PairingLine]:
    """Those of the lines that have these words in their title, dossier or file."""
    return rows.filter(Q(title__icontains=words) | Q(dossier__icontains=words) | Q(path__icontains=words))
