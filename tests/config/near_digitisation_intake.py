"""Uploads, pairings and splits of an agency, for the table of who opens what from near and far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from khoso.kernel import clock, ids
from khoso.stages.digitisation.models import FileSplit, Upload, UploadFile

Row = tuple[Callable[..., list[Any]], set[str], set[str], set[str]]
BRINGING = {"clerk", "contractor_operator", "contractor_lead"}
FAR = {"archivist"}
GET, POST, BOTH = {"get"}, {"post"}, {"get", "post"}


def upload_of(agency: Any) -> Upload:
    """An upload that receives, with one file on its way."""
    made, _ = Upload.objects.get_or_create(
        agency=agency,
        title="Lần giao 1",
        state="receiving",
        defaults={"id": ids.new("upload"), "legacy_reason": "Số hóa năm 2019", "made_at": clock.now()},
    )
    UploadFile.objects.get_or_create(upload=made, path="a.tif", defaults={"size": 3, "sha256": "0" * 64})
    return made


def split_of(delivery: Any) -> FileSplit:
    """A file of a delivery the machine would cut."""
    made, _ = FileSplit.objects.get_or_create(
        delivery=delivery,
        path="ca-tap.pdf",
        sha256="0" * 64,
        defaults={
            "page_count": 4,
            "how": "separators",
            "parts": [{"ordinal": 1, "first": 1, "last": 2}, {"ordinal": 2, "first": 3, "last": 4}],
            "made_at": clock.now(),
        },
    )
    return made


def _upload(line: Any, held: Any, lent: Any) -> list[Any]:
    return [upload_of(line.agency).pk]


def _piece(line: Any, held: Any, lent: Any) -> list[Any]:
    made = upload_of(line.agency)
    return [made.pk, made.files.get().pk]


def _delivery(line: Any, held: Any, lent: Any) -> list[Any]:
    return [line.delivery.pk]


def _split(line: Any, held: Any, lent: Any) -> list[Any]:
    return [line.delivery.pk, split_of(line.delivery).pk]


ROWS: dict[str, Row] = {
    "digitisation:upload": (_upload, GET, BRINGING, FAR),
    "digitisation:upload-compare": (_upload, POST, BRINGING, FAR),
    "digitisation:upload-declare": (_upload, POST, BRINGING, FAR),
    "digitisation:upload-bundle": (_upload, POST, BRINGING, FAR),
    "digitisation:upload-piece": (_piece, POST, BRINGING, FAR),
    "digitisation:upload-form": (_upload, POST, BRINGING, FAR),
    "digitisation:upload-finish": (_upload, POST, BRINGING, FAR),
    "digitisation:upload-cancel": (_upload, POST, BRINGING, FAR),
    "digitisation:delivery-again": (_delivery, POST, BRINGING, FAR),
    "digitisation:delivery-mending": (
        _delivery,
        GET,
        BRINGING | {"council_member", "supervisor", "head"},
        {"home_affairs", "archivist"},
    ),
    "digitisation:pairing": (_delivery, GET, BRINGING, FAR),
    "digitisation:pairing-choose": (_delivery, POST, BRINGING, FAR),
    "digitisation:split": (_split, BOTH, BRINGING, FAR),
}
