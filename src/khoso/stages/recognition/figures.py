"""What recognition tells the progress of a delivery."""

from __future__ import annotations

from typing import Any

from khoso.kernel.figures import StageProgress
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import queries, states


def progress(delivery_id: Any) -> list[StageProgress]:
    here, files = queries.progress(delivery_id), digitisation.file_progress(delivery_id)
    decided = here[states.CONFIRMED] + here[states.PASSED]
    return [
        StageProgress("read", "Đọc chữ", here["pages_read"], max(files["pages"], here["pages_read"]), "trang"),
        StageProgress("confirm", "Xác nhận", decided, here["items"], "tài liệu"),
    ]
