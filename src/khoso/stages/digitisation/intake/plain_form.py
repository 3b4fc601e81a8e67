"""A small delivery sent by an ordinary form: it works where no script does. Folders' names do not travel with it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from khoso.kernel.words import Sentence
from khoso.stages.digitisation import states
from khoso.stages.digitisation.intake import receiving, rules
from khoso.stages.digitisation.intake.errors import UploadRefused
from khoso.stages.digitisation.intake.rules import Announced
from khoso.stages.digitisation.models import Upload

MOST_FILES: int = settings.DATA_UPLOAD_MAX_NUMBER_FILES or 100


def take(upload: Upload, files: Sequence[UploadedFile], *, by: Any) -> int:
    """Keep these files; how many. Raises UploadRefused when two bear one name: one would hide the other."""
    receiving.open_for(upload, by)
    sent = [file for file in files if not rules.is_litter(file.name or "")]
    if not sent:
        raise UploadRefused(_("Chưa chọn tệp nào."))
    names = [rules.clean_path(file.name or "") for file in sent]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise UploadRefused(
            Sentence(
                "Chưa nhận: có nhiều tệp cùng tên «{name}». Gửi bằng biểu mẫu này không giữ tên thư mục; "
                "dùng trình duyệt có bật JavaScript và kéo cả thư mục vào trang.",
                name=doubled[0],
            )
        )
    listed = [Announced(name, file.size or 0, 0, _digest(file)) for name, file in zip(names, sent, strict=True)]
    standings = receiving.declare(upload, listed, by=by)
    for file, standing in zip(sent, standings, strict=True):
        if standing.state != states.WHOLE:
            _send(upload, file, standing, by)
    return len(sent)


def _digest(file: UploadedFile) -> str:
    hasher = hashlib.sha256()
    for part in file.chunks():
        hasher.update(part)
    return hasher.hexdigest()


def _send(upload: Upload, file: UploadedFile, standing: receiving.Standing, by: Any) -> None:
    size, offset = file.size or 0, standing.received
    while True:
        file.seek(offset)
        piece = file.read(rules.CHUNK_BYTES)
        told = receiving.take_piece(upload, standing.id, offset, BytesIO(piece), len(piece), by=by)
        offset = told.received
        if offset >= size:
            return
